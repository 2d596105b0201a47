/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/trace.h"

#include <string.h>

#include "core/memory.h"
#include "store/file.h"

/* ---- what is read */

struct lociq_trace {
  char **names; /* ended by NULL */
  size_t count;
};

void lociq_trace_free(lociq_trace *trace) {
  if (trace == NULL) return;
  lociq_texts_free(trace->names, trace->count);
  free(trace);
}

lociq_status lociq_trace_note(lociq_trace *trace, const char *name, lociq_error *error) {
  if (trace == NULL) return LOCIQ_OK;
  for (size_t i = 0; i < trace->count; i++)
    if (strcmp(trace->names[i], name) == 0) return LOCIQ_OK;
  char **grown = lociq_resize(trace->names, trace->count + 2, sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "what is read");
  trace->names = grown;
  grown[trace->count + 1] = NULL;
  grown[trace->count] = lociq_copy_text(name);
  if (grown[trace->count] == NULL) return lociq_memory_error(error, "what is read");
  trace->count++;
  return LOCIQ_OK;
}

lociq_status lociq_store_trace(lociq_store *store, lociq_error *error) {
  lociq_trace_free(store->trace);
  store->trace = lociq_allocate(1, sizeof *store->trace);
  if (store->trace != NULL && (store->trace->names = lociq_allocate(1, sizeof *store->trace->names)) != NULL)
    return LOCIQ_OK;
  lociq_trace_free(store->trace);
  store->trace = NULL;
  return lociq_memory_error(error, "what is read");
}

const char *const *lociq_store_traced(const lociq_store *store) {
  static const char *const none[] = {NULL};
  return store->trace == NULL ? none : (const char *const *)store->trace->names;
}

lociq_status lociq_store_list(const lociq_store *store, char ***names, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  char **links = NULL;
  size_t count = 0;
  lociq_status status = lociq_links_read(store, &links, &count, error);
  char **ended = status == LOCIQ_OK ? lociq_resize(links, count + 1, sizeof *ended) : NULL;
  if (ended != NULL) {
    ended[count] = NULL;
    *names = ended;
  } else if (status == LOCIQ_OK) {
    lociq_texts_free(links, count);
    status = lociq_memory_error(error, "the names of the datasets");
  }
  lociq_hdf5_restore(printer);
  return status;
}

/* ---- what a dataset holds */

static lociq_status add_texts(const lociq_store *store, const char *name, size_t count, lociq_digesting *digesting,
                              lociq_error *error) {
  char **texts = NULL;
  lociq_status status = lociq_texts_read(store, name, count, &texts, error);
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++)
    status = lociq_digesting_add_text(digesting, texts[i], error);
  lociq_texts_free(texts, texts == NULL ? 0 : count);
  return status;
}

/* Some rows at a time: a ranking of all regions has a short one for each. */
static lociq_status add_rows(const lociq_store *store, const char *name, hid_t dataset, const lociq_layout *layout,
                             lociq_digesting *digesting, lociq_error *error) {
  enum { VALUES = 1 << 16 }; /* at once, unless a row has more */
  hsize_t first[LOCIQ_RANK] = {0}, count[LOCIQ_RANK] = {0};
  const size_t all = (size_t)layout->size[0], width = lociq_layout_count(layout) / (all > 0 ? all : 1);
  const size_t most = width < VALUES ? VALUES / (width > 0 ? width : 1) : 1, rows = all < most ? all : most;
  double *values = lociq_allocate_aligned(rows * width, sizeof *values);
  lociq_status status = values == NULL ? lociq_memory_error(error, name) : LOCIQ_OK;
  for (int i = 1; i < layout->rank; i++) count[i] = layout->size[i];
  for (; first[0] < all && status == LOCIQ_OK; first[0] += rows) {
    count[0] = all - first[0] < rows ? all - first[0] : rows;
    status = lociq_block_read(store, name, dataset, H5T_NATIVE_DOUBLE, layout->rank, first, count, values, error);
    if (status == LOCIQ_OK)
      status = lociq_digesting_add(digesting, values, (size_t)count[0] * width * sizeof *values, error);
  }
  free(values);
  return status;
}

/* All numbers that we write are doubles, or become doubles as they are. */
static lociq_status add_values(const lociq_store *store, const char *name, hid_t dataset, const lociq_layout *layout,
                               lociq_digesting *digesting, lociq_error *error) {
  lociq_status status = lociq_layout_check(store, name, layout, error);
  if (status == LOCIQ_OK && lociq_texts_are(dataset))
    return add_texts(store, name, lociq_layout_count(layout), digesting, error);
  if (status == LOCIQ_OK && strcmp(layout->name[0], "year") != 0)
    return add_rows(store, name, dataset, layout, digesting, error);
  for (size_t i = 0; i < layout->size[0] && status == LOCIQ_OK; i++) {
    lociq_year_digest part;
    status = lociq_year_digest_of(store, name, dataset, layout, i, &part, error);
    if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, part.text, error);
  }
  return status;
}

lociq_status lociq_cube_add_said(const lociq_cube *cube, lociq_digesting *digesting, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < cube->attribute_count && status == LOCIQ_OK; i++) {
    const lociq_attribute *said = &cube->attributes[i];
    if (strcmp(said->name, "made_from") == 0) continue;
    status = lociq_digesting_add_text(digesting, said->name, error);
    if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, said->text, error);
    if (status == LOCIQ_OK && said->count > 0)
      status = lociq_digesting_add(digesting, said->numbers, said->count * sizeof *said->numbers, error);
  }
  return status;
}

static lociq_status add_said(hid_t dataset, const char *name, lociq_digesting *digesting, lociq_error *error) {
  static const char *const own[] = {"lociq_kind", "units", "long_name", "source"};
  lociq_cube *said = NULL;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < sizeof own / sizeof *own && status == LOCIQ_OK; i++) {
    char *text = NULL;
    status = lociq_attribute_read_text(dataset, own[i], &text, error);
    if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, text, error);
    free(text);
  }
  if (status == LOCIQ_OK) status = lociq_cube_create(name, "measure", LOCIQ_BY_REGION, &said, error);
  if (status == LOCIQ_OK) status = lociq_attributes_read(dataset, said, error);
  if (status == LOCIQ_OK) status = lociq_cube_add_said(said, digesting, error);
  lociq_cube_free(said);
  return status;
}

static lociq_status add_layout(const lociq_layout *layout, lociq_digesting *digesting, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (int i = 0; i < layout->rank && status == LOCIQ_OK; i++) {
    status = lociq_digesting_add_text(digesting, layout->name[i], error);
    if (status == LOCIQ_OK) status = lociq_digesting_add(digesting, &layout->size[i], sizeof layout->size[i], error);
  }
  return status;
}

static lociq_status digest_dataset(const lociq_store *store, const char *name, hid_t dataset,
                                   lociq_digesting *digesting, lociq_error *error) {
  lociq_layout layout = {0};
  bool complete = false;
  lociq_status status = lociq_layout_read(store, name, dataset, &layout, &complete, error);
  if (status == LOCIQ_OK && layout.rank == 0)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s has no dimensions", store->path, name);
  if (status == LOCIQ_OK) status = add_layout(&layout, digesting, error);
  if (status == LOCIQ_OK) status = add_said(dataset, name, digesting, error);
  return status == LOCIQ_OK ? add_values(store, name, dataset, &layout, digesting, error) : status;
}

lociq_status lociq_store_digest(const lociq_store *store, const char *name, lociq_digest *digest, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  lociq_digesting *digesting = NULL;
  hid_t dataset = -1;
  lociq_status status = lociq_digesting_create(&digesting, error);
  if (status == LOCIQ_OK) status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = digest_dataset(store, name, dataset, digesting, error);
  if (status == LOCIQ_OK) status = lociq_digesting_finish(digesting, digest, error);
  lociq_hdf5_close(dataset);
  lociq_digesting_free(digesting);
  lociq_hdf5_restore(printer);
  return status;
}

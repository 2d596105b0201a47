/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variables over dimensions of their own, read again.
 */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "store/file.h"

void lociq_stored_variable_free(lociq_stored_variable *variable) {
  if (variable == NULL) return;
  for (size_t i = 0; i < variable->dimension_count; i++) {
    free(variable->dimensions[i].name);
    lociq_texts_free(variable->dimensions[i].codes, variable->dimensions[i].size);
  }
  free(variable->name);
  free(variable->kind);
  free(variable->unit);
  free(variable->title);
  free(variable->values);
  lociq_texts_free(variable->texts, variable->count);
  free(variable);
}

/* Whether it is one of ours, by its kind; a cube is none. */
static lociq_status is_variable(const lociq_store *store, const char *name, bool *is, lociq_error *error) {
  hid_t dataset = -1;
  char *kind = NULL;
  *is = false;
  if (lociq_panel_find(store->panel, name) != NULL || lociq_scale_find(store, name) != NULL ||
      !lociq_dataset_exists(store, name))
    return LOCIQ_OK;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_text(dataset, "lociq_kind", &kind, error);
  *is = status == LOCIQ_OK && kind != NULL && lociq_kind_is_variable(kind);
  free(kind);
  lociq_hdf5_close(dataset);
  return status;
}

static lociq_status read_said(hid_t dataset, lociq_stored_variable *made, lociq_error *error) {
  lociq_status status = lociq_attribute_read_text(dataset, "lociq_kind", &made->kind, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_text(dataset, "units", &made->unit, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_text(dataset, "long_name", &made->title, error);
  return status;
}

/* The codes of a dimension of its own that has texts. */
static lociq_status read_codes(const lociq_store *store, const char *name, size_t size, char ***codes,
                               lociq_error *error) {
  hid_t dataset = -1;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status != LOCIQ_OK) return status;
  if (lociq_texts_are(dataset)) status = lociq_texts_read(store, name, size, codes, error);
  lociq_hdf5_close(dataset);
  return status;
}

static lociq_status read_dimensions(const lociq_store *store, const lociq_layout *layout, lociq_stored_variable *made,
                                    lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (int i = 0; i < layout->rank && status == LOCIQ_OK; i++) {
    struct lociq_stored_dimension *dimension = &made->dimensions[made->dimension_count++];
    *dimension =
        (struct lociq_stored_dimension){.name = lociq_copy_text(layout->name[i]), .size = (size_t)layout->size[i]};
    if (dimension->name == NULL) return lociq_memory_error(error, made->name);
    if (!lociq_axis_owns(layout->name[i]))
      status = read_codes(store, layout->name[i], dimension->size, &dimension->codes, error);
  }
  return status;
}

/* Texts stay texts; whole numbers become doubles as they are read: what was missing is -1 there. */
static lociq_status read_values(const lociq_store *store, hid_t dataset, const lociq_layout *layout,
                                lociq_stored_variable *made, lociq_error *error) {
  const hsize_t first[LOCIQ_RANK] = {0};
  lociq_type type = LOCIQ_DOUBLE;
  if (lociq_texts_are(dataset)) {
    const lociq_status read = lociq_texts_read(store, made->name, lociq_layout_count(layout), &made->texts, error);
    made->count = read == LOCIQ_OK ? lociq_layout_count(layout) : 0;
    return read;
  }
  if (!lociq_type_find(dataset, &type))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s holds no numbers of ours", store->path, made->name);
  lociq_status status = lociq_layout_check(store, made->name, layout, error);
  if (status != LOCIQ_OK) return status;
  made->count = lociq_layout_count(layout);
  made->values = lociq_allocate_aligned(made->count, sizeof *made->values);
  if (made->values == NULL) return lociq_memory_error(error, made->name);
  status = lociq_block_read(store, made->name, dataset, H5T_NATIVE_DOUBLE, layout->rank, first, layout->size,
                            made->values, error);
  for (size_t i = 0; status == LOCIQ_OK && type == LOCIQ_INT32 && i < made->count; i++)
    if (made->values[i] == -1) made->values[i] = NAN;
  return status;
}

lociq_status lociq_variable_describe(const lociq_store *store, const char *name, hid_t dataset,
                                     lociq_stored_variable *described, lociq_layout *layout, lociq_error *error) {
  bool complete = false;
  described->name = lociq_copy_text(name);
  if (described->name == NULL) return lociq_memory_error(error, name);
  lociq_status status = read_said(dataset, described, error);
  if (status == LOCIQ_OK) status = lociq_layout_read(store, name, dataset, layout, &complete, error);
  if (status == LOCIQ_OK && !complete)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: a dimension of %s has no scale", store->path, name);
  return status == LOCIQ_OK ? read_dimensions(store, layout, described, error) : status;
}

static lociq_status load(const lociq_store *store, const char *name, lociq_stored_variable *made, lociq_error *error) {
  lociq_layout layout = {0};
  hid_t dataset = -1;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_variable_describe(store, name, dataset, made, &layout, error);
  if (status == LOCIQ_OK) status = read_values(store, dataset, &layout, made, error);
  lociq_hdf5_close(dataset);
  return status;
}

lociq_status lociq_store_load_variable(const lociq_store *store, const char *name, lociq_stored_variable **variable,
                                       lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  store = lociq_store_reading(store);
  bool is = false;
  lociq_stored_variable *made = NULL;
  lociq_status status = is_variable(store, name, &is, error);
  if (status == LOCIQ_OK && !is)
    status = lociq_error_set(error, LOCIQ_NOT_FOUND, "%s has no variable \"%s\"", store->path, name);
  if (status == LOCIQ_OK && (made = lociq_allocate(1, sizeof *made)) == NULL) status = lociq_memory_error(error, name);
  if (status == LOCIQ_OK) status = load(store, name, made, error);
  if (status == LOCIQ_OK)
    *variable = made;
  else
    lociq_stored_variable_free(made);
  lociq_hdf5_restore(printer);
  return status;
}

lociq_status lociq_store_list_variables(const lociq_store *store, char ***names, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  store = lociq_store_reading(store);
  char **links = NULL, **made = NULL;
  size_t count = 0, kept = 0;
  lociq_status status = lociq_links_read(store, &links, &count, error);
  if (status == LOCIQ_OK && (made = lociq_allocate(count + 1, sizeof *made)) == NULL)
    status = lociq_memory_error(error, "names");
  for (size_t i = 0; status == LOCIQ_OK && i < count; i++) {
    bool is = false;
    status = is_variable(store, links[i], &is, error);
    if (status != LOCIQ_OK || !is) continue;
    made[kept++] = links[i];
    links[i] = NULL;
  }
  lociq_texts_free(links, links == NULL ? 0 : count);
  if (status == LOCIQ_OK)
    *names = made;
  else
    lociq_texts_free(made, kept);
  lociq_hdf5_restore(printer);
  return status;
}

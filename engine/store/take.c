/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variables of another store, as they were put there.
 */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "store/file.h"
#include "store/trace.h"

typedef struct taking {
  lociq_store *store;
  const lociq_store *from;
  const char *name;
  hid_t dataset; /* there */
  lociq_layout layout;
  lociq_stored_variable *described;
  lociq_cube *said; /* its attributes */
  lociq_variable variable;
} taking;

static void describe(taking *job) {
  const lociq_stored_variable *described = job->described;
  job->variable = (lociq_variable){.name = described->name,
                                   .kind = described->kind,
                                   .unit = described->unit,
                                   .title = described->title,
                                   .attributes = job->said->attributes,
                                   .attribute_count = job->said->attribute_count,
                                   .dimension_count = described->dimension_count};
  for (size_t i = 0; i < described->dimension_count; i++)
    job->variable.dimensions[i] = (lociq_dimension){.name = described->dimensions[i].name,
                                                    .size = described->dimensions[i].size,
                                                    .codes = (const char *const *)described->dimensions[i].codes};
}

static lociq_status take_texts(taking *job, lociq_error *error) {
  const size_t count = lociq_layout_count(&job->layout);
  char **texts = NULL;
  lociq_status status = lociq_texts_read(job->from, job->name, count, &texts, error);
  job->variable.type = LOCIQ_TEXT;
  job->variable.values = texts;
  if (status == LOCIQ_OK) status = lociq_store_put_variable(job->store, &job->variable, error);
  lociq_texts_free(texts, texts == NULL ? 0 : count);
  return status;
}

/* Whether all of a block is what a dataset holds where nothing was written. */
static bool is_missing(const char *values, size_t count, lociq_type type) {
  const double missing = (double)NAN;
  const int32_t none = -1;
  const uint16_t zero = 0;
  const void *fill = type == LOCIQ_DOUBLE ? (const void *)&missing : type == LOCIQ_INT32 ? (const void *)&none : &zero;
  const size_t size = lociq_type_size(type);
  for (size_t i = 0; i < count; i++)
    if (memcmp(values + i * size, fill, size) != 0) return false;
  return true;
}

static lociq_status take_block(const taking *job, const size_t *first, const size_t *count, void *values,
                               lociq_error *error) {
  hsize_t start[LOCIQ_RANK] = {0}, size[LOCIQ_RANK] = {0};
  size_t all = 1;
  for (int i = 0; i < job->layout.rank; i++) {
    start[i] = first[i];
    size[i] = count[i];
    all *= count[i];
  }
  const lociq_status status =
      lociq_block_read(job->from, job->name, job->dataset, lociq_type_memory(job->variable.type), job->layout.rank,
                       start, size, values, error);
  if (status != LOCIQ_OK || is_missing(values, all, job->variable.type)) return status;
  return lociq_store_write_variable(job->store, job->name, first, count, values, error);
}

/* A few hundred rows of each position along the first dimension; a line is one block. */
static lociq_status take_blocks(const taking *job, lociq_error *error) {
  enum { ROWS = 512 };
  const lociq_layout *layout = &job->layout;
  size_t first[LOCIQ_RANK] = {0}, count[LOCIQ_RANK] = {0}, beside = 1;
  for (int i = 0; i < layout->rank; i++) count[i] = (size_t)layout->size[i];
  for (int i = 2; i < layout->rank; i++) beside *= count[i];
  const size_t outer = layout->rank > 1 ? count[0] : 1, rows = layout->rank > 1 ? count[1] : count[0];
  const size_t most = layout->rank > 1 && rows > ROWS ? ROWS : rows, along = layout->rank > 1 ? 1 : 0;
  void *values = lociq_allocate_aligned(most * beside, lociq_type_size(job->variable.type));
  if (values == NULL) return lociq_memory_error(error, job->name);
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < outer; i++)
    for (size_t row = 0; row < rows && status == LOCIQ_OK; row += most) {
      if (along == 1) first[0] = i, count[0] = 1;
      first[along] = row;
      count[along] = rows - row < most ? rows - row : most;
      status = take_block(job, first, count, values, error);
    }
  free(values);
  return status;
}

static lociq_status take_numbers(taking *job, lociq_error *error) {
  if (!lociq_type_find(job->dataset, &job->variable.type))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s holds no numbers of ours", job->from->path, job->name);
  lociq_status status = lociq_layout_check(job->from, job->name, &job->layout, error);
  if (status == LOCIQ_OK) status = lociq_store_put_variable(job->store, &job->variable, error);
  return status == LOCIQ_OK ? take_blocks(job, error) : status;
}

static lociq_status take(taking *job, lociq_error *error) {
  if (lociq_scale_find(job->from, job->name) != NULL) return LOCIQ_OK;
  lociq_status status = lociq_dataset_open(job->from, job->name, H5P_DEFAULT, &job->dataset, error);
  if (status == LOCIQ_OK && (job->described = lociq_allocate(1, sizeof *job->described)) == NULL)
    status = lociq_memory_error(error, job->name);
  if (status == LOCIQ_OK)
    status = lociq_variable_describe(job->from, job->name, job->dataset, job->described, &job->layout, error);
  if (status == LOCIQ_OK) status = lociq_cube_create(job->name, "measure", LOCIQ_BY_REGION, &job->said, error);
  if (status == LOCIQ_OK) status = lociq_attributes_read(job->dataset, job->said, error);
  if (status == LOCIQ_OK && (job->described->kind == NULL || !lociq_kind_is_variable(job->described->kind)))
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s is no variable of ours", job->from->path, job->name);
  if (status != LOCIQ_OK) return status;
  describe(job);
  return lociq_texts_are(job->dataset) ? take_texts(job, error) : take_numbers(job, error);
}

lociq_status lociq_store_take(lociq_store *store, const lociq_store *from, const char *name, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  taking job = {.store = store, .from = from, .name = name, .dataset = -1};
  const lociq_status status = take(&job, error);
  lociq_cube_free(job.said);
  lociq_stored_variable_free(job.described);
  lociq_hdf5_close(job.dataset);
  lociq_hdf5_restore(printer);
  return status;
}

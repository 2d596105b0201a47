/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A dataset row by row, whatever it is read from.
 */
#include <string.h>

#include "core/memory.h"
#include "write/writer.h"

/* As many rows as the store's chunks have: a chunk is then unpacked once. */
enum { BLOCK_ROWS = 512 };

static lociq_status visit_year(const lociq_dataset *dataset, size_t year, lociq_row_visit visit, void *context,
                               double *values, uint16_t *flags, lociq_error *error) {
  const size_t width = dataset->columns.all, end = dataset->rows.first + dataset->rows.count;
  for (size_t first = dataset->rows.first; first < end; first += BLOCK_ROWS) {
    const size_t count = end - first < BLOCK_ROWS ? end - first : BLOCK_ROWS;
    memset(flags, 0, count * width * sizeof *flags);
    lociq_status status = dataset->read(dataset, year, first, count, values, flags, error);
    for (size_t i = 0; i < count && status == LOCIQ_OK; i++)
      status = visit(context, dataset, year, first + i, values + i * width, flags + i * width, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

lociq_status lociq_dataset_each(const lociq_dataset *dataset, lociq_row_visit visit, void *context,
                                lociq_error *error) {
  const size_t width = dataset->columns.all;
  const size_t rows = dataset->rows.count < BLOCK_ROWS ? dataset->rows.count : BLOCK_ROWS;
  double *values = lociq_allocate_aligned(rows * width, sizeof *values);
  uint16_t *flags = lociq_allocate(rows * width, sizeof *flags);
  lociq_status status = LOCIQ_OK;
  if (values == NULL || flags == NULL) status = lociq_memory_error(error, dataset->name);
  for (size_t y = 0; y < dataset->years.count && status == LOCIQ_OK; y++)
    status = visit_year(dataset, dataset->years.first + y, visit, context, values, flags, error);
  free(values);
  free(flags);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A matrix: the first column the region (or whatever the rows are), then one column an industry. A dataset without
 * columns of its own has the years as columns; one without rows has the years as rows.
 */
#include "core/memory.h"
#include "write/text.h"
#include "write/writer.h"

typedef struct laid_out {
  FILE *stream;
  char **rows;
  double *values; /* rows.count × years.count: where years are columns */
} laid_out;

static void put_line(FILE *stream, const char *code, const double *values, size_t count) {
  char number[LOCIQ_NUMBER_SIZE];
  (void)fputs_unlocked(code, stream);
  for (size_t i = 0; i < count; i++) {
    (void)lociq_text_number(values[i], number);
    (void)putc_unlocked(',', stream);
    (void)fputs_unlocked(number, stream);
  }
  (void)putc_unlocked('\n', stream);
}

static lociq_status put_row(void *context, const lociq_dataset *dataset, size_t year, size_t row, const double *values,
                            const uint16_t *flags, lociq_error *error) {
  (void)year;
  (void)flags;
  const laid_out *table = context;
  put_line(table->stream, table->rows[row], values + dataset->columns.first, dataset->columns.count);
  return lociq_stream_check(table->stream, error);
}

/* Years become columns. */
static lociq_status keep_row(void *context, const lociq_dataset *dataset, size_t year, size_t row, const double *values,
                             const uint16_t *flags, lociq_error *error) {
  (void)flags;
  (void)error;
  const laid_out *table = context;
  table->values[(row - dataset->rows.first) * dataset->years.count + (year - dataset->years.first)] = values[0];
  return LOCIQ_OK;
}

/* The corner, then the chosen codes of a side; the dataset's name where it has no such side. */
static lociq_status put_heading(const lociq_dataset *dataset, const lociq_side *side, FILE *stream,
                                lociq_error *error) {
  if (side->name == NULL) {
    (void)fprintf(stream, "%s,%s\n", dataset->rows.name, dataset->name);
    return lociq_stream_check(stream, error);
  }
  char **codes = NULL;
  const lociq_status status = lociq_codes_encode(side->axis, lociq_text_csv, &codes, error);
  if (status != LOCIQ_OK) return status;
  (void)fputs(dataset->rows.name, stream);
  for (size_t i = 0; i < side->count; i++) (void)fprintf(stream, ",%s", codes[side->first + i]);
  (void)putc('\n', stream);
  lociq_codes_free(codes, side->axis);
  return lociq_stream_check(stream, error);
}

static lociq_status one_year_only(const lociq_dataset *dataset, lociq_error *error) {
  if (dataset->years.count <= 1) return LOCIQ_OK;
  const lociq_axis *years = dataset->years.axis;
  return lociq_error_set(error, LOCIQ_INVALID, "a matrix of %s holds one year: choose one of %s to %s", dataset->name,
                         lociq_axis_code(years, 0), lociq_axis_code(years, dataset->years.all - 1));
}

/* Rows × years. */
static lociq_status write_years(const lociq_dataset *dataset, laid_out *table, lociq_error *error) {
  const size_t years = dataset->years.count;
  table->values = lociq_allocate_aligned(dataset->rows.count * years, sizeof *table->values);
  if (table->values == NULL) return lociq_memory_error(error, dataset->name);
  lociq_status status = lociq_dataset_each(dataset, keep_row, table, error);
  if (status == LOCIQ_OK) status = put_heading(dataset, &dataset->years, table->stream, error);
  for (size_t i = 0; i < dataset->rows.count && status == LOCIQ_OK; i++) {
    put_line(table->stream, table->rows[dataset->rows.first + i], table->values + i * years, years);
    status = lociq_stream_check(table->stream, error);
  }
  free(table->values);
  return status;
}

static lociq_status put_year(void *context, const lociq_dataset *dataset, size_t year, size_t row, const double *values,
                             const uint16_t *flags, lociq_error *error) {
  (void)row;
  (void)flags;
  const laid_out *table = context;
  put_line(table->stream, dataset->years.name == NULL ? "" : lociq_axis_code(dataset->years.axis, year), values, 1);
  return lociq_stream_check(table->stream, error);
}

lociq_status lociq_writer_matrix(const lociq_dataset *dataset, FILE *stream, lociq_error *error) {
  laid_out table = {.stream = stream};
  if (dataset->text != NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "%s holds texts, a matrix numbers: expected csv or json",
                           dataset->name);
  if (dataset->rows.name == NULL) {
    (void)fprintf(stream, "year,%s\n", dataset->name);
    return lociq_dataset_each(dataset, put_year, &table, error);
  }
  lociq_status status = dataset->columns.name == NULL ? LOCIQ_OK : one_year_only(dataset, error);
  if (status == LOCIQ_OK) status = lociq_codes_encode(dataset->rows.axis, lociq_text_csv, &table.rows, error);
  if (status != LOCIQ_OK) return status;
  if (dataset->columns.name == NULL) {
    status = write_years(dataset, &table, error);
  } else {
    status = put_heading(dataset, &dataset->columns, stream, error);
    if (status == LOCIQ_OK) status = lociq_dataset_each(dataset, put_row, &table, error);
  }
  lociq_codes_free(table.rows, dataset->rows.axis);
  return status;
}

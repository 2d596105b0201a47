/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comma-separated values as RFC 4180 has them, with LF: region,industry,year,value,flag
 * for a dataset; ranking_csv.c writes rankings.
 */
#include "core/memory.h"
#include "write/text.h"
#include "write/writer.h"

typedef struct encoded_sides {
  FILE *stream;
  char **years, **rows, **columns;
} encoded_sides;

static void put_code(FILE *stream, char *const *codes, size_t position) {
  if (codes == NULL) return;
  (void)fputs_unlocked(codes[position], stream);
  (void)putc_unlocked(',', stream);
}

static lociq_status put_value(FILE *stream, const lociq_dataset *dataset, size_t year, size_t row, size_t column,
                              double value, lociq_error *error) {
  char number[LOCIQ_NUMBER_SIZE], *field = NULL;
  (void)lociq_text_number(value, number);
  const lociq_status status =
      dataset->text == NULL ? LOCIQ_OK : lociq_text_csv(dataset->text(dataset, year, row, column), &field, error);
  (void)fputs_unlocked(field == NULL ? number : field, stream);
  free(field);
  return status;
}

static lociq_status put_row(void *context, const lociq_dataset *dataset, size_t year, size_t row, const double *values,
                            const uint16_t *flags, lociq_error *error) {
  const encoded_sides *fields = context;
  char letters[LOCIQ_FLAG_COUNT + 1];
  for (size_t i = 0; i < dataset->columns.count; i++) {
    const size_t column = dataset->columns.first + i;
    put_code(fields->stream, fields->rows, row);
    put_code(fields->stream, fields->columns, column);
    put_code(fields->stream, fields->years, year);
    const lociq_status status = put_value(fields->stream, dataset, year, row, column, values[column], error);
    if (status != LOCIQ_OK) return status;
    lociq_flag_letters(flags[column], letters);
    (void)putc_unlocked(',', fields->stream);
    (void)fputs_unlocked(letters, fields->stream);
    (void)putc_unlocked('\n', fields->stream);
  }
  return lociq_stream_check(fields->stream, error);
}

static lociq_status encode(const lociq_side *side, char ***codes, lociq_error *error) {
  return side->name == NULL ? LOCIQ_OK : lociq_codes_encode(side->axis, lociq_text_csv, codes, error);
}

static void put_heading(const lociq_dataset *dataset, FILE *stream) {
  const lociq_side *const sides[] = {&dataset->rows, &dataset->columns, &dataset->years};
  for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++)
    if (sides[i]->name != NULL) (void)fprintf(stream, "%s,", sides[i]->name);
  (void)fputs("value,flag\n", stream);
}

lociq_status lociq_writer_csv(const lociq_dataset *dataset, FILE *stream, lociq_error *error) {
  encoded_sides fields = {.stream = stream};
  lociq_status status = encode(&dataset->years, &fields.years, error);
  if (status == LOCIQ_OK) status = encode(&dataset->rows, &fields.rows, error);
  if (status == LOCIQ_OK) status = encode(&dataset->columns, &fields.columns, error);
  if (status == LOCIQ_OK) {
    put_heading(dataset, stream);
    status = lociq_dataset_each(dataset, put_row, &fields, error);
  }
  lociq_codes_free(fields.years, dataset->years.axis);
  lociq_codes_free(fields.rows, dataset->rows.axis);
  lociq_codes_free(fields.columns, dataset->columns.axis);
  return status;
}

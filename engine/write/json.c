/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON. A dataset is an array of records, one a line, with the columns of its CSV: pandas, R and Vega make a table of
 * it as it is; ranking_json.c writes rankings.
 */
#include <math.h>

#include "core/memory.h"
#include "write/text.h"
#include "write/writer.h"

typedef struct encoded_sides {
  FILE *stream;
  char **years, **rows, **columns;
  bool begun;
} encoded_sides;

static void put_member(FILE *stream, const lociq_side *side, char *const *codes, size_t position) {
  if (side->name == NULL) return;
  (void)fprintf(stream, "\"%s\":%s,", side->name, codes[position]);
}

/* JSON has neither NaN nor infinity. */
static lociq_status put_value(FILE *stream, const lociq_dataset *dataset, size_t year, size_t row, size_t column,
                              double value, lociq_error *error) {
  char number[LOCIQ_NUMBER_SIZE] = "null", *string = NULL;
  if (isfinite(value)) (void)lociq_text_number(value, number);
  const lociq_status status =
      dataset->text == NULL ? LOCIQ_OK : lociq_text_json(dataset->text(dataset, year, row, column), &string, error);
  (void)fprintf(stream, "\"value\":%s", string == NULL ? number : string);
  free(string);
  return status;
}

static lociq_status put_row(void *context, const lociq_dataset *dataset, size_t year, size_t row, const double *values,
                            const uint16_t *flags, lociq_error *error) {
  encoded_sides *fields = context;
  char letters[LOCIQ_FLAG_COUNT + 1];
  for (size_t i = 0; i < dataset->columns.count; i++) {
    const size_t column = dataset->columns.first + i;
    (void)fputs_unlocked(fields->begun ? ",\n{" : "\n{", fields->stream);
    fields->begun = true;
    put_member(fields->stream, &dataset->rows, fields->rows, row);
    put_member(fields->stream, &dataset->columns, fields->columns, column);
    put_member(fields->stream, &dataset->years, fields->years, year);
    const lociq_status status = put_value(fields->stream, dataset, year, row, column, values[column], error);
    if (status != LOCIQ_OK) return status;
    lociq_flag_letters(flags[column], letters);
    (void)fprintf(fields->stream, ",\"flag\":\"%s\"}", letters);
  }
  return lociq_stream_check(fields->stream, error);
}

/* A year is a number. */
static lociq_status encode_year(const char *text, char **encoded, lociq_error *error) {
  *encoded = lociq_copy_text(text);
  return *encoded == NULL ? lociq_memory_error(error, "a year") : LOCIQ_OK;
}

static lociq_status encode(const lociq_side *side, lociq_text_encode text, char ***codes, lociq_error *error) {
  return side->name == NULL ? LOCIQ_OK : lociq_codes_encode(side->axis, text, codes, error);
}

lociq_status lociq_writer_json(const lociq_dataset *dataset, FILE *stream, lociq_error *error) {
  encoded_sides fields = {.stream = stream};
  lociq_status status = encode(&dataset->years, encode_year, &fields.years, error);
  if (status == LOCIQ_OK) status = encode(&dataset->rows, lociq_text_json, &fields.rows, error);
  if (status == LOCIQ_OK) status = encode(&dataset->columns, lociq_text_json, &fields.columns, error);
  if (status == LOCIQ_OK) {
    (void)putc('[', stream);
    status = lociq_dataset_each(dataset, put_row, &fields, error);
  }
  if (status == LOCIQ_OK) (void)fputs("\n]\n", stream);
  lociq_codes_free(fields.years, dataset->years.axis);
  lociq_codes_free(fields.rows, dataset->rows.axis);
  lociq_codes_free(fields.columns, dataset->columns.axis);
  return status;
}

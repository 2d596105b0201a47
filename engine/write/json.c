/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON. A dataset is an array of records, one a line, with the columns of its CSV: pandas, R and Vega make a table of
 * it as it is. A ranking is one object, its partners and their contributions inside, with labels.
 */
#include <jansson.h>
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

/* Numbers with 17 digits; null for NaN. */
static json_t *number_of(double value) { return isfinite(value) ? json_real(value) : json_null(); }

static json_t *text_of(const char *text) {
  char *clean = text == NULL ? NULL : lociq_text_clean(text, false, 0);
  json_t *string = text == NULL ? json_null() : clean == NULL ? NULL : json_string(clean);
  free(clean);
  return string;
}

/* Code and label of a member. NULL without memory: so are all below. */
static json_t *member_of(const lociq_axis *axis, size_t position, const char *name) {
  json_t *object = json_object();
  if (json_object_set_new(object, name, text_of(lociq_axis_code(axis, position))) == 0 &&
      json_object_set_new(object, "label", text_of(lociq_axis_label(axis, position))) == 0)
    return object;
  json_decref(object);
  return NULL;
}

static json_t *contributions_of(const lociq_ranking *ranking, size_t at) {
  json_t *array = json_array();
  for (size_t c = 0; c < ranking->contribution_count; c++) {
    const lociq_contribution *part = &ranking->contributions[at * ranking->contribution_count + c];
    if (part->item == LOCIQ_NONE) break;
    json_t *object = member_of(ranking->industry_axis, part->item, "industry");
    if (json_object_set_new(object, "value", number_of(part->value)) != 0 || json_array_append(array, object) != 0) {
      json_decref(array);
      array = NULL;
    }
    json_decref(object);
  }
  return array;
}

static json_t *partner_of(const lociq_ranking *ranking, size_t at, size_t rank) {
  const lociq_partner *partner = &ranking->partners[at];
  json_t *object = member_of(ranking->region_axis, partner->unit, "region");
  if (json_object_set_new(object, "rank", json_integer((json_int_t)rank)) == 0 &&
      json_object_set_new(object, "score", number_of(partner->score)) == 0 &&
      json_object_set_new(object, "contributions", contributions_of(ranking, at)) == 0)
    return object;
  json_decref(object);
  return NULL;
}

static json_t *region_of(const lociq_ranking *ranking, size_t place) {
  json_t *object = member_of(ranking->region_axis, ranking->asked[place], "region"), *partners = json_array();
  bool there = json_object_set_new(object, "coverage", number_of(ranking->coverage[place])) == 0 &&
               json_object_set(object, "partners", partners) == 0;
  for (size_t rank = 0; rank < ranking->top && there; rank++) {
    const size_t at = place * ranking->top + rank;
    if (ranking->partners[at].unit == LOCIQ_NONE) break;
    there = json_array_append_new(partners, partner_of(ranking, at, rank + 1)) == 0;
  }
  json_decref(partners);
  if (there) return object;
  json_decref(object);
  return NULL;
}

static lociq_status put_head(const lociq_ranking *ranking, FILE *stream, lociq_error *error) {
  char *by = NULL, *similarity = NULL, *measure = NULL;
  lociq_status status = lociq_text_json(ranking->by, &by, error);
  if (status == LOCIQ_OK) status = lociq_text_json(ranking->similarity, &similarity, error);
  if (status == LOCIQ_OK) status = lociq_text_json(ranking->measure, &measure, error);
  if (status == LOCIQ_OK)
    (void)fprintf(stream, "{\"by\":%s,\"similarity\":%s,\"measure\":%s,\"year\":%d,\"regions\":[", by, similarity,
                  measure, ranking->year);
  free(by);
  free(similarity);
  free(measure);
  return status;
}

lociq_status lociq_ranking_writer_json(const lociq_ranking_part *part, FILE *stream, lociq_error *error) {
  enum { DIGITS = 17 };
  lociq_status status = put_head(part->ranking, stream, error);
  for (size_t i = 0; i < part->count && status == LOCIQ_OK; i++) {
    json_t *region = region_of(part->ranking, part->first + i);
    if (region == NULL) return lociq_memory_error(error, "a ranking");
    (void)fputs(i == 0 ? "\n" : ",\n", stream);
    (void)json_dumpf(region, stream, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
    json_decref(region);
    status = lociq_stream_check(stream, error);
  }
  if (status == LOCIQ_OK) (void)fputs("\n]}\n", stream);
  return status;
}

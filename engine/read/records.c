/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/records.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/suggest.h"
#include "read/field.h"
#include "read/lines.h"

/* Where reading stands, and the fields that are wanted. */
struct lociq_record_reader {
  size_t count; /* of columns */
  lociq_lines lines;
  lociq_window window;
  const char *next;                    /* in the window */
  uint64_t next_line;                  /* its number */
  size_t field[LOCIQ_RECORD_COLUMNS];  /* of each column, or LOCIQ_NONE */
  size_t offset[LOCIQ_RECORD_COLUMNS]; /* of each text in `kept` */
  char *kept;
  size_t kept_length, kept_capacity;
};

static lociq_status refuse_line(const lociq_records *records, uint64_t line, const char *what, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%" PRIu64 ": %s", records->path, line, what);
}

static lociq_status find_columns(lociq_records *records, lociq_error *error) {
  struct lociq_record_reader *reader = records->reader;
  const lociq_header *header = &reader->lines.header;
  for (size_t c = 0; c < reader->count; c++) {
    const char *name = records->columns[c].name;
    reader->field[c] = lociq_header_find(header, name);
    if (reader->field[c] == LOCIQ_NONE) {
      if (records->columns[c].optional) continue;
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: there is no column \"%s\"", header->path, name);
    }
    for (size_t f = reader->field[c] + 1; f < header->count; f++)
      if (strcmp(header->fields[f], name) == 0)
        return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: the column \"%s\" is there twice", header->path, name);
  }
  return LOCIQ_OK;
}

static lociq_status open_with(const char *path, const lociq_record_column *columns, size_t count,
                              lociq_records *records, lociq_error *error) {
  *records = (lociq_records){.path = path, .columns = columns};
  records->reader = lociq_allocate(1, sizeof *records->reader);
  if (records->reader == NULL) return lociq_memory_error(error, "a file");
  records->reader->count = count;
  return LOCIQ_OK;
}

lociq_status lociq_records_open(const char *path, const lociq_record_column *columns, size_t count,
                                const lociq_progress *progress, lociq_records *records, lociq_error *error) {
  lociq_status status = open_with(path, columns, count, records, error);
  if (status == LOCIQ_OK) status = lociq_lines_open(path, LOCIQ_WINDOW, progress, &records->reader->lines, error);
  return status == LOCIQ_OK ? find_columns(records, error) : status;
}

lociq_status lociq_records_open_text(const char *name, const char *text, const lociq_record_column *columns,
                                     size_t count, lociq_records *records, lociq_error *error) {
  lociq_status status = open_with(name, columns, count, records, error);
  if (status == LOCIQ_OK) status = lociq_lines_open_text(name, text, &records->reader->lines, error);
  return status == LOCIQ_OK ? find_columns(records, error) : status;
}

lociq_status lociq_records_describe(const lociq_records *records, const char *reader, lociq_input *input,
                                    lociq_error *error) {
  lociq_input made = {
      .path = lociq_copy_text(records->path), .reader = lociq_copy_text(reader), .bytes = records->bytes};
  memcpy(made.sha256, records->sha256, sizeof made.sha256);
  if (made.path == NULL || made.reader == NULL) {
    lociq_input_clear(&made);
    return lociq_memory_error(error, "an input");
  }
  *input = made;
  return LOCIQ_OK;
}

static const lociq_record_column *nearest_column(const lociq_records *records, const char *name) {
  const lociq_record_column *nearest = NULL;
  size_t least = strlen(name) / 3 + 2;
  for (size_t c = 0; c < records->reader->count; c++) {
    const size_t distance = lociq_suggest_distance(name, records->columns[c].name);
    if (distance >= least) continue;
    least = distance;
    nearest = &records->columns[c];
  }
  return nearest;
}

lociq_status lociq_records_refuse_others(const lociq_records *records, const char *what, lociq_error *error) {
  const lociq_header *header = &records->reader->lines.header;
  for (size_t f = 0; f < header->count; f++) {
    bool known = false;
    for (size_t c = 0; c < records->reader->count; c++) known = known || records->reader->field[c] == f;
    if (known) continue;
    const lociq_record_column *nearest = nearest_column(records, header->fields[f]);
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: \"%s\" is no column of %s%s%s%s", records->path,
                           header->fields[f], what, nearest == NULL ? "" : ": did you mean \"",
                           nearest == NULL ? "" : nearest->name, nearest == NULL ? "" : "\"?");
  }
  return LOCIQ_OK;
}

void lociq_records_close(lociq_records *records) {
  struct lociq_record_reader *reader = records->reader;
  if (reader != NULL) {
    free(reader->window.text);
    free(reader->kept);
    lociq_lines_clear(&reader->lines);
  }
  free(reader);
  *records = (lociq_records){0};
}

/* lociq_field_take leaves the quotes doubled in a text longer than a code. */
static void copy_text(char *to, lociq_slice text, bool quoted) {
  const bool doubled = quoted && text.length > LOCIQ_CODE_LIMIT;
  for (size_t i = 0; i < text.length; i++) {
    *to++ = text.text[i];
    if (doubled && text.text[i] == '"') i++;
  }
  *to = '\0';
}

/* Keeps a text of the row, ended by NUL. */
static lociq_status keep_text(lociq_records *records, size_t column, lociq_slice text, lociq_error *error) {
  struct lociq_record_reader *reader = records->reader;
  if (lociq_utf8_valid(text) < text.length)
    return refuse_line(records, reader->next_line, "a text that is not UTF-8", error);
  const size_t longest = records->columns[column].longest;
  if (text.length > (longest == 0 ? LOCIQ_CODE_LIMIT : longest))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%" PRIu64 ": a text longer than %zu bytes", records->path,
                           reader->next_line, longest == 0 ? (size_t)LOCIQ_CODE_LIMIT : longest);
  const size_t needed = reader->kept_length + text.length + 1;
  if (needed > reader->kept_capacity) {
    char *grown = lociq_resize(reader->kept, 2 * needed, 1);
    if (grown == NULL) return lociq_memory_error(error, "a row of a file");
    reader->kept = grown;
    reader->kept_capacity = 2 * needed;
  }
  char *place = reader->kept + reader->kept_length;
  copy_text(place, text, reader->lines.quoted);
  reader->offset[column] = reader->kept_length;
  reader->kept_length = needed;
  return LOCIQ_OK;
}

static lociq_status keep_field(lociq_records *records, size_t field, lociq_slice text, lociq_error *error) {
  struct lociq_record_reader *reader = records->reader;
  for (size_t c = 0; c < reader->count; c++) {
    if (reader->field[c] != field) continue;
    const lociq_status status = keep_text(records, c, text, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

/* Takes the fields of a line; `next` is then at its line break. */
static lociq_status take_line(lociq_records *records, lociq_error *error) {
  struct lociq_record_reader *reader = records->reader;
  const lociq_lines *lines = &reader->lines;
  const char *limit = reader->window.text + reader->window.length;
  const char delimiter = lines->header.delimiter;
  lociq_taken taken;
  size_t field = 0;
  reader->kept_length = 0;
  for (bool more = true; more; field++) {
    const char *wrong = lociq_field_take(reader->next, limit, delimiter, delimiter, lines->quoted, &taken);
    if (wrong != NULL) return refuse_line(records, reader->next_line, wrong, error);
    const lociq_status status = keep_field(records, field, taken.text, error);
    if (status != LOCIQ_OK) return status;
    reader->next_line += taken.line_breaks;
    reader->next = taken.stop;
    more = *reader->next == delimiter;
    reader->next += more;
  }
  if (field == lines->header.count) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%" PRIu64 ": %zu fields, expected %zu", lines->path, records->line,
                         field, lines->header.count);
}

/* Goes to the next line that is not empty; false at the end of the window. */
static bool find_line(lociq_records *records) {
  struct lociq_record_reader *reader = records->reader;
  const char *limit = reader->window.text + reader->window.length;
  for (; reader->next < limit; reader->next++, reader->next_line++) {
    if (*reader->next == '\r' && reader->next[1] == '\n') reader->next++;
    if (*reader->next != '\n') return true;
  }
  return false;
}

lociq_status lociq_records_next(lociq_records *records, lociq_error *error) {
  struct lociq_record_reader *reader = records->reader;
  while (reader->window.text == NULL || !find_line(records)) {
    const lociq_status status = lociq_lines_next(&reader->lines, &reader->window, error);
    if (status != LOCIQ_OK) return status;
    records->line = 0;
    if (reader->window.length == 0) return lociq_lines_finish(&reader->lines, &records->bytes, records->sha256, error);
    reader->next = reader->window.text;
    reader->next_line = reader->window.first_line;
  }
  records->line = reader->next_line;
  const lociq_status status = take_line(records, error);
  if (status != LOCIQ_OK) return status;
  reader->next++;
  reader->next_line++;
  for (size_t c = 0; c < reader->count; c++)
    records->texts[c] = reader->field[c] == LOCIQ_NONE ? NULL : reader->kept + reader->offset[c];
  return LOCIQ_OK;
}

lociq_status lociq_records_refuse(const lociq_records *records, size_t column, const char *expected,
                                  lociq_error *error) {
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%" PRIu64 ": column \"%s\" is \"%s\", expected %s", records->path,
                         records->line, records->columns[column].name, records->texts[column], expected);
}

static lociq_status refuse_number(const lociq_records *records, size_t column, lociq_record_range range,
                                  lociq_error *error) {
  char expected[128];
  size_t length = (size_t)snprintf(expected, sizeof expected, "a number");
  if (isfinite(range.minimum) && isfinite(range.maximum) && !range.above)
    (void)snprintf(expected + length, sizeof expected - length, " from %.15g to %.15g", range.minimum, range.maximum);
  else {
    if (isfinite(range.minimum))
      length += (size_t)snprintf(expected + length, sizeof expected - length, " %s %.15g",
                                 range.above ? "above" : "of at least", range.minimum);
    if (isfinite(range.maximum))
      (void)snprintf(expected + length, sizeof expected - length, "%s at most %.15g",
                     isfinite(range.minimum) ? " and" : " of", range.maximum);
  }
  return lociq_records_refuse(records, column, expected, error);
}

lociq_status lociq_records_number(const lociq_records *records, size_t column, lociq_record_range range, double *value,
                                  lociq_error *error) {
  const char *text = records->texts[column];
  double number = 0;
  const bool fits = lociq_number_parse((lociq_slice){text, strlen(text)}, &number) && isfinite(number) &&
                    (range.above ? number > range.minimum : number >= range.minimum) && number <= range.maximum;
  if (!fits) return refuse_number(records, column, range, error);
  *value = number;
  return LOCIQ_OK;
}

lociq_status lociq_records_number_or(const lociq_records *records, size_t column, lociq_record_range range,
                                     double absent, double *value, lociq_error *error) {
  const char *text = records->texts[column];
  if (text != NULL && text[0] != '\0') return lociq_records_number(records, column, range, value, error);
  *value = absent;
  return LOCIQ_OK;
}

lociq_status lociq_records_code(const lociq_records *records, size_t column, const lociq_axis *axis, size_t *position,
                                lociq_error *error) {
  const char *code = records->texts[column];
  if (code[0] == '\0') return lociq_records_refuse(records, column, "a code", error);
  const size_t found = lociq_axis_find(axis, code);
  if (found == LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%" PRIu64 ": %s \"%s\" is not in the store", records->path,
                           records->line, lociq_axis_kind_name(lociq_axis_get_kind(axis)), code);
  *position = found;
  return LOCIQ_OK;
}

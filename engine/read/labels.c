/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/labels.h"

#include <string.h>

#include "core/memory.h"
#include "read/field.h"
#include "read/lines.h"

enum { COLUMNS = 3 };
static const char *const names[COLUMNS] = {"code", "label", "parent"};

/* Where reading stands, and the fields that are wanted. */
typedef struct label_reader {
  const lociq_lines *lines;
  size_t wanted[COLUMNS]; /* the field of each column, or LOCIQ_NONE */
  const char *limit;
  uint64_t line;
  lociq_taken taken;
} label_reader;

static lociq_status refuse(const label_reader *reader, uint64_t line, const char *what, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu: %s", reader->lines->path, (unsigned long long)line, what);
}

static lociq_status keep_field(label_reader *reader, size_t field, char **texts, lociq_error *error) {
  for (size_t c = 0; c < COLUMNS; c++) {
    if (reader->wanted[c] != field) continue;
    const lociq_slice text = reader->taken.text;
    if (lociq_utf8_valid(text) < text.length) return refuse(reader, reader->line, "a text that is not UTF-8", error);
    if (text.length > LOCIQ_CODE_LIMIT) return refuse(reader, reader->line, "a text longer than 1024 bytes", error);
    texts[c] = lociq_copy_bytes(text.text, text.length);
    if (texts[c] == NULL) return lociq_memory_error(error, "labels");
  }
  return LOCIQ_OK;
}

/* Takes the fields of a line; *next is then at its line break. */
static lociq_status take_line(label_reader *reader, const char **next, char **texts, lociq_error *error) {
  const char delimiter = reader->lines->header.delimiter;
  const uint64_t line = reader->line;
  size_t field = 0;
  for (bool more = true; more; field++) {
    const char *wrong =
        lociq_field_take(*next, reader->limit, delimiter, delimiter, reader->lines->quoted, &reader->taken);
    if (wrong != NULL) return refuse(reader, reader->line, wrong, error);
    const lociq_status status = keep_field(reader, field, texts, error);
    if (status != LOCIQ_OK) return status;
    reader->line += reader->taken.line_breaks;
    *next = reader->taken.stop;
    more = **next == delimiter;
    *next += more;
  }
  if (field != reader->lines->header.count)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu: %zu fields, expected %zu", reader->lines->path,
                           (unsigned long long)line, field, reader->lines->header.count);
  return LOCIQ_OK;
}

/* Adds what was taken, whose texts the list then owns. */
static lociq_status add_label(label_reader *reader, lociq_labels *labels, char **texts, uint64_t line,
                              lociq_error *error) {
  if (texts[0][0] == '\0') return refuse(reader, line, "there is no code", error);
  if (labels->count == labels->capacity) {
    const size_t capacity = labels->capacity == 0 ? 64 : 2 * labels->capacity;
    lociq_label *grown = lociq_resize(labels->items, capacity, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "labels");
    labels->items = grown;
    labels->capacity = capacity;
  }
  for (size_t c = 1; c < COLUMNS; c++)
    if (texts[c] == NULL && (texts[c] = lociq_copy_text("")) == NULL) return lociq_memory_error(error, "labels");
  labels->items[labels->count++] = (lociq_label){texts[0], texts[1], texts[2], line};
  memset(texts, 0, COLUMNS * sizeof *texts);
  return LOCIQ_OK;
}

static lociq_status read_window(label_reader *reader, const lociq_window *window, lociq_labels *labels,
                                lociq_error *error) {
  reader->line = window->first_line;
  reader->limit = window->text + window->length;
  for (const char *next = window->text; next < reader->limit; next++, reader->line++) {
    if (*next == '\r' && next[1] == '\n') next++;
    if (*next == '\n') continue;
    char *texts[COLUMNS] = {NULL};
    const uint64_t line = reader->line;
    lociq_status status = take_line(reader, &next, texts, error);
    if (status == LOCIQ_OK) status = add_label(reader, labels, texts, line, error);
    for (size_t c = 0; c < COLUMNS; c++) free(texts[c]);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static int compare(const void *first, const void *second) {
  const lociq_label *a = first, *b = second;
  const int order = strcmp(a->code, b->code);
  return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

static lociq_status settle(const char *path, lociq_labels *labels, lociq_error *error) {
  if (labels->count > 1) qsort(labels->items, labels->count, sizeof *labels->items, compare);
  for (size_t i = 1; i < labels->count; i++)
    if (strcmp(labels->items[i - 1].code, labels->items[i].code) == 0)
      return lociq_error_set(error, LOCIQ_CONFLICT, "%s:%llu: the code \"%s\" is there already, in line %llu", path,
                             (unsigned long long)labels->items[i].line, labels->items[i].code,
                             (unsigned long long)labels->items[i - 1].line);
  return LOCIQ_OK;
}

lociq_status lociq_labels_read(const char *path, const lociq_progress *progress, lociq_labels *labels,
                               lociq_error *error) {
  *labels = (lociq_labels){0};
  lociq_lines lines = {0};
  lociq_window window = {0};
  label_reader reader = {.lines = &lines};
  lociq_status status = lociq_lines_open(path, LOCIQ_WINDOW, progress, &lines, error);
  if (status != LOCIQ_OK) goto done;
  for (size_t c = 0; c < COLUMNS; c++) reader.wanted[c] = lociq_header_find(&lines.header, names[c]);
  if (reader.wanted[0] == LOCIQ_NONE)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: there is no column \"code\"", path);
  while (status == LOCIQ_OK) {
    status = lociq_lines_next(&lines, &window, error);
    if (status != LOCIQ_OK || window.length == 0) break;
    status = read_window(&reader, &window, labels, error);
  }
  if (status == LOCIQ_OK) status = settle(path, labels, error);
done:
  free(window.text);
  lociq_lines_clear(&lines);
  return status;
}

void lociq_labels_clear(lociq_labels *labels) {
  for (size_t i = 0; i < labels->count; i++) {
    free(labels->items[i].code);
    free(labels->items[i].label);
    free(labels->items[i].parent);
  }
  free(labels->items);
  *labels = (lociq_labels){0};
}

static int compare_code(const void *code, const void *item) { return strcmp(code, ((const lociq_label *)item)->code); }

const lociq_label *lociq_labels_find(const lociq_labels *labels, const char *code) {
  if (labels->count == 0) return NULL;
  return bsearch(code, labels->items, labels->count, sizeof *labels->items, compare_code);
}

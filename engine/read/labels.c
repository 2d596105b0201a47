/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/labels.h"

#include <string.h>

#include "core/memory.h"
#include "read/records.h"

enum { CODE, LABEL, PARENT, COLUMNS };
static const lociq_record_column columns[COLUMNS] = {[CODE] = {.name = "code"},
                                                     [LABEL] = {.name = "label", .optional = true},
                                                     [PARENT] = {.name = "parent", .optional = true}};

static lociq_status add_label(const lociq_records *records, lociq_labels *labels, lociq_error *error) {
  if (records->texts[CODE][0] == '\0')
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu: there is no code", records->path,
                           (unsigned long long)records->line);
  if (labels->count == labels->capacity) {
    const size_t capacity = labels->capacity == 0 ? 64 : 2 * labels->capacity;
    lociq_label *grown = lociq_resize(labels->items, capacity, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "labels");
    labels->items = grown;
    labels->capacity = capacity;
  }
  char *texts[COLUMNS] = {NULL};
  bool copied = true;
  for (size_t c = 0; c < COLUMNS; c++) {
    texts[c] = lociq_copy_text(records->texts[c] == NULL ? "" : records->texts[c]);
    copied = copied && texts[c] != NULL;
  }
  labels->items[labels->count++] = (lociq_label){texts[CODE], texts[LABEL], texts[PARENT], records->line};
  return copied ? LOCIQ_OK : lociq_memory_error(error, "labels");
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
                               lociq_input *input, lociq_error *error) {
  *labels = (lociq_labels){0};
  lociq_records records;
  lociq_status status = lociq_records_open(path, columns, COLUMNS, progress, &records, error);
  while (status == LOCIQ_OK) {
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = add_label(&records, labels, error);
  }
  if (status == LOCIQ_OK) status = settle(path, labels, error);
  if (status == LOCIQ_OK && input != NULL) status = lociq_records_describe(&records, "labels", input, error);
  lociq_records_close(&records);
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

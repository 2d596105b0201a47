/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where something stands in a document, and the errors that say so.
 */
#include <lociq/axis.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "read/document.h"

static size_t child(const lociq_document *document, size_t node, const char *key, size_t length, size_t index) {
  size_t position = 0;
  for (size_t i = document->nodes[node].first; i != LOCIQ_NONE; i = document->nodes[i].next, position++) {
    const char *own = document->nodes[i].key;
    if (key == NULL ? own == NULL && position == index
                    : own != NULL && strlen(own) == length && memcmp(own, key, length) == 0)
      return i;
  }
  return LOCIQ_NONE;
}

size_t lociq_document_find(const lociq_document *document, const char *place) {
  size_t node = 0;
  while (*place != '\0') {
    size_t next = LOCIQ_NONE;
    if (*place == '[') {
      char *end = NULL;
      next = child(document, node, NULL, 0, (size_t)strtoul(place + 1, &end, 10));
      place = *end == ']' ? end + 1 : end;
    } else {
      if (*place == '.') place++;
      const size_t length = strcspn(place, ".[");
      next = child(document, node, place, length, 0);
      place += length;
    }
    if (next == LOCIQ_NONE) break;
    node = next;
  }
  return node;
}

/* The key that a value stands under: its own, or that of the list it is in. */
static const char *key_of(const lociq_document *document, size_t node) {
  while (node != LOCIQ_NONE && document->nodes[node].key == NULL) node = document->nodes[node].parent;
  return node == LOCIQ_NONE ? NULL : document->nodes[node].key;
}

static lociq_status say(const lociq_document *document, lociq_status status, size_t line, size_t column,
                        const char *key, const char *sentence, lociq_error *error) {
  return lociq_error_set(error, status, "%s:%zu:%zu: %s%s%s", document->path, line, column, key == NULL ? "" : key,
                         key == NULL ? "" : ": ", sentence);
}

static lociq_status say_at_node(const lociq_document *document, lociq_status status, size_t node, const char *sentence,
                                lociq_error *error) {
  return say(document, status, document->nodes[node].line, document->nodes[node].column, key_of(document, node),
             sentence, error);
}

lociq_status lociq_document_refuse_at(const lociq_document *document, size_t line, size_t column, const char *key,
                                      lociq_error *error, const char *format, ...) {
  char sentence[LOCIQ_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  return say(document, LOCIQ_INVALID, line, column, key, sentence, error);
}

lociq_status lociq_document_refuse(const lociq_document *document, const char *place, lociq_error *error,
                                   const char *format, ...) {
  char sentence[LOCIQ_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  return say_at_node(document, LOCIQ_INVALID, lociq_document_find(document, place), sentence, error);
}

lociq_status lociq_document_refuse_node(const lociq_document *document, size_t node, lociq_error *error,
                                        const char *format, ...) {
  char sentence[LOCIQ_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  return say_at_node(document, LOCIQ_INVALID, node, sentence, error);
}

void lociq_document_locate(const lociq_document *document, const char *place, lociq_error *error) {
  if (error == NULL || error->status == LOCIQ_OK) return;
  const lociq_error told = *error;
  *error = (lociq_error){.status = LOCIQ_OK};
  (void)say_at_node(document, told.status, lociq_document_find(document, place), told.message, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

enum { WRAP_COLUMNS = 100, FIRST_ROOM = 1024 };

static void add_bytes(lociq_text *text, const char *more, size_t count) {
  if (text->length + count + 1 > text->room && !text->failed) {
    const size_t room = 2 * (text->length + count) + FIRST_ROOM;
    char *bytes = lociq_resize(text->bytes, room, 1);
    text->failed = bytes == NULL;
    if (bytes == NULL) return;
    text->bytes = bytes;
    text->room = room;
  }
  if (text->failed) return;
  memcpy(text->bytes + text->length, more, count);
  text->length += count;
  text->bytes[text->length] = '\0';
}

void lociq_text_add(lociq_text *text, const char *more) { add_bytes(text, more, strlen(more)); }

void lociq_text_add_format(lociq_text *text, const char *format, ...) {
  char line[LOCIQ_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (length < 0 || (size_t)length >= sizeof line)
    text->failed = true;
  else
    add_bytes(text, line, (size_t)length);
}

void lociq_text_add_wrapped(lociq_text *text, const char *more, size_t indent) {
  size_t column = indent;
  for (const char *word = more; *word;) {
    const size_t length = strcspn(word, " ");
    if (column > indent && column + 1 + length > WRAP_COLUMNS) {
      add_bytes(text, "\n", 1);
      for (size_t blank = 0; blank < indent; blank++) add_bytes(text, " ", 1);
      column = indent;
    } else if (column > indent) {
      add_bytes(text, " ", 1);
      column++;
    }
    add_bytes(text, word, length);
    column += length;
    word += length + strspn(word + length, " ");
  }
  add_bytes(text, "\n", 1);
}

lociq_status lociq_text_finish(lociq_text *text, char **bytes, lociq_error *error) {
  if (text->failed || text->bytes == NULL) {
    free(text->bytes);
    *text = (lociq_text){0};
    return lociq_memory_error(error, "a description");
  }
  *bytes = text->bytes;
  *text = (lociq_text){0};
  return LOCIQ_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says: a header that tells a range, and a page that is quoted. Whatever
 * it holds, a range that is read is one, and a quotation is one line that fits, without
 * markup that a page began and ended.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_range(const char *text) {
  lociq_content_range range = {0};
  if (!lociq_content_range_read(text, &range)) {
    if (range.first != 0 || range.last != 0 || range.all != 0) abort(); /* written only on success */
    return;
  }
  if (range.last < range.first || range.last > INT64_MAX) abort();
  if (range.all != 0 && range.all <= range.last) abort();
}

static void quote(const char *bytes, size_t count, size_t size) {
  char *text = malloc(size); /* of that size, for the sanitizer to watch */
  if (text == NULL) abort();
  lociq_answer_text(bytes, count, text, size);
  const size_t length = strlen(text);
  if (length >= size || length > count + 3) abort();
  if (strpbrk(text, "\n\r\t\v\f") != NULL || strstr(text, "  ") != NULL || text[0] == ' ') abort();
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1);
  if (text == NULL) abort();
  if (size > 0) memcpy(text, data, size);
  text[size] = '\0';
  read_range(text);
  for (size_t room = 1; room <= 300; room = 2 * room + 1) quote(text, size, room);
  free(text);
  return 0;
}

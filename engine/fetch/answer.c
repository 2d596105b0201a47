/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fetch/answer.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- Content-Range */

/* Digits only: no sign, no blank. */
static bool read_number(const char **text, uint64_t *number) {
  const char *at = *text;
  uint64_t value = 0;
  for (; *at >= '0' && *at <= '9'; at++) {
    const uint64_t digit = (uint64_t)(*at - '0');
    if (value > ((uint64_t)INT64_MAX - digit) / 10) return false;
    value = 10 * value + digit;
  }
  if (at == *text) return false;
  *text = at;
  *number = value;
  return true;
}

static bool read_mark(const char **text, char mark) {
  if (**text != mark) return false;
  ++*text;
  return true;
}

bool lociq_content_range_read(const char *text, lociq_content_range *range) {
  lociq_content_range read = {0};
  if (strncasecmp(text, "bytes", 5) != 0) return false;
  text += 5;
  if (!read_mark(&text, ' ')) return false;
  if (!read_number(&text, &read.first) || !read_mark(&text, '-') || !read_number(&text, &read.last) ||
      !read_mark(&text, '/'))
    return false;
  const bool unknown = read_mark(&text, '*');
  if (!unknown && !read_number(&text, &read.all)) return false;
  if (*text != '\0' || read.last < read.first || (!unknown && read.all <= read.last)) return false;
  *range = read;
  return true;
}

/* ---- the text of a page */

typedef struct page {
  const char *at, *end;
} page;

static bool begins_with(const page *rest, const char *word) {
  const size_t length = strlen(word);
  return (size_t)(rest->end - rest->at) >= length && strncasecmp(rest->at, word, length) == 0;
}

static void skip_past(page *rest, const char *word) {
  while (rest->at < rest->end && !begins_with(rest, word)) rest->at++;
  const size_t length = strlen(word), left = (size_t)(rest->end - rest->at);
  rest->at += length < left ? length : left;
}

/* From a "<" past what it begins; all of a script or style. False for a "<" that begins
 * nothing. */
static bool skip_markup(page *rest) {
  if (rest->end - rest->at < 2 || (!isalpha((unsigned char)rest->at[1]) && strchr("/!?", rest->at[1]) == NULL))
    return false;
  const bool script = begins_with(rest, "<script"), style = begins_with(rest, "<style");
  if (begins_with(rest, "<!--")) {
    skip_past(rest, "-->");
    return true;
  }
  if (script || style) skip_past(rest, script ? "</script" : "</style");
  skip_past(rest, ">");
  return true;
}

/* Cuts so that no byte of UTF-8 is left without the others of its character. */
static size_t cut_at_character(const char *text, size_t length) {
  while (length > 0 && ((unsigned char)text[length] & 0xC0u) == 0x80u) length--;
  return length;
}

void lociq_answer_text(const char *bytes, size_t count, char *text, size_t size) {
  static const char more[] = "...";
  page rest = {bytes, bytes + count};
  size_t length = 0;
  bool blank = false;
  while (rest.at < rest.end && length + 1 < size) {
    const char byte = *rest.at;
    if (byte == '<' && skip_markup(&rest)) {
      blank = length > 0;
      continue;
    }
    rest.at++;
    if (byte == '\0' || isspace((unsigned char)byte)) {
      blank = length > 0;
      continue;
    }
    if (blank) text[length++] = ' ';
    blank = false;
    if (length + 1 < size) text[length++] = byte;
  }
  text[length] = '\0';
  if (rest.at == rest.end || length < sizeof more) return;
  length = cut_at_character(text, length + 1 - sizeof more);
  memcpy(text + length, more, sizeof more);
}

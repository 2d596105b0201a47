/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "write/text.h"

#include <jansson.h>
#include <string.h>

#include "core/memory.h"

enum { REPLACEMENT = 0xFFFD, ELLIPSIS = 0x2026, LONGEST_CHARACTER = 4 };

/* The bytes that a lead byte asks for, and the least character that needs them. */
static size_t bytes_of(unsigned char lead, uint32_t *bits, uint32_t *least) {
  if (lead >= 0xC2u && lead <= 0xDFu) return *bits = lead & 0x1Fu, *least = 0x80, 2;
  if (lead >= 0xE0u && lead <= 0xEFu) return *bits = lead & 0x0Fu, *least = 0x800, 3;
  if (lead >= 0xF0u && lead <= 0xF4u) return *bits = lead & 0x07u, *least = 0x10000, 4;
  return 1;
}

uint32_t lociq_text_next(const char **text) {
  const unsigned char *bytes = (const unsigned char *)*text;
  if (bytes[0] == 0) return 0;
  uint32_t character = bytes[0], least = 0;
  const size_t count = bytes_of(bytes[0], &character, &least);
  for (size_t i = 1; i < count; i++) {
    if ((bytes[i] & 0xC0u) != 0x80u) {
      *text += 1;
      return REPLACEMENT;
    }
    character = character << 6 | (bytes[i] & 0x3Fu);
  }
  const bool surrogate = character >= 0xD800u && character <= 0xDFFFu;
  if ((count == 1 && bytes[0] >= 0x80u) || character < least || character > 0x10FFFFu || surrogate) {
    *text += 1;
    return REPLACEMENT;
  }
  *text += count;
  return character;
}

size_t lociq_text_length(const char *text) {
  size_t length = 0;
  while (lociq_text_next(&text) != 0) length++;
  return length;
}

static size_t put_character(char *to, uint32_t character) {
  if (character < 0x80) return to[0] = (char)character, 1;
  const size_t count = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = count - 1; i > 0; i--, character >>= 6) to[i] = (char)(0x80u | (character & 0x3Fu));
  to[0] = (char)(leads[count] | character);
  return count;
}

/* Control characters of ASCII and Latin-1, line and paragraph separators, and the marks, embeddings, overrides and
 * isolates of direction. */
static bool steers(uint32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x200E || character == 0x200F ||
         (character >= 0x2028 && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
}

char *lociq_text_clean(const char *text, bool printable, size_t longest) {
  /* A byte becomes at most the three bytes of U+FFFD. */
  char *clean = lociq_allocate(strlen(text) * 3 + LONGEST_CHARACTER + 1, 1);
  if (clean == NULL) return NULL;
  const bool cut = longest != 0 && lociq_text_length(text) > longest;
  size_t length = 0, characters = 0;
  for (uint32_t character; (character = lociq_text_next(&text)) != 0;) {
    if (cut && ++characters == longest) {
      length += put_character(clean + length, ELLIPSIS);
      break;
    }
    length += put_character(clean + length, printable && steers(character) ? REPLACEMENT : character);
  }
  clean[length] = '\0';
  return clean;
}

void lociq_encoded_free(char **encoded, size_t count) {
  for (size_t i = 0; encoded != NULL && i < count; i++) free(encoded[i]);
  free(encoded);
}

lociq_status lociq_encoded_make(const void *from, size_t count, lociq_text_of text, lociq_text_encode encode,
                                char ***encoded, lociq_error *error) {
  char **made = lociq_allocate(count, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "texts");
  for (size_t i = 0; i < count; i++) {
    const lociq_status status = encode(text(from, i), &made[i], error);
    if (status != LOCIQ_OK) {
      lociq_encoded_free(made, count);
      return status;
    }
  }
  *encoded = made;
  return LOCIQ_OK;
}

static const char *code_of(const void *from, size_t position) { return lociq_axis_code(from, position); }

void lociq_codes_free(char **codes, const lociq_axis *axis) { lociq_encoded_free(codes, lociq_axis_count(axis)); }

lociq_status lociq_codes_encode(const lociq_axis *axis, lociq_text_encode encode, char ***codes, lociq_error *error) {
  return lociq_encoded_make(axis, lociq_axis_count(axis), code_of, encode, codes, error);
}

lociq_status lociq_text_csv(const char *text, char **encoded, lociq_error *error) {
  char *clean = lociq_text_clean(text, false, 0);
  char *field = clean == NULL ? NULL : lociq_allocate(strlen(clean) * 2 + 4, 1);
  if (field == NULL) {
    free(clean);
    return lociq_memory_error(error, "a field");
  }
  const bool formula = clean[0] != '\0' && strchr("=+-@\t\r\n", clean[0]) != NULL;
  const bool quoted = formula || strpbrk(clean, "\",;\t\r\n") != NULL;
  size_t length = 0;
  if (quoted) field[length++] = '"';
  if (formula) field[length++] = '\'';
  for (const char *at = clean; *at != '\0'; at++) {
    if (*at == '"') field[length++] = '"';
    field[length++] = *at;
  }
  if (quoted) field[length++] = '"';
  field[length] = '\0';
  free(clean);
  *encoded = field;
  return LOCIQ_OK;
}

lociq_status lociq_text_json(const char *text, char **encoded, lociq_error *error) {
  char *clean = lociq_text_clean(text, false, 0), *dumped = NULL;
  json_t *string = clean == NULL ? NULL : json_string(clean);
  if (string != NULL) dumped = json_dumps(string, JSON_ENCODE_ANY);
  json_decref(string);
  free(clean);
  if (dumped == NULL) return lociq_memory_error(error, "a string");
  *encoded = dumped;
  return LOCIQ_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/error.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Drops the bytes of a character that the cut left incomplete. */
static void trim_to_character(char *text, size_t length) {
  size_t start = length;
  while (start > 0 && ((unsigned char)text[start - 1] & 0xC0u) == 0x80u) start--;
  if (start == 0) return;
  const unsigned char lead = (unsigned char)text[start - 1];
  const size_t needed = lead >= 0xF0u ? 4 : lead >= 0xE0u ? 3 : lead >= 0xC0u ? 2 : 1;
  if (length - (start - 1) < needed) text[start - 1] = '\0';
}

static void escape_controls(const char *text, char *escaped, size_t size) {
  size_t length = 0;
  for (; *text != '\0'; text++) {
    const unsigned char byte = (unsigned char)*text;
    const size_t needed = byte < 0x20u || byte == 0x7Fu ? 4 : 1;
    if (length + needed >= size) break;
    if (needed == 4)
      (void)snprintf(escaped + length, 5, "\\x%02X", byte);
    else
      escaped[length] = *text;
    length += needed;
  }
  escaped[length] = '\0';
  trim_to_character(escaped, length);
}

lociq_status(lociq_error_set)(lociq_error *error, lociq_status status, const char *format, ...) {
  if (error == NULL || error->status != LOCIQ_OK) return status;
  char plain[LOCIQ_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(plain, sizeof plain, format, arguments);
  va_end(arguments);
  escape_controls(plain, error->message, sizeof error->message);
  error->status = status;
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What cells and flags look like in most files.
 */
#include <math.h>
#include <string.h>

#include "read/reader.h"

bool lociq_slice_is(lociq_slice slice, const char *text) {
  const size_t length = strlen(text);
  return slice.length == length && memcmp(slice.text, text, length) == 0;
}

const char *lociq_parse_plain_cell(lociq_slice text, double *value, uint16_t *flags) {
  *flags = 0; /* it has none */
  if (text.length == 0 || lociq_slice_is(text, "NA") || lociq_slice_is(text, "NaN") || lociq_slice_is(text, ":")) {
    *value = (double)NAN;
    return NULL;
  }
  return lociq_number_parse(text, value) ? NULL : "a number";
}

uint16_t lociq_obs_letter(char letter) {
  if (letter == 's') letter = 'i'; /* before January 2025 */
  if (letter == 'z') letter = 'm';
  for (size_t i = 0; i < LOCIQ_FLAG_COUNT; i++)
    if (lociq_flags[i].letter == letter) return lociq_flags[i].bit;
  return 0;
}

uint16_t lociq_conf_letter(char letter) {
  switch (letter) {
    case 'c':
    case 'C':
      return LOCIQ_FLAG_CONFIDENTIAL;
    case 'N':
      return LOCIQ_FLAG_NOT_FOR_PUBLICATION;
    case 'P':
      return LOCIQ_FLAG_PRIMARY_CONFIDENTIAL;
    default:
      return 0;
  }
}

const char *lociq_parse_obs_flag(lociq_slice text, uint16_t *flags, bool *suppressed) {
  *suppressed = false; /* no letter of these hides a value */
  for (size_t i = 0; i < text.length; i++) {
    const uint16_t bit = lociq_obs_letter(text.text[i]);
    if (bit == 0) return "letters of b c d e f i m n p r s u z N P";
    *flags |= bit;
  }
  return NULL;
}

const char *lociq_parse_conf_flag(lociq_slice text, uint16_t *flags, bool *suppressed) {
  *suppressed = false; /* no letter of these hides a value */
  if (lociq_slice_is(text, "F")) return NULL;
  for (size_t i = 0; i < text.length; i++) {
    const uint16_t bit = lociq_conf_letter(text.text[i]);
    if (bit == 0) return "letters of C N P, or F";
    *flags |= bit;
  }
  return NULL;
}

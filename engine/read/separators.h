/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where fields end: the places of all delimiters and line breaks of a text, found many
 * bytes at once by what the processor has for that. Quotes are not looked at. The highest
 * bit of a place says that a line break is there.
 */
#ifndef LOCIQ_READ_SEPARATORS_H
#define LOCIQ_READ_SEPARATORS_H

#include <stddef.h>
#include <stdint.h>

#define LOCIQ_LINE_BREAK (UINT32_C(1) << 31)

enum {
  LOCIQ_SEPARATORS_BLOCK = 64, /* bytes looked at together */
  LOCIQ_SEPARATORS_SPARE = 16  /* numbers that may be written behind the last place */
};

/* Writes the places, `base` more than those in the text, and returns how many there
 * are. The length is a multiple of LOCIQ_SEPARATORS_BLOCK; `places` has room for one a
 * byte and LOCIQ_SEPARATORS_SPARE more. */
typedef size_t lociq_separators_finder(const char *text, size_t length, char delimiter, uint32_t base,
                                       uint32_t *places);

/* The fastest that this processor can run. */
lociq_separators_finder *lociq_separators_choose(void);
/* All that it can run, the plain one first, to test them; *count of at most 3. */
void lociq_separators_list(lociq_separators_finder *finders[3], size_t *count);

#endif

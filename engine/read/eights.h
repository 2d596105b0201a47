/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A field of eight lines at once, where all eight are as they almost always are: whole
 * numbers of at most eight digits; codes of at most eight bytes that are the same as that
 * of the line before, or those that were numbered one after the other. What they take is
 * what taking them one by one gives.
 */
#ifndef LOCIQ_READ_EIGHTS_H
#define LOCIQ_READ_EIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "read/separators.h"

enum { LOCIQ_EIGHT = 8 };

/* A field of lines whose separators are known: of line i it lies between the places
 * i × fields - 1 and i × fields. Eight bytes from where it begins may be looked at. */
typedef struct lociq_column {
  const char *base;
  const uint32_t *places;
  size_t fields, rows;
  uint32_t end; /* LOCIQ_LINE_BREAK where the field is the last one, else 0 */
  bool sparse;  /* nothing is a missing cell, without asking the format */
} lociq_column;

/* Where a place is, line break or not. */
static inline uint32_t lociq_place_position(uint32_t place) { return place & ~LOCIQ_LINE_BREAK; }
static inline uint32_t lociq_place_begin(const uint32_t *place) { return lociq_place_position(place[-1] + 1); }
/* More than any line's where another separator ends the field than must. */
static inline uint32_t lociq_place_length(const uint32_t *place, uint32_t end) {
  return (place[0] ^ end) - lociq_place_begin(place);
}

/* Both take lines from `first` on and return how many they took, a multiple of eight. */
typedef struct lociq_eights {
  size_t (*numbers)(const lociq_column *lines, size_t first, int32_t *cells);
  /* heads: by code, its first eight bytes, 0 where it has more or is not known, and
   * LOCIQ_EIGHT more; last: the code of the line before. */
  size_t (*codes)(const lociq_column *lines, size_t first, const uint64_t *heads, uint32_t last, uint32_t *ids);
} lociq_eights;

/* NULL where the processor has nothing that makes it faster. */
const lociq_eights *lociq_eights_choose(void);

#endif

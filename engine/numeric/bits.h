/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A matrix of bits, a row after the other: column c of a row is bit c % 64 of its
 * word c / 64. Bits past the last column are 0.
 */
#ifndef LOCIQ_NUMERIC_BITS_H
#define LOCIQ_NUMERIC_BITS_H

#include "numeric/lanes.h"

enum { LOCIQ_WORD = 64 };

/* How many words a row of `columns` bits takes. */
LOCIQ_INLINE size_t lociq_bits_words(size_t columns) { return (columns + LOCIQ_WORD - 1) / LOCIQ_WORD; }
LOCIQ_INLINE bool lociq_bits_has(const uint64_t *row, size_t column) {
  return (row[column / LOCIQ_WORD] >> column % LOCIQ_WORD & 1) != 0;
}

/* Sets the bits of a row where the value is at least `least`: NaN is not. values
 * are 64-byte aligned, `width` of them, a multiple of LOCIQ_LANES. */
void lociq_bits_pack(const double *values, size_t width, double least, uint64_t *row);
/* How many bits of a row are set. */
size_t lociq_bits_count(const uint64_t *row, size_t words);
/* The sum of the values whose bit is set, in eight lanes: value i goes to lane i mod
 * 8. values are 64-byte aligned, 64 a word, finite or infinite also where no bit is. */
double lociq_bits_sum(const uint64_t *row, size_t words, const double *values);
/* Eight squares side by side, a lane each: bit r of word c becomes bit c of word r. */
void lociq_bits_turn(lociq_bits squares[LOCIQ_WORD]);
/* Of a row of `words` words those from `word` on, 0 past the last. */
LOCIQ_INLINE lociq_bits lociq_bits_load(const uint64_t *row, size_t words, size_t word) {
  lociq_bits lanes = {0};
  const size_t left = words - word;
  __builtin_memcpy(&lanes, row + word, (left < LOCIQ_LANES ? left : LOCIQ_LANES) * sizeof *row);
  return lanes;
}
/* Makes columns rows: turned has a row of lociq_bits_words(rows) words for each of
 * `columns` columns. In parallel. */
void lociq_bits_transpose(const uint64_t *bits, size_t rows, size_t columns, uint64_t *turned);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/bits.h"

#include <string.h>

/* The bits of an 8 × 8 square of bits, turned over its diagonal (Warren, Hacker's
 * Delight). */
LOCIQ_INLINE uint64_t turn_eight(uint64_t x) {
  uint64_t t = (x ^ (x >> 7)) & 0x00AA00AA00AA00AAu;
  x ^= t ^ (t << 7);
  t = (x ^ (x >> 14)) & 0x0000CCCC0000CCCCu;
  x ^= t ^ (t << 14);
  t = (x ^ (x >> 28)) & 0x00000000F0F0F0F0u;
  return x ^ t ^ (t << 28);
}

/* Vector k gives each lane its bit k; lane l is then byte l of a word, in which bit
 * k is value 8k + l: turned over, it is value 8l' + k'. */
LOCIQ_CLONED void lociq_bits_pack(const double *values, size_t width, double least, uint64_t *row) {
  const lociq_lanes limit = lociq_lanes_all(least);
  for (size_t first = 0; first < width; first += LOCIQ_WORD) {
    lociq_mask bits = {0};
    for (size_t k = 0; k < LOCIQ_LANES && first + k * LOCIQ_LANES < width; k++)
      bits |= (lociq_mask)(lociq_lanes_load(values + first + k * LOCIQ_LANES) >= limit) & ((int64_t)1 << k);
    uint64_t word = 0;
    for (size_t l = 0; l < LOCIQ_LANES; l++) word |= (uint64_t)bits[l] << 8 * l;
    row[first / LOCIQ_WORD] = turn_eight(word);
  }
}

LOCIQ_CLONED size_t lociq_bits_count(const uint64_t *row, size_t words) {
  size_t count = 0;
  for (size_t w = 0; w < words; w++) count += (size_t)__builtin_popcountll(row[w]);
  return count;
}

LOCIQ_CLONED double lociq_bits_sum(const uint64_t *row, size_t words, const double *values) {
  const lociq_mask lanes = {1, 2, 4, 8, 16, 32, 64, 128};
  lociq_lanes sum = lociq_lanes_all(0);
  for (size_t w = 0; w < words; w++) {
    const uint64_t word = row[w];
    if (word == 0) continue; /* adding zeros changes nothing */
    for (size_t k = 0; k < LOCIQ_LANES; k++) {
      const int64_t byte = (int64_t)(word >> 8 * k & 255);
      const lociq_mask set = (lociq_mask)((lanes & byte) != 0);
      sum += lociq_lanes_where(set, lociq_lanes_load(values + w * LOCIQ_WORD + k * LOCIQ_LANES));
    }
  }
  return lociq_lanes_sum(sum);
}

/* Halves are exchanged, then quarters, … (Hacker's Delight). */
LOCIQ_CLONED void lociq_bits_turn(lociq_bits squares[LOCIQ_WORD]) {
  uint64_t mask = 0x00000000FFFFFFFFu;
  for (unsigned step = LOCIQ_WORD / 2; step != 0; step /= 2, mask ^= mask << step)
    for (size_t k = 0; k < LOCIQ_WORD; k = (k + step + 1) & ~(size_t)step) {
      const lociq_bits moved = (squares[k] >> step ^ squares[k + step]) & mask;
      squares[k] ^= moved << step;
      squares[k + step] ^= moved;
    }
}

void lociq_bits_transpose(const uint64_t *bits, size_t rows, size_t columns, uint64_t *turned) {
  const size_t words = lociq_bits_words(columns), height = lociq_bits_words(rows);
#pragma omp parallel for schedule(static)
  for (size_t h = 0; h < height; h++)
    for (size_t w = 0; w < words; w += LOCIQ_LANES) {
      lociq_bits squares[LOCIQ_WORD] = {{0}};
      for (size_t k = 0; k < LOCIQ_WORD && h * LOCIQ_WORD + k < rows; k++)
        squares[k] = lociq_bits_load(bits + (h * LOCIQ_WORD + k) * words, words, w);
      lociq_bits_turn(squares);
      for (size_t c = w * LOCIQ_WORD; c < (w + LOCIQ_LANES) * LOCIQ_WORD && c < columns; c++)
        turned[c * height + h] = squares[c % LOCIQ_WORD][c / LOCIQ_WORD - w];
    }
}

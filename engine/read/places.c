/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/places.h"

/* One bit alone is one instruction, several are a loop. */
bool lociq_places_take(uint64_t *taken, const size_t *cells, size_t count) {
  uint64_t twice = 0;
  for (size_t n = 0; n < count;) {
    const size_t word = cells[n] / 64;
    uint64_t bits = 0, *at = &taken[word];
    if (n + 1 == count || cells[n + 1] / 64 != word) {
      const uint64_t bit = UINT64_C(1) << (cells[n++] % 64);
      twice |= __atomic_fetch_or(at, bit, __ATOMIC_RELAXED) & bit;
      continue;
    }
    for (; n < count && cells[n] / 64 == word; n++) {
      const uint64_t bit = UINT64_C(1) << (cells[n] % 64);
      twice |= bits & bit;
      bits |= bit;
    }
    twice |= __atomic_fetch_or(at, bits, __ATOMIC_RELAXED) & bits;
  }
  return twice == 0;
}

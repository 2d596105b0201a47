/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which cells are taken: a bit each, set by many threads at once.
 */
#ifndef LOCIQ_READ_PLACES_H
#define LOCIQ_READ_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many words of 64 bits hold that many cells. */
static inline size_t lociq_places_words(size_t cells) { return cells / 64 + 1; }
static inline bool lociq_places_has(const uint64_t *taken, size_t cell) {
  return (taken[cell / 64] >> cell % 64 & 1) != 0;
}
static inline void lociq_places_set(uint64_t *taken, size_t cell) { taken[cell / 64] |= UINT64_C(1) << cell % 64; }

/* Takes cells, those in one word at once; false where one was taken before. */
bool lociq_places_take(uint64_t *taken, const size_t *cells, size_t count);

#endif

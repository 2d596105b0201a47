/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A double's bits, with all of a negative's and the sign of a positive flipped,
 * order as an unsigned integer. Less the least of them, the leading 22 bits of what
 * is left tell nearly all numbers apart, so two rounds of 11 bits sort nearly
 * everything and moving the few that are out of place does the rest; where that
 * would be many, the lower bits get their rounds too. Either way the order is the
 * one that a stable sort gives.
 */
#include "numeric/sort.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "numeric/lanes.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, LEADING_BITS = 2 * DIGIT_BITS, ROUNDS = 6, SMALL = 96 };
#define SIGN ((uint64_t)1 << 63)

LOCIQ_INLINE uint64_t order_of(double value) {
  uint64_t bits = 0;
  memcpy(&bits, &value, sizeof bits);
  return bits ^ ((uint64_t)((int64_t)bits >> 63) | SIGN);
}

/* Where keys lie among the orders, and how many bits tell them apart. */
typedef struct range {
  uint64_t least;
  unsigned bits;
} range;

LOCIQ_CLONED static range range_of(const double *keys, size_t count) {
  uint64_t least = UINT64_MAX, most = 0;
  for (size_t i = 0; i < count; i++) {
    const uint64_t order = order_of(keys[i]);
    least = order < least ? order : least;
    most = order > most ? order : most;
  }
  range of = {.least = least};
  while (of.bits < 64 && (most - least) >> of.bits != 0) of.bits++;
  return of;
}

/* Moves pairs down to their places; false, with the work left undone but no pair
 * lost, when that takes more than `allowed` moves. */
static bool insert(double *keys, double *payload, size_t count, size_t allowed) {
  for (size_t i = 1; i < count; i++) {
    const double key = keys[i], along = payload[i];
    const uint64_t order = order_of(key);
    size_t j = i;
    for (; j > 0 && order_of(keys[j - 1]) > order && allowed > 0; j--, allowed--) {
      keys[j] = keys[j - 1];
      payload[j] = payload[j - 1];
    }
    keys[j] = key;
    payload[j] = along;
    if (allowed == 0) return false;
  }
  return true;
}

LOCIQ_INLINE size_t digit_of(double key, uint64_t least, unsigned shift) {
  return (order_of(key) - least) >> shift & (DIGITS - 1);
}

/* How often each round meets each digit; in which order the keys are shows in none. */
static void tally(const double *keys, size_t count, const range *of, unsigned first, uint32_t (*places)[DIGITS]) {
  const unsigned rounds = (of->bits - first + DIGIT_BITS - 1) / DIGIT_BITS;
  memset(places, 0, rounds * sizeof *places);
  for (size_t i = 0; i < count; i++) {
    const uint64_t order = (order_of(keys[i]) - of->least) >> first;
    for (unsigned r = 0; r < rounds; r++) places[r][order >> r * DIGIT_BITS & (DIGITS - 1)]++;
  }
}

/* One stable round, from one pair of arrays to the other. Does nothing and returns false when all keys have the same
 * digit. */
static bool distribute(const double *keys, const double *payload, double *to_keys, double *to_payload, size_t count,
                       uint64_t least, unsigned shift, uint32_t *places) {
  if (places[digit_of(keys[0], least, shift)] == count) return false;
  uint32_t next = 0;
  for (size_t digit = 0; digit < DIGITS; digit++) {
    const uint32_t here = places[digit];
    places[digit] = next;
    next += here;
  }
  for (size_t i = 0; i < count; i++) {
    const uint32_t place = places[digit_of(keys[i], least, shift)]++;
    to_keys[place] = keys[i];
    to_payload[place] = payload[i];
  }
  return true;
}

/* Rounds from bit `first` up; the result ends in keys and payload. */
static void rounds(double *keys, double *payload, size_t count, double *scratch, const range *of, unsigned first) {
  uint32_t places[ROUNDS][DIGITS];
  double *from_keys = keys, *from_payload = payload, *to_keys = scratch, *to_payload = scratch + count;
  tally(keys, count, of, first, places);
  for (unsigned shift = first, r = 0; shift < of->bits; shift += DIGIT_BITS, r++) {
    if (!distribute(from_keys, from_payload, to_keys, to_payload, count, of->least, shift, places[r])) continue;
    double *swap = from_keys;
    from_keys = to_keys;
    to_keys = swap;
    swap = from_payload;
    from_payload = to_payload;
    to_payload = swap;
  }
  if (from_keys == keys) return;
  memcpy(keys, from_keys, count * sizeof *keys);
  memcpy(payload, from_payload, count * sizeof *payload);
}

void lociq_sort_pairs(double *keys, double *payload, size_t count, double *scratch) {
  if (count < 2) return;
  if (count <= SMALL && insert(keys, payload, count, SIZE_MAX)) return;
  const range of = range_of(keys, count);
  rounds(keys, payload, count, scratch, &of, of.bits > LEADING_BITS ? of.bits - LEADING_BITS : 0);
  if (!insert(keys, payload, count, 8 * count)) rounds(keys, payload, count, scratch, &of, 0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A double's bits, with all of a negative's and the sign of a positive flipped,
 * order as an unsigned integer. The upper 33 bits tell nearly all numbers apart,
 * so three rounds of 11 bits sort nearly everything and moving the few that are
 * out of place does the rest; where that would be many, the lower bits get their
 * rounds too. Either way the order is the one that a stable sort gives.
 */
#include "numeric/sort.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, UPPER_SHIFT = 31, SMALL = 96 };
#define SIGN ((uint64_t)1 << 63)

static uint64_t order_of(double value) {
  uint64_t bits = 0;
  memcpy(&bits, &value, sizeof bits);
  return (bits & SIGN) != 0 ? ~bits : bits | SIGN;
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

/* One stable round: by the bits of a digit, from one pair of arrays to the other.
 * Does nothing and returns false when all keys have the same digit. */
static bool distribute(const double *keys, const double *payload, double *to_keys, double *to_payload, size_t count,
                       unsigned shift) {
  uint32_t places[DIGITS] = {0};
  for (size_t i = 0; i < count; i++) places[(order_of(keys[i]) >> shift) & (DIGITS - 1)]++;
  if (places[(order_of(keys[0]) >> shift) & (DIGITS - 1)] == count) return false;
  uint32_t next = 0;
  for (size_t digit = 0; digit < DIGITS; digit++) {
    const uint32_t here = places[digit];
    places[digit] = next;
    next += here;
  }
  for (size_t i = 0; i < count; i++) {
    const uint32_t place = places[(order_of(keys[i]) >> shift) & (DIGITS - 1)]++;
    to_keys[place] = keys[i];
    to_payload[place] = payload[i];
  }
  return true;
}

/* Rounds from bit `first` up; the result ends in keys and payload. */
static void rounds(double *keys, double *payload, size_t count, double *scratch, unsigned first) {
  double *from_keys = keys, *from_payload = payload, *to_keys = scratch, *to_payload = scratch + count;
  for (unsigned shift = first; shift < 64; shift += DIGIT_BITS) {
    if (!distribute(from_keys, from_payload, to_keys, to_payload, count, shift)) continue;
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
  rounds(keys, payload, count, scratch, UPPER_SHIFT);
  if (!insert(keys, payload, count, 8 * count)) rounds(keys, payload, count, scratch, 0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints what is left of the bits of logarithms, quotients and sums of the same random
 * numbers: a line that must be the same wherever it is compiled and run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "numeric/logarithm.h"
#include "numeric/quotients.h"

enum { COUNT = 1024, ROUNDS = 400 };

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static double of_bits(uint64_t bits) {
  double value = 0;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* Processors differ in the bits of a NaN. */
static void digest(const double *values, size_t count, uint64_t *hash) {
  for (size_t i = 0; i < count; i++) {
    uint64_t bits = 0;
    memcpy(&bits, &values[i], sizeof bits);
    *hash = (*hash ^ (isnan(values[i]) ? 1 : bits)) * 0x100000001b3u;
    *hash ^= *hash >> 29;
  }
}

int main(void) {
  static _Alignas(64) double values[COUNT], reference[COUNT], inverse[COUNT], first[COUNT], second[COUNT];
  uint64_t state = 88172645463325252u, sixteenths = 0, logarithms = 0, quotients = 0, sums = 0;
  for (int round = 0; round < ROUNDS; round++) {
    for (size_t i = 0; i < COUNT; i++) {
      values[i] = round % 2 == 0 ? ldexp((double)((next_random(&state) >> 11) + 1), -53)
                                 : of_bits(next_random(&state) % 0x7FE0000000000000u);
      reference[i] = of_bits(0x3F50000000000000u + next_random(&state) % 0x0100000000000000u);
      if (next_random(&state) % 16 == 0) values[i] = NAN;
    }
    for (size_t i = 0; i < COUNT; i += LOCIQ_LANES)
      lociq_lanes_store(
          first + i, lociq_logarithm_finish(lociq_logarithm_begin(lociq_lanes_load(values + i), lociq_lanes_look_up)));
    digest(first, COUNT, &sixteenths);
    lociq_logarithm_fill(values, first, COUNT);
    digest(first, COUNT, &logarithms);
    lociq_divisors divisors = {.values = reference, .inverse = inverse, .width = COUNT};
    lociq_divisors_invert(&divisors);
    size_t known = 0;
    const double total = 1 + (double)(next_random(&state) >> 40) / 7;
    const double sum =
        lociq_quotients_fill(values, total, &divisors, first, (lociq_quotients){.values = second}, &known);
    digest(first, COUNT, &quotients);
    digest(second, COUNT, &quotients);
    digest(&sum, 1, &sums);
    const lociq_share_sums shares = lociq_shares_sum(values, values, reference, COUNT, true);
    digest(&shares.squares, 1, &sums);
    digest(&shares.entropy, 1, &sums);
    const lociq_share_sums differences = lociq_shares_sum(reference, reference, values, COUNT, true);
    digest(&differences.distance, 1, &sums);
    digest(&differences.entropy, 1, &sums);
  }
  (void)printf("%016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n", sixteenths, logarithms, quotients,
               sums);
  return 0;
}

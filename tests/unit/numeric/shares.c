/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "numeric/shares.h"

enum { WIDTH = 64, ROUNDS = 200 };

static double next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return (double)(*state >> 11) * 0x1p-53;
}

/* Zeros, and shares of every size, that add up to 1. */
static void fill(double *shares, uint64_t *seed) {
  double sum = 0;
  for (size_t i = 0; i < WIDTH; i++) {
    shares[i] = i % 5 == 0 ? 0 : ldexp(next_random(seed), -(int)(i % 20));
    sum += shares[i];
  }
  for (size_t i = 0; i < WIDTH; i++) shares[i] /= sum;
}

/* Each term is off by a few units of 2^-53 of it, and so are their sums. */
static void assert_near(double value, long double truth) {
  assert_true(fabsl((long double)value - truth) <= 16 * 0x1p-53L * fabsl(truth));
}

static void sums_are_those_of_plain_loops(void **state) {
  (void)state;
  static _Alignas(64) double known[WIDTH], matched[WIDTH], reference[WIDTH];
  uint64_t seed = 88172645463325252u;
  for (int round = 0; round < ROUNDS; round++) {
    fill(known, &seed);
    fill(matched, &seed);
    fill(reference, &seed);
    long double distance = 0, squares = 0, entropy = 0;
    for (size_t i = 0; i < WIDTH; i++) {
      distance += fabsl((long double)matched[i] - reference[i]);
      squares += (long double)known[i] * known[i];
      entropy -= known[i] == 0 ? 0 : known[i] * logl(known[i]);
    }
    const lociq_share_sums sums = lociq_shares_sum(known, matched, reference, WIDTH, true);
    assert_near(sums.distance, distance);
    assert_near(sums.squares, squares);
    assert_near(sums.entropy, entropy);
  }
}

static void one_share_of_all_has_no_entropy(void **state) {
  (void)state;
  static _Alignas(64) double shares[LOCIQ_LANES];
  shares[3] = 1;
  shares[5] = -0.0;
  const lociq_share_sums sums = lociq_shares_sum(shares, shares, shares, LOCIQ_LANES, true);
  assert_true(sums.entropy == 0 && sums.distance == 0 && sums.squares == 1);
}

static void a_negative_share_has_no_entropy_that_is_known(void **state) {
  (void)state;
  static _Alignas(64) double shares[LOCIQ_LANES];
  shares[2] = 1.25;
  shares[6] = -0.25;
  const lociq_share_sums sums = lociq_shares_sum(shares, shares, shares, LOCIQ_LANES, true);
  assert_true(isnan(sums.entropy) && sums.squares == 1.625);
  shares[6] = NAN;
  assert_true(isnan(lociq_shares_sum(shares, shares, shares, LOCIQ_LANES, true).entropy));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(sums_are_those_of_plain_loops),
                                     cmocka_unit_test(one_share_of_all_has_no_entropy),
                                     cmocka_unit_test(a_negative_share_has_no_entropy_that_is_known)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

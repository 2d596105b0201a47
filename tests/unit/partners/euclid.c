/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/pairs.h"

/* Of two regions' shares each lies one standard deviation from the mean, or none. */
static void known_distances(void **state) {
  (void)state;
  assert_true(score_of("euclid", (const double[]){1, 3, 2, 2}, 2) == 1 / (1 + sqrt(8)));
  assert_true(score_of("euclid", (const double[]){1, 3, 4, 2, 2, 4}, 3) == 1 / (1 + sqrt(8)));
  assert_true(score_of("euclid", (const double[]){1, 3, 2, 6}, 2) == 1);
}

/* Of the first industry shares 1/4, 1/2, 3/4: the first two are sqrt(3/2) deviations apart; so in the second. */
static void others_give_the_scale(void **state) {
  (void)state;
  const double score = score_among("euclid", (const double[]){1, 3, 2, 2, 3, 1}, 3, 2);
  assert_true(fabs(score - 1 / (1 + sqrt(3))) < 1e-15);
}

/* Shares 1/4, 3/4 and 1/4, 1/4, 1/2: of two common industries one lies two deviations apart, of three one and a half.
 */
static void squares_are_stretched_to_all_industries(void **state) {
  (void)state;
  assert_true(score_of("euclid", (const double[]){1, 3, UNKNOWN, 2, 2, 4}, 3) == 1 / (1 + sqrt(6)));
  assert_true(isnan(score_of("euclid", (const double[]){1, UNKNOWN, UNKNOWN, 1}, 2)));
}

/* 0.1 / (0.1 + 0.5) is not 1/6 to the last bit, which must not make a deviation. */
static void a_constant_industry_separates_none(void **state) {
  (void)state;
  const double rows[] = {0.1, 0.5, 0, 1, 3, 2};
  assert_true(rows[0] / (rows[0] + rows[1]) != 1.0 / 6);
  assert_true(score_of("euclid", rows, 3) == 1 / (1 + sqrt(8)));
}

static void complete_pairs(void **state) {
  (void)state;
  check_pairs("euclid", 0);
}

static void pairs_with_unknown_cells(void **state) {
  (void)state;
  check_pairs("euclid", 0.1);
  check_pairs("euclid", 0.9);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(known_distances),
                                     cmocka_unit_test(others_give_the_scale),
                                     cmocka_unit_test(squares_are_stretched_to_all_industries),
                                     cmocka_unit_test(a_constant_industry_separates_none),
                                     cmocka_unit_test(complete_pairs),
                                     cmocka_unit_test(pairs_with_unknown_cells)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/pairs.h"

/* Too few regions for a covariance: as Euclid. */
static void two_regions_are_as_far_as_by_euclid(void **state) {
  (void)state;
  assert_true(score_of("mahalanobis", (const double[]){1, 3, 2, 2}, 2) == 1 / (1 + sqrt(8)));
  assert_true(score_of("mahalanobis", (const double[]){1, 3, UNKNOWN, 2, 2, 4}, 3) == 1 / (1 + sqrt(6)));
  assert_true(score_of("mahalanobis", (const double[]){1, 3, 2, 6}, 2) == 1);
  assert_true(isnan(score_of("mahalanobis", (const double[]){1, UNKNOWN, UNKNOWN, 1}, 2)));
}

/* Shares 1/4, 1/2, 3/4 and their complements: z is a row of -a, 0, a beside its negative, a² = 3/2, and S is all 1
 * and -1. ‖S − I‖²/2 = 1; the mean of |x|⁴ is 6, ‖S‖² is 4, so that 2/(3 · 2) of S is taken to be chance. What is
 * left has the eigenvalue 1 + 2/3 along (1, -1): d² = 2a² / (5/3) = 9/5. */
static void three_regions_on_a_line(void **state) {
  (void)state;
  const double score = score_among("mahalanobis", (const double[]){1, 3, 2, 2, 3, 1}, 3, 2);
  assert_true(fabs(score - 1 / (1 + sqrt(1.8))) < 1e-15);
}

/* Half the regions are one, half another: S has rank 1 and nothing is shrunken, yet all have scores. */
static void regions_of_two_kinds(void **state) {
  (void)state;
  const double rows[] = {1, 3, 4, 1, 3, 4, 2, 2, 5, 2, 2, 5};
  assert_true(score_among("mahalanobis", rows, 4, 3) == 1);
  const double apart = score_among("mahalanobis", rows + 3, 3, 3);
  assert_true(apart > 0 && apart < 1);
}

static void equal_regions(void **state) {
  (void)state;
  assert_true(score_among("mahalanobis", (const double[]){1, 3, 2, 6, 3, 9}, 3, 2) == 1);
}

static void complete_pairs(void **state) {
  (void)state;
  check_pairs("mahalanobis", 0);
}

static void pairs_with_unknown_cells(void **state) {
  (void)state;
  check_pairs("mahalanobis", 0.1);
  check_pairs("mahalanobis", 0.9);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(two_regions_are_as_far_as_by_euclid),
                                     cmocka_unit_test(three_regions_on_a_line),
                                     cmocka_unit_test(regions_of_two_kinds),
                                     cmocka_unit_test(equal_regions),
                                     cmocka_unit_test(complete_pairs),
                                     cmocka_unit_test(pairs_with_unknown_cells)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

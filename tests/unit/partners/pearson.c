/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/pairs.h"

static void known_correlations(void **state) {
  (void)state;
  assert_true(fabs(score_of("pearson", (const double[]){1, 2, 5, 4, 3, 1}, 3) + 57 / sqrt(78.0 * 42)) < 1e-15);
  assert_true(score_of("pearson", (const double[]){1, 3, 3, 1}, 2) == -1);
  assert_true(score_of("pearson", (const double[]){1, 3, 2, 6}, 2) == 1);
}

/* All multiples of a profile have one score beside another, to the last bit. */
static void a_multiple_changes_nothing(void **state) {
  (void)state;
  const double base[5] = {17, 3, 1100, 0, 29};
  double rows[2 * 5] = {17, 3, 1100, 0, 29, 11, 13, 800, 5, 2};
  const double score = score_of("pearson", rows, 5);
  for (int times = 2; times <= 1000; times++) {
    for (size_t i = 0; i < 5; i++) rows[i] = base[i] * times;
    assert_true(score_of("pearson", rows, 5) == score);
  }
}

static void only_common_cells_count(void **state) {
  (void)state;
  const double complete = score_of("pearson", (const double[]){1, 3, 9, 2, 2, 4}, 3);
  const double some = score_of("pearson", (const double[]){1, 3, 9, 100, UNKNOWN, 2, 2, 4, UNKNOWN, 7}, 5);
  assert_true(complete == some);
  assert_true(isnan(score_of("pearson", (const double[]){1, UNKNOWN, UNKNOWN, 1}, 2)));
  assert_true(isnan(score_of("pearson", (const double[]){1, 2, UNKNOWN, 1, UNKNOWN, 1}, 3))); /* one cell */
}

/* Also where the shares themselves are rounded: 0.1 is no double, nor is a ninth. */
static void a_flat_profile_correlates_with_none(void **state) {
  (void)state;
  double rows[2 * 100];
  for (size_t count = 2; count <= 100; count++) {
    for (size_t i = 0; i < count; i++) {
      rows[i] = 0.1;
      rows[count + i] = (double)i;
    }
    assert_true(isnan(score_of("pearson", rows, count)));
    rows[0] = 0.1 + 1e-12;
    assert_true(isfinite(score_of("pearson", rows, count)));
  }
}

static void complete_pairs(void **state) {
  (void)state;
  check_pairs("pearson", 0);
}

static void pairs_with_unknown_cells(void **state) {
  (void)state;
  check_pairs("pearson", 0.1);
  check_pairs("pearson", 0.9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_correlations),      cmocka_unit_test(a_multiple_changes_nothing),
      cmocka_unit_test(only_common_cells_count), cmocka_unit_test(a_flat_profile_correlates_with_none),
      cmocka_unit_test(complete_pairs),          cmocka_unit_test(pairs_with_unknown_cells)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

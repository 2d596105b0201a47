/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/pairs.h"

/* Two regions by themselves are the whole range apart where they differ. */
static void known_similarities(void **state) {
  (void)state;
  assert_true(score_of("gower", (const double[]){1, 3, 2, 2}, 2) == 0);
  assert_true(score_of("gower", (const double[]){1, 3, 4, 2, 2, 4}, 3) == 1.0 / 3);
  assert_true(score_of("gower", (const double[]){1, 3, 2, 6}, 2) == 1);
}

/* Shares 1/4, 1/2, 3/4 of the first industry, 3/4, 1/2, 1/4 of the second. */
static void others_give_the_range(void **state) {
  (void)state;
  assert_true(score_among("gower", (const double[]){1, 3, 2, 2, 3, 1}, 3, 2) == 0.5);
}

static void only_common_cells_count(void **state) {
  (void)state;
  const double rows[] = {1, 3, 0, UNKNOWN, 2, 2, UNKNOWN, 0, 3, 1, 0, 0};
  assert_true(score_among("gower", rows, 3, 4) == 0.5);
  assert_true(isnan(score_of("gower", (const double[]){1, UNKNOWN, UNKNOWN, 1}, 2)));
}

static void complete_pairs(void **state) {
  (void)state;
  check_pairs("gower", 0);
}

static void pairs_with_unknown_cells(void **state) {
  (void)state;
  check_pairs("gower", 0.1);
  check_pairs("gower", 0.9);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(known_similarities), cmocka_unit_test(others_give_the_range),
                                     cmocka_unit_test(only_common_cells_count), cmocka_unit_test(complete_pairs),
                                     cmocka_unit_test(pairs_with_unknown_cells)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

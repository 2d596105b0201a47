/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/pairs.h"

static void known_overlaps(void **state) {
  (void)state;
  assert_true(score_of("krugman", (const double[]){1, 3, 2, 2}, 2) == 0.75);
  assert_true(score_of("krugman", (const double[]){1, 0, 0, 1}, 2) == 0);
  assert_true(score_of("krugman", (const double[]){1, 3, 2, 6}, 2) == 1);
}

/* All multiples of a profile have one score beside another, to the last bit. */
static void a_multiple_changes_nothing(void **state) {
  (void)state;
  const double base[5] = {17, 3, 1100, 0, 29};
  double rows[2 * 5] = {17, 3, 1100, 0, 29, 11, 13, 800, 5, 2};
  const double score = score_of("krugman", rows, 5);
  for (int times = 2; times <= 1000; times++) {
    for (size_t i = 0; i < 5; i++) rows[i] = base[i] * times;
    assert_true(score_of("krugman", rows, 5) == score);
  }
}

static void only_common_cells_count(void **state) {
  (void)state;
  assert_true(score_of("krugman", (const double[]){1, 3, 100, UNKNOWN, 2, 2, UNKNOWN, 7}, 4) == 0.75);
  assert_true(isnan(score_of("krugman", (const double[]){1, UNKNOWN, UNKNOWN, 1}, 2)));
  assert_true(isnan(score_of("krugman", (const double[]){0, 1, 1, UNKNOWN}, 2)));
  assert_true(isnan(score_of("krugman", (const double[]){1, UNKNOWN, 0, 1}, 2)));
}

static void sizes_at_the_ends_of_double(void **state) {
  (void)state;
  assert_true(score_of("krugman", (const double[]){0x1p-1074, 0x1p-1074, 0x1p1023, 0x1p1023}, 2) == 1);
}

static void complete_pairs(void **state) {
  (void)state;
  check_pairs("krugman", 0);
}

static void pairs_with_unknown_cells(void **state) {
  (void)state;
  check_pairs("krugman", 0.1);
  check_pairs("krugman", 0.9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_overlaps),          cmocka_unit_test(a_multiple_changes_nothing),
      cmocka_unit_test(only_common_cells_count), cmocka_unit_test(sizes_at_the_ends_of_double),
      cmocka_unit_test(complete_pairs),          cmocka_unit_test(pairs_with_unknown_cells)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

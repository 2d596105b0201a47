/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/pairs.h"

static void known_angles(void **state) {
  (void)state;
  assert_true(score_of("cosine", (const double[]){3, 4, 4, 3}, 2) == 24.0 / 25);
  assert_true(score_of("cosine", (const double[]){1, 0, 0, 1}, 2) == 0);
  assert_true(score_of("cosine", (const double[]){1, -1, -2, 2}, 2) == -1);
}

/* To the last bit, so that ties are ties. */
static void a_multiple_is_alike(void **state) {
  (void)state;
  double rows[2 * 5] = {17, 3, 1100, 0, 29};
  for (int times = 1; times <= 1000; times++) {
    for (size_t i = 0; i < 5; i++) rows[5 + i] = rows[i] * times;
    assert_true(score_of("cosine", rows, 5) == 1);
  }
}

static void only_common_cells_count(void **state) {
  (void)state;
  assert_true(score_of("cosine", (const double[]){3, 4, 100, UNKNOWN, 4, 3, UNKNOWN, 7}, 4) == 24.0 / 25);
  assert_true(isnan(score_of("cosine", (const double[]){1, UNKNOWN, UNKNOWN, 1}, 2)));
  assert_true(isnan(score_of("cosine", (const double[]){0, 1, 1, UNKNOWN}, 2)));
}

/* Squares of these would overflow or vanish. */
static void sizes_at_the_ends_of_double(void **state) {
  (void)state;
  assert_true(score_of("cosine", (const double[]){3e300, 4e300, 4e-300, 3e-300}, 2) - 24.0 / 25 < 1e-15);
  assert_true(score_of("cosine", (const double[]){0x1p-1074, 0x1p-1074, 0x1p1023, 0x1p1023}, 2) == 1);
}

static void complete_pairs(void **state) {
  (void)state;
  check_pairs("cosine", 0);
}

static void pairs_with_unknown_cells(void **state) {
  (void)state;
  check_pairs("cosine", 0.1);
  check_pairs("cosine", 0.9);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(known_angles),
                                     cmocka_unit_test(a_multiple_is_alike),
                                     cmocka_unit_test(only_common_cells_count),
                                     cmocka_unit_test(sizes_at_the_ends_of_double),
                                     cmocka_unit_test(complete_pairs),
                                     cmocka_unit_test(pairs_with_unknown_cells)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/pairs.h"

/* Of two regions of one size each is specialised where it has more, both where they have the same. */
static void known_overlaps(void **state) {
  (void)state;
  assert_true(score_of("jaccard", (const double[]){1, 3, 2, 2}, 2) == 0);
  assert_true(score_of("jaccard", (const double[]){1, 3, 4, 2, 2, 4}, 3) == 1.0 / 3);
  assert_true(score_of("jaccard", (const double[]){1, 3, 2, 6}, 2) == 1);
}

/* The third region has less of the first two industries than the others: they are both specialised in these. */
static void others_give_the_whole(void **state) {
  (void)state;
  assert_true(score_among("jaccard", (const double[]){5, 4, 1, 4, 4, 2, 0, 0, 10}, 3, 3) == 1);
  assert_true(score_among("jaccard", (const double[]){5, 4, 1, 4, 1, 5, 0, 0, 10}, 3, 3) == 0.5);
}

static void only_common_cells_count(void **state) {
  (void)state;
  assert_true(score_among("jaccard", (const double[]){5, 4, UNKNOWN, 4, 1, 5, 0, 0, 10}, 3, 3) == 0.5);
  assert_true(isnan(score_of("jaccard", (const double[]){1, UNKNOWN, UNKNOWN, 1}, 2)));
}

/* Neither is specialised in the one industry that both know, which nobody has. */
static void no_speciality_is_no_score(void **state) {
  (void)state;
  assert_true(isnan(score_of("jaccard", (const double[]){0, 1, UNKNOWN, 0, UNKNOWN, 1}, 3)));
}

static void complete_pairs(void **state) {
  (void)state;
  check_pairs("jaccard", 0);
}

static void pairs_with_unknown_cells(void **state) {
  (void)state;
  check_pairs("jaccard", 0.1);
  check_pairs("jaccard", 0.9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_overlaps),          cmocka_unit_test(others_give_the_whole),
      cmocka_unit_test(only_common_cells_count), cmocka_unit_test(no_speciality_is_no_score),
      cmocka_unit_test(complete_pairs),          cmocka_unit_test(pairs_with_unknown_cells)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

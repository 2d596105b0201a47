/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranks and peers of twelve units, counted by hand.
 */
#include "diagnosed.h"

static void strengths_come_first(void **state) {
  (void)state;
  diagnosed made;
  lociq_standing found[4];
  size_t count = 0;
  diagnose(&made, 1);
  /* The unit with 67, 72, 33 and 77: fourth, third of 11, eighth of 11, and first. */
  lociq_diagnosis_standings(&made.design, &made.composition, 0, 7, found, &count);
  const lociq_standing expected[] = {{.node = 6, .score = 77, .rank = 1, .of = 12},
                                     {.node = 4, .score = 72, .rank = 3, .of = 11},
                                     {.node = 3, .score = 67, .rank = 4, .of = 12},
                                     {.node = 5, .score = 33, .rank = 8, .of = 11}};
  assert_int_equal(count, 4);
  for (size_t k = 0; k < count; k++) {
    assert_int_equal(found[k].node, expected[k].node);
    assert_true(found[k].score == expected[k].score && found[k].rank == expected[k].rank);
    assert_int_equal(found[k].of, expected[k].of);
  }
}

static void what_is_unknown_has_no_standing(void **state) {
  (void)state;
  diagnosed made;
  lociq_standing found[4];
  size_t count = 0;
  diagnose(&made, 2);
  lociq_diagnosis_standings(&made.design, &made.composition, 1, 5, found, &count);
  assert_int_equal(count, 3);
  /* The last unit of the second year is third of six in the last indicator: 50, 77 and 46. */
  for (size_t k = 0; k < count; k++) {
    assert_int_not_equal(found[k].node, 5);
    if (found[k].node == 6) assert_true(found[k].rank == 3 && found[k].of == 6);
  }
}

static void check_peers(const diagnosed *made, size_t year, size_t unit, size_t wanted, size_t expected_count,
                        const size_t *expected) {
  size_t peers[UNITS] = {0}, count = wanted;
  lociq_diagnosis_peers(&made->composition, year, unit, peers, &count);
  assert_int_equal(count, expected_count);
  for (size_t k = 0; k < expected_count && expected != NULL; k++) assert_int_equal(peers[k], expected[k]);
}

/* The index: 18.1 45.2 31.9 54.9 49.7 66.4 34.4 68.1 26.1 58.1 21.9 56.2 */
static void peers_are_the_nearest(void **state) {
  (void)state;
  diagnosed made;
  diagnose(&made, 1);
  check_peers(&made, 0, 3, 3, 3, (const size_t[]){11, 9, 4});
  check_peers(&made, 0, 0, 2, 2, (const size_t[]){10, 8});
  check_peers(&made, 0, 0, 0, 0, NULL);
  check_peers(&made, 0, 7, UNITS, 11, (const size_t[]){5, 9, 11, 3, 4, 1, 6, 2, 8, 10, 0});
  made.scores[11 * NODES] = NAN;
  check_peers(&made, 0, 3, 2, 2, (const size_t[]){9, 4});
  check_peers(&made, 0, 11, 2, 0, NULL);
}

static void peers_are_of_the_same_year(void **state) {
  (void)state;
  diagnosed made;
  diagnose(&made, 2);
  check_peers(&made, 1, 1, 2, 2, (const size_t[]){3, 5});
  /* Of two that are as near, the first. */
  made.scores[6 * NODES] = made.scores[10 * NODES] = 60;
  check_peers(&made, 1, 3, 3, 3, (const size_t[]){0, 4, 5});
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(strengths_come_first), cmocka_unit_test(what_is_unknown_has_no_standing),
      cmocka_unit_test(peers_are_the_nearest), cmocka_unit_test(peers_are_of_the_same_year)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

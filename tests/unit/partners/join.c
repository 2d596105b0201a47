/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What two ranks found apart, beside one list sorted whole.
 */
#include "partners/join.h"

#include <lociq/axis.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "numeric/random.h"

enum { MOST = 12, TRIALS = 2000 };

static int compare(const void *one, const void *other) {
  return lociq_found_is_better(one, other) ? -1 : lociq_found_is_better(other, one);
}

/* The best of those of one rank, and LOCIQ_NONE after the last. */
static void list(const lociq_found *all, const bool *of_second, bool second, size_t count, size_t seats,
                 lociq_found *found) {
  lociq_found own[MOST];
  size_t taken = 0;
  for (size_t i = 0; i < count; i++)
    if (of_second[i] == second) own[taken++] = all[i];
  qsort(own, taken, sizeof *own, compare);
  for (size_t rank = 0; rank < seats; rank++)
    found[rank] = rank < taken ? own[rank] : (lociq_found){LOCIQ_NONE, (double)NAN};
}

static void are_the_best_of_all(void **state) {
  (void)state;
  lociq_random random;
  lociq_random_start(&random, 5, 0);
  for (int trial = 0; trial < TRIALS; trial++) {
    const size_t count = lociq_random_below(&random, MOST + 1), seats = 1 + lociq_random_below(&random, MOST);
    lociq_found all[MOST], first[MOST], second[MOST], expected[MOST], scratch[MOST];
    bool of_second[MOST], of_none[MOST] = {false};
    for (size_t i = 0; i < count; i++) {
      all[i] = (lociq_found){i, (double)lociq_random_below(&random, 4)}; /* with ties */
      of_second[i] = lociq_random_below(&random, 2) == 1;
    }
    list(all, of_second, false, count, seats, first);
    list(all, of_second, true, count, seats, second);
    list(all, of_none, false, count, seats, expected);
    lociq_found_merge(first, second, seats, scratch);
    for (size_t rank = 0; rank < seats; rank++) {
      assert_int_equal(first[rank].unit, expected[rank].unit);
      if (expected[rank].unit != LOCIQ_NONE) assert_true(first[rank].score == expected[rank].score);
    }
  }
}

static void of_one_rank_are_its_own(void **state) {
  (void)state;
  lociq_found found[] = {{3, 1}, {LOCIQ_NONE, (double)NAN}};
  assert_int_equal(lociq_found_join(lociq_ranks_alone(), found, 1, 2, NULL), LOCIQ_OK);
  assert_int_equal(found[0].unit, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(are_the_best_of_all), cmocka_unit_test(of_one_rank_are_its_own)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

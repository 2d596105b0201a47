/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/redraw.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { CELLS = 6, DRAWS = 4000 };
static const double row[CELLS] = {20, NAN, 0, 50, 5, 25};

/* Each cell is binomial: the mean of so many draws lies within five of its standard errors, and their variance, whose
 * own relative standard error is about sqrt(2 / DRAWS), within five of these. */
static void cells_are_binomial(void **state) {
  (void)state;
  double sums[CELLS], drawn[CELLS], mean[CELLS] = {0}, square[CELLS] = {0};
  for (size_t d = 0; d < DRAWS; d++) {
    lociq_random random;
    lociq_random_start(&random, 1, d);
    assert_int_equal(lociq_counts_redraw(&random, 1, row, CELLS, sums, drawn), LOCIQ_REDRAWN);
    double sum = 0;
    for (size_t i = 0; i < CELLS; i++) {
      assert_int_equal(isnan(drawn[i]), isnan(row[i]));
      if (isnan(row[i])) continue;
      assert_true(drawn[i] == rint(drawn[i]));
      sum += drawn[i];
      mean[i] += drawn[i] / DRAWS;
      square[i] += drawn[i] * drawn[i] / DRAWS;
    }
    assert_true(sum == 100);
    assert_true(drawn[2] == 0);
  }
  for (size_t i = 0; i < CELLS; i++) {
    if (isnan(row[i]) || row[i] == 0) continue;
    const double variance = row[i] * (1 - row[i] / 100), found = square[i] - mean[i] * mean[i];
    assert_true(fabs(mean[i] - row[i]) < 5 * sqrt(variance / DRAWS));
    assert_true(fabs(found - variance) < 5 * variance * sqrt(2.0 / DRAWS));
  }
}

/* In thousands the same row is a hundred thousand counts, which lie a thousandth part nearer. */
static void units_say_how_many_counts_there_are(void **state) {
  (void)state;
  double sums[CELLS], drawn[CELLS];
  lociq_random random;
  lociq_random_start(&random, 1, 0);
  assert_int_equal(lociq_counts_redraw(&random, 1000, row, CELLS, sums, drawn), LOCIQ_REDRAWN);
  for (size_t i = 0; i < CELLS; i++)
    if (!isnan(row[i])) assert_true(fabs(drawn[i] - row[i]) < 1); /* six of its standard errors at most */
  assert_true(lociq_counts_of_unit("thousand persons") == 1e3);
  assert_true(lociq_counts_of_unit("million EUR") == 1e6);
  assert_true(lociq_counts_of_unit("persons") == 1);
  assert_true(lociq_counts_of_unit("") == 1);
}

static void a_row_may_be_drawn_in_its_place(void **state) {
  (void)state;
  double sums[CELLS], drawn[CELLS], same[CELLS];
  lociq_random one, other;
  memcpy(same, row, sizeof row);
  lociq_random_start(&one, 9, 4);
  lociq_random_start(&other, 9, 4);
  assert_int_equal(lociq_counts_redraw(&one, 1, row, CELLS, sums, drawn), LOCIQ_REDRAWN);
  assert_int_equal(lociq_counts_redraw(&other, 1, same, CELLS, sums, same), LOCIQ_REDRAWN);
  for (size_t i = 0; i < CELLS; i++) assert_true(same[i] == drawn[i] || isnan(row[i]));
}

static void a_row_of_no_whole_count_stays(void **state) {
  (void)state;
  const double little[] = {0.1, NAN, 0.2}, nothing[] = {NAN, NAN, NAN};
  double sums[3], drawn[3];
  lociq_random random;
  lociq_random_start(&random, 1, 0);
  assert_int_equal(lociq_counts_redraw(&random, 1, little, 3, sums, drawn), LOCIQ_REDRAWN);
  assert_memory_equal(drawn, little, sizeof little);
  assert_int_equal(lociq_counts_redraw(&random, 1, nothing, 3, sums, drawn), LOCIQ_REDRAWN);
  assert_memory_equal(drawn, nothing, sizeof nothing);
  assert_int_equal(lociq_counts_redraw(&random, 1, nothing, 0, sums, drawn), LOCIQ_REDRAWN);
}

static void what_cannot_be_drawn_is_not_written(void **state) {
  (void)state;
  const double below[] = {1, -1}, many[] = {3e9, 3e9}, endless[] = {1, INFINITY};
  double sums[2], drawn[2] = {7, 7};
  lociq_random random;
  lociq_random_start(&random, 1, 0);
  assert_int_equal(lociq_counts_redraw(&random, 1, below, 2, sums, drawn), LOCIQ_REDRAWN_BELOW_ZERO);
  assert_int_equal(lociq_counts_redraw(&random, 1, many, 2, sums, drawn), LOCIQ_REDRAWN_TOO_MANY);
  assert_int_equal(lociq_counts_redraw(&random, 1, endless, 2, sums, drawn), LOCIQ_REDRAWN_TOO_MANY);
  assert_true(drawn[0] == 7 && drawn[1] == 7);
  assert_string_equal(lociq_redrawn_text(LOCIQ_REDRAWN_BELOW_ZERO), "a cell is below 0");
  assert_string_equal(lociq_redrawn_text(LOCIQ_REDRAWN_TOO_MANY), "they are more than 2^32");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_are_binomial), cmocka_unit_test(units_say_how_many_counts_there_are),
      cmocka_unit_test(a_row_may_be_drawn_in_its_place), cmocka_unit_test(a_row_of_no_whole_count_stays),
      cmocka_unit_test(what_cannot_be_drawn_is_not_written)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

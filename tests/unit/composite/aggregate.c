/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of the means and of outranking are those that COINr 1.1 documents and
 * tests (Becker et al. 2022, https://doi.org/10.21105/joss.04567); the others are by hand.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "composite/score.h"
#include "core/memory.h"

enum { UNITS = 4, PARTS = 3 };

static void check_number(double found, double expected) {
  if (isnan(expected) ? !isnan(found) : !(fabs(found - expected) <= 2e-14 * fmax(1, fabs(expected))))
    fail_msg("%.17g, expected %.17g", found, expected);
}

static double score_one(lociq_aggregation how, const double *values, size_t count, const double *weights) {
  double score = -1;
  size_t culprit = 0;
  assert_int_equal(
      lociq_units_aggregate(&how, &(lociq_parts){values, 1, count, count, weights}, &score, 1, &culprit, NULL),
      LOCIQ_OK);
  return score;
}

static void means_are_weighted_over_what_is_known(void **state) {
  (void)state;
  const double some[] = {1, NAN, 4}, all[] = {1, 2, 3};
  const double ascending[] = {1, 2, 3}, last[] = {1, 1, 2}, first[] = {2, 1, 1}, equal[] = {1, 1, 1};
  check_number(score_one((lociq_aggregation){.method = LOCIQ_AGGREGATE_ARITHMETIC}, some, 3, ascending), 3.25);
  check_number(score_one((lociq_aggregation){.method = LOCIQ_AGGREGATE_GEOMETRIC}, all, 3, last), 2.05976714390712);
  check_number(score_one((lociq_aggregation){.method = LOCIQ_AGGREGATE_HARMONIC}, all, 3, first), 1.41176470588235);
  check_number(score_one((lociq_aggregation){.method = LOCIQ_AGGREGATE_POWER, .power = -1}, all, 3, first),
               1.41176470588235);
  check_number(score_one((lociq_aggregation){.method = LOCIQ_AGGREGATE_POWER, .power = 2}, all, 3, equal),
               2.16024689946929);
  check_number(score_one((lociq_aggregation){.method = LOCIQ_AGGREGATE_POWER}, all, 3, equal), cbrt(6));
  /* COINr's power mean is missing here, its geometric mean is not. */
  const double gap[] = {1, NAN, 3};
  check_number(score_one((lociq_aggregation){.method = LOCIQ_AGGREGATE_POWER, .power = 2}, gap, 3, equal), sqrt(5));
}

static void too_little_known_is_missing(void **state) {
  (void)state;
  const double some[] = {1, NAN, 4}, none[] = {NAN, NAN}, weights[] = {1, 2, 3};
  lociq_aggregation how = {.method = LOCIQ_AGGREGATE_ARITHMETIC, .availability = 4.0 / 6};
  check_number(score_one(how, some, 3, weights), 3.25);
  how.availability = 0.7;
  check_number(score_one(how, some, 3, weights), NAN);
  check_number(score_one((lociq_aggregation){.method = LOCIQ_AGGREGATE_ARITHMETIC}, none, 2, weights), NAN);
  /* What is known has no weight. */
  const double zero[] = {0, 1};
  const double first[] = {5, NAN};
  check_number(score_one((lociq_aggregation){.method = LOCIQ_AGGREGATE_ARITHMETIC}, first, 2, zero), NAN);
}

static const double outranking[UNITS * PARTS] = {1, 3, 2, 2, 2, 3, 3, 1, 1, 4, 5, 4};
static const double equal_weights[PARTS] = {1, 1, 1};

static void copeland_counts_who_outranks_whom(void **state) {
  (void)state;
  const double third = 1.0 / 3;
  const double expected[UNITS][UNITS] = {
      {0, third, 2 * third, 0}, {2 * third, 0, 2 * third, 0}, {third, third, 0, 0}, {1, 1, 1, 0}};
  for (size_t u = 0; u < UNITS; u++)
    for (size_t v = 0; v < UNITS; v++)
      if (u != v)
        check_number(lociq_units_outrank(&(lociq_parts){outranking, UNITS, PARTS, PARTS, equal_weights}, u, v),
                     expected[u][v]);
  const lociq_aggregation how = {.method = LOCIQ_AGGREGATE_COPELAND};
  const double copeland[UNITS] = {-1, 1, -3, 3};
  double scores[UNITS];
  size_t culprit = 0;
  assert_int_equal(lociq_units_aggregate(&how, &(lociq_parts){outranking, UNITS, PARTS, PARTS, equal_weights}, scores,
                                         1, &culprit, NULL),
                   LOCIQ_OK);
  for (size_t u = 0; u < UNITS; u++) check_number(scores[u], copeland[u]);
}

/* Two parts, (0, 2) and (0, 4): population sd 1 and 2, so z is 90 and 110 for both, but
 * crossed over in the third and fourth unit. */
static void mazziotta_pareto_takes_the_population_sd(void **state) {
  (void)state;
  const double values[] = {0, 0, 2, 4, 0, 4, 2, 0}, weights[] = {1, 1};
  lociq_aggregation how = {.method = LOCIQ_AGGREGATE_MAZZIOTTA_PARETO};
  double scores[UNITS];
  size_t culprit = 0;
  assert_int_equal(lociq_units_aggregate(&how, &(lociq_parts){values, UNITS, 2, 2, weights}, scores, 1, &culprit, NULL),
                   LOCIQ_OK);
  const double expected[] = {90, 110, 100 - 1, 100 - 1}; /* S² is 100, M is 100 */
  for (size_t u = 0; u < UNITS; u++) check_number(scores[u], expected[u]);
  how.negative = true;
  assert_int_equal(lociq_units_aggregate(&how, &(lociq_parts){values, UNITS, 2, 2, weights}, scores, 1, &culprit, NULL),
                   LOCIQ_OK);
  check_number(scores[2], 101);
  how = (lociq_aggregation){
      .method = LOCIQ_AGGREGATE_ADJUSTED_MAZZIOTTA_PARETO, .reference = NAN, .goalposts = {NAN, NAN}};
  assert_int_equal(lociq_units_aggregate(&how, &(lociq_parts){values, UNITS, 2, 2, weights}, scores, 1, &culprit, NULL),
                   LOCIQ_OK);
  const double adjusted[] = {70, 130, 100 - 9, 100 - 9}; /* z is 70 and 130, S² 900 */
  for (size_t u = 0; u < UNITS; u++) check_number(scores[u], adjusted[u]);
}

static void check_refusal(lociq_aggregation how, const double *values, const double *weights, size_t expected,
                          const char *message) {
  double scores[2];
  size_t culprit = 0;
  lociq_error error = {0};
  assert_int_equal(lociq_units_aggregate(&how, &(lociq_parts){values, 2, 2, 2, weights}, scores, 1, &culprit, &error),
                   LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_true(culprit == expected);
}

static void what_cannot_be_aggregated_is_told(void **state) {
  (void)state;
  const double values[] = {1, 2, 3, -1}, weights[] = {1, 1}, zeros[] = {0, 0}, negative[] = {1, -1};
  check_refusal((lociq_aggregation){.method = LOCIQ_AGGREGATE_GEOMETRIC}, values, weights, 1,
                "part 2 is -1, of which there is no geometric mean: all must be above 0");
  check_refusal((lociq_aggregation){.method = LOCIQ_AGGREGATE_ARITHMETIC}, values, zeros, SIZE_MAX,
                "all weights are 0");
  check_refusal((lociq_aggregation){.method = LOCIQ_AGGREGATE_ARITHMETIC}, values, negative, SIZE_MAX,
                "a weight is -1");
  lociq_memory_fail_after(0);
  double scores[2];
  size_t culprit = 0;
  const lociq_aggregation how = {.method = LOCIQ_AGGREGATE_MAZZIOTTA_PARETO};
  assert_int_equal(lociq_units_aggregate(&how, &(lociq_parts){values, 2, 2, 2, weights}, scores, 1, &culprit, NULL),
                   LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
}

static void the_highest_score_ranks_first(void **state) {
  (void)state;
  const double scores[] = {1, 3, NAN, 3, -2}, expected[] = {3, 1, NAN, 1, 4};
  double ranks[5];
  assert_int_equal(lociq_scores_rank(scores, 5, 1, ranks, 1, NULL), LOCIQ_OK);
  for (size_t u = 0; u < 5; u++) check_number(ranks[u], expected[u]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(means_are_weighted_over_what_is_known),
                                     cmocka_unit_test(too_little_known_is_missing),
                                     cmocka_unit_test(copeland_counts_who_outranks_whom),
                                     cmocka_unit_test(mazziotta_pareto_takes_the_population_sd),
                                     cmocka_unit_test(what_cannot_be_aggregated_is_told),
                                     cmocka_unit_test(the_highest_score_ranks_first)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

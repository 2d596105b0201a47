/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures are numpy's (eigh and corrcoef) and scipy's linprog of the same table.
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

enum { UNITS = 6, PARTS = 3, STRIDE = 4 };

/* The last unit is not known in all. */
static const double table[UNITS * STRIDE] = {1, 5, 2, -7, 2, 3, 7, -7, 4,   4, 1, -7,
                                             6, 1, 5, -7, 3, 2, 6, -7, NAN, 1, 3, -7};

static void check_number(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-13)) fail_msg("%.17g, expected %.17g", found, expected);
}

static void check_weights(lociq_weight method, const double *given, const double expected[PARTS]) {
  const lociq_weighing how = {.method = method};
  double weights[PARTS];
  assert_int_equal(lociq_weights_find(&how, table, UNITS, PARTS, STRIDE, given, weights, NULL), LOCIQ_OK);
  for (size_t k = 0; k < PARTS; k++) check_number(weights[k], expected[k]);
}

static void weights_are_those_of_a_second_tool(void **state) {
  (void)state;
  const double third = 1.0 / 3, given[] = {1, 2, 1};
  check_weights(LOCIQ_WEIGHT_EQUAL, NULL, (const double[]){third, third, third});
  check_weights(LOCIQ_WEIGHT_GIVEN, given, (const double[]){0.25, 0.5, 0.25});
  check_weights(LOCIQ_WEIGHT_PCA, NULL,
                (const double[]){0.27761689135595247, 0.48999317816406646, 0.23238993047998086});
  check_weights(LOCIQ_WEIGHT_CRITIC, NULL,
                (const double[]){0.2984491031157125, 0.31003453953261123, 0.39151635735167645});
  check_weights(LOCIQ_WEIGHT_ENTROPY, NULL,
                (const double[]){0.3344990642848721, 0.2705719336814302, 0.39492900203369774});
}

static void check_benefit(double least, double most, const double expected[UNITS - 1]) {
  const lociq_weighing how = {.method = LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT, .share_least = least, .share_most = most};
  double scores[UNITS], weights[UNITS * PARTS];
  /* Without the unit that is not known in all: scipy was given five. */
  assert_int_equal(lociq_weights_benefit(&how, table, UNITS - 1, PARTS, STRIDE, scores, weights, NULL), LOCIQ_OK);
  for (size_t u = 0; u + 1 < UNITS; u++) {
    check_number(scores[u], expected[u]);
    double own = 0;
    for (size_t k = 0; k < PARTS; k++) own += weights[u * PARTS + k] * table[u * STRIDE + k];
    check_number(own, expected[u]);
    for (size_t other = 0; other + 1 < UNITS; other++) {
      double its = 0;
      for (size_t k = 0; k < PARTS; k++) its += weights[u * PARTS + k] * table[other * STRIDE + k];
      assert_true(its <= 1 + 1e-9);
    }
  }
}

static void the_benefit_of_the_doubt_is_that_of_a_second_solver(void **state) {
  (void)state;
  check_benefit(0, 1, (const double[]){1, 1, 1, 1, 0.9375});
  check_benefit(0.2, 0.5,
                (const double[]){0.4878048780487805, 0.9880239520958075, 0.5333333333333332, 0.831024930747922,
                                 0.9130434782608693});
}

/* Two parts: the best of all points where two constraints meet. */
static double brute_benefit(const double *values, size_t units, size_t unit) {
  double best = 0;
  for (size_t a = 0; a < units + 2; a++)
    for (size_t b = a + 1; b < units + 2; b++) {
      const double *first = values + 2 * a, *second = values + 2 * b;
      const double none[2][2] = {{1, 0}, {0, 1}};
      const double *rows[] = {a < units ? first : none[a - units], b < units ? second : none[b - units]};
      const double right[] = {a < units ? 1 : 0, b < units ? 1 : 0};
      const double determinant = rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0];
      if (determinant == 0) continue;
      const double w[] = {(right[0] * rows[1][1] - rows[0][1] * right[1]) / determinant,
                          (rows[0][0] * right[1] - right[0] * rows[1][0]) / determinant};
      bool fits = w[0] >= -1e-12 && w[1] >= -1e-12;
      for (size_t u = 0; u < units; u++) fits = fits && w[0] * values[2 * u] + w[1] * values[2 * u + 1] <= 1 + 1e-12;
      if (fits) best = fmax(best, w[0] * values[2 * unit] + w[1] * values[2 * unit + 1]);
    }
  return best;
}

static void the_benefit_of_the_doubt_is_the_best_vertex(void **state) {
  (void)state;
  enum { MANY = 12 };
  double values[2 * MANY], scores[MANY];
  const lociq_weighing how = {.method = LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT, .share_most = 1};
  for (size_t i = 0; i < MANY; i++) {
    values[2 * i] = (double)((i * 37 + 11) % 23);
    values[2 * i + 1] = (double)((i * 53 + 5) % 19);
  }
  assert_int_equal(lociq_weights_benefit(&how, values, MANY, 2, 2, scores, NULL, NULL), LOCIQ_OK);
  for (size_t u = 0; u < MANY; u++) assert_true(fabs(scores[u] - brute_benefit(values, MANY, u)) <= 1e-12);
}

static void a_unit_is_scored_on_what_is_known(void **state) {
  (void)state;
  const lociq_weighing how = {.method = LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT, .share_most = 1};
  const double values[] = {4, 2, NAN, 1, NAN, NAN};
  double scores[3], weights[6];
  assert_int_equal(lociq_weights_benefit(&how, values, 3, 2, 2, scores, weights, NULL), LOCIQ_OK);
  check_number(scores[0], 1);
  check_number(scores[1], 0.5);
  assert_true(isnan(scores[2]) && isnan(weights[4]));
}

static void check_refusal(lociq_weight method, const double *values, size_t units, const double *given,
                          const char *message) {
  const lociq_weighing how = {.method = method, .share_most = 1};
  double weights[2], scores[8];
  lociq_error error = {0};
  const lociq_status status = method == LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT
                                  ? lociq_weights_benefit(&how, values, units, 2, 2, scores, NULL, &error)
                                  : lociq_weights_find(&how, values, units, 2, 2, given, weights, &error);
  assert_int_equal(status, LOCIQ_INVALID);
  assert_string_equal(error.message, message);
}

static void what_has_no_weights_is_told(void **state) {
  (void)state;
  const double flat[] = {1, 2, 1, 3, 1, 4}, negative[] = {1, 2, -1, 3, 1, 4}, zero[] = {0, 1, 0, 2, 0, 3};
  check_refusal(LOCIQ_WEIGHT_PCA, flat, 2, NULL, "knows all parts of 2 units: weights from data need 3");
  check_refusal(LOCIQ_WEIGHT_CRITIC, flat, 3, NULL, "part 1 is the same everywhere: it has no correlations");
  check_refusal(LOCIQ_WEIGHT_ENTROPY, negative, 3, NULL, "part 1 is -1 somewhere: shares of it must not be negative");
  check_refusal(LOCIQ_WEIGHT_ENTROPY, zero, 3, NULL, "part 1 is 0 everywhere: it has no shares");
  check_refusal(LOCIQ_WEIGHT_GIVEN, flat, 3, (const double[]){0, 0}, "all weights are 0");
  check_refusal(LOCIQ_WEIGHT_GIVEN, flat, 3, (const double[]){1, -2}, "part 2 has the weight -2, expected 0 or more");
  check_refusal(LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT, negative, 3, NULL,
                "part 1 is -1 somewhere: benefit of the doubt takes no negative values");
  check_refusal(LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT, zero, 3, NULL, "part 1 is 0 or unknown everywhere");
}

static void every_failing_allocation_is_told(void **state) {
  (void)state;
  for (int method = 0; method <= LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT; method++) {
    const lociq_weighing how = {.method = (lociq_weight)method, .share_most = 1};
    const double given[PARTS] = {1, 1, 1};
    lociq_status status = LOCIQ_NO_MEMORY;
    for (long n = 0; status != LOCIQ_OK; n++) {
      double weights[PARTS], scores[UNITS];
      lociq_memory_fail_after(n);
      status = method == LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT
                   ? lociq_weights_benefit(&how, table, UNITS, PARTS, STRIDE, scores, NULL, NULL)
                   : lociq_weights_find(&how, table, UNITS, PARTS, STRIDE, given, weights, NULL);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(weights_are_those_of_a_second_tool),
                                     cmocka_unit_test(the_benefit_of_the_doubt_is_that_of_a_second_solver),
                                     cmocka_unit_test(the_benefit_of_the_doubt_is_the_best_vertex),
                                     cmocka_unit_test(a_unit_is_scored_on_what_is_known),
                                     cmocka_unit_test(what_has_no_weights_is_told),
                                     cmocka_unit_test(every_failing_allocation_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The estimators: COINr 1.1's on the numbers that it documents (Becker et al. 2022,
 * https://doi.org/10.21105/joss.04567), and the effects of Ishigami's function that are known (Ishigami & Homma 1990,
 * https://doi.org/10.1109/ISUMA.1990.151285). The analysis: against scenarios made one by one through the public steps.
 */
#include <gsl/gsl_qrng.h>
#include <lociq/axis.h>

#include "core/memory.h"
#include "numeric/random.h"
#include "unit/composite/trees.h"

static void check_number(double value, double expected, double tolerance) {
  if (!(fabs(value - expected) <= tolerance)) fail_msg("%.17g, expected %.17g", value, expected);
}

static void estimates_are_those_of_coinr(void **state) {
  (void)state;
  static const double y[] = {2.655, 3.721, 5.729, 9.082, 2.017, 8.984, 9.447, 6.608, 6.291, 0.618,
                             2.06,  1.766, 6.87,  3.841, 7.698, 4.977, 7.176, 9.919, 3.8,   7.774,
                             9.347, 2.121, 6.517, 1.256, 2.672, 3.861, 0.134, 3.824, 8.697, 3.403,
                             4.821, 5.996, 4.935, 1.862, 8.274, 6.685, 7.942, 1.079, 7.237, 4.113};
  /* Its variance of these is 8.21350953333333. */
  static const double first[] = {0.0120621397708167, -0.52991589433678, -0.0743338456627102};
  static const double total[] = {1.53972718801576, 1.1909864653837, 0.986033204458122};
  double found[3], all[3];
  lociq_sobol_estimate(y, 8, 3, found, all);
  for (size_t i = 0; i < 3; i++) { /* it prints 15 digits */
    check_number(found[i], first[i], 1e-14);
    check_number(all[i], total[i], 1e-14);
  }
  const double flat[] = {1, 1, 1, 1, 1, 1};
  lociq_sobol_estimate(flat, 2, 1, found, all);
  assert_true(isnan(found[0]) && isnan(all[0]));
}

static double ishigami(const double *x) {
  static const double pi = 3.14159265358979323846;
  const double a = sin(pi * (2 * x[0] - 1)), b = sin(pi * (2 * x[1] - 1)), c = pi * (2 * x[2] - 1);
  return a + 7 * b * b + 0.1 * c * c * c * c * a;
}

/* V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2 with a = 7, b = 0.1; the effects are 0.3139, 0.4424, 0 and 0.5576, 0.4424, 0.2437.
 */
static void effects_of_ishigamis_function_are_found(void **state) {
  (void)state;
  enum { POINTS = 1 << 14, FACTORS = 3 };
  static double y[(2 + FACTORS) * POINTS];
  gsl_qrng *numbers = gsl_qrng_alloc(gsl_qrng_sobol, 2 * FACTORS);
  for (size_t k = 0; k < POINTS; k++) {
    double u[2 * FACTORS], x[FACTORS];
    assert_int_equal(gsl_qrng_get(numbers, u), 0);
    for (size_t block = 0; block < 2 + FACTORS; block++) {
      for (size_t i = 0; i < FACTORS; i++) x[i] = u[block == 1 || block == 2 + i ? FACTORS + i : i];
      y[block * POINTS + k] = ishigami(x);
    }
  }
  gsl_qrng_free(numbers);
  double first[FACTORS], total[FACTORS];
  lociq_sobol_estimate(y, POINTS, FACTORS, first, total);
  static const double known_first[] = {0.3139, 0.4424, 0}, known_total[] = {0.5576, 0.4424, 0.2437};
  for (size_t i = 0; i < FACTORS; i++) { /* four digits, and the points' own error, which falls about as 1/points */
    check_number(first[i], known_first[i], 2e-3);
    check_number(total[i], known_total[i], 2e-3);
  }
}

/* ---- the analysis ---- */

static const lociq_impute impute[] = {LOCIQ_IMPUTE_MEAN, LOCIQ_IMPUTE_NONE};
static const lociq_treat treat[] = {LOCIQ_TREAT_NONE, LOCIQ_TREAT_WINSORISE, LOCIQ_TREAT_LOG};
static const lociq_normalise normalise[] = {LOCIQ_NORMALISE_MIN_MAX, LOCIQ_NORMALISE_Z_SCORE};
static const lociq_aggregate aggregate[] = {LOCIQ_AGGREGATE_ARITHMETIC, LOCIQ_AGGREGATE_GEOMETRIC,
                                            LOCIQ_AGGREGATE_COPELAND};

enum { POINTS = 32, YEAR = 1, OPEN = 6 };

static const lociq_doubts all_doubts = {.impute = impute,
                                        .impute_count = 2,
                                        .treat = treat,
                                        .treat_count = 3,
                                        .normalise = normalise,
                                        .normalise_count = 2,
                                        .aggregate = aggregate,
                                        .aggregate_count = 3,
                                        .weights = 0.25,
                                        .drop = true,
                                        .seed = 3,
                                        .sobol = POINTS,
                                        .threads = 1};

/* The mean absolute change of rank of one scenario. */
static double change(const tree *of, const double *u) {
  const way how = {.impute = &impute[(size_t)(2 * u[0])],
                   .treat = &treat[(size_t)(3 * u[1])],
                   .normalise = &normalise[(size_t)(2 * u[2])],
                   .aggregate = &aggregate[(size_t)(3 * u[3])]};
  double weights[NODES], ranks[UNITS], sum = 0;
  lociq_random random;
  lociq_random_start(&random, all_doubts.seed, (uint64_t)(u[4] * 2147483648.0));
  for (size_t n = 0; n < NODES; n++) {
    const double even_number = ((double)lociq_random_bits(&random) + 0.5) / 4294967296.0;
    weights[n] = of->weights[n] * (1 + 0.25 * (2 * even_number - 1));
  }
  const size_t dropped = (size_t)((COLUMNS + 1) * u[5]);
  if (dropped < COLUMNS) weights[3 + dropped] = 0;
  rank_plainly(of, &how, YEAR, weights, ranks);
  size_t known = 0;
  for (size_t k = 0; k < UNITS; k++) {
    const double nominal = of->ranks[(YEAR * UNITS + k) * NODES];
    if (isnan(ranks[k]) || isnan(nominal)) continue;
    sum += fabs(ranks[k] - nominal);
    known++;
  }
  return sum / (double)known;
}

static lociq_status run_year(const tree *of, const lociq_doubts *doubts, size_t year, lociq_sobol_effect *effects,
                             size_t *count, const lociq_progress *progress, lociq_error *error) {
  lociq_variants *variants = NULL;
  lociq_status status = lociq_variants_create(&of->design, &of->base, NULL, doubts, &variants, error);
  if (status == LOCIQ_OK) status = lociq_robustness_sobol(variants, year, effects, count, progress, error);
  lociq_variants_free(variants);
  return status;
}

static lociq_status run(const tree *of, const lociq_doubts *doubts, lociq_sobol_effect *effects, size_t *count,
                        const lociq_progress *progress, lociq_error *error) {
  return run_year(of, doubts, YEAR, effects, count, progress, error);
}

static void effects_are_those_of_each_scenario(void **state) {
  (void)state;
  static const char *const names[] = {"impute", "treat", "normalise", "aggregate", "weights", "drop"};
  static tree of;
  static double y[(2 + OPEN) * POINTS];
  make_tree(&of, false);
  make_holes(&of);
  gsl_qrng *numbers = gsl_qrng_alloc(gsl_qrng_sobol, 2 * OPEN);
  for (size_t k = 0; k < POINTS; k++) {
    double u[2 * OPEN], x[OPEN];
    assert_int_equal(gsl_qrng_get(numbers, u), 0);
    for (size_t block = 0; block < 2 + OPEN; block++) {
      for (size_t i = 0; i < OPEN; i++) x[i] = u[block == 1 || block == 2 + i ? OPEN + i : i];
      y[block * POINTS + k] = change(&of, x);
    }
  }
  gsl_qrng_free(numbers);
  double first[OPEN], total[OPEN];
  lociq_sobol_estimate(y, POINTS, OPEN, first, total);
  lociq_sobol_effect effects[LOCIQ_SOBOL_FACTORS];
  size_t count = 0;
  lociq_error error = {0};
  if (run(&of, &all_doubts, effects, &count, NULL, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  assert_int_equal(count, OPEN);
  for (size_t i = 0; i < OPEN; i++) { /* the same numbers, added up in the same order */
    assert_string_equal(effects[i].factor, names[i]);
    check_number(effects[i].first, first[i], 1e-12);
    check_number(effects[i].total, total[i], 1e-12);
  }
  static const int threads[] = {2, 3, 5, 0};
  for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
    lociq_doubts doubts = all_doubts;
    lociq_sobol_effect others[LOCIQ_SOBOL_FACTORS];
    doubts.threads = threads[k];
    assert_int_equal(run(&of, &doubts, others, &count, NULL, NULL), LOCIQ_OK);
    for (size_t i = 0; i < OPEN; i++)
      assert_true(effects[i].first == others[i].first && effects[i].total == others[i].total);
  }
}

/* A weight without a say explains nothing, and those of a node do. */
static void each_weight_can_be_a_factor(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, true);
  of.weights[NODES + 4] = 0;
  compose_plainly(&of);
  const lociq_doubts doubts = {.weights = 0.5, .each_weight = true, .sobol = 64};
  lociq_sobol_effect effects[LOCIQ_SOBOL_FACTORS];
  size_t count = 0;
  assert_int_equal(run(&of, &doubts, effects, &count, NULL, NULL), LOCIQ_OK);
  assert_int_equal(count, NODES - 1);
  for (size_t i = 0; i < count; i++) {
    assert_string_equal(effects[i].factor, of.nodes[i + 1].name);
    assert_true(i == 3 ? effects[i].total == 0 && effects[i].first == 0 : effects[i].total > 0);
  }
}

/* ---- what fails ---- */

static void check_refusal(const tree *of, const lociq_doubts *doubts, const char *message) {
  lociq_sobol_effect effects[LOCIQ_SOBOL_FACTORS];
  size_t count = 77;
  lociq_error error = {0};
  assert_int_equal(run(of, doubts, effects, &count, NULL, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_int_equal(count, 77);
}

static void wrong_doubts_are_told(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  check_refusal(&of, &(lociq_doubts){.sobol = 24, .drop = true},
                "Sobol points are a power of two from 2 to 2^30, not 24");
  check_refusal(&of, &(lociq_doubts){.sobol = 1, .drop = true},
                "Sobol points are a power of two from 2 to 2^30, not 1");
  check_refusal(&of, &(lociq_doubts){.sobol = 8, .impute = impute, .impute_count = 1},
                "no choice is open: there are no effects");
  check_refusal(&of, &(lociq_doubts){.sobol = 8, .weights = -1}, "weights can move by a share from 0 to 1, not -1");
}

static void factors_are_at_most_twenty(void **state) {
  (void)state;
  enum { PARTS = 20, MANY = PARTS + 1 };
  static lociq_design_node nodes[MANY];
  double values[3 * PARTS], ranks[3 * MANY], weights[MANY];
  nodes[0] = (lociq_design_node){
      .name = "index", .parent = LOCIQ_NONE, .first_part = 1, .part_count = PARTS, .column = LOCIQ_NONE};
  for (size_t n = 1; n < MANY; n++)
    nodes[n] = (lociq_design_node){.name = "part", .column = n - 1, .normalisation = {.direction = 1}};
  for (size_t n = 0; n < MANY; n++) weights[n] = 1.0 / PARTS;
  for (size_t k = 0; k < sizeof values / sizeof *values; k++) values[k] = even(k);
  for (size_t k = 0; k < sizeof ranks / sizeof *ranks; k++) {
    const size_t unit = k / MANY;
    ranks[k] = (double)(1 + unit);
  }
  tree of = {.design = {.nodes = nodes, .node_count = MANY, .column_count = PARTS},
             .base = {.denominated = {.years = 1, .units = 3, .columns = PARTS, .values = values},
                      .ranks = {.years = 1, .units = 3, .columns = MANY, .values = ranks},
                      .weights = weights}};
  lociq_doubts doubts = {.weights = 0.5, .each_weight = true, .sobol = 8};
  lociq_sobol_effect effects[LOCIQ_SOBOL_FACTORS];
  size_t count = 0;
  assert_int_equal(run_year(&of, &doubts, 0, effects, &count, NULL, NULL), LOCIQ_OK);
  assert_int_equal(count, PARTS);
  lociq_error error = {0};
  doubts.drop = true;
  assert_int_equal(run_year(&of, &doubts, 0, effects, &count, NULL, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "more than 20 factors: Sobol points have no more dimensions");
}

static bool stop(void *context, const char *stage, uint64_t done, uint64_t all) {
  (void)context;
  assert_string_equal(stage, "finding effects on the index");
  assert_true(done <= all);
  return false;
}

static void it_can_be_cancelled(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  lociq_sobol_effect effects[LOCIQ_SOBOL_FACTORS];
  size_t count = 0;
  const lociq_progress progress = {.report = stop};
  assert_int_equal(run(&of, &all_doubts, effects, &count, &progress, NULL), LOCIQ_CANCELLED);
}

static void where_memory_ends_it_says_so(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  const lociq_doubts doubts = {.aggregate = aggregate, .aggregate_count = 3, .drop = true, .sobol = 4, .threads = 2};
  lociq_status status = LOCIQ_NO_MEMORY;
  long allocations = 0;
  for (; status == LOCIQ_NO_MEMORY; allocations++) {
    lociq_sobol_effect effects[LOCIQ_SOBOL_FACTORS];
    size_t count = 0;
    lociq_memory_fail_after(allocations);
    status = run(&of, &doubts, effects, &count, NULL, NULL);
  }
  lociq_memory_fail_after(-1);
  assert_int_equal(status, LOCIQ_OK);
  assert_true(allocations > 30);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(estimates_are_those_of_coinr),
                                     cmocka_unit_test(effects_of_ishigamis_function_are_found),
                                     cmocka_unit_test(effects_are_those_of_each_scenario),
                                     cmocka_unit_test(each_weight_can_be_a_factor),
                                     cmocka_unit_test(wrong_doubts_are_told),
                                     cmocka_unit_test(factors_are_at_most_twenty),
                                     cmocka_unit_test(it_can_be_cancelled),
                                     cmocka_unit_test(where_memory_ends_it_says_so)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

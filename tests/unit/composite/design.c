/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small index worked by hand: two pillars, three indicators, four units, two years.
 */
#include "composite/design.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>
#include <lociq/axis.h>

#include "core/memory.h"

enum { YEARS = 2, UNITS = 4, COLUMNS = 3, NODES = 6, ROWS = YEARS * UNITS };
enum { INDEX, LABOUR, INCOME, RATE, IDLE, GDP };

/* rate, idle (less is better), gdp; the last unit is hardly known. */
static const double raw[ROWS * COLUMNS] = {50, 10, 20, 60,  8, 36, 70, 4, 40, NAN, NAN, 100, /* 2014 */
                                           55, 12, 20, NAN, 6, 60, 90, 2, 80, NAN, NAN, 100 /* 2015 */};
static const double people[ROWS] = {2, 3, 4, 5, 2, 3, 4, 5};
static const double *const denominators[COLUMNS] = {NULL, NULL, people};

typedef struct fixture {
  lociq_design_node nodes[NODES];
  lociq_design design;
  lociq_composition made;
} fixture;

static lociq_design_node leaf(const char *name, size_t parent, size_t column, int direction) {
  return (lociq_design_node){
      .name = name,
      .parent = parent,
      .level = 2,
      .column = column,
      .weight = 1,
      .scale = 1,
      .treatment = {.method = LOCIQ_TREAT_NONE, .skewness = 2, .kurtosis = 3.5, .most = 5, .lambda = NAN},
      .normalisation = {.method = LOCIQ_NORMALISE_MIN_MAX, .direction = direction, .upper = 100, .reference = NAN}};
}

static lociq_design_node branch(const char *name, size_t parent, size_t first, size_t count, double weight) {
  return (lociq_design_node){.name = name,
                             .parent = parent,
                             .level = parent == LOCIQ_NONE ? 0 : 1,
                             .first_part = first,
                             .part_count = count,
                             .column = LOCIQ_NONE,
                             .weight = weight,
                             .weighing = {.method = LOCIQ_WEIGHT_GIVEN, .share_most = 1},
                             .aggregation = {.method = LOCIQ_AGGREGATE_ARITHMETIC}};
}

static void begin(fixture *of) {
  *of = (fixture){.nodes = {branch("index", LOCIQ_NONE, LABOUR, 2, 1), branch("labour", INDEX, RATE, 2, 3),
                            branch("income", INDEX, GDP, 1, 1), leaf("rate", LABOUR, 0, 1), leaf("idle", LABOUR, 1, -1),
                            leaf("gdp", INCOME, 2, 1)},
                  .design = {.name = "index",
                             .node_count = NODES,
                             .column_count = COLUMNS,
                             .screen_known = 0.5,
                             .imputation = {.method = LOCIQ_IMPUTE_NONE},
                             .reference_unit = LOCIQ_NONE}};
  of->design.nodes = of->nodes;
  assert_int_equal(lociq_units_create(YEARS, UNITS, COLUMNS, &of->made.raw, NULL), LOCIQ_OK);
  memcpy(of->made.raw.values, raw, sizeof raw);
}

static lociq_status compose(fixture *of, lociq_error *error) {
  return lociq_design_compose(&of->design, denominators, NULL, &of->made, error);
}

static double score(const fixture *of, size_t row, size_t node) { return of->made.scores.values[row * NODES + node]; }

static void check(double found, double expected) {
  if (isnan(expected) ? !isnan(found) : !(fabs(found - expected) <= 1e-12))
    fail_msg("%.17g, expected %.17g", found, expected);
}

/* Goalposts are those of both years: rate from 50 to 90, idle from 12 to 2, gdp a head from 10 to 20. */
static void steps_follow_one_another(void **state) {
  (void)state;
  fixture of;
  begin(&of);
  assert_int_equal(compose(&of, NULL), LOCIQ_OK);
  check(of.made.denominated.values[2], 10);
  check(score(&of, 0, RATE), 0);
  check(score(&of, 0, IDLE), 20);
  check(score(&of, 0, LABOUR), 10);
  check(score(&of, 0, INCOME), 0);
  check(score(&of, 0, INDEX), 7.5);
  check(score(&of, 5, RATE), NAN);
  check(score(&of, 5, LABOUR), 60); /* idle alone is known */
  check(score(&of, 6, INDEX), 100);
  assert_true(of.made.left_out[3] && of.made.left_out[7] && !of.made.left_out[5]);
  check(score(&of, 3, INDEX), NAN);
  check(of.made.ranks.values[6 * NODES + INDEX], 1);
  check(of.made.ranks.values[4 * NODES + INDEX], 3);
  check(of.made.weights[INDEX], 1);
  check(of.made.weights[LABOUR], 0.75);
  check(of.made.weights[IDLE], 0.5);
  lociq_composition_clear(&of.made);
}

/* Each year has its own extremes then: whoever leads has 100 every year. */
static void years_can_be_apart(void **state) {
  (void)state;
  fixture of;
  begin(&of);
  of.design.year_by_year = true;
  of.nodes[LABOUR].weighing.method = LOCIQ_WEIGHT_EQUAL;
  assert_int_equal(compose(&of, NULL), LOCIQ_OK);
  check(score(&of, 2, LABOUR), 100);
  check(score(&of, 6, LABOUR), 100);
  check(of.made.weights[NODES + LABOUR], 0.75);
  check(of.made.weights[NODES + RATE], 0.5);
  lociq_composition_clear(&of.made);
}

static void what_is_changed_is_marked(void **state) {
  (void)state;
  fixture of;
  begin(&of);
  of.design.imputation = (lociq_imputation){.method = LOCIQ_IMPUTE_MEAN};
  of.nodes[GDP].treatment = (lociq_treatment){.method = LOCIQ_TREAT_WINSORISE, .most = 1, .always = true};
  assert_int_equal(compose(&of, NULL), LOCIQ_OK);
  size_t imputed = 0, changed = 0;
  for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++) {
    imputed += of.made.was_imputed[i];
    changed += of.made.was_changed[i];
  }
  assert_int_equal(imputed, 1);
  assert_true(of.made.was_imputed[5 * COLUMNS]);
  check(of.made.imputed.values[5 * COLUMNS], 72.5); /* 2015: of 55 and 90 */
  assert_int_equal(changed, 1);
  assert_int_equal(of.made.records[2].winsorised_high + of.made.records[2].winsorised_low, 1);
  lociq_composition_clear(&of.made);
}

/* Its own weights give each unit the most: who leads in one part has 1. */
static void a_doubt_is_to_each_units_benefit(void **state) {
  (void)state;
  fixture of;
  begin(&of);
  of.nodes[LABOUR].weighing.method = LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT;
  assert_int_equal(compose(&of, NULL), LOCIQ_OK);
  check(score(&of, 6, LABOUR), 1);
  check(score(&of, 0, LABOUR), 0.2); /* 20 of the 100 that is the most in idle */
  check(score(&of, 5, LABOUR), 0.6);
  check(of.made.unit_weights.values[0 * NODES + IDLE], 0.01);
  check(of.made.unit_weights.values[0 * NODES + INDEX], NAN);
  check(of.made.weights[RATE] + of.made.weights[IDLE], 1);
  lociq_composition_clear(&of.made);
  begin(&of);
  of.nodes[LABOUR].weighing.method = LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT;
  of.nodes[LABOUR].aggregation.availability = 0.6;
  assert_int_equal(compose(&of, NULL), LOCIQ_OK);
  check(score(&of, 5, LABOUR), NAN);
  lociq_composition_clear(&of.made);
}

/* 1 - (ref - x)/(ref - min), the reference that of the unit in the first year. */
static void a_unit_can_be_the_reference(void **state) {
  (void)state;
  fixture of;
  begin(&of);
  of.nodes[RATE].normalisation.method = LOCIQ_NORMALISE_DISTANCE_TO_REFERENCE;
  of.design.reference_unit = 2;
  assert_int_equal(compose(&of, NULL), LOCIQ_OK);
  check(score(&of, 2, RATE), 1);
  check(score(&of, 6, RATE), 2);
  lociq_composition_clear(&of.made);
}

/* ---- errors ---- */

static void refuses(fixture *of, const char *expected) {
  lociq_error error = {0};
  assert_int_equal(compose(of, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, expected);
  lociq_composition_clear(&of->made);
}

static void errors_name_node_step_and_unit(void **state) {
  (void)state;
  static const char *const years[] = {"2014", "2015"}, *const units[] = {"AT11", "DE11", "ITC4", "XX00"};
  fixture of;
  begin(&of);
  of.nodes[LABOUR].aggregation.method = LOCIQ_AGGREGATE_GEOMETRIC;
  refuses(&of,
          "labour: aggregate of unit 1 in year 1: part 1 is 0, of which there is no geometric mean: all must be "
          "above 0");
  begin(&of);
  of.made.year_names = years;
  of.made.unit_names = units;
  of.nodes[LABOUR].aggregation.method = LOCIQ_AGGREGATE_HARMONIC;
  refuses(&of,
          "labour: aggregate of AT11 in 2014: part 1 is 0, of which there is no harmonic mean: all must be above 0");
  begin(&of);
  for (size_t row = 0; row < ROWS; row++) of.made.raw.values[row * COLUMNS + 1] = 7;
  refuses(&of, "idle: normalise: has the same value everywhere, or none: it cannot be normalised so");
  begin(&of);
  of.design.year_by_year = true;
  of.made.year_names = years;
  for (size_t row = UNITS; row < ROWS; row++) of.made.raw.values[row * COLUMNS + 1] = 7;
  refuses(&of, "idle: normalise in 2015: has the same value everywhere, or none: it cannot be normalised so");
  begin(&of);
  of.nodes[RATE].normalisation.method = LOCIQ_NORMALISE_DISTANCE_TO_REFERENCE;
  refuses(&of, "rate: normalise: has no value of the reference unit");
  begin(&of);
  of.nodes[RATE].weight = of.nodes[IDLE].weight = 0;
  refuses(&of, "labour: weights: all weights are 0");
}

/* Whichever allocation fails, it is told and all is given back. */
static void memory_can_end(void **state) {
  (void)state;
  for (long allocation = 0;; allocation++) {
    fixture of;
    begin(&of);
    of.nodes[INDEX].weighing.method = LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT;
    lociq_memory_fail_after(allocation);
    const lociq_status status = compose(&of, NULL);
    lociq_memory_fail_after(-1);
    lociq_composition_clear(&of.made);
    if (status == LOCIQ_OK) {
      assert_true(allocation > 15);
      return;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steps_follow_one_another),
      cmocka_unit_test(years_can_be_apart),
      cmocka_unit_test(what_is_changed_is_marked),
      cmocka_unit_test(a_doubt_is_to_each_units_benefit),
      cmocka_unit_test(a_unit_can_be_the_reference),
      cmocka_unit_test(errors_name_node_step_and_unit),
      cmocka_unit_test(memory_can_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main effects were computed with numpy from the definition: each local line by lstsq of the weighted points.
 */
#include "core/memory.h"
#include "diagnosed.h"

enum { POINTS = 40 };

typedef struct cloud {
  double x[POINTS], y[POINTS];
  size_t count;
} cloud;

static double effect_of(cloud of) {
  double effect = -7;
  const lociq_column_of_units x = {.values = of.x, .count = of.count, .stride = 1};
  const lociq_column_of_units y = {.values = of.y, .count = of.count, .stride = 1};
  assert_int_equal(lociq_diagnosis_main_effect(&x, &y, &effect, NULL), LOCIQ_OK);
  return effect;
}

/* A parabola, of which a straight line explains 1 %, without and with noise. */
static void a_curve_is_followed(void **state) {
  (void)state;
  cloud smooth = {.count = POINTS}, noisy = {.count = POINTS};
  for (size_t i = 0; i < POINTS; i++) {
    smooth.x[i] = noisy.x[i] = (double)(i * 37 % POINTS) / 10 - 2;
    smooth.y[i] = smooth.x[i] * smooth.x[i];
    noisy.y[i] = smooth.y[i] + (double)(i * 53 % 17) / 17;
  }
  check_within(effect_of(smooth), 0.9960705853702266, 1e-12);
  check_within(effect_of(noisy), 0.8608669203883947, 1e-12);
}

static void a_line_is_all_of_it(void **state) {
  (void)state;
  cloud line = {.count = POINTS};
  for (size_t i = 0; i < POINTS; i++) {
    line.x[i] = (double)(i * i);
    line.y[i] = 3 - 2 * line.x[i];
  }
  line.x[7] = line.y[9] = NAN;
  /* Of a line every bandwidth finds the line; only the sums are rounded. */
  check_within(effect_of(line), 1, 1e-9);
}

static void without_spread_or_points_there_is_none(void **state) {
  (void)state;
  assert_true(isnan(effect_of((cloud){.x = {1, 2, 3, 4}, .y = {2, 1, 4, 3}, .count = 4})));
  assert_true(!isnan(effect_of((cloud){.x = {1, 2, 3, 4, 5}, .y = {2, 1, 4, 3, 5}, .count = 5})));
  assert_true(isnan(effect_of((cloud){.x = {1, 1, 1, 1, 1}, .y = {2, 1, 4, 3, 5}, .count = 5})));
  assert_true(isnan(effect_of((cloud){.x = {1, 2, 3, 4, 5}, .y = {1, 1, 1, 1, 1}, .count = 5})));
  /* One point far from ties: no narrow bandwidth has a line there. */
  const double effect = effect_of((cloud){.x = {0, 0, 0, 0, 1e6}, .y = {1, 2, 3, 4, 100}, .count = 5});
  assert_true(effect >= 0 && effect <= 1);
}

static const double effects_of_nodes[NODES] = {1,
                                               0.8351306195128312,
                                               0.07913951994718546,
                                               0.8341790732929859,
                                               0.8113848930652762,
                                               0.5321408086183563,
                                               0.27234425708475507};

static void weights_are_told_as_said_and_as_they_work(void **state) {
  (void)state;
  static const double said[NODES] = {1, 0.6, 0.4, 0.3, 0.3, 0.1, 0.3};
  diagnosed made;
  double nominal[NODES], effects[NODES], effective[NODES];
  diagnose(&made, 1);
  assert_int_equal(lociq_diagnosis_weights(&made.design, &made.composition, 0, nominal, effects, effective, NULL),
                   LOCIQ_OK);
  for (size_t n = 0; n < NODES; n++) {
    check_within(nominal[n], said[n], 1e-15);
    check_within(effects[n], effects_of_nodes[n], 1e-12);
  }
  check_within(effective[0], 1, 1e-15);
  check_within(effective[1] / effective[2], effects_of_nodes[1] / effects_of_nodes[2], 1e-10);
  check_within(effective[1] + effective[2], 1, 1e-14);
  check_within(effective[3] + effective[4] + effective[5] + effective[6], 1, 1e-14);
  check_within(effective[5] / effective[3], effects_of_nodes[5] / effects_of_nodes[3], 1e-12);
}

/* Where a branch ends above, its weight is no part of the level below. */
static void a_level_adds_up_to_what_it_says(void **state) {
  (void)state;
  diagnosed made;
  double nominal[NODES], effects[NODES], effective[NODES];
  diagnose(&made, 1);
  made.design.node_count = 5;
  made.nodes[2].part_count = 0;
  made.composition.scores.columns = NODES;
  assert_int_equal(lociq_diagnosis_weights(&made.design, &made.composition, 0, nominal, effects, effective, NULL),
                   LOCIQ_OK);
  check_within(effective[1] + effective[2], 1, 1e-14);
  check_within(effective[3] + effective[4], 0.6, 1e-14);
}

static void the_weights_of_a_year_are_its_own(void **state) {
  (void)state;
  diagnosed made;
  double weights[2 * NODES], nominal[NODES], effects[NODES], effective[NODES];
  diagnose(&made, 2);
  for (size_t n = 0; n < NODES; n++) {
    weights[n] = -7;
    weights[NODES + n] = made.weights[n];
  }
  made.composition.weights = weights;
  made.design.year_by_year = true;
  assert_int_equal(lociq_diagnosis_weights(&made.design, &made.composition, 1, nominal, effects, effective, NULL),
                   LOCIQ_OK);
  check_within(nominal[6], 0.3, 1e-15);
}

static void every_failing_allocation_is_told(void **state) {
  (void)state;
  diagnosed made;
  diagnose(&made, 1);
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    double nominal[NODES], effects[NODES], effective[NODES];
    lociq_memory_fail_after(n);
    status = lociq_diagnosis_weights(&made.design, &made.composition, 0, nominal, effects, effective, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK ? n == 12 : status == LOCIQ_NO_MEMORY);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_curve_is_followed),
                                     cmocka_unit_test(a_line_is_all_of_it),
                                     cmocka_unit_test(without_spread_or_points_there_is_none),
                                     cmocka_unit_test(weights_are_told_as_said_and_as_they_work),
                                     cmocka_unit_test(a_level_adds_up_to_what_it_says),
                                     cmocka_unit_test(the_weights_of_a_year_are_its_own),
                                     cmocka_unit_test(every_failing_allocation_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

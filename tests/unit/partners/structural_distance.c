/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/blocks.h"

extern const lociq_block_method lociq_block_structural_distance;

static lociq_block_variable variables[] = {{.name = "income", .weight = 3}, {.name = "idle", .weight = 1}};

static void begin(scene *of) {
  lociq_panel *panel = panel_empty(3, 2);
  (void)cube_add(panel, "income", REGIONAL, (const double[]){0, 30, 60, 10, 20, 50});
  (void)cube_add(panel, "idle", REGIONAL, (const double[]){1, 2, 3, 4, UNKNOWN, 8});
  scene_begin(of, panel);
}

static void known_distances(void **state) {
  (void)state;
  scene of;
  _Alignas(64) double parts[PARTS_OF(2)];
  begin(&of);
  scene_prepare(&of, &lociq_block_structural_distance,
                &(lociq_block_plan){.variables = variables, .variable_count = 2});
  check_near(score_by_parts(&of, 0, 1, parts), 1 - 0.25 * 0.25);
  check_near(score_by_parts(&of, 1, 2, parts), 1 - 0.75 * 0.75);
  assert_true(score_by_parts(&of, 0, 2, parts) == 0);
  assert_true(score_by_parts(&of, 0, 0, parts) == 1);
  assert_false(of.block.directed);
  scene_end(&of);
}

enum { REGIONS = 40, VARIABLES = 19, ROWS = 2 * REGIONS };

/* 1 - the weighted mean of squares, by plain loops; a variable's rows of 2015 lie behind those of 2014. */
static double naive(const double *values, const double *weights, size_t a, size_t b) {
  long double sum = 0, weight = 0;
  for (size_t v = 0; v < VARIABLES; v++) {
    const double *x = values + v * ROWS + REGIONS;
    long double least = INFINITY, most = -INFINITY;
    for (size_t r = 0; r < REGIONS; r++) {
      if (x[r] < least) least = x[r];
      if (x[r] > most) most = x[r];
    }
    const long double apart = (x[a] - (long double)x[b]) / (most - least);
    if (isnan(x[a]) || isnan(x[b])) continue;
    sum += weights[v] * apart * apart;
    weight += weights[v];
  }
  return (double)(1 - sum / weight);
}

/* A fifth is unknown. */
static void fill_profiles(scene *of, double *values, double *weights, lociq_block_variable *all, char names[][16]) {
  uint64_t seed = 3;
  lociq_panel *panel = panel_empty(REGIONS, 1);
  for (size_t v = 0; v < VARIABLES; v++) {
    double *of_v = values + v * ROWS;
    for (size_t i = 0; i < ROWS; i++) of_v[i] = random_unit(&seed) < 0.2 ? UNKNOWN : 1000 * random_unit(&seed) - 500;
    (void)snprintf(names[v], sizeof names[v], "variable_%zu", v);
    weights[v] = 0.5 + random_unit(&seed);
    all[v] = (lociq_block_variable){.name = names[v], .weight = weights[v]};
    (void)cube_add(panel, names[v], REGIONAL, of_v);
  }
  scene_begin(of, panel);
}

/* The same bits both ways; parts that add up. */
static void random_profiles(void **state) {
  (void)state;
  scene of;
  double *values = calloc((size_t)VARIABLES * ROWS, sizeof *values), weights[VARIABLES];
  lociq_block_variable all[VARIABLES];
  char names[VARIABLES][16];
  _Alignas(64) double parts[PARTS_OF(VARIABLES)];
  fill_profiles(&of, values, weights, all, names);
  scene_prepare(&of, &lociq_block_structural_distance,
                &(lociq_block_plan){.variables = all, .variable_count = VARIABLES, .treat = "none"});
  for (size_t a = 0; a < REGIONS; a++)
    for (size_t b = 0; b < REGIONS; b++) {
      const double score = score_by_parts(&of, a, b, parts), expected = naive(values, weights, a, b);
      /* 19 terms of a few roundings */
      if (!(fabs(score - expected) <= 1e-14)) fail_msg("%zu and %zu: %.17g, expected %.17g", a, b, score, expected);
      assert_true(score == score_in(&of, b, a));
    }
  free(values);
  scene_end(&of);
}

/* Who stood in 2014 where we stand in 2015: both years on one scale, and directed. */
static void the_other_side_may_be_of_another_year(void **state) {
  (void)state;
  scene of;
  begin(&of);
  scene_prepare(&of, &lociq_block_structural_distance,
                &(lociq_block_plan){.variables = variables, .variable_count = 1, .other_year = "2014"});
  assert_true(of.block.directed);
  /* from 0 to 60 */
  check_near(score_in(&of, 0, 0), 1 - (10.0 / 60) * (10.0 / 60));
  check_near(score_in(&of, 0, 1), 1 - (20.0 / 60) * (20.0 / 60));
  check_near(score_in(&of, 1, 0), 1 - (20.0 / 60) * (20.0 / 60));
  check_near(score_in(&of, 2, 2), 1 - (10.0 / 60) * (10.0 / 60));
  check_near(score_in(&of, 2, 1), 1 - (20.0 / 60) * (20.0 / 60));
  check_near(score_in(&of, 1, 2), 1 - (40.0 / 60) * (40.0 / 60));
  assert_true(of.block.method->value(&of.block, 1, 0, false) == 20);
  assert_true(of.block.method->value(&of.block, 1, 0, true) == 30);
  scene_end(&of);
}

/* 1 … 10 and 1000: the outlier becomes 10, else all others would be alike. */
static void outliers_are_treated(void **state) {
  (void)state;
  enum { COUNT = 11 };
  double values[2 * COUNT] = {0};
  scene of;
  for (size_t i = 0; i < COUNT; i++) values[COUNT + i] = i + 1 == COUNT ? 1000 : (double)i + 1;
  lociq_panel *panel = panel_empty(COUNT, 1);
  (void)cube_add(panel, "income", REGIONAL, values);
  scene_begin(&of, panel);
  scene_prepare(&of, &lociq_block_structural_distance,
                &(lociq_block_plan){.variables = variables, .variable_count = 1});
  assert_true(score_in(&of, 0, 9) == 0 && score_in(&of, 0, 10) == 0 && score_in(&of, 9, 10) == 1);
  check_near(score_in(&of, 2, 5), 1 - 1.0 / 9);
  assert_true(of.block.method->value(&of.block, 10, 0, false) == 1000);
  scene_end(&of);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(known_distances), cmocka_unit_test(random_profiles),
                                     cmocka_unit_test(the_other_side_may_be_of_another_year),
                                     cmocka_unit_test(outliers_are_treated)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

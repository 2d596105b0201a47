/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/blocks.h"

extern const lociq_block_method lociq_block_likeness;

/* Of 2015: incomes 10, 20, 50 by region, and idle of 4, unknown, 8; 2014 is elsewhere. */
static void begin(scene *of) {
  lociq_panel *panel = panel_empty(3, 2);
  (void)cube_add(panel, "income", REGIONAL, (const double[]){-1e6, 0, 1e6, 10, 20, 50});
  (void)cube_add(panel, "idle", REGIONAL, (const double[]){1, 2, 3, 4, UNKNOWN, 8});
  scene_begin(of, panel);
}

static lociq_block_variable both[] = {{.name = "income", .weight = 3}, {.name = "idle", .weight = 1}};

static void known_likenesses(void **state) {
  (void)state;
  scene of;
  _Alignas(64) double parts[PARTS_OF(2)];
  begin(&of);
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){.variables = both, .variable_count = 2});
  /* 3 (1 - 10/40) / 3, of what both know */
  check_near(score_by_parts(&of, 0, 1, parts), 0.75);
  check_near(parts[0], 0.75);
  assert_true(parts[1] == 0);
  /* (3 (1 - 1) + 1 (1 - 1)) / 4 */
  assert_true(score_by_parts(&of, 0, 2, parts) == 0);
  assert_true(score_by_parts(&of, 2, 2, parts) == 1);
  check_near(parts[0], 0.75);
  check_near(parts[1], 0.25);
  scene_end(&of);
}

static void a_pair_without_common_variables_has_no_score(void **state) {
  (void)state;
  scene of;
  begin(&of);
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){.variables = &both[1], .variable_count = 1});
  assert_true(isnan(score_in(&of, 0, 1)));
  assert_true(isnan(score_in(&of, 1, 0)));
  assert_true(score_in(&of, 0, 2) == 0);
  scene_end(&of);
}

/* Three quarters of the weight are known in both. */
static void too_little_that_both_know_is_not_compared(void **state) {
  (void)state;
  static const double least[] = {0, 0.5, 0.75, 0.76, 1};
  scene of;
  begin(&of);
  for (size_t i = 0; i < sizeof least / sizeof least[0]; i++) {
    of.options.minimum_coverage = least[i];
    scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){.variables = both, .variable_count = 2});
    const bool compared = !isnan(score_in(&of, 0, 1));
    assert_true(compared == (least[i] <= 0.75));
    assert_true(score_in(&of, 0, 0) == 1 && score_in(&of, 0, 2) == 0);
  }
  scene_end(&of);
}

/* Without variables it is what the similarity gower is: worked by plain loops over shares. */
static void of_shares_it_is_gower(void **state) {
  (void)state;
  enum { REGIONS = 30, INDUSTRIES = 21 };
  for (int missing = 0; missing < 2; missing++) {
    scene of;
    double *values = jobs_made((size_t)2 * REGIONS * INDUSTRIES, missing == 0 ? 0 : 0.3, 17);
    _Alignas(64) double parts[PARTS_OF(INDUSTRIES)];
    lociq_panel *panel = panel_empty(REGIONS, INDUSTRIES);
    (void)cube_add(panel, "employment", INDUSTRIAL, values);
    scene_begin(&of, panel);
    scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){0});
    double *rows = naive_rows("gower", values + (size_t)REGIONS * INDUSTRIES, REGIONS, INDUSTRIES);
    for (size_t a = 0; a < REGIONS; a++)
      for (size_t b = 0; b < REGIONS; b++) {
        const double score = score_by_parts(&of, a, b, parts), back = score_in(&of, b, a);
        /* sums of 21 terms on either side, each of a few roundings */
        const double expected = naive_score("gower", rows, REGIONS, a, b, INDUSTRIES);
        if (!(fabs(score - expected) <= 1e-13)) fail_msg("%zu and %zu: %.17g, expected %.17g", a, b, score, expected);
        assert_true(score == back && score >= 0 && score <= 1);
      }
    free(rows);
    free(values);
    scene_end(&of);
  }
}

/* An outlier stays the range unless the block says how it is treated. */
static void nothing_is_treated_unless_said(void **state) {
  (void)state;
  scene of;
  enum { REGIONS = 12 };
  double values[2 * REGIONS] = {0};
  for (size_t i = 0; i < REGIONS; i++) values[REGIONS + i] = i + 1 == REGIONS ? 1000 : (double)i;
  lociq_panel *panel = panel_empty(REGIONS, 1);
  (void)cube_add(panel, "income", REGIONAL, values);
  scene_begin(&of, panel);
  lociq_block_plan plan = {.variables = both, .variable_count = 1};
  scene_prepare(&of, &lociq_block_likeness, &plan);
  check_near(score_in(&of, 0, 10), 0.99);
  plan.treat = "winsorise"; /* 1000 becomes 10 */
  scene_prepare(&of, &lociq_block_likeness, &plan);
  assert_true(score_in(&of, 0, 10) == 0);
  check_near(score_in(&of, 3, 8), 0.5);
  assert_true(of.block.method->value(&of.block, REGIONS - 1, 0, false) == 1000);
  scene_end(&of);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_likenesses), cmocka_unit_test(a_pair_without_common_variables_has_no_score),
      cmocka_unit_test(too_little_that_both_know_is_not_compared), cmocka_unit_test(of_shares_it_is_gower),
      cmocka_unit_test(nothing_is_treated_unless_said)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

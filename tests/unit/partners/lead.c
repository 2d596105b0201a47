/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/blocks.h"

extern const lociq_block_method lociq_block_lead;

static lociq_block_variable variables[] = {{.name = "income", .weight = 3},
                                           {.name = "idle", .weight = 1, .low_is_better = true}};

static void begin(scene *of) {
  lociq_panel *panel = panel_empty(4, 2);
  (void)cube_add(panel, "income", REGIONAL, (const double[]){0, 30, 60, 0, 10, 20, 50, UNKNOWN});
  (void)cube_add(panel, "idle", REGIONAL, (const double[]){1, 2, 3, 4, 4, UNKNOWN, 8, UNKNOWN});
  scene_begin(of, panel);
}

static bool is_no_match(double score) { return isinf(score) && score < 0; }

static void known_leads(void **state) {
  (void)state;
  scene of;
  _Alignas(64) double parts[PARTS_OF(2)];
  begin(&of);
  scene_prepare(&of, &lociq_block_lead, &(lociq_block_plan){.variables = variables, .variable_count = 2});
  assert_true(of.block.method->directed);
  check_near(score_by_parts(&of, 0, 1, parts), 0.25);
  check_near(parts[0], 0.25);
  assert_true(parts[1] == 0);
  /* 40 of 40 ahead in income, and 4 of 4 behind in idle, where less is better */
  check_near(score_by_parts(&of, 0, 2, parts), (3.0 - 1) / 4);
  check_near(parts[0], 0.75);
  check_near(parts[1], -0.25);
  scene_end(&of);
}

/* Nor is one who is as far, or of whom nothing is known: other blocks alone must not rank them first. */
static void who_is_not_ahead_is_no_match(void **state) {
  (void)state;
  scene of;
  begin(&of);
  scene_prepare(&of, &lociq_block_lead, &(lociq_block_plan){.variables = variables, .variable_count = 2});
  for (size_t r = 0; r < 4; r++) {
    assert_true(is_no_match(score_in(&of, r, r)));
    assert_true(is_no_match(score_in(&of, r, 3)));
    assert_true(is_no_match(score_in(&of, 3, r)));
  }
  assert_true(is_no_match(score_in(&of, 1, 0)));
  assert_true(is_no_match(score_in(&of, 2, 0)));
  scene_end(&of);
}

/* Of two that know each other's variables one leads, unless they are equal. */
static void one_of_two_leads(void **state) {
  (void)state;
  enum { REGIONS = 30 };
  double values[4][2 * REGIONS];
  uint64_t seed = 11;
  lociq_block_variable all[4];
  static const char *const names[] = {"a", "b", "c", "d"};
  scene of;
  _Alignas(64) double parts[PARTS_OF(4)];
  lociq_panel *panel = panel_empty(REGIONS, 1);
  for (size_t v = 0; v < 4; v++) {
    for (size_t i = 0; i < (size_t)2 * REGIONS; i++) values[v][i] = random_unit(&seed);
    all[v] = (lociq_block_variable){.name = names[v], .weight = 1 + (double)v, .low_is_better = v == 2};
    (void)cube_add(panel, names[v], REGIONAL, values[v]);
  }
  scene_begin(&of, panel);
  scene_prepare(&of, &lociq_block_lead, &(lociq_block_plan){.variables = all, .variable_count = 4, .treat = "none"});
  for (size_t a = 0; a < REGIONS; a++)
    for (size_t b = 0; b < a; b++) {
      double expected = 0;
      for (size_t v = 0; v < 4; v++) {
        const double *x = values[v] + REGIONS;
        double least = INFINITY, most = -(double)INFINITY;
        for (size_t r = 0; r < REGIONS; r++) {
          least = fmin(least, x[r]);
          most = fmax(most, x[r]);
        }
        expected += all[v].weight / 10 * (v == 2 ? -1 : 1) * (x[b] - x[a]) / (most - least);
      }
      const double there = score_by_parts(&of, a, b, parts), back = score_by_parts(&of, b, a, parts);
      assert_true(is_no_match(there) != is_no_match(back));
      check_near(is_no_match(there) ? -back : there, expected);
    }
  scene_end(&of);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(known_leads), cmocka_unit_test(who_is_not_ahead_is_no_match),
                                     cmocka_unit_test(one_of_two_leads)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What --missing, --totals, --shares, --reference and the distribution do, on
 * three regions and three industries that can be reckoned by hand.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "made_kernels.h"

enum { SIDE = 3 };

/* Rows are regions. Region 2's first cell is unknown. */
static const double cells[SIDE * SIDE] = {10, 20, 30, NAN, 30, 10, 40, 0, 10};

static lociq_panel *small_panel(void) {
  const made_shape shape = {1, SIDE, SIDE, 0, false};
  lociq_panel *panel = made_panel(&shape);
  memcpy(lociq_panel_find(panel, "employment")->parts[LOCIQ_BODY].values, cells, sizeof cells);
  return panel;
}

static lociq_panel *compute(const lociq_panel *panel, const char *const *settings) {
  static const char *const names[] = {"quotient", "distance", "squares", "sites", "above", "ratio"};
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  lociq_setting pairs[4];
  size_t count = 0;
  for (; settings[2 * count] != NULL; count++)
    pairs[count] = (lociq_setting){settings[2 * count], settings[2 * count + 1]};
  const lociq_compute_options options = {.names = names, .name_count = 6, .settings = pairs, .setting_count = count};
  lociq_panel *results = NULL;
  lociq_error error = {0};
  const lociq_status status = lociq_run_panel(&offer, panel, &options, &results, &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
  return results;
}

static void holds(const lociq_panel *results, const char *name, size_t at, double expected) {
  const double value = lociq_panel_find(results, name)->parts[LOCIQ_BODY].values[at];
  /* a handful of operations */
  if (isnan(expected) ? !isnan(value) : !(fabs(value - expected) <= 1e-14))
    fail_msg("%s[%zu] is %.17g, expected %.17g", name, at, value, expected);
}

static void unknown_cells_are_skipped(void **state) {
  (void)state;
  lociq_panel *panel = small_panel(), *results = compute(panel, (const char *const[]){NULL, NULL});
  /* E_r 60, 40, 50; x_1 = 50/110 (matched), x_2 = 50/150, x_3 = 50/150 */
  holds(results, "quotient", 0, 10.0 / 60 / (50.0 / 110));
  holds(results, "quotient", 3, NAN);
  holds(results, "quotient", 4, 30.0 / 40 / (50.0 / 150));
  holds(results, "squares", 1, 0.75 * 0.75 + 0.25 * 0.25);
  /* of region 2 only x_2 and x_3 count, half each */
  holds(results, "distance", 1, 0.5);
  holds(results, "quotient_coverage", 1, 1);
  /* industry 1: a = 10/50, 40/50; g = 60/110, 50/110 */
  holds(results, "sites", 0, 2 * (40.0 / 50 - 50.0 / 110));
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void unknown_cells_are_propagated(void **state) {
  (void)state;
  lociq_panel *panel = small_panel();
  lociq_panel *results = compute(panel, (const char *const[]){"missing", "propagate", NULL, NULL});
  /* E_2 is a sum over an unknown cell, so every x and every g is unknown */
  for (size_t i = 0; i < 9; i++) holds(results, "quotient", i, NAN);
  for (size_t i = 0; i < 3; i++) holds(results, "sites", i, NAN);
  holds(results, "squares", 0, (1.0 + 4 + 9) / 36);
  holds(results, "squares", 1, NAN);
  holds(results, "distance", 0, NAN);
  lociq_panel_free(results);
  /* published totals end what is unknown at the cell, its row and its column */
  lociq_cube *cube = lociq_panel_find(panel, "employment");
  memcpy(made_part(panel, cube, LOCIQ_TOTAL_REGION), ((const double[]){60, 50, 50}), SIDE * sizeof(double));
  results = compute(panel, (const char *const[]){"missing", "propagate", NULL, NULL});
  holds(results, "quotient", 0, NAN);
  holds(results, "quotient", 1, 20.0 / 60 / (50.0 / 160));
  holds(results, "quotient", 4, 30.0 / 50 / (50.0 / 160));
  holds(results, "above", 0, NAN);
  holds(results, "above", 1, 2);
  holds(results, "squares", 1, NAN);
  holds(results, "sites", 0, NAN);
  holds(results, "ratio", 1, lociq_panel_find(panel, "gdp")->parts[LOCIQ_BODY].values[1] / 50);
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void unknown_cells_are_zero(void **state) {
  (void)state;
  lociq_panel *panel = small_panel();
  lociq_panel *results = compute(panel, (const char *const[]){"missing", "zero", NULL, NULL});
  holds(results, "quotient", 3, 0);
  holds(results, "quotient", 0, 10.0 / 60 / (50.0 / 150));
  holds(results, "distance", 1, 1.0 / 3 + (0.75 - 1.0 / 3) + (1.0 / 3 - 0.25));
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void publish(lociq_panel *panel) {
  lociq_cube *cube = lociq_panel_find(panel, "employment");
  memcpy(made_part(panel, cube, LOCIQ_TOTAL_REGION), ((const double[]){60, 80, NAN}), SIDE * sizeof(double));
  memcpy(made_part(panel, cube, LOCIQ_TOTAL_INDUSTRY), ((const double[]){95, NAN, 0}), SIDE * sizeof(double));
  made_part(panel, cube, LOCIQ_TOTAL)[0] = 200;
}

static void published_totals_come_first(void **state) {
  (void)state;
  lociq_panel *panel = small_panel();
  publish(panel);
  lociq_panel *results = compute(panel, (const char *const[]){NULL, NULL});
  holds(results, "quotient", 0, 10.0 / 60 / (95.0 / 200));
  holds(results, "quotient", 4, 30.0 / 80 / (50.0 / 190)); /* E_2 unpublished: matched */
  holds(results, "quotient", 6, 40.0 / 50 / (95.0 / 200)); /* E_r unpublished: summed */
  holds(results, "quotient", 2, NAN);                      /* a zero total makes its column missing */
  holds(results, "above", 2, NAN);
  holds(results, "quotient_coverage", 1, 0.5);
  holds(results, "quotient_coverage", 2, 1);
  holds(results, "above_coverage", 0, 50.0 / 95);
  holds(results, "ratio", 1, lociq_panel_find(panel, "gdp")->parts[LOCIQ_BODY].values[1] / 80);
  lociq_panel_free(results);
  results = compute(panel, (const char *const[]){"totals", "summed", NULL, NULL});
  holds(results, "quotient", 0, 10.0 / 60 / (50.0 / 110));
  holds(results, "quotient", 2, 30.0 / 60 / (50.0 / 150));
  holds(results, "ratio", 1, lociq_panel_find(panel, "gdp")->parts[LOCIQ_BODY].values[1] / 40);
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void raw_shares_are_not_rescaled(void **state) {
  (void)state;
  lociq_panel *panel = small_panel();
  lociq_panel *results = compute(panel, (const char *const[]){"shares", "raw", NULL, NULL});
  holds(results, "distance", 1, (0.75 - 1.0 / 3) + (1.0 / 3 - 0.25));
  /* a = e/E_1 with E_1 = 150·50/110, g = 60/150 and 50/150 */
  const double all = 150 * 50.0 / 110;
  holds(results, "sites", 0, fabs(10 / all - 60.0 / 150) + fabs(40 / all - 50.0 / 150));
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void another_distribution_is_matched_too(void **state) {
  (void)state;
  lociq_panel *panel = small_panel();
  lociq_panel *results = compute(panel, (const char *const[]){"distribution", "equal", NULL, NULL});
  holds(results, "sites", 0, fabs(10.0 / 50 - 0.5) + fabs(40.0 / 50 - 0.5));
  holds(results, "sites", 1, fabs(20.0 / 50 - 1.0 / 3) + fabs(30.0 / 50 - 1.0 / 3) + 1.0 / 3);
  lociq_panel_free(results);
  memcpy(lociq_panel_find(panel, "population")->parts[LOCIQ_BODY].values, ((const double[]){1, 3, NAN}),
         SIDE * sizeof(double));
  results = compute(panel, (const char *const[]){"distribution", "population", NULL, NULL});
  holds(results, "sites", 1, fabs(20.0 / 50 - 0.25) + fabs(30.0 / 50 - 0.75));
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void an_aggregate_can_be_the_reference(void **state) {
  (void)state;
  lociq_panel *panel = small_panel();
  lociq_cube *cube = lociq_panel_find(panel, "employment");
  lociq_axis_free(panel->axes[LOCIQ_AGGREGATE]);
  panel->axes[LOCIQ_AGGREGATE] = made_axis(LOCIQ_AGGREGATE, 2, "EU%u", 27);
  memcpy(made_part(panel, cube, LOCIQ_AGGREGATE_BODY), ((const double[]){1, 1, 1, 200, 300, NAN}),
         2 * SIDE * sizeof(double));
  lociq_panel *results = compute(panel, (const char *const[]){"reference", "EU28", NULL, NULL});
  holds(results, "quotient", 0, 10.0 / 60 / (200.0 / 500));
  holds(results, "quotient", 2, NAN);
  assert_string_equal(lociq_cube_attribute(lociq_panel_find(results, "quotient"), "reference")->text, "EU28");
  lociq_panel_free(results);
  memcpy(made_part(panel, cube, LOCIQ_AGGREGATE_TOTAL), ((const double[]){3, 1000}), 2 * sizeof(double));
  results = compute(panel, (const char *const[]){"reference", "EU28", NULL, NULL});
  holds(results, "quotient", 0, 10.0 / 60 / (200.0 / 1000));
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(unknown_cells_are_skipped),        cmocka_unit_test(unknown_cells_are_propagated),
      cmocka_unit_test(unknown_cells_are_zero),           cmocka_unit_test(published_totals_come_first),
      cmocka_unit_test(raw_shares_are_not_rescaled),      cmocka_unit_test(another_distribution_is_matched_too),
      cmocka_unit_test(an_aggregate_can_be_the_reference)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

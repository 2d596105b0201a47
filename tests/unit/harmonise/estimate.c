/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <omp.h>

#include "unit/harmonise/tables.h"

static lociq_panel *estimate(const lociq_panel *const *tables, size_t count, const lociq_estimate_options *options,
                             lociq_estimate_report *report) {
  lociq_panel *made = NULL;
  lociq_error error = {0};
  if (lociq_panel_estimate(tables, count, options, &made, report, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  return made;
}

/* The body of a cube, year by year, region by region: "3 . 7", "inf" where it is unbounded. */
static void assert_body(const lociq_panel *panel, const char *name, lociq_part part, const char *expected) {
  const lociq_cube *cube = lociq_panel_find(panel, name);
  char found[1024] = "";
  assert_non_null(cube);
  assert_int_equal(cube->parts[part].count, lociq_panel_count(panel, lociq_cube_part_shape(cube, part)));
  for (size_t k = 0; k < cube->parts[part].count; k++) {
    char word[64];
    if (isnan(cube->parts[part].values[k]))
      strcpy(word, ".");
    else
      snprintf(word, sizeof word, "%.9g", cube->parts[part].values[k]);
    strcat(strcat(found, k > 0 ? " " : ""), word);
  }
  assert_string_equal(found, expected);
}

static const char *const small =
    "2015  A  B  C TOTAL|"
    "a     3  .  .  10|"
    "b     .  5  1   .|"
    "c     .  .  .   6|"
    "TOTAL 8  .  5   .|";

static void bounds_stand_beside_the_measure(void **state) {
  (void)state;
  lociq_panel *panel = panel_from(small);
  lociq_estimate_options options = lociq_estimate_options_default();
  lociq_estimate_report report;
  options.fill = LOCIQ_FILL_NONE;
  lociq_panel *made = estimate((const lociq_panel *const *)&panel, 1, &options, &report);
  assert_int_equal(made->cube_count, 3);
  assert_body(made, "employment", LOCIQ_BODY, "3 . . . 5 1 . . .");
  assert_body(made, "employment", LOCIQ_TOTAL_REGION, "10 . 6");
  assert_body(made, "employment", LOCIQ_TOTAL_INDUSTRY, "8 . 5");
  assert_body(made, "employment_lower", LOCIQ_BODY, "3 3 0 0 5 1 0 0 0");
  assert_body(made, "employment_upper", LOCIQ_BODY, "3 7 4 5 5 1 5 6 4");
  assert_string_equal(lociq_panel_find(made, "employment_lower")->kind, "bound");
  assert_int_equal(report.cells, 9);
  assert_int_equal(report.known, 3);
  assert_int_equal(report.determined, 0);
  assert_int_equal(report.estimated, 0);
  lociq_panel_free(made);
  lociq_panel_free(panel);
}

/* What is filled meets every total, lies in its bounds and says that it is an estimate. */
static void filled_cells_meet_their_totals(void **state) {
  (void)state;
  lociq_panel *panel = panel_from(small);
  lociq_cube *cube = lociq_panel_find(panel, "employment");
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, 9, true, NULL), LOCIQ_OK);
  cube->parts[LOCIQ_BODY].flags[1] = LOCIQ_FLAG_CONFIDENTIAL;
  cube->parts[LOCIQ_BODY].flags[0] = LOCIQ_FLAG_UNRELIABLE;
  lociq_estimate_options options = lociq_estimate_options_default();
  lociq_estimate_report report;
  lociq_panel *made = estimate((const lociq_panel *const *)&panel, 1, &options, &report);
  const lociq_grid *body = &lociq_panel_find(made, "employment")->parts[LOCIQ_BODY];
  const double *x = body->values;
  assert_true(fabs(x[0] + x[1] + x[2] - 10) <= 1e-9 && fabs(x[6] + x[7] + x[8] - 6) <= 1e-9);
  assert_true(fabs(x[0] + x[3] + x[6] - 8) <= 1e-9 && fabs(x[2] + x[5] + x[8] - 5) <= 1e-9);
  for (size_t k = 0; k < 9; k++) {
    assert_true(x[k] >= lociq_panel_find(made, "employment_lower")->parts[LOCIQ_BODY].values[k]);
    assert_true(x[k] <= lociq_panel_find(made, "employment_upper")->parts[LOCIQ_BODY].values[k]);
  }
  assert_true(x[0] == 3 && x[4] == 5 && x[5] == 1);
  assert_int_equal(body->flags[0], LOCIQ_FLAG_UNRELIABLE);
  assert_int_equal(body->flags[1], LOCIQ_FLAG_CONFIDENTIAL | LOCIQ_FLAG_ESTIMATED);
  assert_int_equal(body->flags[8], LOCIQ_FLAG_ESTIMATED);
  assert_int_equal(report.estimated, 6);
  assert_true(report.worst <= 1e-10);
  assert_true(isnan(cube->parts[LOCIQ_BODY].values[1])); /* the panel is left as it was */
  lociq_panel_free(made);
  lociq_panel_free(panel);
}

/* Small regions by section, large regions by division: neither is on both finest axes. */
static void two_coarse_tables_make_a_fine_one(void **state) {
  (void)state;
  lociq_panel *tables[2] = {panel_from("2015 A C|"
                                       "AT11 4 6|"
                                       "AT12 2 8|"
                                       "DE11 1 9|"),
                            panel_from("2015 01 10 11|"
                                       "AT1   6  7  7|"
                                       "DE1   1  0  9|")};
  lociq_estimate_options options = lociq_estimate_options_default();
  lociq_estimate_report report;
  lociq_panel *made = estimate((const lociq_panel *const *)tables, 2, &options, &report);
  assert_int_equal(lociq_axis_count(made->axes[LOCIQ_REGION]), 3);
  assert_int_equal(lociq_axis_count(made->axes[LOCIQ_INDUSTRY]), 3);
  /* proportional: 7 and 7 of C in AT1 by 6 and 8 */
  assert_body(made, "employment", LOCIQ_BODY, "4 3 3 2 4 4 1 0 9");
  assert_body(made, "employment_lower", LOCIQ_BODY, "4 0 0 2 1 1 1 0 9");
  assert_body(made, "employment_upper", LOCIQ_BODY, "4 6 6 2 7 7 1 0 9");
  assert_int_equal(report.known, 0);
  assert_int_equal(report.determined, 5);
  lociq_panel_free(made);
  /* the other way round the same comes out */
  lociq_panel *swapped[2] = {tables[1], tables[0]};
  made = estimate((const lociq_panel *const *)swapped, 2, &options, &report);
  assert_body(made, "employment", LOCIQ_BODY, "4 3 3 2 4 4 1 0 9");
  lociq_panel_free(made);
  lociq_panel_free(tables[0]);
  lociq_panel_free(tables[1]);
}

static void priors_say_how_what_is_left_is_shared(void **state) {
  (void)state;
  static const char *const jobs =
      "2014  A B C TOTAL|"
      "a     1 2 3 6|"
      "b     2 2 2 6|"
      "2015  A B C TOTAL|"
      "a     4 . . 10|"
      "b     1 2 2 5|";
  static const char *const firms =
      "2014  A B C|"
      "a     1 1 1|"
      "b     1 1 1|"
      "2015  A B C|"
      "a     1 3 1|"
      "b     1 1 1|";
  lociq_panel *panel = panel_from(jobs);
  add_measure(panel, "establishments", firms);
  lociq_estimate_options options = lociq_estimate_options_default();
  options.first_year = options.last_year = 2015;
  lociq_estimate_report report;
  static const struct {
    const char *prior, *expected;
  } priors[] = {{NULL, "1 2 3 2 2 2 4 3 3 1 2 2"},
                {"proportional", "1 2 3 2 2 2 4 3 3 1 2 2"},
                {"2014", "1 2 3 2 2 2 4 2.4 3.6 1 2 2"},
                {"establishments", "1 2 3 2 2 2 4 4.5 1.5 1 2 2"}};
  for (size_t p = 0; p < sizeof priors / sizeof priors[0]; p++) {
    options.prior = priors[p].prior;
    lociq_panel *made = estimate((const lociq_panel *const *)&panel, 1, &options, &report);
    assert_body(made, "employment", LOCIQ_BODY, priors[p].expected);
    assert_body(made, "employment_upper", LOCIQ_BODY, ". . . . . . 4 6 6 1 2 2"); /* 2014 was not asked for */
    assert_body(made, "establishments", LOCIQ_BODY, "1 1 1 1 1 1 1 3 1 1 1 1");
    assert_int_equal(report.cells, 6);
    lociq_panel_free(made);
  }
  lociq_panel_free(panel);
}

/* QCEW has no row where there is no establishment; what is suppressed has a flag. */
static void absent_cells_may_be_zero(void **state) {
  (void)state;
  lociq_panel *panel = panel_from("2015 A B C TOTAL|a 4 . . 10|b 1 2 . 5|");
  lociq_cube *cube = lociq_panel_find(panel, "employment");
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, 6, true, NULL), LOCIQ_OK);
  cube->parts[LOCIQ_BODY].flags[1] = LOCIQ_FLAG_CONFIDENTIAL;
  cube->parts[LOCIQ_BODY].flags[5] = LOCIQ_FLAG_CONFIDENTIAL;
  lociq_estimate_options options = lociq_estimate_options_default();
  lociq_estimate_report report;
  options.absent_zero = true;
  lociq_panel *made = estimate((const lociq_panel *const *)&panel, 1, &options, &report);
  assert_body(made, "employment", LOCIQ_BODY, "4 6 0 1 2 2");
  assert_body(made, "employment_upper", LOCIQ_BODY, "4 6 0 1 2 2");
  assert_int_equal(report.determined, 3);
  lociq_panel_free(made);
  lociq_panel_free(panel);
}

static void equal_parts_follow_the_observatory(void **state) {
  (void)state;
  lociq_panel *tables[2] = {panel_from("2015 10.1 10.2 11.0 TOTAL|"
                                       "a       4    .    .    10|"),
                            panel_from("2015 10 11|"
                                       "a     7  3|")};
  lociq_estimate_options options = lociq_estimate_options_default();
  lociq_estimate_report report;
  options.fill = LOCIQ_FILL_EQUAL;
  lociq_panel *made = estimate((const lociq_panel *const *)tables, 2, &options, &report);
  assert_body(made, "employment", LOCIQ_BODY, "4 3 3");
  assert_true(report.worst == 0);
  lociq_panel_free(made);
  lociq_panel_free(tables[0]);
  lociq_panel_free(tables[1]);
}

/* Cells of both signs: Junius and Oosterhaven's factors keep the signs and meet the totals. */
static void gras_balances_what_is_below_zero(void **state) {
  (void)state;
  lociq_panel *panel = panel_from(
      "2014  A  B  C TOTAL|"
      "a     7  3 -3  .|"
      "b     2  9  1  .|"
      "2015  A  B  C TOTAL|"
      "a     .  .  .  8|"
      "b     .  .  . 14|"
      "TOTAL 11 13 -2 22|");
  lociq_estimate_options options = lociq_estimate_options_default();
  lociq_estimate_report report;
  options.fill = LOCIQ_FILL_GRAS;
  options.prior = "2014";
  options.first_year = options.last_year = 2015;
  lociq_panel *made = estimate((const lociq_panel *const *)&panel, 1, &options, &report);
  const double *x = lociq_panel_find(made, "employment")->parts[LOCIQ_BODY].values + 6;
  assert_true(fabs(x[0] + x[1] + x[2] - 8) < 1e-8 && fabs(x[3] + x[4] + x[5] - 14) < 1e-8);
  assert_true(fabs(x[0] + x[3] - 11) < 1e-8 && fabs(x[2] + x[5] + 2) < 1e-8);
  assert_true(x[0] > 0 && x[2] < 0 && x[5] > 0);
  lociq_panel_free(made);
  lociq_panel_free(panel);
}

static void refused(const lociq_panel *const *tables, size_t count, lociq_estimate_options options,
                    lociq_status expected, const char *message) {
  lociq_panel *made = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_panel_estimate(tables, count, &options, &made, NULL, &error), expected);
  assert_string_equal(error.message, message);
  assert_null(made);
}

static void what_cannot_be_is_refused(void **state) {
  (void)state;
  lociq_panel *panel = panel_from("2015 A B TOTAL|a 3 . 2|");
  lociq_panel *other = panel_from("2015 A B TOTAL|a 4 . 9|"), *below = panel_from("2015 A B|a -1 .|");
  const lociq_panel *const one[] = {panel}, *const two[] = {other, panel}, *const negative[] = {below};
  lociq_estimate_options options = lociq_estimate_options_default();
  refused(
      one, 1, options, LOCIQ_CONFLICT,
      "totals cannot be met: in 2015 the industries in region a, industry TOTAL add up to 3 at least, 1 more than the "
      "2 that it can be");
  refused(two, 2, options, LOCIQ_CONFLICT,
          "in 2015 region a, industry A is published as 4 and as 3: figures that are rounded agree with --rounding");
  refused(negative, 1, options, LOCIQ_INVALID,
          "employment has figures below zero, to which only the fill gras can be fitted");
  refused(one, 0, options, LOCIQ_INVALID, "no table to estimate from");
  options.measure = "wages";
  refused(one, 1, options, LOCIQ_INVALID, "table 1 has no measure wages");
  options.measure = NULL;
  options.prior = "1999";
  refused(one, 1, options, LOCIQ_INVALID,
          "the prior is the year 1999, which no table on the finest regions and industries has");
  options.prior = "plants";
  refused(
      one, 1, options, LOCIQ_INVALID,
      "the prior is \"plants\", expected \"proportional\", a year, or a measure that a table on the finest regions and "
      "industries has");
  options.prior = NULL;
  options.fill = LOCIQ_FILL_GRAS;
  refused(two, 1, options, LOCIQ_INVALID, "gras balances a prior: name a year or a measure as the prior");
  options.prior = "2015";
  refused(two, 1, options, LOCIQ_INVALID, "gras balances a prior: in 2015 that of region a, industry B is missing");
  lociq_panel *open = panel_from(small);
  const lociq_panel *const unknown[] = {open};
  refused(unknown, 1, options, LOCIQ_INVALID,
          "gras balances to the totals of all regions and industries: in 2015 that of the region b is not known");
  lociq_panel_free(open);
  options = lociq_estimate_options_default();
  options.first_year = 1990;
  options.last_year = 1991;
  refused(one, 1, options, LOCIQ_INVALID, "the first table has no year from 1990 to 1991");
  options = lociq_estimate_options_default();
  options.rounding = -1;
  refused(one, 1, options, LOCIQ_INVALID, "the rounding is -1, expected a number of at least 0");
  options = lociq_estimate_options_default();
  options.tolerance = 1;
  refused(one, 1, options, LOCIQ_INVALID, "the tolerance is 1, expected a number between 0 and 1");
  options = lociq_estimate_options_default();
  options.iterations = 0;
  refused(one, 1, options, LOCIQ_INVALID, "no iteration is allowed");
  lociq_panel_free(panel);
  lociq_panel_free(other);
  lociq_panel_free(below);
}

static bool stop(void *context, const char *stage, uint64_t done, uint64_t all) {
  (void)context;
  (void)stage;
  (void)done;
  (void)all;
  return false;
}

static void it_can_be_stopped(void **state) {
  (void)state;
  lociq_panel *panel = panel_from(small);
  lociq_estimate_options options = lociq_estimate_options_default();
  const lociq_progress progress = {.report = stop};
  const lociq_panel *const one[] = {panel};
  options.progress = &progress;
  refused(one, 1, options, LOCIQ_CANCELLED, "estimating was cancelled");
  lociq_panel_free(panel);
}

static void threads_do_not_show(void **state) {
  (void)state;
  lociq_panel *panel = panel_from(small), *made[3] = {NULL};
  lociq_estimate_options options = lociq_estimate_options_default();
  lociq_estimate_report report;
  const int before = omp_get_max_threads();
  for (int k = 0; k < 3; k++) {
    options.threads = 1 + 2 * k;
    made[k] = estimate((const lociq_panel *const *)&panel, 1, &options, &report);
    assert_int_equal(omp_get_max_threads(), before);
    for (size_t c = 0; c < made[0]->cube_count; c++)
      assert_memory_equal(made[0]->cubes[c]->parts[LOCIQ_BODY].values, made[k]->cubes[c]->parts[LOCIQ_BODY].values,
                          9 * sizeof(double));
  }
  for (int k = 0; k < 3; k++) lociq_panel_free(made[k]);
  lociq_panel_free(panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *tables[2] = {panel_from(small), panel_from("2014 A B C|a 1 1 1|b 1 1 1|c 1 1 1|")};
  add_measure(tables[0], "establishments", "2015 A B C|a 1 1 1|b 1 1 1|c 1 1 1|");
  for (int fill = LOCIQ_FILL_FIT; fill <= LOCIQ_FILL_NONE; fill++) {
    if (fill == LOCIQ_FILL_GRAS) continue;
    lociq_estimate_options options = lociq_estimate_options_default();
    options.fill = (lociq_fill)fill;
    options.prior = "establishments";
    for (long n = 0;; n++) {
      lociq_panel *made = NULL;
      lociq_error error = {0};
      lociq_memory_fail_after(n);
      const lociq_status status =
          lociq_panel_estimate((const lociq_panel *const *)tables, 2, &options, &made, NULL, &error);
      lociq_memory_fail_after(-1);
      lociq_panel_free(made);
      if (status == LOCIQ_OK) {
        assert_true(n > 50);
        break;
      }
      assert_int_equal(status, LOCIQ_NO_MEMORY);
      assert_null(made);
    }
  }
  lociq_panel_free(tables[0]);
  lociq_panel_free(tables[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(bounds_stand_beside_the_measure),
                                     cmocka_unit_test(filled_cells_meet_their_totals),
                                     cmocka_unit_test(two_coarse_tables_make_a_fine_one),
                                     cmocka_unit_test(priors_say_how_what_is_left_is_shared),
                                     cmocka_unit_test(absent_cells_may_be_zero),
                                     cmocka_unit_test(equal_parts_follow_the_observatory),
                                     cmocka_unit_test(gras_balances_what_is_below_zero),
                                     cmocka_unit_test(what_cannot_be_is_refused),
                                     cmocka_unit_test(it_can_be_stopped),
                                     cmocka_unit_test(threads_do_not_show),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

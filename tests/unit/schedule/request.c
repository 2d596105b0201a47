/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is refused, and in which words.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "made_kernels.h"

static const made_shape shape = {3, 10, 4, 0, false};

static lociq_status run(const lociq_panel *panel, const char *const *names, size_t name_count,
                        const lociq_setting *setting, int first, int last, lociq_panel **results, lociq_error *error) {
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  const lociq_compute_options options = {.names = names,
                                         .name_count = name_count,
                                         .settings = setting,
                                         .setting_count = setting == NULL ? 0 : 1,
                                         .first_year = first,
                                         .last_year = last};
  return lociq_run_panel(&offer, panel, &options, results, error);
}

static void refused(const char *name, const char *option, const char *value, int first, int last, const char *message) {
  lociq_panel *panel = made_panel(&shape), *results = NULL;
  const lociq_setting setting = {option, value};
  lociq_error error = {0};
  assert_int_equal(run(panel, &name, 1, option == NULL ? NULL : &setting, first, last, &results, &error),
                   LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_null(results);
  lociq_panel_free(panel);
}

static void names_are_checked(void **state) {
  (void)state;
  refused("qoutient", NULL, NULL, 0, 0, "there is no indicator \"qoutient\": did you mean \"quotient\"?");
  refused("x", NULL, NULL, 0, 0, "there is no indicator \"x\"; see lociq list");
  lociq_panel *panel = made_panel(&shape), *results = NULL;
  lociq_error error = {0};
  assert_int_equal(run(panel, NULL, 0, NULL, 0, 0, &results, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "no indicator is asked for");
  lociq_panel_free(panel);
}

static void options_are_checked(void **state) {
  (void)state;
  refused("above", "treshold", "1", 0, 0,
          "none of the indicators has an option \"treshold\": did you mean \"threshold\"?");
  refused("quotient", "threshold", "1", 0, 0, "none of the indicators has an option \"threshold\", as above has");
  refused("above", "threshold", "-1", 0, 0, "threshold is \"-1\", expected a number from 0 to 100");
  refused("above", "threshold", "1,5", 0, 0, "threshold is \"1,5\", expected a number from 0 to 100");
  refused("above", "threshold", "nan", 0, 0, "threshold is \"nan\", expected a number from 0 to 100");
  refused("above", "missing", "drop", 0, 0, "missing is \"drop\", expected one of propagate|skip|zero");
  refused("quotient", "reference", "others", 0, 0, "reference is \"others\", expected whole");
  refused("sites", "distribution", "rainfall", 0, 0,
          "distribution is \"rainfall\", expected employment, equal or a region variable: there are gdp, population");
  refused("sites", "distribution", "wages", 0, 0,
          "distribution is \"wages\", expected employment, equal or a region variable: there are gdp, population");
}

static void measures_are_checked(void **state) {
  (void)state;
  refused("quotient", "measure", "jobs", 0, 0,
          "quotient needs the measure jobs, which is not there: the measures are employment, wages, gdp, population");
  refused("quotient", "measure", "gdp", 0, 0, "quotient needs a measure by region and industry, which gdp is not");
  refused("ratio", "numerator", "gva|output", 0, 0,
          "ratio needs the measure gva (or output), and neither is there: the measures are employment, wages, gdp, "
          "population");
}

static void years_are_checked(void **state) {
  (void)state;
  const char *message = "the years 2002 to 2010 are asked for: those that are there are 2001 to 2003";
  refused("quotient", NULL, NULL, 2002, 2010, message);
  refused("quotient", NULL, NULL, 2003, 2002,
          "the years 2003 to 2002 are asked for: those that are there are 2001 to 2003");
}

static const char *text_of(const lociq_panel *results, const char *cube, const char *attribute) {
  const lociq_attribute *found = lociq_cube_attribute(lociq_panel_find(results, cube), attribute);
  return found == NULL ? "(none)" : found->text;
}

static void results_say_how_they_came_about(void **state) {
  (void)state;
  const made_shape published = {3, 10, 4, 0, true};
  lociq_panel *panel = made_panel(&published), *results = NULL;
  const char *const names[] = {"quotient", "distance", "ratio", "together"};
  const lociq_setting setting = {"reference", "others"};
  lociq_error error = {0};
  assert_int_equal(run(panel, names, 4, &setting, 2002, 2003, &results, &error), LOCIQ_OK);
  assert_int_equal(lociq_axis_count(results->axes[LOCIQ_YEAR]), 2);
  assert_string_equal(lociq_axis_code(results->axes[LOCIQ_YEAR], 0), "2002");
  assert_string_equal(text_of(results, "quotient", "reference"), "whole");
  assert_string_equal(text_of(results, "distance", "reference"), "others");
  assert_string_equal(text_of(results, "quotient", "measure"), "employment");
  assert_string_equal(text_of(results, "quotient", "missing"), "skip");
  assert_string_equal(text_of(results, "quotient", "shares"), "rescaled");
  assert_string_equal(text_of(results, "quotient", "totals"), "published");
  assert_string_equal(text_of(results, "quotient", "formula"), "quotient");
  assert_string_equal(text_of(results, "quotient", "references"), "Somebody (1900). https://doi.org/10.1/x");
  assert_string_equal(text_of(results, "quotient", "ancillary_variables"), "quotient_coverage");
  assert_string_equal(text_of(results, "ratio", "numerator"), "gdp");
  assert_string_equal(lociq_panel_find(results, "ratio")->unit, "MEUR per persons");
  assert_int_equal(lociq_panel_find(results, "ratio")->shape, MADE_REGIONS);
  assert_int_equal(lociq_panel_find(results, "quotient_coverage")->shape, MADE_REGIONS);
  assert_int_equal(lociq_panel_find(results, "together_coverage")->shape, LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY);
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static size_t level_of(const lociq_request *request, const char *name) {
  for (size_t i = 0; i < request->count; i++)
    if (strcmp(request->instances[i].indicator->name, name) == 0) return request->instances[i].level;
  return LOCIQ_NONE;
}

/* outlook waits for what above counts: distance, which could be there before, is not computed twice. */
static void rows_run_where_they_are_needed(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape);
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  const char *const names[] = {"distance", "outlook", "squares"};
  const lociq_compute_options options = {.names = names, .name_count = 3};
  lociq_request *request = NULL;
  assert_int_equal(lociq_request_create(&offer, panel, &options, &request, NULL), LOCIQ_OK);
  assert_int_equal(level_of(request, "above"), 0);
  assert_int_equal(level_of(request, "squares"), 0); /* nothing needs it */
  assert_int_equal(level_of(request, "outlook"), 1);
  assert_int_equal(level_of(request, "distance"), 1);
  lociq_request_free(request);
  lociq_panel_free(panel);
}

static bool refuse_to_go_on(void *context, const char *stage, uint64_t done, uint64_t all) {
  (void)stage;
  *(uint64_t *)context = all;
  return done == 0;
}

static void work_can_be_cancelled(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape), *results = NULL;
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  const char *name = "quotient";
  uint64_t all = 0;
  const lociq_progress progress = {.context = &all, .report = refuse_to_go_on};
  const lociq_compute_options options = {.names = &name, .name_count = 1, .progress = &progress};
  assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, NULL), LOCIQ_CANCELLED);
  assert_int_equal(all, 3000); /* a thousandth of a year each */
  assert_null(results);
  lociq_panel_free(panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape);
  const char *names[MADE_INDICATORS];
  for (size_t i = 0; i < MADE_INDICATORS; i++) names[i] = made_indicators[i].name;
  for (long n = 0;; n++) {
    lociq_panel *results = NULL;
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = run(panel, names, MADE_INDICATORS, NULL, 0, 0, &results, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 50);
      lociq_panel_free(results);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_memory_equal(error.message, "no memory for ", 14);
    assert_null(results);
  }
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(names_are_checked),
                                     cmocka_unit_test(options_are_checked),
                                     cmocka_unit_test(measures_are_checked),
                                     cmocka_unit_test(years_are_checked),
                                     cmocka_unit_test(results_say_how_they_came_about),
                                     cmocka_unit_test(rows_run_where_they_are_needed),
                                     cmocka_unit_test(work_can_be_cancelled),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/compute.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static void add(lociq_panel *panel, const char *name, const char *kind) {
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_cube_create(name, kind, LOCIQ_BY_YEAR | LOCIQ_BY_REGION, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
}

static void add_cells(lociq_panel *panel, const char *name) {
  lociq_cube *cube = NULL;
  const unsigned cells = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY;
  assert_int_equal(lociq_cube_create(name, "measure", cells, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
}

static void assert_lacks(const lociq_panel *panel, const lociq_indicator *indicator,
                         const lociq_compute_options *options, const char *measures) {
  char text[128], whole[8], cut[8];
  assert_true(lociq_compute_lacks(panel, indicator, options, text, sizeof text));
  assert_string_equal(text, measures);
  assert_true(lociq_compute_lacks(panel, indicator, options, cut, sizeof cut));
  (void)snprintf(whole, sizeof whole, "%s", measures);
  assert_string_equal(cut, whole);
}

static void what_is_lacking_is_named(void **state) {
  (void)state;
  const lociq_indicator *productivity = lociq_indicator_find("labour_productivity");
  const lociq_indicator *quotient = lociq_indicator_find("lq");
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *panel = NULL;
  char text[64];
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  assert_lacks(panel, quotient, &options, "employment");
  assert_lacks(panel, productivity, &options, "gva or gdp");
  add(panel, "gdp", "measure");
  add_cells(panel, "employment");
  assert_false(lociq_compute_lacks(panel, productivity, &options, text, sizeof text));
  assert_false(lociq_compute_lacks(panel, quotient, &options, text, sizeof text));
  lociq_panel_free(panel);
}

static void a_measure_without_industries_has_no_quotients(void **state) {
  (void)state;
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *panel = NULL;
  char text[64];
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  add(panel, "employment", "measure");
  add(panel, "gdp", "measure");
  assert_lacks(panel, lociq_indicator_find("lq"), &options, "employment by industry");
  assert_false(lociq_compute_lacks(panel, lociq_indicator_find("labour_productivity"), &options, text, sizeof text));
  lociq_panel_free(panel);
}

static void settings_choose_the_measure_and_an_indicator_is_none(void **state) {
  (void)state;
  const lociq_setting setting = {"measure", "jobs"};
  lociq_compute_options options = lociq_compute_options_default();
  options.settings = &setting;
  options.setting_count = 1;
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  add_cells(panel, "employment");
  add(panel, "jobs", "indicator");
  assert_lacks(panel, lociq_indicator_find("lq"), &options, "jobs");
  lociq_panel_free(panel);
}

static void what_was_computed_before_can_be_a_variable(void **state) {
  (void)state;
  const lociq_setting setting = {"variable", "labour_productivity"};
  lociq_compute_options options = lociq_compute_options_default();
  options.settings = &setting;
  options.setting_count = 1;
  lociq_panel *panel = NULL;
  char text[64];
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  assert_lacks(panel, lociq_indicator_find("gini"), &options, "labour_productivity");
  add(panel, "labour_productivity", "indicator");
  assert_false(lociq_compute_lacks(panel, lociq_indicator_find("gini"), &options, text, sizeof text));
  lociq_panel_free(panel);
}

static void a_region_variable_is_no_measure_by_industry(void **state) {
  (void)state;
  const lociq_indicator *index = lociq_indicator_find("litzenberger_sternberg");
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *panel = NULL;
  char text[64];
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  add(panel, "area", "measure");
  add(panel, "population", "measure");
  assert_lacks(panel, index, &options, "establishments");
  add(panel, "establishments", "measure");
  assert_lacks(panel, index, &options, "establishments by industry");
  lociq_panel_free(panel);
  panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  add(panel, "area", "measure");
  add(panel, "population", "measure");
  add_cells(panel, "establishments");
  assert_lacks(panel, index, &options, "employment");
  add_cells(panel, "employment");
  assert_false(lociq_compute_lacks(panel, index, &options, text, sizeof text));
  lociq_panel_free(panel);
}

static void industries_without_parents_cannot_be_grouped_by_them(void **state) {
  (void)state;
  const lociq_indicator *variety = lociq_indicator_find("variety_related");
  const lociq_setting setting = {"level", "section"};
  const lociq_member members[] = {{"10.1", NULL, "10", LOCIQ_NO_LEVEL}, {"20.1", NULL, NULL, LOCIQ_NO_LEVEL}};
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *panel = NULL;
  char text[64];
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, members, 2, &panel->axes[LOCIQ_INDUSTRY], NULL), LOCIQ_OK);
  assert_lacks(panel, variety, &options, "employment");
  add_cells(panel, "employment");
  assert_lacks(panel, variety, &options,
               "parents of all industries: --level names a level of their classification instead");
  assert_false(lociq_compute_lacks(panel, lociq_indicator_find("lq"), &options, text, sizeof text));
  options.settings = &setting;
  options.setting_count = 1;
  assert_false(lociq_compute_lacks(panel, variety, &options, text, sizeof text));
  lociq_panel_free(panel);
}

/* tfp_level needs capital_stock, unless the store holds capital. */
static void what_is_needed_may_be_what_lacks(void **state) {
  (void)state;
  const lociq_indicator *level = lociq_indicator_find("tfp_level");
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *panel = NULL;
  char text[64];
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  add(panel, "gva", "measure");
  add(panel, "wages", "measure");
  add_cells(panel, "employment");
  add(panel, "employees", "measure");
  assert_lacks(panel, level, &options, "gfcf");
  add(panel, "capital", "measure");
  assert_false(lociq_compute_lacks(panel, level, &options, text, sizeof text));
  lociq_panel_free(panel);
}

static void keep_remark(void *context, const char *text) { (void)strcat(strcat(context, text), "\n"); }

/* It is not for --all to pass over what was named. */
static void a_measure_asked_for_by_name_is_not_passed_over(void **state) {
  (void)state;
  const lociq_setting setting = {"measure", "gdp"};
  const char *names[256];
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, NULL, 0, &panel->axes[LOCIQ_INDUSTRY], NULL), LOCIQ_OK);
  add(panel, "gdp", "measure");
  assert_int_equal(lociq_compute_choose(panel, "location", &options, names), 0);
  options.settings = &setting;
  options.setting_count = 1;
  assert_true(lociq_compute_choose(panel, "location", &options, names) > 4);
  assert_string_equal(names[0], "lq");
  assert_lacks(panel, lociq_indicator_find("lq"), &options, "gdp by industry");
  lociq_panel_free(panel);
}

/* As many as there is room for are named. */
static void names_without_room_are_counted(void **state) {
  (void)state;
  char told[8 * LOCIQ_MESSAGE_SIZE] = "";
  const char *names[256];
  const lociq_progress progress = {.context = told, .remark = keep_remark};
  lociq_compute_options options = lociq_compute_options_default();
  options.progress = &progress;
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, NULL, 0, &panel->axes[LOCIQ_INDUSTRY], NULL), LOCIQ_OK);
  (void)lociq_compute_choose(panel, NULL, &options, names);
  char *line = strtok(told, "\n");
  while (line != NULL && strstr(line, " others: the store has no employment") == NULL) line = strtok(NULL, "\n");
  assert_non_null(line);
  size_t told_of = 1;
  for (const char *comma = strstr(line, ", "); comma != NULL; comma = strstr(comma + 1, ", ")) told_of++;
  told_of += strtoul(strstr(line, " and ") + strlen(" and "), NULL, 10);
  size_t lacking = 0;
  for (const lociq_indicator *const *at = lociq_catalogue(); *at != NULL; at++) {
    char text[64];
    lacking += lociq_compute_lacks(panel, *at, &options, text, sizeof text) && strcmp(text, "employment") == 0;
  }
  assert_int_equal(told_of, lacking);
  lociq_panel_free(panel);
}

static void what_lacks_the_same_is_left_out_in_one_remark(void **state) {
  (void)state;
  char told[LOCIQ_MESSAGE_SIZE] = "";
  const char *names[256];
  const lociq_progress progress = {.context = told, .remark = keep_remark};
  lociq_compute_options options = lociq_compute_options_default();
  options.progress = &progress;
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, NULL, 0, &panel->axes[LOCIQ_INDUSTRY], NULL), LOCIQ_OK);
  assert_int_equal(lociq_compute_choose(panel, "concentration", &options, names), 0);
  assert_non_null(strstr(told, "left out krugman_concentration, hoover_concentration, "));
  assert_non_null(strstr(told, ": the store has no employment\n"));
  assert_null(strstr(strstr(told, "no employment") + 1, "no employment"));
  add_cells(panel, "employment");
  told[0] = '\0';
  assert_true(lociq_compute_choose(panel, "concentration", &options, names) > 4);
  assert_string_equal(names[0], "krugman_concentration");
  assert_null(strstr(told, "employment\n"));
  assert_true(lociq_compute_choose(panel, NULL, &options, names) > 20);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_lacking_is_named),
                                     cmocka_unit_test(what_is_needed_may_be_what_lacks),
                                     cmocka_unit_test(a_measure_asked_for_by_name_is_not_passed_over),
                                     cmocka_unit_test(names_without_room_are_counted),
                                     cmocka_unit_test(what_lacks_the_same_is_left_out_in_one_remark),
                                     cmocka_unit_test(a_measure_without_industries_has_no_quotients),
                                     cmocka_unit_test(settings_choose_the_measure_and_an_indicator_is_none),
                                     cmocka_unit_test(what_was_computed_before_can_be_a_variable),
                                     cmocka_unit_test(a_region_variable_is_no_measure_by_industry),
                                     cmocka_unit_test(industries_without_parents_cannot_be_grouped_by_them)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

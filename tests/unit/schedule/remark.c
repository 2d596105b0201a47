/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What kernels say of missing results reaches the caller, and stays with the result.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "made_kernels.h"

static lociq_status whole_gdp(const lociq_whole *whole, double *result, lociq_error *error) {
  (void)error;
  const bool empty = whole->operands[0][0] == 0;
  for (size_t r = 0; r < whole->regions; r++) result[r] = empty ? (double)NAN : whole->operands[0][r];
  if (empty) (void)snprintf(whole->remark, LOCIQ_REMARK_SIZE, "the first region has nothing");
  return LOCIQ_OK;
}

static lociq_status all_gdp(const lociq_years *years, double *result, lociq_error *error) {
  (void)error;
  for (size_t k = 0; k < years->years * years->regions; k++) result[k] = NAN;
  (void)snprintf(years->remark, LOCIQ_REMARK_SIZE, "there are %zu years", years->years);
  return LOCIQ_OK;
}

static const lociq_kernel kernel_whole = {.form = LOCIQ_WHOLE, .whole = whole_gdp};
static const lociq_kernel kernel_all = {.form = LOCIQ_ALL_YEARS, .all_years = all_gdp};
static void row_needy(const lociq_row *row, double *result) { result[0] = row->needs[0][0]; }
static const lociq_kernel kernel_needy = {.form = LOCIQ_ROW, .needs = {"levels"}, .row = row_needy};

static void row_cells(const lociq_row *row, double *result) {
  for (size_t i = 0; i < row->industries; i++) result[i] = row->needs[0][0];
}
static const lociq_kernel kernel_to_cells = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_VALUES, .needs = {"levels"}, .row = row_cells};

#define OF_GDP .options = {{.name = "of", .type = LOCIQ_OPTION_MEASURE, .preset = "gdp"}}
static const lociq_indicator levels = MADE_INDICATOR("levels", MADE_REGIONS, &kernel_whole, OF_GDP);
static const lociq_indicator trend = MADE_INDICATOR("trend", MADE_REGIONS, &kernel_all, OF_GDP);
static const lociq_indicator needy = MADE_INDICATOR("needy", MADE_REGIONS, &kernel_needy, OF_GDP);
static const lociq_indicator cells = MADE_INDICATOR("cells", MADE_CELLS, &kernel_to_cells, .reference = NULL);
static const lociq_indicator *const listed[] = {&levels, &trend, &needy, &cells, NULL};
static const lociq_offer offer = {.indicators = listed, .shared = made_shared};

static const char *const path = "schedule_remark.h5";
static const char *const names[] = {"levels", "trend", "cells"};

static void keep_remark(void *context, const char *text) { (void)strcat(strcat(context, text), "\n"); }

/* 2001 to 2004; the first region has no gdp in 2002 and 2004. */
static lociq_panel *panel_with_empty_years(void) {
  const made_shape shape = {4, 5, 3, 0, false};
  lociq_panel *panel = made_panel(&shape);
  double *gdp = lociq_panel_find(panel, "gdp")->parts[LOCIQ_BODY].values;
  gdp[5] = gdp[15] = 0;
  return panel;
}

static const char *comment_of(const lociq_cube *cube) {
  const lociq_attribute *comment = lociq_cube_attribute(cube, "comment");
  return comment == NULL ? "" : comment->text;
}

static void a_remark_names_the_indicator_and_the_year(void **state) {
  (void)state;
  char told[LOCIQ_MESSAGE_SIZE] = "";
  const lociq_progress progress = {.context = told, .remark = keep_remark};
  const lociq_compute_options options = {.names = names, .name_count = 2, .progress = &progress};
  lociq_panel *panel = panel_with_empty_years(), *results = NULL;
  assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, NULL), LOCIQ_OK);
  assert_string_equal(told,
                      "trend is missing: there are 4 years\n"
                      "levels 2002 is missing: the first region has nothing\n"
                      "levels 2004 is missing: the first region has nothing\n");
  assert_string_equal(comment_of(lociq_panel_find(results, "levels")),
                      "2002: the first region has nothing; 2004: the first region has nothing");
  assert_string_equal(comment_of(lociq_panel_find(results, "trend")), "there are 4 years");
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void the_store_keeps_it(void **state) {
  (void)state;
  lociq_panel *panel = panel_with_empty_years();
  lociq_store *store = NULL;
  lociq_cube *cube = NULL;
  char told[LOCIQ_MESSAGE_SIZE] = "";
  const lociq_progress progress = {.context = told, .remark = keep_remark};
  const lociq_compute_options options = {
      .names = names, .name_count = 3, .first_year = 2003, .last_year = 2004, .progress = &progress};
  assert_int_equal(lociq_store_open(path, LOCIQ_STORE_NEW, &store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_merge(store, panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_run_store(&offer, store, store, &options, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_load(store, "levels", &cube, NULL), LOCIQ_OK);
  assert_string_equal(comment_of(cube), "2004: the first region has nothing");
  lociq_cube_free(cube);
  assert_non_null(strstr(told, "cells 2004 is missing: the first region has nothing\n"));
  for (int again = 0; again < 2; again++) { /* cells too, whose rows were written before; also to whoever opens it */
    assert_int_equal(lociq_store_load(store, "cells", &cube, NULL), LOCIQ_OK);
    assert_string_equal(comment_of(cube), "2004: the first region has nothing");
    lociq_cube_free(cube);
    if (again) break;
    assert_int_equal(lociq_store_commit(store, NULL), LOCIQ_OK);
    lociq_store_close(store);
    assert_int_equal(lociq_store_open(path, LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  }
  lociq_store_close(store);
  (void)unlink(path);
  lociq_panel_free(panel);
}

static void what_rests_on_a_missing_result_says_so(void **state) {
  (void)state;
  char told[LOCIQ_MESSAGE_SIZE] = "";
  const char *const both[] = {"needy", "levels"};
  const lociq_progress progress = {.context = told, .remark = keep_remark};
  lociq_compute_options options = {
      .names = both, .name_count = 1, .first_year = 2002, .last_year = 2002, .progress = &progress};
  lociq_panel *panel = panel_with_empty_years(), *results = NULL;
  assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, NULL), LOCIQ_OK);
  assert_string_equal(told, "needy 2002 is missing: the first region has nothing\n");
  assert_string_equal(comment_of(lociq_panel_find(results, "needy")), "2002: the first region has nothing");
  assert_null(lociq_panel_find(results, "levels"));
  told[0] = '\0';
  options.name_count = 2;
  assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, NULL), LOCIQ_OK);
  assert_non_null(strstr(told, "needy 2002 is missing: the first region has nothing\n"));
  assert_non_null(strstr(told, "levels 2002 is missing: the first region has nothing\n"));
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = panel_with_empty_years();
  const lociq_compute_options options = {.names = names, .name_count = 2};
  long n = 0;
  for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
    lociq_panel *results = NULL;
    lociq_memory_fail_after(n);
    status = lociq_run_panel(&offer, panel, &options, &results, NULL);
    lociq_memory_fail_after(-1);
    if (status != LOCIQ_OK) assert_int_equal(status, LOCIQ_NO_MEMORY);
    if (status != LOCIQ_OK) assert_null(results);
    lociq_panel_free(results);
  }
  assert_true(n > 20);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_remark_names_the_indicator_and_the_year), cmocka_unit_test(the_store_keeps_it),
      cmocka_unit_test(what_rests_on_a_missing_result_says_so), cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

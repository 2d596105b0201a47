/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/cases.h"

#include <unistd.h>

#include "unit/write/texts.h"

/* Years 2010, 2012; regions P (productive), M (the middle one), Q (poor); industries A, B. */
enum { YEARS = 2, REGIONS = 3, INDUSTRIES = 2, CELLS = YEARS * REGIONS * INDUSTRIES };

static const char path[] = "report_cases.h5";
static const unsigned by_cell = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY;
static const double jobs[CELLS] = {100, 10, 100, 10, 100, 10, /* 2012: */ 144, 10, 121, 10, 144, 20};
static const double quotients[CELLS] = {1, 1, 1, 1, 1, 1, 2, 0.5, 1, 1, 3, 4};
static const double stars[CELLS] = {0, 0, 0, 0, 0, 0, 3, 3, 2, 0, 3, 3};
static const double productivity[YEARS * REGIONS] = {50, 40, 30, 60, 40, 30};

static void put(lociq_store *store, const char *name, unsigned shape, const double *values, size_t count) {
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_cube_create(name, "indicator", shape, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, count, false, NULL), LOCIQ_OK);
  memcpy(cube->parts[LOCIQ_BODY].values, values, count * sizeof *values);
  if (strcmp(name, "stars") == 0) assert_int_equal(lociq_cube_add_text(cube, "measure", "jobs", NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_put(store, cube, NULL), LOCIQ_OK);
  lociq_cube_free(cube);
}

static lociq_panel *panel_made(void) {
  static const lociq_member years[] = {{.code = "2010", .level = -1}, {.code = "2012", .level = -1}};
  static const lociq_member regions[] = {
      {.code = "M", .level = -1}, {.code = "P", .level = -1}, {.code = "Q", .level = -1}};
  static const lociq_member industries[] = {{.code = "A", .level = -1}, {.code = "B", .level = -1}};
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  panel->axes[LOCIQ_YEAR] = axis_made(LOCIQ_YEAR, years, YEARS);
  panel->axes[LOCIQ_REGION] = axis_made(LOCIQ_REGION, regions, REGIONS);
  panel->axes[LOCIQ_INDUSTRY] = axis_made(LOCIQ_INDUSTRY, industries, INDUSTRIES);
  panel->axes[LOCIQ_AGGREGATE] = axis_made(LOCIQ_AGGREGATE, NULL, 0);
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_cube_create("jobs", "measure", by_cell, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, CELLS, true, NULL), LOCIQ_OK);
  memcpy(cube->parts[LOCIQ_BODY].values, jobs, sizeof jobs);
  cube->parts[LOCIQ_BODY].flags[0] = LOCIQ_FLAG_UNRELIABLE;
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
  return panel;
}

/* With as many of stars, lq and labour_productivity as are asked for. */
static lociq_store *store_made(int results) {
  lociq_panel *panel = panel_made();
  lociq_store *store = NULL;
  assert_int_equal(lociq_store_open(path, LOCIQ_STORE_NEW, &store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_merge(store, panel, NULL), LOCIQ_OK);
  if (results > 0) put(store, "stars", by_cell, stars, CELLS);
  if (results > 1) put(store, "lq", by_cell, quotients, CELLS);
  if (results > 2) put(store, "labour_productivity", LOCIQ_BY_YEAR | LOCIQ_BY_REGION, productivity, YEARS * REGIONS);
  assert_int_equal(lociq_store_commit(store, NULL), LOCIQ_OK);
  lociq_store_close(store);
  lociq_panel_free(panel);
  assert_int_equal(lociq_store_open(path, LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  return store;
}

static void remove_store(lociq_store *store) {
  lociq_store_close(store);
  assert_int_equal(unlink(path), 0);
}

/* Region M (first on the axis, productivity 60 of a median of 40) has three stars in A, which grew by 20 % a year where
 * A grew by less everywhere; its B has three stars and did not grow; Q is poor. Years are counted on the axis. */
static void by_the_rule(void **state) {
  (void)state;
  lociq_store *store = store_made(3);
  lociq_cases cases;
  assert_int_equal(lociq_cases_find(store, &cases, NULL), LOCIQ_OK);
  assert_null(cases.lacks);
  assert_int_equal(cases.count, 1);
  const lociq_case *found = &cases.cases[0];
  assert_int_equal(found->region, 0);
  assert_int_equal(found->industry, 0);
  assert_int_equal(found->first, 0);
  assert_int_equal(found->year, 1);
  assert_int_equal(found->flags, LOCIQ_FLAG_UNRELIABLE);
  assert_true(found->size_first == 100 && found->size == 144 && found->quotient == 2);
  assert_true(fabs(found->growth - 0.2) < 1e-15);                                /* two years */
  assert_true(fabs(found->growth_everywhere - (sqrt(409.0 / 300) - 1)) < 1e-15); /* 144 + 121 + 144 of 300 */
  assert_true(found->productivity == 60 && found->productivity_middle == 40);
  lociq_cases_clear(&cases);
  remove_store(store);
}

static void what_is_lacking(void **state) {
  (void)state;
  static const char *const lacks[] = {"stars", "lq", "labour_productivity"};
  for (int results = 0; results < 3; results++) {
    lociq_store *store = store_made(results);
    lociq_cases cases;
    assert_int_equal(lociq_cases_find(store, &cases, NULL), LOCIQ_OK);
    assert_string_equal(cases.lacks, lacks[results]);
    assert_int_equal(cases.count, 0);
    lociq_cases_clear(&cases);
    remove_store(store);
  }
}

static void without_memory(void **state) {
  (void)state;
  lociq_store *store = store_made(3);
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_cases cases = {0};
    lociq_memory_fail_after(n);
    status = lociq_cases_find(store, &cases, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    lociq_cases_clear(&cases);
  }
  remove_store(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(by_the_rule),
      cmocka_unit_test(what_is_lacking),
      cmocka_unit_test(without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

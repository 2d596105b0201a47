/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small store with one of everything that a page carries, for the tests of the report. Each says before it includes
 * this what the store's file is called: store_path, its own, for they run side by side.
 */
#ifndef LOCIQ_TESTS_REPORT_STORE_H
#define LOCIQ_TESTS_REPORT_STORE_H

#include <unistd.h>

#include "unit/write/texts.h"

/* Two years, three regions, the first with a hostile label, four industries. */
enum { STORE_YEARS = 2, STORE_REGIONS = 3, STORE_INDUSTRIES = 4 };
enum { STORE_CELLS = STORE_YEARS * STORE_REGIONS * STORE_INDUSTRIES };

static const char store_label[] = "</script><b>&\"quoted\" <!-- \xF0\x9D\x95\x8F";
static const unsigned store_by_cell = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY;

/* A value of a dataset: no single precision holds it. */
static inline double store_value(size_t dataset, size_t i) { return sin((double)(1 + dataset * 1000 + i)); }

static inline void store_fill(lociq_cube *cube, lociq_part part, size_t dataset, size_t count, bool flags) {
  assert_int_equal(lociq_cube_allocate(cube, part, count, flags, NULL), LOCIQ_OK);
  for (size_t i = 0; i < count; i++) cube->parts[part].values[i] = store_value(dataset, i);
}

static inline void store_put(lociq_store *store, const char *name, unsigned shape, size_t dataset, size_t count) {
  static const double range[] = {-1, INFINITY};
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_cube_create(name, "indicator", shape, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_add_text(cube, "measure", "jobs", NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_add_numbers(cube, "valid_range", range, 2, NULL), LOCIQ_OK);
  store_fill(cube, LOCIQ_BODY, dataset, count, false);
  assert_int_equal(lociq_store_put(store, cube, NULL), LOCIQ_OK);
  lociq_cube_free(cube);
}

static inline void store_measure(lociq_panel *panel, const char *name, unsigned shape, size_t dataset, size_t count) {
  const bool cells = shape == store_by_cell;
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_cube_create(name, "measure", shape, &cube, NULL), LOCIQ_OK);
  store_fill(cube, LOCIQ_BODY, dataset, count, true);
  if (cells) cube->parts[LOCIQ_BODY].flags[1] = LOCIQ_FLAG_CONFIDENTIAL | LOCIQ_FLAG_BREAK;
  if (cells) store_fill(cube, LOCIQ_TOTAL_REGION, dataset + 1, (size_t)STORE_YEARS * STORE_REGIONS, false);
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
}

static inline lociq_panel *store_panel(void) {
  static const lociq_member years[] = {{.code = "2014", .level = -1}, {.code = "2015", .level = -1}};
  static const lociq_member regions[] = {{.code = "A", .label = store_label, .parent = "Z", .level = -1},
                                         {.code = "B", .level = -1},
                                         {.code = "C", .level = -1}};
  static const lociq_member industries[] = {
      {.code = "i", .level = -1}, {.code = "j", .level = -1}, {.code = "k", .level = -1}, {.code = "l", .level = -1}};
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  panel->axes[LOCIQ_YEAR] = axis_made(LOCIQ_YEAR, years, STORE_YEARS);
  panel->axes[LOCIQ_REGION] = axis_made(LOCIQ_REGION, regions, STORE_REGIONS);
  panel->axes[LOCIQ_INDUSTRY] = axis_made(LOCIQ_INDUSTRY, industries, STORE_INDUSTRIES);
  panel->axes[LOCIQ_AGGREGATE] = axis_made(LOCIQ_AGGREGATE, NULL, 0);
  store_measure(panel, "jobs", store_by_cell, 0, STORE_CELLS);
  store_measure(panel, "gdp", LOCIQ_BY_YEAR | LOCIQ_BY_REGION, 2, (size_t)STORE_YEARS * STORE_REGIONS);
  return panel;
}

static inline void store_titles(lociq_store *store) {
  static const char *const codes[] = {"n", "m"}, *const titles[] = {"First", store_label};
  const lociq_variable variable = {.name = "framework_x_title",
                                   .kind = "framework",
                                   .unit = "",
                                   .title = "titles",
                                   .type = LOCIQ_TEXT,
                                   .dimensions = {{.name = "framework_x_node", .size = 2, .codes = codes}},
                                   .dimension_count = 1,
                                   .values = titles};
  assert_int_equal(lociq_store_put_variable(store, &variable, NULL), LOCIQ_OK);
}

/* Measures jobs (cells, with totals and flags) and gdp; indicators lq, stars and growth of cells,
 * krugman_specialisation of regions, proximity of pairs of industries; the variable framework_x_title. */
static inline lociq_store *store_made(void) {
  lociq_panel *panel = store_panel();
  lociq_store *store = NULL;
  assert_int_equal(lociq_store_open(store_path, LOCIQ_STORE_NEW, &store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_merge(store, panel, NULL), LOCIQ_OK);
  store_put(store, "lq", store_by_cell, 3, STORE_CELLS);
  store_put(store, "growth", store_by_cell, 4, STORE_CELLS);
  store_put(store, "stars", store_by_cell, 5, STORE_CELLS);
  store_put(store, "krugman_specialisation", LOCIQ_BY_YEAR | LOCIQ_BY_REGION, 6, (size_t)STORE_YEARS * STORE_REGIONS);
  store_put(store, "proximity", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER, 7,
            (size_t)STORE_YEARS * STORE_INDUSTRIES * STORE_INDUSTRIES);
  store_titles(store);
  assert_int_equal(lociq_store_commit(store, NULL), LOCIQ_OK);
  lociq_store_close(store);
  lociq_panel_free(panel);
  assert_int_equal(lociq_store_open(store_path, LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  return store;
}

static inline void store_remove(lociq_store *store) {
  lociq_store_close(store);
  assert_int_equal(unlink(store_path), 0);
}

#endif

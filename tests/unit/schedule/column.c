/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What column kernels are given, and where their results go.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "made_kernels.h"

static const made_shape shape = {2, 150, 21, 6, true};

static lociq_status run(const lociq_panel *panel, const char *name, const char *variable, const char *missing,
                        lociq_panel **results, lociq_error *error) {
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  const char *const names[] = {name, "quotient", "distance", "above"};
  const lociq_setting settings[] = {{"missing", missing}, {"variable", variable}};
  const lociq_compute_options options = {.names = names,
                                         .name_count = variable != NULL && strcmp(variable, "lq") != 0 ? 1 : 4,
                                         .settings = settings,
                                         .setting_count = variable == NULL ? 1 : 2,
                                         .threads = 2};
  return lociq_run_panel(&offer, panel, &options, results, error);
}

static lociq_panel *compute(const lociq_panel *panel, const char *name, const char *variable, const char *missing) {
  lociq_panel *results = NULL;
  lociq_error error = {0};
  const lociq_status status = run(panel, name, variable, missing, &results, &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
  return results;
}

static const lociq_grid *grid(const lociq_panel *panel, const char *name) {
  const lociq_cube *cube = lociq_panel_find(panel, name);
  assert_non_null(cube);
  return &cube->parts[LOCIQ_BODY];
}

static const double *body(const lociq_panel *panel, const char *name) { return grid(panel, name)->values; }

static void assert_close(double value, double expected) {
  if (isnan(expected)) assert_true(isnan(value));
  /* a dozen operations in another order */
  if (!isnan(expected)) assert_true(fabs(value - expected) <= 1e-13 * fmax(1, fabs(expected)));
}

/* The quotients of columns are those of rows to the bit, and totals, reference and
 * what is needed are there. */
static void a_column_has_all_that_it_names(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape);
  const char *const settings[] = {"skip", "zero"};
  for (int s = 0; s < 2; s++) {
    lociq_panel *results = compute(panel, "cells", NULL, settings[s]);
    const lociq_grid *cells = grid(results, "cells"), *quotients = grid(results, "quotient");
    assert_int_equal(cells->count, quotients->count);
    assert_memory_equal(cells->values, quotients->values, cells->count * sizeof(double));
    const lociq_cube *cube = lociq_panel_find(panel, "employment");
    for (size_t k = 0; k < cells->count; k++) {
      const size_t i = k % shape.industries, row = k / shape.industries, y = row / shape.regions;
      const double share =
          cube->parts[LOCIQ_TOTAL_INDUSTRY].values[y * shape.industries + i] / cube->parts[LOCIQ_TOTAL].values[y];
      const double expected = cells->values[k] + share + body(results, "distance")[row] +
                              body(results, "above")[y * shape.industries + i] + 1;
      assert_close(body(results, "cells_rest")[k], expected);
    }
    assert_memory_equal(body(results, "cells_coverage"), body(results, "quotient_coverage"),
                        shape.years * shape.regions * sizeof(double));
    lociq_panel_free(results);
  }
  lociq_panel_free(panel);
}

/* Spread and count of values `apart` from each other. */
static void check_spread(const lociq_panel *results, size_t at, const double *values, size_t apart, bool zero) {
  double least = (double)INFINITY, largest = -(double)INFINITY, count = 0;
  for (size_t r = 0; r < shape.regions; r++) {
    const double value = zero && isnan(values[r * apart]) ? 0 : values[r * apart];
    if (isnan(value)) continue;
    least = fmin(least, value);
    largest = fmax(largest, value);
    count++;
  }
  assert_true(body(results, "spread")[at] == largest - least);
  assert_true(body(results, "spread_count")[at] == count);
}

static void a_variable_stands_in_the_place_of_the_measure(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape);
  double *wages = lociq_panel_find(panel, "wages")->parts[LOCIQ_BODY].values;
  for (size_t k = 0; k < grid(panel, "wages")->count; k += 11) wages[k] = NAN;
  for (int zero = 0; zero < 2; zero++) {
    lociq_panel *quotients = compute(panel, "spread", "lq", zero ? "zero" : "skip");
    lociq_panel *cells = compute(panel, "spread", "wages", zero ? "zero" : "skip");
    assert_int_equal(grid(cells, "spread")->count, shape.years * shape.industries);
    for (size_t y = 0; y < shape.years; y++)
      for (size_t i = 0; i < shape.industries; i++) {
        const size_t first = y * shape.regions * shape.industries + i, at = y * shape.industries + i;
        check_spread(quotients, at, body(quotients, "quotient") + first, shape.industries, false);
        check_spread(cells, at, wages + first, shape.industries, zero);
        assert_true(body(cells, "spread_coverage")[at] == 1); /* no total of wages is published */
      }
    assert_memory_equal(body(quotients, "spread_coverage"), body(quotients, "above_coverage"),
                        shape.years * shape.industries * sizeof(double));
    lociq_panel_free(quotients);
    lociq_panel_free(cells);
  }
  lociq_panel_free(panel);
}

/* Even where there is no measure. */
static void a_region_variable_is_one_column(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape);
  lociq_cube *gdp = lociq_panel_find(panel, "gdp");
  (void)strcpy(lociq_panel_find(panel, "employment")->name, "jobs");
  gdp->parts[LOCIQ_BODY].values[shape.regions + 3] = NAN;
  lociq_panel *spread = compute(panel, "spread", "gdp", "skip"), *growth = compute(panel, "growth", "gdp", "skip");
  assert_int_equal(lociq_panel_find(spread, "spread")->shape, LOCIQ_BY_YEAR);
  assert_int_equal(lociq_panel_find(growth, "growth_by")->shape, MADE_REGIONS);
  assert_null(lociq_panel_find(spread, "spread_coverage"));
  const double *values = gdp->parts[LOCIQ_BODY].values;
  for (size_t y = 0; y < shape.years; y++) check_spread(spread, y, values + y * shape.regions, 1, false);
  for (size_t k = 0; k < shape.years * shape.regions; k++) {
    assert_close(body(growth, "growth")[k], values[k]);
    assert_close(body(growth, "growth_by")[k], k < shape.regions ? (double)NAN : values[k] - values[k - shape.regions]);
    assert_close(body(growth, "growth_coverage")[k], isnan(values[k]) ? (double)NAN : 1);
  }
  lociq_panel_free(spread);
  lociq_panel_free(growth);
  lociq_panel_free(panel);
}

static void a_column_looks_back(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape);
  const char *const measures[] = {"employment", "wages"}, *const variables[] = {"lq", "wages"};
  for (int v = 0; v < 2; v++) {
    lociq_panel *results = compute(panel, "growth", variables[v], "skip");
    const double *values = body(panel, measures[v]);
    const size_t year = shape.regions * shape.industries;
    for (size_t k = 0; k < year; k++) {
      assert_true(isnan(body(results, "growth_by")[k]));
      assert_close(body(results, "growth_by")[year + k], values[year + k] - values[k]);
      assert_close(body(results, "growth")[year + k], v == 0 ? body(results, "quotient")[year + k] : values[year + k]);
    }
    lociq_panel_free(results);
  }
  lociq_panel_free(panel);
}

/* --missing propagate: a column with a hole is lost, in whatever it looks at. */
static void holes_propagate(void **state) {
  (void)state;
  const made_shape whole = {2, 60, 9, 0, true};
  lociq_panel *panel = made_panel(&whole);
  const size_t cells = whole.regions * whole.industries;
  double *wages = lociq_panel_find(panel, "wages")->parts[LOCIQ_BODY].values;
  double *gdp = lociq_panel_find(panel, "gdp")->parts[LOCIQ_BODY].values;
  lociq_panel_find(panel, "employment")->parts[LOCIQ_BODY].values[cells + 4] = NAN;
  wages[cells + 2] = NAN;
  gdp[whole.regions + 1] = NAN;
  lociq_panel *lq = compute(panel, "spread", "lq", "propagate"), *own = compute(panel, "spread", "wages", "propagate");
  lociq_panel *single = compute(panel, "spread", "gdp", "propagate");
  lociq_panel *back = compute(panel, "growth", "wages", "propagate");
  for (size_t k = 0; k < 2 * whole.industries; k++) {
    assert_int_equal(isnan(body(lq, "spread")[k]), k == whole.industries + 4);
    assert_int_equal(isnan(body(own, "spread_count")[k]), k == whole.industries + 2);
  }
  assert_true(!isnan(body(single, "spread")[0]));
  assert_true(isnan(body(single, "spread")[1]));
  for (size_t k = 0; k < cells; k++) { /* the first year has no year before */
    assert_true(isnan(body(back, "growth")[k]));
    assert_int_equal(isnan(body(back, "growth")[cells + k]), k % whole.industries == 2);
  }
  lociq_panel_free(lq);
  lociq_panel_free(own);
  lociq_panel_free(single);
  lociq_panel_free(back);
  lociq_panel_free(panel);
}

/* What lies by cell is nowhere kept, so that no column and no later pass has it. */
static void cells_cannot_be_needed(void **state) {
  (void)state;
  static const lociq_kernel column = {
      .form = LOCIQ_COLUMN, .vectors = LOCIQ_QUOTIENT, .needs = {"quotient"}, .columns = columns_spread};
  static const lociq_kernel row = {.form = LOCIQ_ROW, .needs = {"cells"}, .row = row_quotient};
  const lociq_kernel *const kernels[] = {&column, &row};
  const char *const messages[] = {"taker cannot take quotient: its kernel sees no rows of results",
                                  "taker cannot take cells: its kernel sees no rows of results"};
  lociq_panel *panel = made_panel(&shape), *results = NULL;
  for (int k = 0; k < 2; k++) {
    const lociq_indicator taker = MADE_COLUMN("taker", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, kernels[k], .doi = NULL);
    const lociq_indicator *listed[MADE_INDICATORS + 2];
    const lociq_offer offer = made_offer(listed);
    listed[MADE_INDICATORS] = &taker;
    listed[MADE_INDICATORS + 1] = NULL;
    const char *name = "taker";
    const lociq_compute_options options = {.names = &name, .name_count = 1};
    lociq_error error = {0};
    assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, &error), LOCIQ_INVALID);
    assert_string_equal(error.message, messages[k]);
  }
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_column_has_all_that_it_names),
                                     cmocka_unit_test(a_variable_stands_in_the_place_of_the_measure),
                                     cmocka_unit_test(a_region_variable_is_one_column),
                                     cmocka_unit_test(a_column_looks_back),
                                     cmocka_unit_test(holes_propagate),
                                     cmocka_unit_test(cells_cannot_be_needed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

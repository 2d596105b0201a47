/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kernels that look back, on years with a gap: 2001, 2002, 2004.
 */
#include "schedule/earlier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "made_kernels.h"

enum { YEARS = 3 };
static const int years[YEARS] = {2001, 2002, 2004};
static const long lags[] = {1, 3};

/* Where the year lies that is so many before, or LOCIQ_NONE. */
static size_t before(size_t year, long lag) {
  for (size_t y = 0; y < YEARS; y++)
    if (years[y] == years[year] - lag) return y;
  return LOCIQ_NONE;
}

static lociq_panel *panel_with_a_gap(const made_shape *shape) {
  lociq_panel *panel = made_panel(shape);
  lociq_member members[YEARS] = {0};
  const char *const codes[YEARS] = {"2001", "2002", "2004"};
  for (size_t y = 0; y < YEARS; y++) members[y] = (lociq_member){codes[y], NULL, NULL, LOCIQ_NO_LEVEL};
  lociq_axis_free(panel->axes[LOCIQ_YEAR]);
  assert_int_equal(lociq_axis_create(LOCIQ_YEAR, members, YEARS, &panel->axes[LOCIQ_YEAR], NULL), LOCIQ_OK);
  return panel;
}

static lociq_panel *compute(const lociq_panel *panel, const char *name, const char *missing, int first_year) {
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  const lociq_setting setting = {"missing", missing};
  const lociq_compute_options options = {.names = &name,
                                         .name_count = 1,
                                         .settings = &setting,
                                         .setting_count = 1,
                                         .first_year = first_year,
                                         .last_year = first_year,
                                         .threads = 2};
  lociq_panel *results = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
  return results;
}

static const double *body(const lociq_panel *panel, const char *name) {
  const lociq_cube *cube = lociq_panel_find(panel, name);
  assert_non_null(cube);
  return cube->parts[LOCIQ_BODY].values;
}

static void assert_close(double value, double expected) {
  if (isnan(expected)) assert_true(isnan(value));
  /* a dozen terms in another order */
  if (!isnan(expected)) assert_true(fabs(value - expected) <= 1e-13 * fmax(1, fabs(expected)));
}

/* The cell as the setting has it; NaN in a year that is not there. */
static double cell(const lociq_panel *panel, const made_shape *shape, size_t year, size_t row, bool zero) {
  if (year == LOCIQ_NONE) return NAN;
  const double value = body(panel, "employment")[year * shape->regions * shape->industries + row];
  return zero && isnan(value) ? 0 : value;
}

static void cells_of_earlier_years(void **state) {
  (void)state;
  const made_shape shape = {YEARS, 130, 11, 6, false};
  lociq_panel *panel = panel_with_a_gap(&shape);
  for (int zero = 0; zero < 2; zero++) {
    lociq_panel *results = compute(panel, "change", zero ? "zero" : "skip", 0);
    const size_t size = shape.regions * shape.industries;
    for (size_t y = 0; y < YEARS; y++)
      for (size_t k = 0; k < size; k++) {
        const double now = cell(panel, &shape, y, k, zero);
        assert_close(body(results, "change")[y * size + k], now - cell(panel, &shape, before(y, lags[0]), k, zero));
        assert_close(body(results, "change_long")[y * size + k],
                     now - cell(panel, &shape, before(y, lags[1]), k, zero));
      }
    lociq_panel_free(results);
  }
  lociq_panel_free(panel);
}

static void years_before_the_first_asked_for_are_used(void **state) {
  (void)state;
  const made_shape shape = {YEARS, 70, 5, 9, false};
  lociq_panel *panel = panel_with_a_gap(&shape), *all = compute(panel, "change", "skip", 0);
  lociq_panel *last = compute(panel, "change", "skip", 2004);
  const size_t size = shape.regions * shape.industries;
  assert_memory_equal(body(all, "change_long") + 2 * size, body(last, "change_long"), size * sizeof(double));
  bool any = false;
  for (size_t k = 0; k < size; k++) any = any || !isnan(body(last, "change_long")[k]);
  assert_true(any);
  for (size_t k = 0; k < size; k++) assert_true(isnan(body(last, "change")[k])); /* there is no 2003 */
  lociq_panel_free(last);
  lociq_panel_free(all);
  lociq_panel_free(panel);
}

static double total_of(const lociq_panel *panel, const made_shape *shape, size_t year, size_t region) {
  if (year == LOCIQ_NONE) return NAN;
  if (shape->totals)
    return lociq_panel_find(panel, "employment")->parts[LOCIQ_TOTAL_REGION].values[year * shape->regions + region];
  double sum = 0;
  size_t known = 0;
  for (size_t i = 0; i < shape->industries; i++) {
    const double value = cell(panel, shape, year, region * shape->industries + i, false);
    if (isnan(value)) continue;
    sum += value;
    known++;
  }
  return known == 0 ? (double)NAN : sum;
}

static double turnover_of(const lociq_panel *panel, const made_shape *shape, size_t year, size_t region, long lag) {
  double sum = 0;
  for (size_t i = 0; i < shape->industries; i++) {
    const size_t k = region * shape->industries + i;
    const double change = cell(panel, shape, year, k, false) - cell(panel, shape, before(year, lag), k, false);
    sum += isnan(change) ? 0 : fabs(change);
  }
  return sum / total_of(panel, shape, before(year, lag), region);
}

static void totals_of_earlier_years_are_published_or_summed(void **state) {
  (void)state;
  for (int published = 0; published < 2; published++) {
    const made_shape shape = {YEARS, 130, 11, 6, published};
    lociq_panel *panel = panel_with_a_gap(&shape), *results = compute(panel, "turnover", "skip", 0);
    for (size_t y = 0; y < YEARS; y++)
      for (size_t r = 0; r < shape.regions; r++) {
        assert_close(body(results, "turnover")[y * shape.regions + r], turnover_of(panel, &shape, y, r, lags[0]));
        assert_close(body(results, "turnover_long")[y * shape.regions + r], turnover_of(panel, &shape, y, r, lags[1]));
      }
    lociq_panel_free(results);
    lociq_panel_free(panel);
  }
}

static void region_variables_of_earlier_years(void **state) {
  (void)state;
  const made_shape shape = {YEARS, 130, 11, 6, true};
  lociq_panel *panel = panel_with_a_gap(&shape), *gdp = compute(panel, "region_change", "skip", 0);
  lociq_panel *whole = compute(panel, "whole_change", "skip", 0);
  const double *values = body(panel, "gdp");
  for (size_t y = 0; y < YEARS; y++)
    for (size_t r = 0; r < shape.regions; r++)
      for (size_t n = 0; n < 2; n++) {
        const size_t earlier = before(y, lags[n]), at = y * shape.regions + r;
        const double then = earlier == LOCIQ_NONE ? (double)NAN : values[earlier * shape.regions + r];
        assert_close(body(gdp, n == 0 ? "region_change" : "region_change_long")[at], values[at] - then);
        assert_close(body(whole, n == 0 ? "whole_change" : "whole_change_long")[at],
                     total_of(panel, &shape, y, r) - total_of(panel, &shape, earlier, r));
      }
  lociq_panel_free(whole);
  lociq_panel_free(gdp);
  lociq_panel_free(panel);
}

static void folds_see_earlier_years(void **state) {
  (void)state;
  const made_shape shape = {YEARS, 130, 11, 40, false};
  lociq_panel *panel = panel_with_a_gap(&shape), *results = compute(panel, "before", "skip", 0);
  lociq_panel *strict = compute(panel, "before", "propagate", 0);
  size_t lost = 0, kept = 0;
  for (size_t y = 0; y < YEARS; y++)
    for (size_t i = 0; i < shape.industries; i++) {
      double sums[2] = {0};
      bool complete = true;
      for (size_t r = 0; r < shape.regions; r++) {
        complete = complete && !isnan(cell(panel, &shape, y, r * shape.industries + i, false));
        for (size_t n = 0; n < 2; n++) {
          const double then = cell(panel, &shape, before(y, lags[n]), r * shape.industries + i, false);
          complete = complete && !isnan(then);
          sums[n] += isnan(then) ? 0 : then;
        }
      }
      assert_close(body(results, "before")[y * shape.industries + i], sums[0]);
      assert_close(body(results, "before_long")[y * shape.industries + i], sums[1]);
      assert_close(body(strict, "before")[y * shape.industries + i], complete ? sums[0] : (double)NAN);
      lost += complete ? 0 : 1;
      kept += complete ? 1 : 0;
    }
  assert_true(lost > 0 && kept == 0); /* no year has both the one and the third before it */
  lociq_panel_free(strict);
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void keep_remark(void *context, const char *text) { (void)strcat(strcat(context, text), "\n"); }

/* Once, and not where a year that is computed has one to look back at. */
static void what_has_nothing_to_look_back_at_is_told(void **state) {
  (void)state;
  static const struct {
    int first, last;
    const char *told;
  } asked[] = {{2001, 2001, "change is missing: there is nothing 1 year before any year that is computed\n"},
               {2002, 2002, ""}, /* 2001 lies a year before */
               {2004, 2004, ""}, /* 2001 lies 3 years before */
               {2001, 2004, ""}};
  const made_shape shape = {YEARS, 5, 3, 0, false};
  lociq_panel *panel = panel_with_a_gap(&shape);
  for (size_t k = 0; k < sizeof asked / sizeof *asked; k++) {
    char told[LOCIQ_MESSAGE_SIZE] = "";
    const lociq_progress progress = {.context = told, .remark = keep_remark};
    const lociq_indicator *listed[MADE_INDICATORS + 1];
    const lociq_offer offer = made_offer(listed);
    const lociq_compute_options options = {.names = (const char *const[]){"change"},
                                           .name_count = 1,
                                           .first_year = asked[k].first,
                                           .last_year = asked[k].last,
                                           .progress = &progress};
    lociq_panel *results = NULL;
    assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, NULL), LOCIQ_OK);
    assert_string_equal(told, asked[k].told);
    lociq_panel_free(results);
  }
  lociq_panel_free(panel);
}

/* The least over the years that are looked at and there. */
static void coverage_is_that_of_the_least_known_year(void **state) {
  (void)state;
  const made_shape shape = {YEARS, 130, 11, 6, true};
  lociq_panel *panel = panel_with_a_gap(&shape), *results = compute(panel, "turnover", "skip", 0);
  for (size_t y = 0; y < YEARS; y++)
    for (size_t r = 0; r < shape.regions; r++) {
      double least = 1;
      const size_t looked[] = {y, before(y, lags[0]), before(y, lags[1])};
      for (size_t n = 0; n < 3; n++) {
        if (looked[n] == LOCIQ_NONE) continue;
        double sum = 0;
        for (size_t i = 0; i < shape.industries; i++) {
          const double value = cell(panel, &shape, looked[n], r * shape.industries + i, false);
          sum += isnan(value) ? 0 : value;
        }
        if (sum == 0) continue;
        least = fmin(least, sum / total_of(panel, &shape, looked[n], r));
      }
      assert_close(body(results, "turnover_coverage")[y * shape.regions + r], least);
    }
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cells_of_earlier_years),
                                     cmocka_unit_test(years_before_the_first_asked_for_are_used),
                                     cmocka_unit_test(totals_of_earlier_years_are_published_or_summed),
                                     cmocka_unit_test(region_variables_of_earlier_years),
                                     cmocka_unit_test(folds_see_earlier_years),
                                     cmocka_unit_test(what_has_nothing_to_look_back_at_is_told),
                                     cmocka_unit_test(coverage_is_that_of_the_least_known_year)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kernels that see all years: what they are given, and where their results go.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "made_panel.h"

/* The first operand over its value in the first year; as output the year itself. */
static lociq_status all_since_first(const lociq_years *years, double *result, lociq_error *error) {
  (void)error;
  const size_t all = years->years * years->regions;
  for (size_t k = 0; k < all; k++) {
    result[k] = years->operands[0][k] / years->operands[0][k % years->regions];
    result[all + k] = years->year[k / years->regions];
  }
  return LOCIQ_OK;
}
static const lociq_kernel kernel_since_first = {.form = LOCIQ_ALL_YEARS, .all_years = all_since_first};

/* One value a year: the sum of the need, and of an operand that may be none. */
static lociq_status all_sum(const lociq_years *years, double *result, lociq_error *error) {
  if (years->options[0].choice == 0) return lociq_error_set(error, LOCIQ_INVALID, "nothing to add");
  for (size_t y = 0; y < years->years; y++) {
    result[y] = 0;
    for (size_t r = 0; r < years->regions; r++) {
      const double need = years->needs[0][y * years->regions + r], own = years->operands[0][y * years->regions + r];
      if (!isnan(need) && !isnan(own)) result[y] += need + own;
    }
  }
  return LOCIQ_OK;
}
static const lociq_kernel kernel_sum = {.form = LOCIQ_ALL_YEARS, .needs = {"since_first"}, .all_years = all_sum};

/* A row of the year that takes both. */
static void row_part(const lociq_row *row, double *result) { result[0] = row->needs[0][0] / row->needs[1][0]; }
static const lociq_kernel kernel_part = {.form = LOCIQ_ROW, .needs = {"since_first", "sum"}, .row = row_part};

static const lociq_kernel kernel_bad = {.form = LOCIQ_ALL_YEARS, .needs = {"part"}, .all_years = all_since_first};

#define MADE(NAME, SHAPE, KERNEL, ...)                                                                            \
  {                                                                                                               \
    .name = NAME, .title = NAME, .family = "test", .unit = "1", .formula = NAME, .reading = NAME, .shape = SHAPE, \
    .minimum = -(double)INFINITY, .maximum = (double)INFINITY, .kernel = KERNEL, __VA_ARGS__                      \
  }

static const lociq_indicator since_first =
    MADE("since_first", MADE_REGIONS, &kernel_since_first,
         .options = {{.name = "of", .type = LOCIQ_OPTION_MEASURE, .preset = "employment"}},
         .outputs = {{.suffix = "year", .title = "year", .unit = "1", .reading = "year"}});
static const lociq_indicator sum =
    MADE("sum", LOCIQ_BY_YEAR, &kernel_sum,
         .options = {{.name = "added", .type = LOCIQ_OPTION_MEASURE, .preset = "population|none", .choices = "none"}});
static const lociq_indicator part =
    MADE("part", MADE_REGIONS, &kernel_part,
         .options = {{.name = "of", .type = LOCIQ_OPTION_MEASURE, .preset = "employment"}});
static const lociq_indicator bad = MADE("bad", MADE_REGIONS, &kernel_bad, .reference = NULL);
static const lociq_indicator *const listed[] = {&part, &sum, &since_first, &bad, NULL};

static const lociq_option shared[] = {
    {.name = "missing", .type = LOCIQ_OPTION_CHOICE, .preset = "skip", .choices = "propagate|skip|zero"},
    {.name = "totals", .type = LOCIQ_OPTION_CHOICE, .preset = "published", .choices = "published|summed"},
    {.name = NULL}};

static const char *const names[] = {"part", "sum", "since_first"};
enum { NAMES = 3, REGIONS = 70, INDUSTRIES = 5, YEARS = 4 };

static lociq_status run(const lociq_panel *panel, const char *const *asked, size_t count, lociq_setting setting,
                        int first, int threads, lociq_panel **results, lociq_error *error) {
  const lociq_offer offer = {.indicators = listed, .shared = shared};
  const lociq_compute_options options = {.names = asked,
                                         .name_count = count,
                                         .settings = &setting,
                                         .setting_count = setting.name == NULL ? 0 : 1,
                                         .first_year = first,
                                         .last_year = first == 0 ? 0 : 2008,
                                         .threads = threads};
  return lociq_run_panel(&offer, panel, &options, results, error);
}

/* Years 2001, 2002, 2005, 2008. */
static lociq_panel *gap_panel(unsigned holes) {
  lociq_panel *panel = made_panel(&(made_shape){YEARS, REGIONS, INDUSTRIES, holes, false});
  const lociq_member years[] = {{.code = "2001", .level = LOCIQ_NO_LEVEL},
                                {.code = "2002", .level = LOCIQ_NO_LEVEL},
                                {.code = "2005", .level = LOCIQ_NO_LEVEL},
                                {.code = "2008", .level = LOCIQ_NO_LEVEL}};
  lociq_axis_free(panel->axes[LOCIQ_YEAR]);
  panel->axes[LOCIQ_YEAR] = NULL;
  assert_int_equal(lociq_axis_create(LOCIQ_YEAR, years, YEARS, &panel->axes[LOCIQ_YEAR], NULL), LOCIQ_OK);
  return panel;
}

static double jobs(const lociq_panel *panel, size_t y, size_t r, bool zero) {
  const double *values = lociq_panel_find(panel, "employment")->parts[LOCIQ_BODY].values;
  double total = 0, known = 0;
  for (size_t i = 0; i < INDUSTRIES; i++) {
    const double e = values[(y * REGIONS + r) * INDUSTRIES + i];
    if (isnan(e)) continue;
    total += e;
    known++;
  }
  return known > 0 || zero ? total : (double)NAN;
}

static double of(const lociq_panel *results, const char *name, size_t at) {
  return lociq_panel_find(results, name)->parts[LOCIQ_BODY].values[at];
}

static void assert_same(double found, double expected) {
  if (isnan(expected))
    assert_true(isnan(found));
  else
    assert_true(found == expected || fabs(found - expected) <= 1e-13 * fabs(expected)); /* five jobs in another order */
}

/* first: of the years asked for, on the panel's axis. */
static void check(const lociq_panel *panel, const lociq_panel *results, size_t first, bool zero) {
  const int year[] = {2001, 2002, 2005, 2008};
  const double *population = lociq_panel_find(panel, "population")->parts[LOCIQ_BODY].values;
  for (size_t y = first; y < YEARS; y++) {
    double all = 0;
    for (size_t r = 0; r < REGIONS; r++) {
      const double ratio = jobs(panel, y, r, zero) / jobs(panel, 0, r, zero);
      const size_t at = (y - first) * REGIONS + r;
      assert_same(of(results, "since_first", at), ratio);
      assert_true(of(results, "since_first_year", at) == year[y]);
      assert_same(of(results, "since_first_coverage", at), isnan(jobs(panel, y, r, zero)) ? (double)NAN : 1);
      if (!isnan(ratio)) all += ratio + population[y * REGIONS + r];
    }
    assert_same(of(results, "sum", y - first), all);
    for (size_t r = 0; r < REGIONS; r++)
      assert_same(of(results, "part", (y - first) * REGIONS + r),
                  jobs(panel, y, r, zero) / jobs(panel, 0, r, zero) / all);
  }
}

static void every_year_is_seen_whatever_was_asked_for(void **state) {
  (void)state;
  const lociq_setting nothing = {NULL, NULL}, zero = {"missing", "zero"};
  for (unsigned holes = 0; holes < 3; holes++) {
    lociq_panel *panel = gap_panel(holes), *results = NULL;
    lociq_error error = {0};
    assert_int_equal(run(panel, names, NAMES, nothing, 0, 2, &results, &error), LOCIQ_OK);
    check(panel, results, 0, false);
    assert_int_equal(run(panel, names, NAMES, nothing, 2005, 1, &results, &error), LOCIQ_OK);
    assert_int_equal(lociq_axis_count(results->axes[LOCIQ_YEAR]), 2);
    check(panel, results, 2, false);
    assert_int_equal(run(panel, names, NAMES, zero, 0, 2, &results, &error), LOCIQ_OK);
    check(panel, results, 0, true);
    lociq_panel_free(results);
    lociq_panel_free(panel);
  }
}

static void what_is_only_needed_is_not_given(void **state) {
  (void)state;
  lociq_panel *panel = gap_panel(0), *results = NULL;
  const char *name = "part";
  assert_int_equal(run(panel, &name, 1, (lociq_setting){NULL, NULL}, 0, 1, &results, NULL), LOCIQ_OK);
  assert_null(lociq_panel_find(results, "since_first"));
  assert_non_null(lociq_panel_find(results, "part"));
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void what_cannot_be_is_refused(void **state) {
  (void)state;
  lociq_panel *panel = gap_panel(0), *results = NULL;
  lociq_error error = {0};
  const char *const one[] = {"bad", "sum"};
  assert_int_equal(run(panel, one, 1, (lociq_setting){NULL, NULL}, 0, 1, &results, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "bad cannot take part: its kernel sees all years at once");
  error = (lociq_error){0};
  assert_int_equal(run(panel, one + 1, 1, (lociq_setting){"added", "none"}, 0, 1, &results, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "nothing to add");
  assert_null(results);
  lociq_panel_free(panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = gap_panel(3);
  long n = 0;
  for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
    lociq_panel *results = NULL;
    lociq_memory_fail_after(n);
    status = run(panel, names, NAMES, (lociq_setting){NULL, NULL}, 0, 2, &results, NULL);
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
      cmocka_unit_test(every_year_is_seen_whatever_was_asked_for), cmocka_unit_test(what_is_only_needed_is_not_given),
      cmocka_unit_test(what_cannot_be_is_refused), cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

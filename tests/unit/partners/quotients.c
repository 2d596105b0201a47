/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/quotients.h"

#include <lociq/compute.h>

#include "prepared.h"

enum { YEARS = 3, REGIONS = 5, INDUSTRIES = 6, CELLS = REGIONS * INDUSTRIES };

/* Employment of three years with published totals, and an income by region. */
static lociq_panel *panel_of_years(const double *jobs) {
  static const char *const years[] = {"2013", "2014", "2015"};
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
  lociq_cube *income = NULL, *employment = panel->cubes[0];
  lociq_axis_free(panel->axes[LOCIQ_YEAR]);
  panel->axes[LOCIQ_YEAR] = axis_made(LOCIQ_YEAR, "", years, YEARS);
  free(employment->parts[LOCIQ_BODY].values);
  employment->parts[LOCIQ_BODY] = (lociq_grid){0};
  assert_int_equal(lociq_cube_allocate(employment, LOCIQ_BODY, (size_t)YEARS * CELLS, false, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(employment, LOCIQ_TOTAL_REGION, (size_t)YEARS * REGIONS, false, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(employment, LOCIQ_TOTAL_INDUSTRY, (size_t)YEARS * INDUSTRIES, false, NULL),
                   LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(employment, LOCIQ_TOTAL, YEARS, false, NULL), LOCIQ_OK);
  for (size_t k = 0; k < (size_t)YEARS * CELLS; k++) employment->parts[LOCIQ_BODY].values[k] = jobs[k];
  for (size_t k = 0; k < (size_t)YEARS * REGIONS; k++)
    employment->parts[LOCIQ_TOTAL_REGION].values[k] = 40000 + 100 * (double)k;
  for (size_t k = 0; k < (size_t)YEARS * INDUSTRIES; k++)
    employment->parts[LOCIQ_TOTAL_INDUSTRY].values[k] = k % 4 == 0 ? UNKNOWN : 30000 + 77 * (double)k;
  for (size_t k = 0; k < YEARS; k++) employment->parts[LOCIQ_TOTAL].values[k] = 200000 + 1000 * (double)k;
  assert_int_equal(lociq_cube_set_text(&employment->unit, "persons", NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_create("income", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION, &income, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(income, LOCIQ_BODY, (size_t)YEARS * REGIONS, false, NULL), LOCIQ_OK);
  assert_int_equal(lociq_panel_add(panel, income, NULL), LOCIQ_OK);
  return panel;
}

typedef struct asked {
  lociq_panel *panel;
  lociq_partner_options options;
  lociq_statistics statistics;
  lociq_units units;
} asked;

static void ask(const double *jobs, asked *made) {
  *made = (asked){.panel = panel_of_years(jobs), .options = lociq_partner_options_default()};
  made->options.threads = 1;
  made->options.redraws = 1;
  assert_int_equal(lociq_statistics_choose(made->panel, NULL, &made->options, &made->statistics, NULL), LOCIQ_OK);
  assert_int_equal(lociq_units_choose(&made->statistics, &made->options, &made->units, NULL), LOCIQ_OK);
}

static lociq_block_source source_of(const asked *made) {
  return (lociq_block_source){.statistics = &made->statistics, .units = &made->units, .options = &made->options};
}

static void asked_clear(asked *made) {
  lociq_partner_units_clear(&made->units);
  lociq_panel_free(made->panel);
}

static void assert_same(const double *found, const double *expected, size_t count) {
  for (size_t k = 0; k < count; k++) assert_true(found[k] == expected[k] || (isnan(found[k]) && isnan(expected[k])));
}

/* Of a year alone the catalogue's results are, to the bit, those of all years. */
static void a_year_has_the_quotients_of_the_catalogue(void **state) {
  (void)state;
  static const char *const names[] = {"lq", "proximity"};
  double *jobs = jobs_made((size_t)YEARS * CELLS, 0.15, 3);
  asked made;
  ask(jobs, &made);
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *results = NULL;
  options.names = names;
  options.name_count = 2;
  options.threads = 1;
  assert_int_equal(lociq_compute_panel(made.panel, &options, &results, NULL), LOCIQ_OK);
  const double *lq = lociq_panel_find(results, "lq")->parts[LOCIQ_BODY].values;
  const double *near = lociq_panel_find(results, "proximity")->parts[LOCIQ_BODY].values;
  static const char *const years[] = {"2013", "2014", NULL}; /* none is the last one */
  for (size_t y = 0; y < YEARS; y++) {
    const lociq_block_source source = source_of(&made);
    const lociq_block_plan plan = {.method = "m", .year = years[y], .place = LOCIQ_NONE};
    lociq_quotients *quotients = NULL;
    assert_int_equal(lociq_quotients_create(&source, &plan, true, &quotients, NULL), LOCIQ_OK);
    assert_int_equal(quotients->regions, REGIONS);
    assert_int_equal(quotients->industries, INDUSTRIES);
    assert_same(quotients->values, lq + y * CELLS, CELLS);
    assert_same(quotients->proximity, near + y * INDUSTRIES * INDUSTRIES, (size_t)INDUSTRIES * INDUSTRIES);
    assert_ptr_equal(lociq_quotients_row(quotients, 2), quotients->values + (size_t)2 * INDUSTRIES);
    assert_null(lociq_quotients_row(quotients, LOCIQ_NONE));
    lociq_quotients_free(quotients);
  }
  lociq_panel_free(results);
  asked_clear(&made);
  free(jobs);
}

/* What is drawn keeps unknown cells, and rows of jobs their sums: over the industries' shares of the whole, which
 * published totals give, quotients of a region add up as before. */
static void drawn_quotients_keep_a_regions_jobs(void **state) {
  (void)state;
  double *jobs = jobs_made((size_t)YEARS * CELLS, 0.15, 4);
  asked made;
  ask(jobs, &made);
  for (size_t k = 0; k < (size_t)YEARS * INDUSTRIES; k++)
    made.panel->cubes[0]->parts[LOCIQ_TOTAL_INDUSTRY].values[k] = 30000 + 77 * (double)k;
  const double *totals = made.panel->cubes[0]->parts[LOCIQ_TOTAL_INDUSTRY].values + (size_t)2 * INDUSTRIES;
  const lociq_block_source source = source_of(&made);
  const lociq_block_plan plan = {.method = "m", .place = LOCIQ_NONE};
  lociq_quotients *quotients = NULL, *drawn = NULL;
  lociq_random random;
  size_t changed = 0;
  assert_int_equal(lociq_quotients_create(&source, &plan, false, &quotients, NULL), LOCIQ_OK);
  assert_null(quotients->proximity);
  lociq_random_start(&random, 1, 1);
  assert_int_equal(lociq_quotients_redraw(quotients, &random, &drawn, NULL), LOCIQ_OK);
  for (size_t r = 0; r < REGIONS; r++) {
    const double *before = lociq_quotients_row(quotients, r), *after = lociq_quotients_row(drawn, r);
    double was = 0, is = 0;
    for (size_t i = 0; i < INDUSTRIES; i++) {
      assert_int_equal(isnan(before[i]), isnan(after[i]));
      if (isnan(before[i])) continue;
      was += before[i] * totals[i];
      is += after[i] * totals[i];
      changed += before[i] != after[i];
    }
    assert_true(fabs(was - is) <= 1e-12 * was); /* sums of six rounded products */
  }
  assert_true(changed > CELLS / 2);
  lociq_quotients_free(drawn);
  lociq_quotients_free(quotients);
  asked_clear(&made);
  free(jobs);
}

static void what_has_no_industries_has_no_quotients(void **state) {
  (void)state;
  double *jobs = jobs_made((size_t)YEARS * CELLS, 0, 5);
  asked made;
  ask(jobs, &made);
  const lociq_block_source source = source_of(&made);
  const struct {
    lociq_block_plan plan;
    const char *message;
  } wrong[] = {
      {{.method = "m", .of = "income", .place = LOCIQ_NONE}, "income does not lie over industries, which m compares"},
      {{.method = "m", .year = "2012", .place = LOCIQ_NONE}, "there is no year 2012: the years are 2013 to 2015"}};
  for (size_t k = 0; k < 2; k++) {
    lociq_quotients *quotients = NULL;
    lociq_error error = {0};
    assert_int_equal(lociq_quotients_create(&source, &wrong[k].plan, true, &quotients, &error), LOCIQ_INVALID);
    assert_string_equal(error.message, wrong[k].message);
    assert_null(quotients);
  }
  asked_clear(&made);
  free(jobs);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_year_has_the_quotients_of_the_catalogue),
                                     cmocka_unit_test(drawn_quotients_keep_a_regions_jobs),
                                     cmocka_unit_test(what_has_no_industries_has_no_quotients)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

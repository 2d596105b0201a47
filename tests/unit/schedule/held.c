/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What kernels of a whole year see of its rows, against the rows themselves.
 */
#include <lociq/compute.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "made_kernels.h"

/* By region: how many bits are set; -1 where a quotient and its bit disagree. */
static lociq_status count_by_region(const lociq_whole *whole, double *result, lociq_error *error) {
  (void)error;
  for (size_t r = 0; r < whole->regions; r++) {
    result[r] = 0;
    for (size_t i = 0; i < whole->industries; i++) {
      const bool set = (whole->specialised[r * whole->words + i / 64] >> i % 64 & 1) != 0;
      const double quotient = whole->quotients[r * lociq_lanes_width(whole->industries) + i];
      if (set != (quotient >= whole->options[0].real)) result[r] = -1e9;
      result[r] += set;
    }
  }
  return LOCIQ_OK;
}

static lociq_status count_by_industry(const lociq_whole *whole, double *result, lociq_error *error) {
  (void)error;
  assert_null(whole->quotients); /* not asked for */
  for (size_t i = 0; i < whole->industries; i++) result[i] = 0;
  for (size_t r = 0; r < whole->regions; r++)
    for (size_t i = 0; i < whole->industries; i++)
      result[i] += (double)(whole->specialised[r * whole->words + i / 64] >> i % 64 & 1);
  return LOCIQ_OK;
}

#define THRESHOLD \
  .options = {    \
      {.name = "threshold", .type = LOCIQ_OPTION_REAL, .preset = "1", .minimum = 0, .maximum = (double)INFINITY}}

static const lociq_kernel by_region = {
    .form = LOCIQ_WHOLE, .held = LOCIQ_HELD_SPECIALISED | LOCIQ_HELD_QUOTIENTS, .whole = count_by_region};
static const lociq_kernel by_industry = {
    .form = LOCIQ_WHOLE, .held = LOCIQ_HELD_SPECIALISED, .needs = {"above"}, .whole = count_by_industry};
static const lociq_indicator counts[] = {
    MADE_INDICATOR("of_region", MADE_REGIONS, &by_region, THRESHOLD),
    MADE_INDICATOR("of_industry", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, &by_industry, THRESHOLD)};

static lociq_status compute(const lociq_panel *panel, const lociq_setting *setting, lociq_panel **results,
                            lociq_error *error) {
  static const char *const names[] = {"of_industry", "of_region", "quotient", "above"};
  const lociq_indicator *listed[MADE_INDICATORS + 3];
  lociq_offer offer = made_offer(listed);
  listed[MADE_INDICATORS] = &counts[0];
  listed[MADE_INDICATORS + 1] = &counts[1];
  listed[MADE_INDICATORS + 2] = NULL;
  const lociq_compute_options options = {
      .names = names, .name_count = 4, .settings = setting, .setting_count = 1, .threads = 3};
  return lociq_run_panel(&offer, panel, &options, results, error);
}

static const double *body(const lociq_panel *results, const char *name) {
  return lociq_panel_find(results, name)->parts[LOCIQ_BODY].values;
}

static void kernels_see_who_is_specialised(void **state) {
  (void)state;
  const made_shape shapes[] = {
      {2, 150, 13, 7, false}, {1, 129, 64, 5, true}, {3, 1, 1, 0, false}, {2, 70, 131, 2, false}};
  const lociq_setting setting = {"threshold", "1.5"};
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
    const size_t years = shapes[s].years, regions = shapes[s].regions, industries = shapes[s].industries;
    lociq_panel *panel = made_panel(&shapes[s]), *results = NULL;
    assert_int_equal(compute(panel, &setting, &results, NULL), LOCIQ_OK);
    for (size_t r = 0; r < years * regions; r++) {
      const double *quotients = body(results, "quotient") + r * industries, found = body(results, "of_region")[r];
      double count = 0;
      size_t known = 0;
      for (size_t i = 0; i < industries; i++) count += quotients[i] >= 1.5;
      for (size_t i = 0; i < industries; i++) known += isnan(quotients[i]) ? 0 : 1;
      assert_true(known == 0 ? isnan(found) : found == count);
    }
    for (size_t i = 0; i < years * industries; i++)
      if (isnan(body(results, "above")[i]))
        assert_true(isnan(body(results, "of_industry")[i]));
      else
        assert_true(body(results, "of_industry")[i] == body(results, "above")[i]);
    assert_non_null(lociq_panel_find(results, "of_region_coverage"));
    lociq_panel_free(results);
    lociq_panel_free(panel);
  }
}

/* Region 1 and industry 2 are empty, region 3 is unknown. */
static lociq_panel *panel_with_holes(void) {
  const made_shape shape = {1, 6, 5, 0, false};
  lociq_panel *panel = made_panel(&shape);
  double *values = lociq_panel_find(panel, "employment")->parts[LOCIQ_BODY].values;
  for (size_t k = 0; k < 30; k++) {
    values[k] = (double)(k % 7 + 1);
    if (k / 5 == 1 || k % 5 == 2) values[k] = 0;
    if (k / 5 == 3) values[k] = NAN;
  }
  return panel;
}

static void what_is_empty_or_unknown_is_missing(void **state) {
  (void)state;
  const lociq_setting setting = {"missing", "skip"};
  lociq_panel *panel = panel_with_holes(), *results = NULL;
  assert_int_equal(compute(panel, &setting, &results, NULL), LOCIQ_OK);
  for (size_t r = 0; r < 6; r++) assert_int_equal(isnan(body(results, "of_region")[r]), r == 1 || r == 3);
  for (size_t i = 0; i < 5; i++) assert_int_equal(isnan(body(results, "of_industry")[i]), i == 2);
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void a_hole_makes_everything_missing_where_it_propagates(void **state) {
  (void)state;
  const lociq_setting setting = {"missing", "propagate"};
  lociq_panel *panel = panel_with_holes(), *results = NULL;
  assert_int_equal(compute(panel, &setting, &results, NULL), LOCIQ_OK);
  for (size_t r = 0; r < 6; r++) assert_true(isnan(body(results, "of_region")[r]));
  for (size_t i = 0; i < 5; i++) assert_true(isnan(body(results, "of_industry")[i]));
  double *values = lociq_panel_find(panel, "employment")->parts[LOCIQ_BODY].values;
  for (size_t k = 15; k < 20; k++) values[k] = k == 17 ? 0 : (double)k;
  assert_int_equal(compute(panel, &setting, &results, NULL), LOCIQ_OK);
  for (size_t r = 0; r < 6; r++) assert_int_equal(isnan(body(results, "of_region")[r]), r == 1);
  for (size_t i = 0; i < 5; i++) assert_int_equal(isnan(body(results, "of_industry")[i]), i == 2);
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void memory_may_fail_anywhere(void **state) {
  (void)state;
  const lociq_setting setting = {"missing", "skip"};
  lociq_panel *panel = panel_with_holes(), *results = NULL;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = compute(panel, &setting, &results, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    assert_int_equal(results != NULL, status == LOCIQ_OK);
  }
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(kernels_see_who_is_specialised),
                                     cmocka_unit_test(what_is_empty_or_unknown_is_missing),
                                     cmocka_unit_test(a_hole_makes_everything_missing_where_it_propagates),
                                     cmocka_unit_test(memory_may_fail_anywhere)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

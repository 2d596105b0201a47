/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/interval.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "made_kernels.h"

/* Type 7 by hand: of n sorted values, the one at place (n - 1)·p, between its neighbours. */
static void percentiles_are_of_type_7(void **state) {
  (void)state;
  double replicates[] = {5, 1, 4, 2, 3}, found[LOCIQ_INTERVALS];
  lociq_interval_find(replicates, 5, 0.5, found); /* places 1 and 3: the values 2 and 4 */
  assert_true(found[LOCIQ_LOWER] == 2 && found[LOCIQ_UPPER] == 4);
  assert_true(fabs(found[LOCIQ_STANDARD_ERROR] - sqrt(2.5)) < 1e-15); /* deviations 4 + 1 + 0 + 1 + 4 over 4 */
  double uneven[] = {10, 40, 20, 80};
  lociq_interval_find(uneven, 4, 0.8, found); /* places 0.3 and 2.7: 10 + 0.3·10 and 40 + 0.7·40 */
  assert_true(fabs(found[LOCIQ_LOWER] - 13) < 1e-14 && fabs(found[LOCIQ_UPPER] - 68) < 1e-13);
}

static void missing_replicates_are_left_out(void **state) {
  (void)state;
  double replicates[] = {NAN, 7, (double)INFINITY, 3, NAN}, found[LOCIQ_INTERVALS];
  lociq_interval_find(replicates, 5, 1, found);
  assert_true(found[LOCIQ_LOWER] == 3 && found[LOCIQ_UPPER] == 7);
  assert_true(fabs(found[LOCIQ_STANDARD_ERROR] - sqrt(8)) < 1e-15);
  double alone[] = {NAN, 7};
  lociq_interval_find(alone, 2, 0.95, found);
  for (int what = 0; what < LOCIQ_INTERVALS; what++) assert_true(isnan(found[what]));
  lociq_interval_find(alone, 0, 0.95, found);
  for (int what = 0; what < LOCIQ_INTERVALS; what++) assert_true(isnan(found[what]));
}

/* Of the first that was asked for. */
static void refused(const char *name, bool regions, const char *expected) {
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  const made_shape shape = {1, 3, 2, 0, false};
  const lociq_compute_options options = {.names = &name, .name_count = 1};
  lociq_panel *panel = made_panel(&shape);
  lociq_request *request = NULL;
  assert_int_equal(lociq_request_create(&offer, panel, &options, &request, NULL), LOCIQ_OK);
  request->bootstrap = (lociq_bootstrap){.count = 9, .regions = regions, .confidence = 0.95};
  const char *refusal = NULL;
  for (size_t i = 0; i < request->count; i++)
    if (request->instances[i].asked) refusal = lociq_interval_refusal(request, &request->instances[i]);
  if (expected == NULL) assert_null(refusal);
  if (expected != NULL) assert_string_equal(refusal, expected);
  lociq_request_free(request);
  lociq_panel_free(panel);
}

static void only_what_is_made_of_the_measure_takes_intervals(void **state) {
  (void)state;
  static const char other[] = "is not made of the measure's rows or columns alone";
  static const char alone[] = "is by region, which has itself alone to be drawn from: use --resample jobs";
  refused("quotient", false, NULL);
  refused("above", false, NULL);
  refused("largest", false, NULL);
  refused("above", true, NULL);
  refused("quotient", true, alone);
  refused("distance", true, alone);
  refused("together", false, other); /* industry × industry */
  refused("density", false, other);  /* a block */
  refused("share", false, other);    /* a whole year */
  refused("ratio", false, other);    /* measures of its own */
}

static lociq_status describe(const lociq_panel *panel, int what, lociq_cube **cube) {
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  const char *name = "quotient";
  const lociq_compute_options options = {.names = &name, .name_count = 1};
  lociq_request *request = NULL;
  lociq_status status = lociq_request_create(&offer, panel, &options, &request, NULL);
  if (status != LOCIQ_OK) return status;
  request->bootstrap = (lociq_bootstrap){.count = 9, .confidence = 0.9, .seed = 3, .jobs_per_unit = 1000};
  status = lociq_interval_describe(request, &request->instances[0], what, cube, NULL);
  lociq_request_free(request);
  return status;
}

static void a_companion_says_what_it_is(void **state) {
  (void)state;
  static const char *const names[] = {"quotient_standard_error", "quotient_lower", "quotient_upper"};
  static const char *const titles[] = {"quotient: Standard error", "quotient: Lower end of the interval",
                                       "quotient: Upper end of the interval"};
  const made_shape shape = {1, 3, 2, 0, false};
  lociq_panel *panel = made_panel(&shape);
  for (int what = 0; what < LOCIQ_INTERVALS; what++) {
    lociq_cube *cube = NULL;
    assert_int_equal(describe(panel, what, &cube), LOCIQ_OK);
    assert_string_equal(cube->name, names[what]);
    assert_string_equal(cube->title, titles[what]);
    assert_true(lociq_cube_attribute(cube, "bootstrap")->numbers[0] == 9);
    assert_true(lociq_cube_attribute(cube, "confidence")->numbers[0] == 0.9);
    assert_true(lociq_cube_attribute(cube, "seed")->numbers[0] == 3);
    assert_true(lociq_cube_attribute(cube, "jobs_per_unit")->numbers[0] == 1000);
    assert_string_equal(lociq_cube_attribute(cube, "resample")->text, "jobs");
    assert_int_equal(lociq_cube_attribute(cube, "valid_min") == NULL, what == LOCIQ_STANDARD_ERROR);
    assert_null(lociq_cube_attribute(cube, "ancillary_variables"));
    lociq_cube_free(cube);
  }
  long n = 0;
  for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
    lociq_cube *cube = NULL;
    lociq_memory_fail_after(n);
    status = describe(panel, LOCIQ_LOWER, &cube);
    lociq_memory_fail_after(-1);
    if (status != LOCIQ_OK) assert_int_equal(status, LOCIQ_NO_MEMORY);
    if (status != LOCIQ_OK) assert_null(cube);
    lociq_cube_free(cube);
  }
  assert_true(n > 20);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(percentiles_are_of_type_7),
                                     cmocka_unit_test(missing_replicates_are_left_out),
                                     cmocka_unit_test(only_what_is_made_of_the_measure_takes_intervals),
                                     cmocka_unit_test(a_companion_says_what_it_is)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

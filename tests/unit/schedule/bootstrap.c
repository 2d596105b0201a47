/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Intervals by resampling, as a computation gives them; tests/properties/test_bootstrap.py
 * holds them against a simulation.
 */
#include <lociq/lociq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "unit/indicators/random_panel.h"

static const panel_plan plan = {
    .regions = 70, .industries = 5, .years = 2, .zeros = 0.1, .unknown = 0.1, .seed = 31, .factor = 1};
static const char *const names[] = {"lq", "entropy", "gini_concentration"};
enum { NAMES = sizeof names / sizeof *names, MOST = 4 };

typedef struct question {
  lociq_setting settings[MOST];
  size_t count, names;
  int threads;
  size_t memory;
} question;

static lociq_status compute(const question *asked, lociq_panel **results, lociq_error *error) {
  lociq_panel *panel = random_panel(&plan);
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  options.name_count = asked->names;
  options.settings = asked->settings;
  options.setting_count = asked->count;
  options.threads = asked->threads;
  options.memory = asked->memory;
  const lociq_status status = lociq_compute_panel(panel, &options, results, error);
  lociq_panel_free(panel);
  return status;
}

/* All results of both, to the bit. */
static bool same(const lociq_panel *first, const lociq_panel *second) {
  assert_int_equal(first->cube_count, second->cube_count);
  bool equal = true;
  for (size_t i = 0; i < first->cube_count; i++) {
    const lociq_grid *one = &first->cubes[i]->parts[LOCIQ_BODY], *other = &second->cubes[i]->parts[LOCIQ_BODY];
    assert_string_equal(first->cubes[i]->name, second->cubes[i]->name);
    assert_int_equal(one->count, other->count);
    equal = equal && memcmp(one->values, other->values, one->count * sizeof *one->values) == 0;
  }
  return equal;
}

static void threads_and_memory_change_no_bit_and_seeds_do(void **state) {
  (void)state;
  question asked = {.settings = {{"bootstrap", "12"}, {"seed", "5"}}, .count = 2, .names = NAMES, .threads = 1};
  lociq_panel *once = NULL;
  assert_int_equal(compute(&asked, &once, NULL), LOCIQ_OK);
  const struct {
    int threads;
    size_t memory;
    const char *seed;
    bool equal;
  } others[] = {{2, 0, "5", true}, {5, 0, "5", true}, {2, 1, "5", true}, {1, 0, "6", false}};
  for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
    lociq_panel *again = NULL;
    asked.threads = others[k].threads;
    asked.memory = others[k].memory;
    asked.settings[1].value = others[k].seed;
    assert_int_equal(compute(&asked, &again, NULL), LOCIQ_OK);
    assert_true(same(once, again) == others[k].equal);
    lociq_panel_free(again);
  }
  lociq_panel_free(once);
}

/* The ends hold each other, and a wider interval a narrower one of the same resamples. */
static void wider_intervals_hold_narrower_ones(void **state) {
  (void)state;
  question asked = {.settings = {{"bootstrap", "25"}, {"confidence", "0.5"}}, .count = 2, .names = NAMES, .threads = 1};
  lociq_panel *narrow = NULL, *wide = NULL;
  assert_int_equal(compute(&asked, &narrow, NULL), LOCIQ_OK);
  asked.settings[1].value = "0.9";
  assert_int_equal(compute(&asked, &wide, NULL), LOCIQ_OK);
  for (size_t i = 0; i < NAMES; i++) {
    const char *const ends[] = {"lower", "upper"};
    const lociq_grid *of[4];
    for (size_t k = 0; k < 4; k++) {
      char name[64];
      (void)snprintf(name, sizeof name, "%s_%s", names[i], ends[k % 2]);
      of[k] = &lociq_panel_find(k < 2 ? narrow : wide, name)->parts[LOCIQ_BODY];
    }
    size_t apart = 0;
    for (size_t k = 0; k < of[0]->count; k++) {
      if (isnan(of[0]->values[k])) continue;
      assert_true(of[2]->values[k] <= of[0]->values[k] && of[0]->values[k] <= of[1]->values[k] &&
                  of[1]->values[k] <= of[3]->values[k]);
      apart += of[2]->values[k] < of[0]->values[k] ? 1 : 0;
    }
    assert_true(apart > of[0]->count / 2);
  }
  lociq_panel_free(narrow);
  lociq_panel_free(wide);
}

static void what_cannot_be_is_refused(void **state) {
  (void)state;
  const struct {
    lociq_setting settings[2];
    const char *message;
  } wrong[] = {
      {{{"bootstrap", "1"}, {"seed", "1"}}, "bootstrap is 1, expected 0, or 2 and more"},
      {{{"bootstrap", "9"}, {"resample", "regions"}},
       "bootstrap gives no intervals of lq, which is by region, which has itself alone to be drawn from: use "
       "--resample jobs"},
      {{{"bootstrap", "9"}, {"jobs_per_unit", "0"}}, "jobs_per_unit is \"0\", expected a number from 1e-09 to 1e+09"}};
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
    const question asked = {.settings = {wrong[k].settings[0], wrong[k].settings[1]}, .count = 2, .names = 1};
    lociq_panel *results = NULL;
    lociq_error error = {0};
    assert_int_equal(compute(&asked, &results, &error), LOCIQ_INVALID);
    assert_string_equal(error.message, wrong[k].message);
    assert_null(results);
  }
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const char *const one[] = {"gini_concentration"};
  const lociq_setting setting = {"bootstrap", "2"};
  const panel_plan little = {.regions = 3, .industries = 2, .years = 1, .seed = 32, .factor = 1};
  lociq_panel *panel = random_panel(&little);
  lociq_compute_options options = lociq_compute_options_default();
  options.names = one;
  options.name_count = options.setting_count = 1;
  options.settings = &setting;
  options.threads = 1;
  long n = 0;
  for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
    lociq_panel *results = NULL;
    lociq_memory_fail_after(n);
    status = lociq_compute_panel(panel, &options, &results, NULL);
    lociq_memory_fail_after(-1);
    if (status != LOCIQ_OK) assert_int_equal(status, LOCIQ_NO_MEMORY);
    if (status != LOCIQ_OK) assert_null(results);
    lociq_panel_free(results);
  }
  assert_true(n > 60);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(threads_and_memory_change_no_bit_and_seeds_do),
                                     cmocka_unit_test(wider_intervals_hold_narrower_ones),
                                     cmocka_unit_test(what_cannot_be_is_refused),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

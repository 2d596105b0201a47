/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A store gives the bits that a panel gives, under any memory bound.
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

static const char *const source_path = "schedule_source.h5";
static const char *const target_path = "schedule_target.h5";

static void ok(lociq_status status, const lociq_error *error) {
  assert_string_equal(error->message, "");
  assert_int_equal(status, LOCIQ_OK);
}

static lociq_store *open_store(const char *path, lociq_store_mode mode) {
  lociq_error error = {0};
  lociq_store *store = NULL;
  ok(lociq_store_open(path, mode, &store, &error), &error);
  return store;
}

static void write_source(const lociq_panel *panel) {
  lociq_error error = {0};
  lociq_store *store = open_store(source_path, LOCIQ_STORE_NEW);
  ok(lociq_store_merge(store, panel, &error), &error);
  ok(lociq_store_commit(store, &error), &error);
  lociq_store_close(store);
}

static void assert_holds(const lociq_store *store, const lociq_panel *results, size_t first_year) {
  for (size_t c = 0; c < results->cube_count; c++) {
    const lociq_cube *expected = results->cubes[c];
    lociq_cube *cube = NULL;
    lociq_error error = {0};
    ok(lociq_store_load(store, expected->name, &cube, &error), &error);
    const size_t year = lociq_panel_count(results, expected->shape & ~(unsigned)LOCIQ_BY_YEAR);
    const lociq_grid *a = &expected->parts[LOCIQ_BODY], *b = &cube->parts[LOCIQ_BODY];
    assert_true(b->count >= first_year * year + a->count);
    assert_memory_equal(a->values, b->values + first_year * year, a->count * sizeof *a->values);
    for (size_t i = 0; i < first_year * year; i++) assert_true(isnan(b->values[i]));
    assert_string_equal(cube->unit, expected->unit);
    assert_string_equal(
        lociq_cube_attribute(cube, "missing") == NULL ? "skip" : lociq_cube_attribute(cube, "missing")->text, "skip");
    lociq_cube_free(cube);
  }
}

static lociq_compute_options all_names(const char **names) {
  for (size_t i = 0; i < MADE_INDICATORS; i++) names[i] = made_indicators[i].name;
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  options.name_count = MADE_INDICATORS;
  return options;
}

static void stores_give_the_bits_of_panels(void **state) {
  (void)state;
  const made_shape shape = {2, 500, 19, 6, true};
  const char *names[MADE_INDICATORS];
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  lociq_compute_options options = all_names(names);
  lociq_panel *panel = made_panel(&shape), *results = NULL;
  lociq_error error = {0};
  write_source(panel);
  ok(lociq_run_panel(&offer, panel, &options, &results, &error), &error);
  const size_t memories[] = {1, 50000, 0};
  for (size_t m = 0; m < 3; m++) {
    options.memory = memories[m];
    options.threads = 1 + (int)m;
    lociq_store *source = open_store(source_path, LOCIQ_STORE_READ);
    lociq_store *target = open_store(target_path, LOCIQ_STORE_NEW);
    ok(lociq_run_store(&offer, source, target, &options, &error), &error);
    ok(lociq_store_commit(target, &error), &error);
    lociq_store_close(target);
    lociq_store_close(source);
    target = open_store(target_path, LOCIQ_STORE_READ);
    assert_holds(target, results, 0);
    lociq_store_close(target);
  }
  lociq_panel_free(results);
  lociq_panel_free(panel);
  (void)unlink(source_path);
  (void)unlink(target_path);
}

static void a_store_takes_its_own_results(void **state) {
  (void)state;
  const made_shape shape = {3, 130, 7, 9, false};
  const char *names[MADE_INDICATORS];
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  lociq_compute_options options = all_names(names);
  options.first_year = 2002;
  options.last_year = 2003;
  lociq_panel *panel = made_panel(&shape), *results = NULL;
  lociq_error error = {0};
  write_source(panel);
  ok(lociq_run_panel(&offer, panel, &options, &results, &error), &error);
  for (int again = 0; again < 2; again++) {
    lociq_store *store = open_store(source_path, LOCIQ_STORE_WRITE);
    ok(lociq_run_store(&offer, store, store, &options, &error), &error);
    assert_holds(store, results, 1);
    ok(lociq_store_commit(store, &error), &error);
    lociq_store_close(store);
  }
  lociq_panel_free(results);
  lociq_panel_free(panel);
  (void)unlink(source_path);
}

static bool holds(const lociq_store *store, const char *name) {
  return lociq_panel_find(lociq_store_panel(store), name) != NULL;
}

static void compute_one(lociq_store *store, const char *name, const lociq_setting *settings, size_t count) {
  const lociq_offer offer = lociq_offer_catalogue();
  lociq_compute_options options = lociq_compute_options_default();
  options.names = &name;
  options.name_count = 1;
  options.settings = settings;
  options.setting_count = count;
  lociq_error error = {0};
  ok(lociq_run_store(&offer, store, store, &options, &error), &error);
}

/* Computed again with other options, an indicator leaves nothing of before. */
static void what_is_not_given_now_goes(void **state) {
  (void)state;
  const made_shape shape = {2, 40, 6, 3, false};
  lociq_panel *panel = made_panel(&shape);
  lociq_error error = {0};
  lociq_cube *measure = NULL;
  ok(lociq_cube_create("lq_upper", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION, &measure, &error), &error);
  ok(lociq_cube_allocate(measure, LOCIQ_BODY, lociq_panel_count(panel, measure->shape), false, &error), &error);
  ok(lociq_panel_add(panel, measure, &error), &error);
  write_source(panel);
  lociq_store *store = open_store(source_path, LOCIQ_STORE_WRITE);

  compute_one(store, "shift_share", (lociq_setting[]){{"method", "esteban"}}, 1);
  assert_true(holds(store, "shift_share_allocation"));
  compute_one(store, "shift_share", (lociq_setting[]){{"method", "arcelus"}}, 1);
  assert_true(holds(store, "shift_share"));
  assert_true(holds(store, "shift_share_mix_even"));
  assert_true(holds(store, "shift_share_coverage"));
  assert_false(holds(store, "shift_share_allocation"));
  assert_false(holds(store, "shift_share_national"));

  compute_one(store, "herfindahl", (lociq_setting[]){{"bootstrap", "5"}}, 1);
  assert_true(holds(store, "herfindahl_standard_error"));
  assert_true(holds(store, "herfindahl_lower"));
  compute_one(store, "herfindahl", NULL, 0);
  assert_true(holds(store, "herfindahl"));
  assert_false(holds(store, "herfindahl_standard_error"));
  assert_false(holds(store, "herfindahl_lower"));
  assert_false(holds(store, "herfindahl_upper"));

  /* A measure of such a name is nobody's result. */
  compute_one(store, "lq", NULL, 0);
  assert_true(holds(store, "lq_upper"));
  lociq_store_close(store);
  lociq_panel_free(panel);
  (void)unlink(source_path);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(stores_give_the_bits_of_panels),
                                     cmocka_unit_test(a_store_takes_its_own_results),
                                     cmocka_unit_test(what_is_not_given_now_goes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

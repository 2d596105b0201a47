/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

/* The panel of the fixture with bounds of its measure. */
static lociq_panel *bounded_panel(void) {
  lociq_panel *panel = fixture_panel();
  lociq_cube *lower = fixture_cube(panel, "employment_lower", "bound", CELLS, 0);
  FINE(lociq_panel_add(panel, lower, error));
  return panel;
}

static void measures_and_bounds_come_back_and_results_do_not(void **state) {
  (void)state;
  lociq_panel *panel = bounded_panel(), *loaded = NULL;
  lociq_store *store = fixture_open(LOCIQ_STORE_NEW);
  FINE(lociq_store_put_measures(store, panel, error));
  lociq_cube *result = fixture_cube(panel, "lq", "indicator", CELLS, 5);
  FINE(lociq_store_put(store, result, error));
  lociq_cube_free(result);
  fixture_commit(store);
  store = fixture_open(LOCIQ_STORE_READ);
  assert_int_equal(lociq_store_panel(store)->cube_count, 3);
  FINE(lociq_store_load_measures(store, &loaded, error));
  lociq_store_close(store);
  assert_int_equal(loaded->cube_count, 2);
  for (size_t i = 0; i < 2; i++) {
    const lociq_cube *cube = lociq_panel_find(loaded, panel->cubes[i]->name);
    assert_non_null(cube);
    assert_string_equal(cube->kind, panel->cubes[i]->kind);
    assert_values(&cube->parts[LOCIQ_BODY], panel->cubes[i]->parts[LOCIQ_BODY].values, 12);
  }
  assert_values(&lociq_panel_find(loaded, "employment")->parts[LOCIQ_TOTAL_REGION],
                panel->cubes[0]->parts[LOCIQ_TOTAL_REGION].values, 6);
  lociq_panel_free(loaded);
  lociq_panel_free(panel);
}

static void events_are_taken_over(void **state) {
  (void)state;
  fixture_store();
  lociq_store *from = fixture_open(LOCIQ_STORE_WRITE), *made = NULL;
  FINE(lociq_store_record(from, &(lociq_event){.command = "first"}, error));
  fixture_commit(from);
  from = fixture_open(LOCIQ_STORE_READ);
  FINE(lociq_store_open("made.h5", LOCIQ_STORE_NEW, &made, error));
  FINE(lociq_store_inherit(made, from, error));
  FINE(lociq_store_record(made, &(lociq_event){.command = "second"}, error));
  const char *first = strstr(lociq_store_provenance(made), "\"first\""),
             *second = strstr(lociq_store_provenance(made), "\"second\"");
  assert_true(first != NULL && second != NULL && first < second);
  REFUSED(lociq_store_inherit(from, made, error), LOCIQ_INVALID, "store.h5 was opened for reading only");
  lociq_store_close(made);
  lociq_store_close(from);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = bounded_panel();
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_panel *loaded = NULL;
    lociq_store *store = fixture_open(LOCIQ_STORE_NEW);
    lociq_memory_fail_after(n);
    status = lociq_store_put_measures(store, panel, NULL);
    if (status == LOCIQ_OK) status = lociq_store_load_measures(store, &loaded, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && loaded == NULL));
    lociq_panel_free(loaded);
    lociq_store_close(store);
  }
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(measures_and_bounds_come_back_and_results_do_not),
                                     cmocka_unit_test(events_are_taken_over),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include "unit/partners/panels.h"

static const char path[] = "part_io.h5";

/* Two regions, two industries, 2015, with a published total of the regions. */
static int make_store(void **state) {
  const double values[] = {1, 2, UNKNOWN, 4};
  lociq_panel *panel = panel_made(NULL, 2, 2, values);
  lociq_store *store = NULL;
  lociq_cube *cube = panel->cubes[0];
  lociq_error error = {0};
  lociq_status status = lociq_cube_set_text(&cube->unit, "persons", NULL);
  if (status == LOCIQ_OK) status = lociq_cube_allocate(cube, LOCIQ_TOTAL_REGION, 2, false, NULL);
  cube->parts[LOCIQ_TOTAL_REGION].values[1] = 9;
  if (status == LOCIQ_OK) status = lociq_store_open(path, LOCIQ_STORE_NEW, &store, &error);
  if (status == LOCIQ_OK) status = lociq_store_merge(store, panel, &error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, &error);
  lociq_store_close(store);
  lociq_panel_free(panel);
  if (status == LOCIQ_OK) status = lociq_store_open(path, LOCIQ_STORE_READ, &store, &error);
  *state = store;
  return status == LOCIQ_OK ? 0 : -1;
}

static int remove_store(void **state) {
  lociq_store_close(*state);
  return unlink(path);
}

static void loads(const lociq_store *store, lociq_part part, const double *expected, size_t expected_count) {
  double *values = NULL;
  size_t count = 99;
  assert_int_equal(lociq_store_load_part(store, "employment", part, 0, &values, &count, NULL), LOCIQ_OK);
  assert_int_equal(count, expected_count);
  assert_int_equal(values == NULL, expected_count == 0);
  for (size_t i = 0; i < count; i++) assert_true(values[i] == expected[i] || (isnan(values[i]) && isnan(expected[i])));
  free(values);
}

static void a_year_of_a_part(void **state) {
  loads(*state, LOCIQ_BODY, (const double[]){1, 2, UNKNOWN, 4}, 4);
  loads(*state, LOCIQ_TOTAL_REGION, (const double[]){UNKNOWN, 9}, 2);
  loads(*state, LOCIQ_TOTAL_INDUSTRY, NULL, 0);
}

static void what_is_not_there(void **state) {
  double *values = NULL;
  size_t count = 99;
  lociq_error error = {0};
  assert_int_equal(lociq_store_load_part(*state, "wages", LOCIQ_BODY, 0, &values, &count, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(error.message, "part_io.h5 has no measure or indicator \"wages\"");
  error = (lociq_error){0};
  assert_int_equal(lociq_store_load_part(*state, "employment", LOCIQ_TOTAL_REGION, 1, &values, &count, &error),
                   LOCIQ_INVALID);
  assert_string_equal(error.message, "part_io.h5: employment_total_region has no year at position 1");
  assert_true(values == NULL && count == 99);
}

static void no_memory(void **state) {
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    double *values = NULL;
    size_t count = 0;
    lociq_memory_fail_after(n);
    status = lociq_store_load_part(*state, "employment", LOCIQ_BODY, 0, &values, &count, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && values == NULL));
    free(values);
  }
  assert_true(n > 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_year_of_a_part), cmocka_unit_test(what_is_not_there),
                                     cmocka_unit_test(no_memory)};
  return cmocka_run_group_tests(tests, make_store, remove_store);
}

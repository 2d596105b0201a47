/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/memory.h"
#include "unit/store/fixture.h"

/* Values of a body written a row at a time are those of the whole. */
static void rows_make_a_body(void **state) {
  (void)state;
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  lociq_cube *cube = NULL, *loaded = NULL;
  FINE(lociq_cube_create("lq", "indicator", CELLS, &cube, error));
  FINE(lociq_store_create(store, cube, true, error));
  double expected[12];
  for (size_t i = 0; i < 12; i++) expected[i] = (double)i / 3;
  for (size_t year = 2; year-- > 0;)
    for (size_t row = 0; row < 3; row++)
      if (year != 1 || row != 2)
        FINE(lociq_store_write_rows(store, "lq", year, row, 1, expected + (year * 3 + row) * 2, error));
  expected[10] = expected[11] = (double)NAN; /* never written */
  FINE(lociq_store_load(store, "lq", &loaded, error));
  assert_values(&loaded->parts[LOCIQ_BODY], expected, 12);
  lociq_cube_free(loaded);
  lociq_cube_free(cube);
  fixture_commit(store);
}

/* The same a column at a time, and two at once. */
static void columns_make_a_body(void **state) {
  (void)state;
  fixture_store();
  for (size_t wide = 1; wide <= 2; wide++) {
    lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
    lociq_cube *cube = NULL, *loaded = NULL;
    FINE(lociq_cube_create("lq", "indicator", CELLS, &cube, error));
    FINE(lociq_store_create(store, cube, wide == 1, error));
    double expected[12], columns[6];
    for (size_t i = 0; i < 12; i++) expected[i] = (double)i / (double)(2 + wide);
    for (size_t year = 0; year < 2; year++)
      for (size_t first = 0; first < 2; first += wide) {
        for (size_t k = 0; k < 3 * wide; k++) columns[k] = expected[(year * 3 + k / wide) * 2 + first + k % wide];
        FINE(lociq_store_write_columns(store, "lq", year, first, wide, columns, error));
      }
    FINE(lociq_store_load(store, "lq", &loaded, error));
    assert_values(&loaded->parts[LOCIQ_BODY], expected, 12);
    lociq_cube_free(loaded);
    lociq_cube_free(cube);
    fixture_commit(store);
  }
}

static void columns_that_are_not_there(void **state) {
  (void)state;
  fixture_store();
  double values[6] = {0};
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  REFUSED(lociq_store_write_columns(store, "hours", 0, 0, 1, values, error), LOCIQ_NOT_FOUND,
          "store.h5 has no measure or indicator \"hours\"");
  REFUSED(lociq_store_write_columns(store, "employment", 2, 0, 1, values, error), LOCIQ_INVALID,
          "store.h5: employment has 2 years of 2 columns, so not the columns from 0 to 1 of year 2");
  REFUSED(lociq_store_write_columns(store, "employment", 0, 1, 2, values, error), LOCIQ_INVALID,
          "store.h5: employment has 2 years of 2 columns, so not the columns from 1 to 3 of year 0");
  FINE(lociq_store_write_columns(store, "employment", 0, 2, 0, values, error)); /* none at the end */
  lociq_store_close(store);
  store = fixture_open(LOCIQ_STORE_READ);
  REFUSED(lociq_store_write_columns(store, "employment", 0, 0, 1, values, error), LOCIQ_INVALID,
          "store.h5 was opened for reading only");
  lociq_store_close(store);
}

/* What lies over fewer axes has rows too. */
static void every_shape_has_rows(void **state) {
  (void)state;
  enum { PAIRS = LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER };
  const struct {
    unsigned shape;
    size_t rows, width;
  } shapes[] = {{CELLS, 3, 2},
                {YEAR_REGION, 3, 1},
                {LOCIQ_BY_REGION, 3, 1},
                {LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, 1, 2},
                {LOCIQ_BY_INDUSTRY, 1, 2},
                {LOCIQ_BY_YEAR, 1, 1},
                {LOCIQ_BY_YEAR | PAIRS, 2, 2},
                {PAIRS, 2, 2}};
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
    lociq_cube *cube = fixture_cube(lociq_store_panel(store), "lq", "indicator", shapes[i].shape, 1);
    const size_t cells = shapes[i].rows * shapes[i].width;
    const size_t last = (shapes[i].shape & LOCIQ_BY_YEAR) != 0 ? 1 : 0;
    double values[6] = {0};
    FINE(lociq_store_put(store, cube, error));
    FINE(lociq_store_read_rows(store, "lq", last, 0, shapes[i].rows, values, NULL, error));
    assert_memory_equal(values, cube->parts[LOCIQ_BODY].values + last * cells, cells * sizeof *values);
    FINE(lociq_store_remove(store, "lq", error));
    lociq_cube_free(cube);
  }
  lociq_store_close(store);
}

static void rows_that_are_not_there(void **state) {
  (void)state;
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  double values[12] = {0};
  REFUSED(lociq_store_read_rows(store, "hours", 0, 0, 1, values, NULL, error), LOCIQ_NOT_FOUND,
          "store.h5 has no measure or indicator \"hours\"");
  REFUSED(lociq_store_read_rows(store, "employment", 2, 0, 1, values, NULL, error), LOCIQ_INVALID,
          "store.h5: employment has 2 years of 3 rows, so not the rows from 0 to 1 of year 2");
  REFUSED(lociq_store_read_rows(store, "employment", 0, 2, 2, values, NULL, error), LOCIQ_INVALID,
          "store.h5: employment has 2 years of 3 rows, so not the rows from 2 to 4 of year 0");
  FINE(lociq_store_read_rows(store, "employment", 0, 3, 0, values, NULL, error)); /* none at the end */
  REFUSED(lociq_store_write_rows(store, "employment", 0, 0, 1, values, error), LOCIQ_INVALID,
          "store.h5 was opened for reading only");
  lociq_store_close(store);
}

/* Sixteen datasets stay open; the seventeenth takes the place of the first. */
static void more_datasets_than_stay_open(void **state) {
  (void)state;
  enum { CUBES = 40 };
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  char name[16];
  for (int i = 0; i < CUBES; i++) {
    (void)snprintf(name, sizeof name, "lq%d", i);
    lociq_cube *cube = fixture_cube(lociq_store_panel(store), name, "indicator", LOCIQ_BY_REGION, 10 * i);
    FINE(lociq_store_put(store, cube, error));
    lociq_cube_free(cube);
  }
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < CUBES; i++) {
      double value = 0;
      (void)snprintf(name, sizeof name, "lq%d", i);
      FINE(lociq_store_read_rows(store, name, 0, 2, 1, &value, NULL, error));
      assert_true(value == 10 * i + 2);
    }
  fixture_commit(store);
}

static void results_take_a_comment_afterwards(void **state) {
  (void)state;
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  lociq_cube *cube = NULL;
  const double values[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  FINE(lociq_cube_create("lq", "indicator", CELLS, &cube, error));
  FINE(lociq_cube_add_text(cube, "formula", "s / x", error));
  FINE(lociq_store_create(store, cube, false, error));
  for (size_t year = 0; year < 2; year++)
    FINE(lociq_store_write_rows(store, "lq", year, 0, 3, values + year * 6, error));
  FINE(lociq_store_comment(store, "lq", "2014: one", error));
  FINE(lociq_store_comment(store, "lq", "2014: another", error)); /* in the place of the first */
  for (int opening = 0; opening < 2; opening++) {
    lociq_cube *loaded = NULL;
    FINE(lociq_store_load(store, "lq", &loaded, error));
    assert_values(&loaded->parts[LOCIQ_BODY], values, 12);
    assert_string_equal(lociq_cube_attribute(loaded, "comment")->text, "2014: another");
    assert_string_equal(lociq_cube_attribute(lociq_panel_find(lociq_store_panel(store), "lq"), "formula")->text,
                        "s / x");
    lociq_cube_free(loaded);
    if (opening == 0) fixture_commit(store);
    if (opening == 0) store = fixture_open(LOCIQ_STORE_READ);
  }
  REFUSED(lociq_store_comment(store, "hours", "x", error), LOCIQ_NOT_FOUND, "store.h5 has no result \"hours\"");
  REFUSED(lociq_store_comment(store, "employment", "x", error), LOCIQ_NOT_FOUND,
          "store.h5 has no result \"employment\"");
  lociq_store_close(store);
  store = fixture_open(LOCIQ_STORE_WRITE);
  FINE(lociq_store_create(store, cube, false, error)); /* in the place of all of it */
  assert_null(lociq_cube_attribute(lociq_panel_find(lociq_store_panel(store), "lq"), "comment"));
  lociq_store_close(store);
  long n = 0;
  for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
    lociq_store *failing = fixture_open(LOCIQ_STORE_WRITE);
    lociq_memory_fail_after(n);
    status = lociq_store_comment(failing, "lq", "2014: one", NULL);
    lociq_memory_fail_after(-1);
    if (status != LOCIQ_OK) assert_int_equal(status, LOCIQ_NO_MEMORY);
    lociq_store_close(failing);
  }
  assert_true(n > 3);
  lociq_cube_free(cube);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(results_take_a_comment_afterwards),
                                     STORE_TEST(rows_make_a_body),
                                     STORE_TEST(columns_make_a_body),
                                     STORE_TEST(columns_that_are_not_there),
                                     STORE_TEST(every_shape_has_rows),
                                     STORE_TEST(rows_that_are_not_there),
                                     STORE_TEST(more_datasets_than_stay_open)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

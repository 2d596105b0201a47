/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "unit/store/fixture.h"

/* The digest of "abc" is that of FIPS 180-2, appendix B.1. */
static void record_input(void) {
  char path[] = "input.csv", reader[] = "tidy";
  const lociq_input input = {.path = path,
                             .reader = reader,
                             .bytes = 3,
                             .sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
  const lociq_event event = {.command = "import", .inputs = &input, .input_count = 1};
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  FINE(lociq_store_record(store, &event, error));
  fixture_commit(store);
}

static void write_input(const char *text) {
  FILE *file = fopen("input.csv", "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static void what_was_checked_is_told(void **state) {
  (void)state;
  char *report = NULL;
  fixture_store();
  record_input();
  write_input("abc");
  FINE(lociq_store_verify("store.h5", &report, error));
  assert_string_equal(report,
                      "3 axes sorted and unique, 1 measures and indicators, 3 datasets with 30 values read and "
                      "their checksums right; inputs: 1 unchanged, 0 not there any more");
  free(report);
  report = NULL;
  assert_int_equal(unlink("input.csv"), 0);
  FINE(lociq_store_verify("store.h5", &report, error));
  assert_non_null(strstr(report, "inputs: 0 unchanged, 1 not there any more"));
  free(report);
}

static void a_changed_input(void **state) {
  (void)state;
  char *report = NULL;
  fixture_store();
  record_input();
  write_input("");
  /* that of nothing is well known too */
  REFUSED(lociq_store_verify("store.h5", &report, error), LOCIQ_CONFLICT,
          "input.csv has changed since it was imported: sha256 "
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, then "
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_null(report);
  assert_int_equal(unlink("input.csv"), 0);
}

static void a_lower_bound_above_the_upper_one(void **state) {
  (void)state;
  static const char *const names[] = {"employment_lower", "employment_upper"};
  lociq_store *store = NULL;
  char *report = NULL;
  for (int crossed = 0; crossed < 2; crossed++) {
    fixture_store();
    FINE(lociq_store_open("store.h5", LOCIQ_STORE_WRITE, &store, error));
    for (int which = 0; which < 2; which++) {
      lociq_cube *cube = NULL;
      const size_t count = lociq_panel_count(lociq_store_panel(store), CELLS);
      FINE(lociq_cube_create(names[which], "bound", CELLS, &cube, error));
      FINE(lociq_cube_allocate(cube, LOCIQ_BODY, count, false, error));
      for (size_t cell = 1; cell < count; cell++) cube->parts[LOCIQ_BODY].values[cell] = which == 0 ? 1 : INFINITY;
      cube->parts[LOCIQ_BODY].values[7] = crossed * (1 - which) + 2;
      FINE(lociq_store_put(store, cube, error));
      lociq_cube_free(cube);
    }
    FINE(lociq_store_commit(store, error));
    lociq_store_close(store);
    if (crossed == 0)
      FINE(lociq_store_verify("store.h5", &report, error));
    else
      REFUSED(lociq_store_verify("store.h5", &report, error), LOCIQ_BAD_INPUT,
              "store.h5: cell 7 of employment_lower is 3, above 2 of employment_upper");
    free(report);
    report = NULL;
  }
}

static void what_is_no_store(void **state) {
  (void)state;
  char *report = NULL;
  REFUSED(lociq_store_verify("store.h5", &report, error), LOCIQ_NOT_FOUND, "store.h5: No such file or directory");
  FILE *file = fopen("store.h5", "w");
  assert_non_null(file);
  assert_int_equal(fclose(file), 0);
  REFUSED(lociq_store_verify("store.h5", &report, error), LOCIQ_BAD_INPUT, "store.h5 is empty, expected a store");
  file = fopen("store.h5", "w");
  assert_non_null(file);
  assert_true(fputs("region,industry,year\n", file) >= 0);
  assert_int_equal(fclose(file), 0);
  REFUSED(lociq_store_verify("store.h5", &report, error), LOCIQ_BAD_INPUT, "store.h5 is no HDF5 file");
  REFUSED(lociq_store_verify(".", &report, error), LOCIQ_IO, ". is a folder, expected a store");
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(what_was_checked_is_told), STORE_TEST(a_changed_input),
                                     STORE_TEST(a_lower_bound_above_the_upper_one), STORE_TEST(what_is_no_store)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

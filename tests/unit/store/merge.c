/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/store/fixture.h"

static const double missing = (double)NAN;

static lociq_status merge_into(const lociq_panel *panel, lociq_error *error) {
  lociq_store *store = fixture_open(LOCIQ_STORE_IMPORT);
  lociq_status status = lociq_store_merge(store, panel, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  lociq_store_close(store);
  return status;
}

static void what_went_in_comes_out(void **state) {
  (void)state;
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  lociq_cube *cube = NULL;
  const double expected[] = {1, 2, 3, missing, 5, 6, 7, 8, 9, 10, 11, 12}, totals[] = {100, 101, 102, 103, 104, 105};
  FINE(lociq_store_load(store, "employment", &cube, error));
  assert_values(&cube->parts[LOCIQ_BODY], expected, 12);
  assert_values(&cube->parts[LOCIQ_TOTAL_REGION], totals, 6);
  assert_int_equal(cube->parts[LOCIQ_BODY].flags[3], LOCIQ_FLAG_CONFIDENTIAL);
  assert_int_equal(cube->parts[LOCIQ_BODY].flags[2], 0);
  assert_null(cube->parts[LOCIQ_TOTAL_REGION].flags);
  assert_null(cube->parts[LOCIQ_TOTAL].values);
  assert_string_equal(cube->unit, "persons");
  assert_string_equal(lociq_axis_label(lociq_store_panel(store)->axes[LOCIQ_REGION], 2), "d");
  lociq_cube_free(cube);
  lociq_store_close(store);
}

/* One more region between the others, one more industry, a known cell that was
 * missing and one that is equal. */
static void new_codes_and_cells_join(void **state) {
  (void)state;
  static const char *const years[] = {"2014"}, *const regions[] = {"b", "c"}, *const industries[] = {"y", "z"};
  fixture_store();
  lociq_panel *panel = fixture_axes(years, 1, regions, 2, industries, 2);
  lociq_cube *cube = fixture_cube(panel, "employment", "measure", CELLS, 50);
  FINE(lociq_panel_add(panel, cube, error));
  FINE(merge_into(panel, error));
  FINE(merge_into(panel, error)); /* the same again changes nothing */
  lociq_panel_free(panel);
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  cube = NULL;
  FINE(lociq_store_load(store, "employment", &cube, error));
  const double expected[] = {1, 2, missing, 3, 50, 51,      missing, 52,      53,      5,  6,  missing,
                             7, 8, missing, 9, 10, missing, missing, missing, missing, 11, 12, missing};
  const double totals[] = {100, 101, missing, 102, 103, 104, missing, 105};
  assert_values(&cube->parts[LOCIQ_BODY], expected, 24);
  assert_values(&cube->parts[LOCIQ_TOTAL_REGION], totals, 8);
  assert_int_equal(cube->parts[LOCIQ_BODY].flags[4], 0); /* the value came with its own flags */
  assert_int_equal(lociq_panel_find(lociq_store_panel(store), "employment")->parts[LOCIQ_BODY].count, 24);
  lociq_cube_free(cube);
  lociq_store_close(store);
}

static void a_missing_cell_keeps_the_value(void **state) {
  (void)state;
  fixture_store();
  lociq_panel *panel = fixture_panel();
  lociq_grid *body = &panel->cubes[0]->parts[LOCIQ_BODY];
  body->values[0] = missing;
  body->flags[0] = LOCIQ_FLAG_CONFIDENTIAL;
  body->flags[1] = LOCIQ_FLAG_PROVISIONAL;
  FINE(merge_into(panel, error));
  lociq_panel_free(panel);
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  double values[2];
  uint16_t flags[2];
  FINE(lociq_store_read_rows(store, "employment", 0, 0, 1, values, flags, error));
  assert_true(values[0] == 1 && flags[0] == 0 && flags[1] == LOCIQ_FLAG_PROVISIONAL);
  lociq_store_close(store);
}

static void two_values_for_a_cell_are_refused(void **state) {
  (void)state;
  fixture_store();
  lociq_panel *panel = fixture_panel();
  panel->cubes[0]->parts[LOCIQ_BODY].values[9] = 10.25;
  REFUSED(merge_into(panel, error), LOCIQ_CONFLICT,
          "employment of industry \"y\", region \"b\", year 2015 is 10 in store.h5 and 10.25 in what is imported");
  panel->cubes[0]->parts[LOCIQ_BODY].values[9] = 10;
  panel->cubes[0]->parts[LOCIQ_TOTAL_REGION].values[0] = 7;
  REFUSED(merge_into(panel, error), LOCIQ_CONFLICT,
          "employment_total_region of region \"a\", year 2014 is 100 in store.h5 and 7 in what is imported");
  panel->cubes[0]->parts[LOCIQ_TOTAL_REGION].values[0] = 100;
  FINE(lociq_cube_set_text(&panel->cubes[0]->unit, "thousand persons", error));
  REFUSED(merge_into(panel, error), LOCIQ_CONFLICT,
          "employment is in persons in store.h5 and in thousand persons in what is imported");
  lociq_panel_free(panel);
}

static void overlapping_codes_are_refused(void **state) {
  (void)state;
  static const char *const years[] = {"2014"}, *const wide[] = {"AT", "BE"}, *const narrow[] = {"AT11", "BE10"},
                           *const industries[] = {"A", "B"};
  const char *const *const regions[] = {wide, narrow};
  lociq_error told = {0};
  for (int i = 0; i < 2; i++) {
    lociq_panel *panel = fixture_axes(years, 1, regions[i], 2, industries, 2);
    FINE(lociq_panel_add(panel, fixture_cube(panel, "employment", "measure", CELLS, 1), error));
    assert_int_equal(merge_into(panel, &told), i == 0 ? LOCIQ_OK : LOCIQ_CONFLICT);
    lociq_panel_free(panel);
  }
  assert_non_null(strstr(told.message, "AT contains AT11"));
}

/* After a conflict nothing can be committed, and the file is as it was. */
static void a_failed_merge_is_not_committed(void **state) {
  (void)state;
  fixture_store();
  lociq_panel *panel = fixture_panel();
  panel->cubes[0]->parts[LOCIQ_BODY].values[0] = 99;
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  assert_int_equal(lociq_store_merge(store, panel, NULL), LOCIQ_CONFLICT);
  REFUSED(lociq_store_commit(store, error), LOCIQ_INVALID,
          "store.h5: an earlier change failed, so that it cannot be written");
  lociq_store_close(store);
  lociq_panel_free(panel);
  store = fixture_open(LOCIQ_STORE_READ);
  double values[2];
  FINE(lociq_store_read_rows(store, "employment", 0, 0, 1, values, NULL, error));
  assert_true(values[0] == 1);
  lociq_store_close(store);
}

/* What the store is asked for while an allocation fails. Each is a round of its
 * own, so that no allocation is tried behind much other work. */
typedef struct request {
  const lociq_panel *panel;
  const lociq_cube *result;
} request;
typedef lociq_status round_of(const request *asked, lociq_error *error);

static lociq_status merge_round(const request *asked, lociq_error *error) {
  lociq_store *store = NULL;
  lociq_status status = lociq_store_open("store.h5", LOCIQ_STORE_IMPORT, &store, error);
  if (status == LOCIQ_OK) status = lociq_store_merge(store, asked->panel, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  lociq_store_close(store);
  return status;
}

static lociq_status put_round(const request *asked, lociq_error *error) {
  static const double row[2] = {1, 2};
  static const lociq_event event = {.command = "test"};
  lociq_store *store = NULL;
  lociq_status status = lociq_store_open("store.h5", LOCIQ_STORE_WRITE, &store, error);
  if (status == LOCIQ_OK) status = lociq_store_put(store, asked->result, error);
  if (status == LOCIQ_OK) status = lociq_store_write_rows(store, "lq", 0, 1, 1, row, error);
  if (status == LOCIQ_OK) status = lociq_store_record(store, &event, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  lociq_store_close(store);
  return status;
}

static lociq_status read_round(const request *asked, lociq_error *error) {
  (void)asked;
  lociq_store *store = NULL;
  lociq_cube *loaded = NULL;
  char *text = NULL;
  lociq_status status = lociq_store_open("store.h5", LOCIQ_STORE_READ, &store, error);
  if (status == LOCIQ_OK) status = lociq_store_load(store, "employment", &loaded, error);
  if (status == LOCIQ_OK) status = lociq_store_info(store, &text, error);
  lociq_cube_free(loaded);
  lociq_store_close(store);
  free(text);
  return status;
}

static lociq_status verify_round(const request *asked, lociq_error *error) {
  (void)asked;
  char *report = NULL;
  const lociq_status status = lociq_store_verify("store.h5", &report, error);
  free(report);
  return status;
}

static size_t file_bytes(char bytes[1 << 18]) {
  FILE *file = fopen("store.h5", "rb");
  assert_non_null(file);
  const size_t count = fread(bytes, 1, 1 << 18, file);
  assert_int_equal(feof(file) == 0, 0);
  (void)fclose(file);
  return count;
}

/* Returns how many allocations a round makes. */
static long fail_each(round_of *round, const request *asked) {
  static char before[1 << 18], after[1 << 18];
  const size_t size = file_bytes(before);
  for (long n = 0;; n++) {
    lociq_error told = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = round(asked, &told);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) return n;
    if (status != LOCIQ_NO_MEMORY) fail_msg("allocation %ld: %s", n, told.message);
    assert_int_equal(strncmp(told.message, "no memory for ", 14), 0);
    assert_int_equal(file_bytes(after), size); /* as it was */
    assert_memory_equal(before, after, size);
  }
}

/* The smallest store that has all kinds of datasets: one year, region and
 * industry, of which the round makes two each. */
static void every_allocation_may_fail(void **state) {
  (void)state;
  static const char *const years[] = {"2014"}, *const regions[] = {"b", "c"}, *const industries[] = {"x", "y"};
  lociq_panel *first = fixture_axes(years, 1, regions + 1, 1, industries, 1);
  FINE(lociq_panel_add(first, fixture_cube(first, "employment", "measure", CELLS, 1), error));
  FINE(merge_into(first, error));
  lociq_panel *panel = fixture_axes(years, 1, regions, 2, industries, 2);
  FINE(lociq_panel_add(panel, fixture_cube(panel, "hours", "measure", CELLS, 1), error));
  request asked = {.panel = panel};
  lociq_cube *result = NULL;
  FINE(lociq_cube_create("lq", "indicator", CELLS, &result, error));
  FINE(lociq_cube_add_text(result, "totals", "published", error));
  asked.result = result;
  assert_true(fail_each(merge_round, &asked) > 100);
  assert_true(fail_each(put_round, &asked) > 50);
  assert_true(fail_each(read_round, &asked) > 50);
  assert_true(fail_each(verify_round, &asked) > 50);
  lociq_cube_free(result);
  lociq_panel_free(panel);
  lociq_panel_free(first);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {
      STORE_TEST(what_went_in_comes_out),         STORE_TEST(new_codes_and_cells_join),
      STORE_TEST(a_missing_cell_keeps_the_value), STORE_TEST(two_values_for_a_cell_are_refused),
      STORE_TEST(overlapping_codes_are_refused),  STORE_TEST(a_failed_merge_is_not_committed),
      STORE_TEST(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

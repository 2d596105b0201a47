/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/store/fixture.h"

static lociq_store *opened(void) {
  fixture_store();
  return fixture_open(LOCIQ_STORE_WRITE);
}

static lociq_cube *cube_of(const lociq_store *store, const char *name, const char *kind, unsigned shape) {
  return fixture_cube(lociq_store_panel(store), name, kind, shape, 1);
}

static void a_result_is_put_replaced_and_removed(void **state) {
  (void)state;
  lociq_store *store = opened();
  lociq_cube *cube = cube_of(store, "lq", "indicator", CELLS), *loaded = NULL;
  const double range[2] = {0, 1};
  FINE(lociq_cube_add_numbers(cube, "valid_range", range, 2, error));
  FINE(lociq_cube_add_text(cube, "totals", "published", error));
  FINE(lociq_store_put(store, cube, error));
  cube->parts[LOCIQ_BODY].values[0] = 7;
  FINE(lociq_store_put(store, cube, error));
  fixture_commit(store);
  store = fixture_open(LOCIQ_STORE_WRITE);
  FINE(lociq_store_load(store, "lq", &loaded, error));
  assert_values(&loaded->parts[LOCIQ_BODY], cube->parts[LOCIQ_BODY].values, 12);
  assert_true(loaded->parts[LOCIQ_BODY].values[0] == 7);
  assert_int_equal(loaded->attribute_count, 2);
  assert_string_equal(lociq_cube_attribute(loaded, "totals")->text, "published");
  assert_true(lociq_cube_attribute(loaded, "valid_range")->numbers[1] == 1);
  FINE(lociq_store_remove(store, "lq", error));
  FINE(lociq_store_remove(store, "lq", error)); /* absent is fine */
  lociq_cube_free(loaded);
  loaded = NULL;
  REFUSED(lociq_store_load(store, "lq", &loaded, error), LOCIQ_NOT_FOUND,
          "store.h5 has no measure or indicator \"lq\"");
  assert_null(loaded);
  lociq_cube_free(cube);
  fixture_commit(store);
}

/* Nothing changes, so the store can still be committed. */
static void what_cannot_be_put(void **state) {
  (void)state;
  const struct {
    const char *name, *kind;
    unsigned shape;
    lociq_status status;
    const char *expected;
  } cubes[] = {{"employment", "indicator", CELLS, LOCIQ_CONFLICT, "employment is there already, as a measure"},
               {"employment_flag", "indicator", CELLS, LOCIQ_CONFLICT,
                "the name employment_flag is that of a part of employment"},
               {"employment_total", "indicator", CELLS, LOCIQ_CONFLICT,
                "the name employment_total is that of a part of employment"},
               {"region", "indicator", CELLS, LOCIQ_CONFLICT, "the name region is the store's own"},
               {"region_label", "indicator", CELLS, LOCIQ_CONFLICT, "the name region_label is the store's own"},
               {"provenance", "indicator", CELLS, LOCIQ_CONFLICT, "the name provenance is the store's own"},
               {"partner_rank", "indicator", CELLS, LOCIQ_CONFLICT, "partner_rank is there already"},
               {"partner", "indicator", CELLS, LOCIQ_CONFLICT,
                "partner cannot be kept: partner_total is there already and would be a part of it"},
               {"lq", "total", CELLS, LOCIQ_INVALID, "lq cannot be of the kind \"total\""},
               {"lq", "", CELLS, LOCIQ_INVALID, "lq cannot be of the kind \"\""},
               {"lq", "indicator", CELLS | LOCIQ_BY_INDUSTRY_OTHER, LOCIQ_INVALID, "lq has a shape that no cube has"},
               {"lq", "indicator", LOCIQ_BY_AGGREGATE, LOCIQ_INVALID, "lq lies over aggregate, and store.h5 has none"},
               {"lq", "indicator", 0, LOCIQ_INVALID, "lq lies over no axis: expected year, region or industry"}};
  lociq_store *store = opened();
  const lociq_variable variable = {.name = "partner_total",
                                   .kind = "partner",
                                   .type = LOCIQ_DOUBLE,
                                   .dimensions = {{"partner_rank", 2}},
                                   .dimension_count = 1,
                                   .values = (const double[]){1, 2}};
  FINE(lociq_store_put_variable(store, &variable, error));
  for (size_t i = 0; i < sizeof cubes / sizeof cubes[0]; i++) {
    lociq_cube *cube = cube_of(store, cubes[i].name, cubes[i].kind, cubes[i].shape);
    REFUSED(lociq_store_put(store, cube, error), cubes[i].status, cubes[i].expected);
    lociq_cube_free(cube);
  }
  lociq_cube *cube = cube_of(store, "lq", "indicator", YEAR_REGION);
  cube->shape = CELLS;
  REFUSED(lociq_store_put(store, cube, error), LOCIQ_INVALID, "lq has 6 values, the store's axes want 12");
  cube->shape = YEAR_REGION;
  FINE(lociq_cube_allocate(cube, LOCIQ_TOTAL, 2, false, error));
  REFUSED(lociq_store_put(store, cube, error), LOCIQ_INVALID,
          "lq is of the kind \"indicator\": only a measure has published totals");
  lociq_cube_free(cube);
  fixture_commit(store);
}

static void units_that_other_programs_take_for_time(void **state) {
  (void)state;
  lociq_store *store = opened();
  lociq_cube *cube = cube_of(store, "hours", "indicator", CELLS), *loaded = NULL;
  FINE(lociq_cube_set_text(&cube->unit, "hours", error));
  FINE(lociq_store_put(store, cube, error));
  FINE(lociq_cube_set_text(&cube->unit, "days since 1970", error));
  fixture_commit(store);
  store = fixture_open(LOCIQ_STORE_WRITE);
  FINE(lociq_store_load(store, "hours", &loaded, error));
  assert_string_equal(loaded->unit, "h");
  REFUSED(lociq_store_put(store, cube, error), LOCIQ_INVALID,
          "hours: the unit \"days since 1970\" would be read as a date");
  lociq_cube_free(loaded);
  lociq_cube_free(cube);
  lociq_store_close(store);
}

static void what_cannot_be_removed(void **state) {
  (void)state;
  lociq_store *store = opened();
  const lociq_variable variable = {.name = "partner_x",
                                   .kind = "partner",
                                   .type = LOCIQ_DOUBLE,
                                   .dimensions = {{"partner_rank", 2}},
                                   .dimension_count = 1,
                                   .values = (const double[]){1, 2}};
  FINE(lociq_store_put_variable(store, &variable, error));
  REFUSED(lociq_store_remove(store, "region", error), LOCIQ_INVALID, "region cannot be removed");
  REFUSED(lociq_store_remove(store, "provenance", error), LOCIQ_INVALID, "provenance cannot be removed");
  REFUSED(lociq_store_remove(store, "partner_rank", error), LOCIQ_INVALID, "partner_rank cannot be removed");
  REFUSED(lociq_store_remove(store, "employment_flag", error), LOCIQ_INVALID,
          "employment_flag cannot be removed: it is a part of employment");
  FINE(lociq_store_remove(store, "partner_x", error));
  FINE(lociq_store_remove(store, "employment", error));
  assert_int_equal(lociq_store_panel(store)->cube_count, 0);
  fixture_commit(store);
  char *report = NULL;
  FINE(lociq_store_verify("store.h5", &report, error));
  free(report);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(a_result_is_put_replaced_and_removed), STORE_TEST(what_cannot_be_put),
                                     STORE_TEST(units_that_other_programs_take_for_time),
                                     STORE_TEST(what_cannot_be_removed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/store/fixture.h"

static const double scores[6] = {1, 2, 3, 4, 5, 6};
static const int32_t places[12] = {1, 2, 0, 2, 0, 1, 1, 2, 0, 2, 0, -1};

static lociq_variable ranking(void) {
  return (lociq_variable){.name = "partner_cosine",
                          .kind = "partner",
                          .type = LOCIQ_INT32,
                          .dimensions = {{.name = "year", .size = 2},
                                         {.name = "region", .size = 3},
                                         {.name = "partner_cosine_rank", .size = 2}},
                          .dimension_count = 3,
                          .values = places};
}

static lociq_variable framework(void) {
  return (lociq_variable){.name = "climate",
                          .kind = "framework",
                          .unit = "1",
                          .title = "business climate",
                          .type = LOCIQ_DOUBLE,
                          .dimensions = {{.name = "year", .size = 2}, {.name = "region", .size = 3}},
                          .dimension_count = 2,
                          .values = scores};
}

static lociq_store *opened(void) {
  fixture_store();
  return fixture_open(LOCIQ_STORE_WRITE);
}

/* Each leaves the store as it was: what follows can still be put and committed. */
static void what_cannot_be_put_is_refused_before_anything_changes(void **state) {
  (void)state;
  lociq_store *store = opened();
  const char *const bad[] = {"", "2nd", "a/b", "<b>", "partner cosine", "région"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    lociq_variable variable = ranking();
    lociq_error told = {0};
    char expected[128];
    (void)snprintf(expected, sizeof expected,
                   "\"%s\" cannot name a dataset: expected a letter, then letters, digits and underscores", bad[i]);
    variable.name = bad[i];
    REFUSED(lociq_store_put_variable(store, &variable, error), LOCIQ_INVALID, expected);
    variable = ranking();
    variable.dimensions[2].name = bad[i];
    assert_int_equal(lociq_store_put_variable(store, &variable, &told), LOCIQ_INVALID);
    assert_string_equal(told.message, expected);
  }
  lociq_variable variable = ranking();
  variable.kind = "measure";
  REFUSED(lociq_store_put_variable(store, &variable, error), LOCIQ_INVALID,
          "partner_cosine is a measure: expected partner, framework or organisation");
  variable.kind = "partner";
  variable.dimension_count = 0;
  REFUSED(lociq_store_put_variable(store, &variable, error), LOCIQ_INVALID,
          "partner_cosine has 0 dimensions, expected 1 to 4");
  variable = ranking();
  FINE(lociq_store_put_variable(store, &variable, error));
  fixture_commit(store);
}

static void names_that_are_taken(void **state) {
  (void)state;
  const struct {
    const char *name, *expected;
  } taken[] = {{"employment", "employment is there already, as a measure"},
               {"employment_flag", "employment_flag is there already, as a flag"},
               {"employment_total", "the name employment_total is that of a part of employment"},
               {"region", "the name region is the store's own"},
               {"provenance", "the name provenance is the store's own"}};
  for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
    lociq_store *store = opened();
    lociq_variable variable = ranking();
    variable.name = taken[i].name;
    REFUSED(lociq_store_put_variable(store, &variable, error), LOCIQ_CONFLICT, taken[i].expected);
    lociq_store_close(store);
  }
}

/* A framework on the axes is a cube, at once and after reopening, and goes away
 * as one; a ranking is none. */
static void what_lies_on_the_axes_is_in_the_panel(void **state) {
  (void)state;
  lociq_store *store = opened();
  lociq_variable variable = framework(), ranks = ranking();
  FINE(lociq_store_put_variable(store, &variable, error));
  FINE(lociq_store_put_variable(store, &variable, error)); /* in place of itself */
  FINE(lociq_store_put_variable(store, &ranks, error));
  for (int opening = 0; opening < 2; opening++) {
    const lociq_panel *panel = lociq_store_panel(store);
    assert_int_equal(panel->cube_count, 2);
    const lociq_cube *cube = lociq_panel_find(panel, "climate");
    assert_non_null(cube);
    assert_string_equal(cube->kind, "framework");
    assert_string_equal(cube->title, "business climate");
    assert_int_equal(cube->shape, YEAR_REGION);
    assert_int_equal(cube->parts[LOCIQ_BODY].count, 6);
    double values[3];
    FINE(lociq_store_read_rows(store, "climate", 1, 0, 3, values, NULL, error));
    assert_memory_equal(values, scores + 3, sizeof values);
    if (opening == 0) fixture_commit(store);
    if (opening == 0) store = fixture_open(LOCIQ_STORE_WRITE);
  }
  FINE(lociq_store_remove(store, "climate", error));
  assert_null(lociq_panel_find(lociq_store_panel(store), "climate"));
  lociq_store_close(store);
}

/* The cube has flags, of which the variable that takes its place has none. */
static void a_variable_in_place_of_a_cube(void **state) {
  (void)state;
  lociq_store *store = opened();
  lociq_cube *cube = fixture_cube(lociq_store_panel(store), "climate", "framework", YEAR_REGION, 50);
  cube->parts[LOCIQ_BODY].flags[0] = LOCIQ_FLAG_BREAK;
  FINE(lociq_store_put(store, cube, error));
  lociq_cube_free(cube);
  const lociq_variable variable = framework();
  FINE(lociq_store_put_variable(store, &variable, error));
  cube = NULL;
  FINE(lociq_store_load(store, "climate", &cube, error));
  assert_values(&cube->parts[LOCIQ_BODY], scores, 6);
  assert_null(cube->parts[LOCIQ_BODY].flags);
  lociq_cube_free(cube);
  lociq_store_close(store);
}

static void a_dimension_grows_once_nothing_lies_on_it(void **state) {
  (void)state;
  lociq_store *store = opened();
  lociq_variable variable = ranking(), other = ranking();
  FINE(lociq_store_put_variable(store, &variable, error));
  variable.dimensions[2].size = 1;
  FINE(lociq_store_put_variable(store, &variable, error));
  other.name = "partner_other";
  other.dimensions[2].size = 1;
  FINE(lociq_store_put_variable(store, &other, error));
  variable.dimensions[2].size = 2;
  REFUSED(lociq_store_put_variable(store, &variable, error), LOCIQ_CONFLICT,
          "the dimension partner_cosine_rank has 1 members, not 2");
  lociq_store_close(store);
  store = opened();
  variable = ranking();
  variable.dimensions[1].size = 2;
  REFUSED(lociq_store_put_variable(store, &variable, error), LOCIQ_CONFLICT,
          "the dimension region has 3 members, not 2");
  lociq_store_close(store);
}

static const char *const places_told[] = {"Graz", "", "Łódź; <b>", "=cmd()"};

static lociq_variable towns(void) {
  return (lociq_variable){.name = "organisation_town",
                          .kind = "organisation",
                          .title = "town",
                          .type = LOCIQ_TEXT,
                          .dimensions = {{.name = "twice", .size = 2}, {.name = "town", .size = 2}},
                          .dimension_count = 2,
                          .values = places_told};
}

static void assert_towns(const lociq_store *store) {
  lociq_stored_variable *variable = NULL;
  FINE(lociq_store_load_variable(store, "organisation_town", &variable, error));
  assert_string_equal(variable->kind, "organisation");
  assert_string_equal(variable->title, "town");
  assert_null(variable->values);
  assert_int_equal(variable->count, 4);
  for (size_t i = 0; i < 4; i++) assert_string_equal(variable->texts[i], places_told[i]);
  lociq_stored_variable_free(variable);
}

/* New regions, years and industries leave them alone. */
static void texts_come_back_and_stay_where_axes_grow(void **state) {
  (void)state;
  lociq_store *store = opened();
  const lociq_variable variable = towns();
  FINE(lociq_store_put_variable(store, &variable, error));
  FINE(lociq_store_put_variable(store, &variable, error)); /* in place of itself */
  assert_towns(store);
  fixture_commit(store);
  store = fixture_open(LOCIQ_STORE_WRITE);
  static const char *const new_years[] = {"2013", "2016"}, *const new_regions[] = {"AT11", "FR10"},
                           *const new_industries[] = {"Z"};
  lociq_panel *more = fixture_axes(new_years, 2, new_regions, 2, new_industries, 1);
  FINE(lociq_panel_add(more, fixture_cube(more, "employment", "measure", CELLS, 7), error));
  FINE(lociq_store_merge(store, more, error));
  lociq_panel_free(more);
  assert_int_equal(lociq_axis_count(lociq_store_panel(store)->axes[LOCIQ_REGION]), 5);
  assert_towns(store);
  fixture_commit(store);
  store = fixture_open(LOCIQ_STORE_READ);
  assert_towns(store);
  char *text = NULL;
  FINE(lociq_store_info(store, &text, error));
  assert_non_null(strstr(text, "organisation organisation_town (twice 2 × town 2), 75.0 % known\n"));
  free(text);
  lociq_store_close(store);
  FINE(lociq_store_verify("store.h5", &text, error));
  free(text);
}

static void texts_that_cannot_be_kept(void **state) {
  (void)state;
  static const char *const broken[] = {"Graz", "", "\xff", ""};
  lociq_store *store = opened();
  lociq_variable variable = towns();
  variable.values = broken;
  REFUSED(lociq_store_put_variable(store, &variable, error), LOCIQ_INVALID,
          "organisation_town: \"\xff\" is no valid UTF-8");
  variable = towns();
  variable.dimensions[0] = (lociq_dimension){.name = "region", .size = 3};
  REFUSED(lociq_store_put_variable(store, &variable, error), LOCIQ_INVALID,
          "organisation_town: texts cannot lie over region");
  fixture_commit(store);
}

/* No allocation may be taken for granted, in putting and in loading. */
static void texts_without_memory(void **state) {
  (void)state;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status == LOCIQ_NO_MEMORY; n++) {
    lociq_store *store = opened();
    const lociq_variable variable = towns();
    lociq_stored_variable *loaded = NULL;
    lociq_memory_fail_after(n);
    status = lociq_store_put_variable(store, &variable, NULL);
    if (status == LOCIQ_OK) status = lociq_store_load_variable(store, "organisation_town", &loaded, NULL);
    lociq_memory_fail_after(-1);
    lociq_stored_variable_free(loaded);
    lociq_store_close(store);
    assert_true(n < 1000);
  }
  assert_int_equal(status, LOCIQ_OK);
}

/* All is missing but the block that is written, with the bits of one that is put at once. */
static void a_variable_is_written_by_blocks(void **state) {
  (void)state;
  lociq_store *store = opened();
  lociq_variable variable = framework();
  const double block[] = {4, 5};
  const size_t first[] = {1, 0}, count[] = {1, 2};
  lociq_cube *cube = NULL;
  variable.values = NULL;
  FINE(lociq_store_put_variable(store, &variable, error));
  FINE(lociq_store_write_variable(store, "climate", first, count, block, error));
  FINE(lociq_store_load(store, "climate", &cube, error));
  assert_values(&cube->parts[LOCIQ_BODY], (double[]){(double)NAN, (double)NAN, (double)NAN, 4, 5, (double)NAN}, 6);
  lociq_cube_free(cube);

  lociq_variable positions = ranking();
  const int32_t row[] = {2, 0};
  const size_t own[] = {0, 2, 0}, one[] = {1, 1, 2};
  positions.values = NULL;
  FINE(lociq_store_put_variable(store, &positions, error));
  FINE(lociq_store_write_variable(store, "partner_cosine", own, one, row, error));
  lociq_stored_variable *stored = NULL;
  FINE(lociq_store_load_variable(store, "partner_cosine", &stored, error));
  for (size_t i = 0; i < 12; i++)
    assert_true(i == 4 || i == 5 ? stored->values[i] == row[i - 4] : isnan(stored->values[i]));
  lociq_stored_variable_free(stored);

  const size_t beyond[] = {1, 2}, none[] = {2, 0};
  REFUSED(lociq_store_write_variable(store, "climate", beyond, count, block, error), LOCIQ_INVALID,
          "store.h5: climate has 3 members along region, so not 2 from 2 on");
  REFUSED(lociq_store_write_variable(store, "climate", none, count, block, error), LOCIQ_INVALID,
          "store.h5: climate has 2 members along year, so not 1 from 2 on");
  REFUSED(lociq_store_write_variable(store, "absent", first, count, block, error), LOCIQ_BAD_INPUT,
          "store.h5: there is no dataset absent");
  fixture_commit(store); /* what was refused has changed nothing */
  store = fixture_open(LOCIQ_STORE_READ);
  REFUSED(lociq_store_write_variable(store, "climate", first, count, block, error), LOCIQ_INVALID,
          "store.h5 was opened for reading only");
  lociq_store_close(store);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(what_cannot_be_put_is_refused_before_anything_changes),
                                     STORE_TEST(names_that_are_taken),
                                     STORE_TEST(what_lies_on_the_axes_is_in_the_panel),
                                     STORE_TEST(a_variable_in_place_of_a_cube),
                                     STORE_TEST(a_variable_is_written_by_blocks),
                                     STORE_TEST(a_dimension_grows_once_nothing_lies_on_it),
                                     STORE_TEST(texts_come_back_and_stay_where_axes_grow),
                                     STORE_TEST(texts_that_cannot_be_kept),
                                     STORE_TEST(texts_without_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/organisations.h>

#include "unit/store/fixture.h"

static lociq_organisations *read_text(const char *text) {
  lociq_organisations *read = NULL;
  lociq_input input = {0};
  FILE *file = fopen("register.csv", "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
  FINE(lociq_organisations_read("register.csv", &read, &input, error));
  lociq_input_clear(&input);
  (void)unlink("register.csv");
  return read;
}

static void put_text(lociq_store *store, const char *text) {
  lociq_organisations *read = read_text(text);
  FINE(lociq_organisations_put(store, read, error));
  lociq_organisations_free(read);
}

static lociq_store *opened(void) {
  fixture_store();
  return fixture_open(LOCIQ_STORE_WRITE);
}

static const char both[] =
    "code,name,region,inside_eu,firms,competences,fields,interest,longitude,latitude\n"
    "B,Second,DE11,true,12.5,Łódź coating;=cmd(),a; b,ready,9.25,48.5\n"
    "D,Fourth,,false,,,,none,,\n";

static void assert_same_terms(const lociq_terms *first, const lociq_terms *second) {
  assert_int_equal(first->count, second->count);
  for (size_t i = 0; i < first->count; i++) assert_string_equal(first->items[i], second->items[i]);
}

static void assert_same(const lociq_organisation *first, const lociq_organisation *second) {
  assert_string_equal(first->code, second->code);
  assert_string_equal(first->name, second->name);
  assert_string_equal(first->region, second->region);
  assert_string_equal(first->email, second->email);
  assert_int_equal(first->inside_eu, second->inside_eu);
  assert_int_equal(first->interest, second->interest);
  assert_memory_equal(&first->firms, &second->firms, sizeof first->firms);
  assert_memory_equal(&first->longitude, &second->longitude, sizeof first->longitude);
  for (int i = 0; i < LOCIQ_DECLARATIONS; i++) assert_same_terms(&first->terms[i], &second->terms[i]);
}

static void assert_holds(const lociq_store *store, const char *text) {
  lociq_organisations *loaded = NULL, *expected = read_text(text);
  FINE(lociq_organisations_load(store, &loaded, error));
  assert_int_equal(loaded->count, expected->count);
  for (size_t i = 0; i < loaded->count; i++) assert_same(&loaded->items[i], &expected->items[i]);
  lociq_organisations_free(loaded);
  lociq_organisations_free(expected);
}

static void a_store_has_none_at_first(void **state) {
  (void)state;
  lociq_store *store = opened();
  lociq_organisations *loaded = NULL;
  FINE(lociq_organisations_load(store, &loaded, error));
  assert_int_equal(loaded->count, 0);
  FINE(lociq_organisations_put(store, loaded, error)); /* none: nothing changes */
  lociq_organisations_free(loaded);
  fixture_commit(store);
}

static void what_is_kept_comes_back(void **state) {
  (void)state;
  lociq_store *store = opened();
  put_text(store, both);
  assert_holds(store, both);
  fixture_commit(store);
  store = fixture_open(LOCIQ_STORE_READ);
  assert_holds(store, both);
  char *text = NULL;
  FINE(lociq_store_info(store, &text, error));
  assert_non_null(strstr(text, "\norganisation 2: B D\n"));
  assert_non_null(strstr(text, "organisation organisation_name (organisation 2), 100.0 % known\n"));
  assert_null(strstr(text, "organisation_email")); /* nobody declares one */
  free(text);
  lociq_store_close(store);
  FINE(lociq_store_verify("store.h5", &text, error));
  free(text);
}

static void those_of_the_same_code_are_replaced_and_others_stay(void **state) {
  (void)state;
  lociq_store *store = opened();
  put_text(store, both);
  put_text(store, "code,name,email\nA,First,a@b.example\nD,Fourth anew,\nE,Fifth,\n");
  assert_holds(store,
               "code,name,region,inside_eu,firms,competences,fields,interest,longitude,latitude,email\n"
               "A,First,,,,,,,,,a@b.example\n"
               "B,Second,DE11,true,12.5,Łódź coating;=cmd(),a; b,ready,9.25,48.5,\n"
               "D,Fourth anew,,,,,,,,,\nE,Fifth,,,,,,,,,\n");
  put_text(store, both); /* back again: A and E stay */
  lociq_organisations *loaded = NULL;
  FINE(lociq_organisations_load(store, &loaded, error));
  assert_int_equal(loaded->count, 4);
  assert_string_equal(loaded->items[2].name, "Fourth");
  assert_string_equal(loaded->items[3].name, "Fifth");
  lociq_organisations_free(loaded);
  fixture_commit(store);
  char *report = NULL;
  FINE(lociq_store_verify("store.h5", &report, error));
  free(report);
}

static void new_regions_leave_them_alone(void **state) {
  (void)state;
  static const char *const new_years[] = {"2013"}, *const new_regions[] = {"AT11"}, *const new_industries[] = {"Z"};
  lociq_store *store = opened();
  put_text(store, both);
  lociq_panel *more = fixture_axes(new_years, 1, new_regions, 1, new_industries, 1);
  FINE(lociq_panel_add(more, fixture_cube(more, "employment", "measure", CELLS, 7), error));
  FINE(lociq_store_merge(store, more, error));
  lociq_panel_free(more);
  assert_holds(store, both);
  fixture_commit(store);
}

/* A ranking's positions on organisations follow them where new ones come between. */
static void positions_follow_their_members(void **state) {
  (void)state;
  static const int32_t places[4] = {1, 0, -1, 7};
  static const lociq_attribute on = {.name = "positions_on", .text = "organisation"};
  const lociq_variable variable = {.name = "partner_test_organisation",
                                   .kind = "partner",
                                   .type = LOCIQ_INT32,
                                   .dimensions = {{.name = "partner_test_rank", .size = 4}},
                                   .dimension_count = 1,
                                   .attributes = &on,
                                   .attribute_count = 1,
                                   .values = places};
  lociq_store *store = opened();
  put_text(store, both);
  FINE(lociq_store_put_variable(store, &variable, error));
  put_text(store, "code,name\nA,First\nC,Third\n");
  lociq_stored_variable *loaded = NULL;
  FINE(lociq_store_load_variable(store, "partner_test_organisation", &loaded, error));
  assert_true(loaded->values[0] == 3 && loaded->values[1] == 1); /* D and B of A B C D */
  assert_true(isnan(loaded->values[2]) && isnan(loaded->values[3]));
  lociq_stored_variable_free(loaded);
  fixture_commit(store);
}

/* A store that is made of others has their organisations, the later ones in the place of earlier ones. */
static void a_store_made_of_this_one_has_them_too(void **state) {
  (void)state;
  lociq_store *store = opened(), *made = NULL;
  put_text(store, both);
  FINE(lociq_store_open("made.h5", LOCIQ_STORE_NEW, &made, error));
  put_text(made, "code,name\nA,First\nD,Old\n");
  FINE(lociq_store_inherit(made, store, error));
  lociq_organisations *loaded = NULL;
  FINE(lociq_organisations_load(made, &loaded, error));
  assert_int_equal(loaded->count, 3);
  assert_string_equal(loaded->items[0].name, "First");
  assert_string_equal(loaded->items[2].name, "Fourth");
  lociq_organisations_free(loaded);
  lociq_store_close(made);
  lociq_store_close(store);
}

static void a_measure_of_that_name_is_not_taken(void **state) {
  (void)state;
  lociq_store *store = opened();
  lociq_cube *cube = fixture_cube(lociq_store_panel(store), "organisation_firms", "indicator", CELLS, 1);
  lociq_organisations *read = read_text(both);
  FINE(lociq_store_put(store, cube, error));
  REFUSED(lociq_organisations_put(store, read, error), LOCIQ_CONFLICT,
          "organisation_firms is there already, as a indicator");
  lociq_organisations_free(read);
  lociq_cube_free(cube);
  lociq_store_close(store);
}

static void put_variable(lociq_store *store, const char *name, lociq_type type, const void *values) {
  static const char *const codes[] = {"A", "B"};
  const lociq_variable variable = {.name = name,
                                   .kind = "organisation",
                                   .type = type,
                                   .dimensions = {{.name = "organisation", .size = 2, .codes = codes}},
                                   .dimension_count = 1,
                                   .values = values};
  FINE(lociq_store_put_variable(store, &variable, error));
}

/* Another program's store need not keep to the rules. */
static void what_no_file_could_have_said_is_refused(void **state) {
  (void)state;
  static const char *const names[] = {"x", "a\nb"};
  static const double firms[] = {1, -5};
  lociq_organisations *loaded = NULL;
  lociq_store *store = opened();
  put_variable(store, "organisation_name", LOCIQ_TEXT, names);
  REFUSED(lociq_organisations_load(store, &loaded, error), LOCIQ_BAD_INPUT,
          "store.h5: organisation_name of \"B\" has a line break in it, expected one line");
  FINE(lociq_store_remove(store, "organisation_name", error));
  put_variable(store, "organisation_firms", LOCIQ_DOUBLE, firms);
  REFUSED(lociq_organisations_load(store, &loaded, error), LOCIQ_BAD_INPUT,
          "store.h5: organisation_firms of \"B\" is -5, expected a number of at least 0");
  put_variable(store, "organisation_contact", LOCIQ_DOUBLE, firms);
  FINE(lociq_store_remove(store, "organisation_firms", error));
  REFUSED(lociq_organisations_load(store, &loaded, error), LOCIQ_BAD_INPUT,
          "store.h5: organisation_contact is none of lociq's: expected texts over organisation");
  assert_null(loaded);
  lociq_store_close(store);
}

static void without_memory(void **state) {
  (void)state;
  lociq_organisations *read = read_text(both);
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status == LOCIQ_NO_MEMORY; n++) {
    lociq_organisations *loaded = NULL;
    lociq_store *store = opened();
    put_text(store, "code,name\nA,First\n");
    lociq_memory_fail_after(n);
    status = lociq_organisations_put(store, read, NULL);
    if (status == LOCIQ_OK) status = lociq_organisations_load(store, &loaded, NULL);
    lociq_memory_fail_after(-1);
    lociq_organisations_free(loaded);
    lociq_store_close(store);
  }
  assert_int_equal(status, LOCIQ_OK);
  assert_true(n > 100);
  lociq_organisations_free(read);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(a_store_has_none_at_first),
                                     STORE_TEST(what_is_kept_comes_back),
                                     STORE_TEST(those_of_the_same_code_are_replaced_and_others_stay),
                                     STORE_TEST(new_regions_leave_them_alone),
                                     STORE_TEST(positions_follow_their_members),
                                     STORE_TEST(a_store_made_of_this_one_has_them_too),
                                     STORE_TEST(a_measure_of_that_name_is_not_taken),
                                     STORE_TEST(what_no_file_could_have_said_is_refused),
                                     STORE_TEST(without_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/trace.h"

#include "store/year_digest.h"
#include "unit/store/fixture.h"

static const double scores[6] = {1, 2, 3, 4, 5, (double)NAN};
static const int32_t places[12] = {-1, -1, -1, -1, -1, -1, 1, 2, 0, 2, 0, -1};
static const char *const towns[] = {"Graz", "", "Łódź"}, *const codes[] = {"p", "q", "r"};

static const lociq_attribute said[] = {{.name = (char[]){"by"}, .text = (char[]){"similarity"}},
                                       {.name = (char[]){"doubt"}, .numbers = {0.25}, .count = 1},
                                       {.name = (char[]){"positions_on"}, .text = (char[]){"region"}}};

static lociq_variable ranking(void) {
  return (lociq_variable){
      .name = "partner_cosine",
      .kind = "partner",
      .title = "Partner",
      .type = LOCIQ_INT32,
      .dimensions = {{.name = "year", .size = 2}, {.name = "region", .size = 3}, {.name = "partner_rank", .size = 2}},
      .dimension_count = 3,
      .attributes = said,
      .attribute_count = sizeof said / sizeof *said,
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

static lociq_variable texts(void) {
  return (lociq_variable){.name = "organisation_town",
                          .kind = "organisation",
                          .type = LOCIQ_TEXT,
                          .dimensions = {{.name = "place", .size = 3, .codes = codes}},
                          .dimension_count = 1,
                          .values = towns};
}

static lociq_variable weights(void) {
  static const uint16_t values[] = {7, 0, 9};
  return (lociq_variable){.name = "organisation_weight",
                          .kind = "organisation",
                          .type = LOCIQ_UINT16,
                          .dimensions = {{.name = "place", .size = 3, .codes = codes}},
                          .dimension_count = 1,
                          .values = values};
}

/* The store of the fixture and one variable of each type. */
static void make_store(void) {
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  const lociq_variable all[] = {ranking(), framework(), texts(), weights()};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) FINE(lociq_store_put_variable(store, &all[i], error));
  fixture_commit(store);
}

static void names_are(const char *const *found, const char *const *expected) {
  for (; *expected != NULL; found++, expected++) {
    assert_non_null(*found);
    assert_string_equal(*found, *expected);
  }
  assert_null(*found);
}

static void what_is_read_is_noted(void **state) {
  (void)state;
  make_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  lociq_cube *cube = NULL;
  lociq_stored_variable *variable = NULL;
  double *values = NULL, row[2];
  size_t count = 0;
  char **names = NULL;
  names_are(lociq_store_traced(store), (const char *const[]){NULL});
  FINE(lociq_store_load(store, "climate", &cube, error)); /* before anybody asks */
  lociq_cube_free(cube);
  FINE(lociq_store_trace(store, error));
  FINE(lociq_store_read_rows(store, "employment", 0, 1, 1, row, NULL, error));
  FINE(lociq_store_read_rows(store, "employment", 1, 1, 1, row, NULL, error));
  FINE(lociq_store_load_part(store, "employment", LOCIQ_TOTAL_REGION, 1, &values, &count, error));
  FINE(lociq_store_load_variable(store, "organisation_town", &variable, error));
  FINE(lociq_store_list_variables(store, &names, error)); /* names and kinds, no values */
  names_are(lociq_store_traced(store),
            (const char *const[]){"employment", "employment_total_region", "place", "organisation_town", NULL});
  FINE(lociq_store_trace(store, error));
  names_are(lociq_store_traced(store), (const char *const[]){NULL});
  FINE(lociq_store_read_rows(store, "employment", 0, 0, 1, row, (uint16_t[2]){0}, error));
  names_are(lociq_store_traced(store), (const char *const[]){"employment", "employment_flag", NULL});
  const lociq_variable again = framework();
  FINE(lociq_store_put_variable(store, &again, error)); /* what is written is not read */
  names_are(lociq_store_traced(store), (const char *const[]){"employment", "employment_flag", NULL});
  for (size_t i = 0; names[i] != NULL; i++) free(names[i]);
  free(names);
  free(values);
  lociq_stored_variable_free(variable);
  lociq_store_close(store);
}

static lociq_digest digest_of(const lociq_store *store, const char *name) {
  lociq_digest digest;
  FINE(lociq_store_digest(store, name, &digest, error));
  return digest;
}

/* A change of any kind shows; none where all is put again. */
static void a_digest_tells_what_changed(void **state) {
  (void)state;
  make_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  const char *const names[] = {"partner_cosine", "climate", "organisation_town", "organisation_weight"};
  lociq_variable all[] = {ranking(), framework(), texts(), weights()};
  lociq_digest first[4];
  for (size_t i = 0; i < 4; i++) first[i] = digest_of(store, names[i]);
  for (size_t i = 0; i < 4; i++) {
    FINE(lociq_store_put_variable(store, &all[i], error));
    assert_string_equal(digest_of(store, names[i]).sha256, first[i].sha256);
    for (size_t k = 0; k < i; k++) assert_string_not_equal(first[i].sha256, first[k].sha256);
    lociq_variable other = all[i];
    other.title = "another title";
    FINE(lociq_store_put_variable(store, &other, error));
    assert_string_not_equal(digest_of(store, names[i]).sha256, first[i].sha256);
  }
  int32_t moved[12];
  memcpy(moved, places, sizeof moved);
  moved[11] = 0;
  all[0].values = moved;
  FINE(lociq_store_put_variable(store, &all[0], error));
  assert_string_not_equal(digest_of(store, names[0]).sha256, first[0].sha256);
  all[0] = ranking();
  all[0].attribute_count = 2;
  FINE(lociq_store_put_variable(store, &all[0], error));
  assert_string_not_equal(digest_of(store, names[0]).sha256, first[0].sha256);
  static const char *const others[] = {"Graz", "Łódź", ""};
  all[2].values = others;
  FINE(lociq_store_put_variable(store, &all[2], error));
  assert_string_not_equal(digest_of(store, names[2]).sha256, first[2].sha256);
  lociq_digest digest;
  REFUSED(lociq_store_digest(store, "absent", &digest, error), LOCIQ_BAD_INPUT, "store.h5: there is no dataset absent");
  lociq_store_close(store);
}

/* A measure's years are told by the digests that are kept beside them, which are those of the values. */
static void a_measure_is_told_by_what_is_kept(void **state) {
  (void)state;
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  const lociq_digest before = digest_of(store, "employment"), total = digest_of(store, "employment_total_region");
  lociq_year_digest kept;
  for (size_t y = 0; y < 2; y++) FINE(lociq_store_year_digest(store, "employment", y, &kept, error));
  assert_string_equal(digest_of(store, "employment").sha256, before.sha256);
  assert_string_equal(digest_of(store, "employment_total_region").sha256, total.sha256);
  assert_string_not_equal(before.sha256, total.sha256);
  lociq_store_close(store);
}

static void what_is_taken_is_the_same(void **state) {
  (void)state;
  make_store();
  assert_int_equal(rename("store.h5", "from.h5"), 0);
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE), *from = NULL;
  char **names = NULL, **taken = NULL, *report = NULL;
  FINE(lociq_store_open("from.h5", LOCIQ_STORE_READ, &from, error));
  FINE(lociq_store_list(from, &names, error));
  REFUSED(lociq_store_take(store, from, "absent", error), LOCIQ_BAD_INPUT, "from.h5: there is no dataset absent");
  REFUSED(lociq_store_take(store, from, "employment", error), LOCIQ_BAD_INPUT,
          "from.h5: employment is no variable of ours");
  static const char *const made[] = {"partner_rank", "partner_cosine",    "climate",
                                     "place",        "organisation_town", "organisation_weight"};
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) FINE(lociq_store_take(store, from, made[i], error));
  for (size_t i = 0; i < sizeof made / sizeof *made; i++)
    assert_string_equal(digest_of(store, made[i]).sha256, digest_of(from, made[i]).sha256);
  FINE(lociq_store_list(store, &taken, error));
  names_are((const char *const *)taken, (const char *const *)names); /* made in the same order */
  assert_string_equal(lociq_panel_find(lociq_store_panel(store), "climate")->title, "business climate");
  for (size_t i = 0; names[i] != NULL; i++) free(names[i]), free(taken[i]);
  free(names);
  free(taken);
  fixture_commit(store);
  lociq_store_close(from);
  FINE(lociq_store_verify("store.h5", &report, error));
  free(report);
  assert_int_equal(unlink("from.h5"), 0);
}

/* No allocation may be taken for granted. */
static void any_allocation_may_fail(void **state) {
  (void)state;
  make_store();
  assert_int_equal(rename("store.h5", "from.h5"), 0);
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status == LOCIQ_NO_MEMORY; n++) {
    fixture_store();
    lociq_store *store = fixture_open(LOCIQ_STORE_WRITE), *from = NULL;
    lociq_stored_variable *variable = NULL;
    lociq_digest digest;
    char **names = NULL;
    FINE(lociq_store_open("from.h5", LOCIQ_STORE_READ, &from, error));
    lociq_memory_fail_after(n);
    status = lociq_store_trace(store, NULL);
    for (size_t i = 0; i < 3 && status == LOCIQ_OK; i++)
      status =
          lociq_store_take(store, from, (const char *[]){"partner_cosine", "climate", "organisation_town"}[i], NULL);
    if (status == LOCIQ_OK) status = lociq_store_load_variable(store, "organisation_town", &variable, NULL);
    for (size_t i = 0; i < 3 && status == LOCIQ_OK; i++)
      status =
          lociq_store_digest(store, (const char *[]){"partner_cosine", "place", "organisation_town"}[i], &digest, NULL);
    if (status == LOCIQ_OK) status = lociq_store_list(store, &names, NULL);
    lociq_memory_fail_after(-1);
    for (size_t i = 0; names != NULL && names[i] != NULL; i++) free(names[i]);
    free(names);
    lociq_stored_variable_free(variable);
    lociq_store_close(from);
    lociq_store_close(store);
    assert_true(n < 1000);
  }
  assert_int_equal(status, LOCIQ_OK);
  assert_int_equal(unlink("from.h5"), 0);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(what_is_read_is_noted), STORE_TEST(a_digest_tells_what_changed),
                                     STORE_TEST(a_measure_is_told_by_what_is_kept),
                                     STORE_TEST(what_is_taken_is_the_same), STORE_TEST(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

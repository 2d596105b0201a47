/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/memo.h"

#include "unit/plan/plans.h"
#include "unit/store/fixture.h"

static const char plan_path[] = "plan.yaml";

/* The key of the first import of a plan, of two files of these digests. */
static lociq_memo_key key_of(const char *import, const char *first, const char *second) {
  char text[512];
  lociq_plan plan = {0};
  lociq_memo_key key = {""};
  lociq_input inputs[] = {{.path = (char[]){"a.csv"}}, {.path = (char[]){"b.csv"}}};
  (void)snprintf(inputs[0].sha256, sizeof inputs[0].sha256, "%s", first);
  (void)snprintf(inputs[1].sha256, sizeof inputs[1].sha256, "%s", second);
  (void)snprintf(text, sizeof text, "store: s.h5\nimport:\n  - {files: [a.csv, b.csv]%s}\n", import);
  FILE *file = fopen(plan_path, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
  FINE(lociq_plan_load(plan_path, &plan, error));
  FINE(lociq_memo_key_make(&plan, &plan.content->import[0], inputs, 2, &key, error));
  lociq_plan_clear(&plan);
  assert_int_equal(strlen(key.text), 64);
  return key;
}

/* Each option has a key of its own, and a key says nothing else. */
static void a_key_tells_how_what_was_read(void **state) {
  (void)state;
  const struct {
    const char *import, *first, *second;
  } imports[] = {{"", "1", "2"},
                 {"", "2", "1"},
                 {"", "1", "3"},
                 {", measure: jobs", "1", "2"},
                 {", unit: jobs", "1", "2"},
                 {", level: nuts2", "1", "2"},
                 {", vintage: 2013", "1", "2"},
                 {", year: 2013", "1", "2"},
                 {", regions: jobs", "1", "2"},
                 {", industries: jobs", "1", "2"},
                 {", duplicates: sum", "1", "2"},
                 {", format: tidy", "1", "2"},
                 {", where: {age: [Y, Z]}", "1", "2"},
                 {", where: {age: [Z, Y]}", "1", "2"},
                 {", where: {age: [Y], sex: [Z]}", "1", "2"},
                 {", where: {sex: [Y, Z]}", "1", "2"}};
  enum { COUNT = sizeof imports / sizeof *imports };
  lociq_memo_key keys[COUNT];
  for (size_t i = 0; i < COUNT; i++) {
    keys[i] = key_of(imports[i].import, imports[i].first, imports[i].second);
    assert_string_equal(key_of(imports[i].import, imports[i].first, imports[i].second).text, keys[i].text);
    for (size_t k = 0; k < i; k++) assert_string_not_equal(keys[i].text, keys[k].text);
  }
  assert_string_equal(key_of(", as: store", "1", "2").text, keys[0].text); /* where it goes is not what it is */
  assert_int_equal(remove(plan_path), 0);
}

static json_t *formatted(const lociq_panel *panel, const lociq_panel *store) {
  const lociq_memo_key key = {"abc"};
  lociq_memo memo = {0};
  char *text = NULL;
  FINE(lociq_memo_make(&key, panel, "  12 rows", &memo, error));
  FINE(lociq_memo_format(&memo, store, &text, error));
  json_t *said = json_loads(text, 0, NULL);
  assert_non_null(said);
  free(text);
  lociq_memo_clear(&memo);
  assert_null(memo.said);
  return said;
}

static const char *at(const json_t *said, const char *axis, size_t i) {
  return json_string_value(json_array_get(json_object_get(json_object_get(said, "axes"), axis), i));
}

/* Among the members of a larger store's axes, of which every other region is ours. */
static void a_memo_tells_where_its_members_lie(void **state) {
  (void)state;
  static const char *const years[] = {"2012", "2014", "2015"}, *const regions[] = {"a", "b", "c", "d"},
                           *const industries[] = {"x", "y"};
  lociq_panel *panel = fixture_panel(), *store = fixture_axes(years, 3, regions, 4, industries, 2);
  json_t *said = formatted(panel, store);
  assert_string_equal(json_string_value(json_object_get(said, "key")), "abc");
  assert_string_equal(json_string_value(json_object_get(said, "account")), "  12 rows");
  assert_int_equal(strlen(json_string_value(json_object_get(said, "values"))), 64);
  assert_string_equal(at(said, "year", 0), "1-2");
  assert_string_equal(at(said, "region", 0), "0-1,3-3");
  assert_string_equal(at(said, "industry", 0), "0-1");
  assert_string_equal(at(said, "aggregate", 0), "");
  const json_t *measure = json_array_get(json_object_get(said, "measures"), 0);
  assert_string_equal(json_string_value(json_object_get(measure, "name")), "employment");
  assert_string_equal(json_string_value(json_object_get(measure, "unit")), "persons");
  assert_int_equal(json_integer_value(json_object_get(measure, "parts")), 1 << LOCIQ_BODY | 1 << LOCIQ_TOTAL_REGION);
  assert_int_equal(json_integer_value(json_object_get(measure, "flags")), 1 << LOCIQ_BODY);
  json_decref(said);
  lociq_panel_free(panel);
  lociq_panel_free(store);
}

/* JSON holds UTF-8 alone: of another account there is no memo. */
static void what_cannot_be_noted_is_not(void **state) {
  (void)state;
  const lociq_memo_key key = {"abc"};
  lociq_panel *panel = fixture_panel();
  lociq_memo memo = {0};
  FINE(lociq_memo_make(&key, panel, "\xff", &memo, error));
  assert_null(memo.said);
  lociq_panel_free(panel);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  const lociq_memo_key key = {"abc"};
  lociq_panel *panel = fixture_panel();
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status == LOCIQ_NO_MEMORY; n++) {
    lociq_memo memo = {0};
    char *text = NULL;
    lociq_memory_fail_after(n);
    status = lociq_memo_make(&key, panel, "", &memo, NULL);
    if (status == LOCIQ_OK) status = lociq_memo_format(&memo, panel, &text, NULL);
    lociq_memory_fail_after(-1);
    assert_int_equal(text != NULL, status == LOCIQ_OK);
    free(text);
    lociq_memo_clear(&memo);
    assert_true(n < 1000);
  }
  assert_int_equal(status, LOCIQ_OK);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_key_tells_how_what_was_read, make_folder, remove_folder),
      cmocka_unit_test(a_memo_tells_where_its_members_lie), cmocka_unit_test(what_cannot_be_noted_is_not),
      cmocka_unit_test(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

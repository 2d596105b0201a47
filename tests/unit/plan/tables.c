/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "plans.h"

static const char *const path = "plan_tables.yaml";

static lociq_status check(const char *text, lociq_error *error) {
  return check_plan(path, text, lociq_plan_check_tables, error);
}

static void right(const char *text) {
  lociq_error error = {0};
  const lociq_status status = check(text, &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
}

static void refused(const char *text, const char *message) {
  lociq_error error = {0};
  assert_int_equal(check(text, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
}

static void a_table_is_there_before_its_step(void **state) {
  (void)state;
  right(START "harmonise:\n  - convert: {table: store, axis: region, level: nuts1}\n");
  right(START "    as: a\nharmonise:\n  - convert: {table: a, axis: region, level: nuts1, as: store}\n");
  right(START
        "harmonise:\n  - convert: {axis: region, level: nuts1, as: a}\n"
        "  - convert: {table: a, axis: region, level: nuts0, as: a}\n  - estimate: {above: [a]}\n");
  refused(START "harmonise:\n  - convert: {table: a, axis: region, level: nuts1}\n",
          "plan_tables.yaml:5:22: table: \"a\" is no table that is there before this step");
  refused(START "harmonise:\n  - estimate: {above: [a]}\n  - convert: {axis: region, level: nuts1, as: a}\n",
          "plan_tables.yaml:5:24: above: \"a\" is no table that is there before this step");
  refused(START "harmonise:\n  - convert: {table: a, axis: region, level: nuts1, as: a}\n",
          "plan_tables.yaml:5:22: table: \"a\" is no table that is there before this step");
}

static void a_name_is_of_one_table(void **state) {
  (void)state;
  refused(START "    as: store\n", "plan_tables.yaml:4:9: as: \"store\" is what an import without it goes to");
  refused(
      "store: s\nimport:\n  - {files: [a], as: t}\n  - {files: [b], as: t}\nharmonise:\n  - estimate: {above: [t]}\n",
      "plan_tables.yaml:4:22: as: \"t\" is the name of another table");
  refused(
      "store: s\nimport:\n  - {files: [a], as: t}\n  - {files: [b]}\nharmonise:\n  - estimate: {as: t}\n  - estimate: {above: [t]}\n",
      "plan_tables.yaml:6:20: as: \"t\" is the name of another table");
  refused(START "harmonise:\n  - estimate: {above: [store]}\n",
          "plan_tables.yaml:5:24: above: \"store\" is the table that is estimated");
}

static void a_table_has_a_use(void **state) {
  (void)state;
  refused(START "    as: t\n", "plan_tables.yaml:4:9: as: \"t\" is a table that no step uses");
  refused(START "harmonise:\n  - convert: {axis: region, level: nuts1, as: t}\n",
          "plan_tables.yaml:5:47: as: \"t\" is a table that no step uses");
}

static void tables_are_kept_by_name(void **state) {
  (void)state;
  lociq_plan_tables tables = {0};
  lociq_panel *panels[3] = {NULL};
  for (int i = 0; i < 3; i++) assert_int_equal(lociq_panel_create(&panels[i], NULL), LOCIQ_OK);
  assert_int_equal(lociq_plan_tables_keep(&tables, "a", panels[0], NULL), LOCIQ_OK);
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_plan_tables_keep(&tables, "b", panels[1], NULL), LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
  assert_int_equal(lociq_plan_tables_keep(&tables, "b", panels[1], NULL), LOCIQ_OK);
  assert_int_equal(lociq_plan_tables_keep(&tables, "a", panels[2], NULL), LOCIQ_OK); /* frees the first */
  assert_ptr_equal(lociq_plan_tables_find(&tables, "a"), panels[2]);
  assert_ptr_equal(lociq_plan_tables_find(&tables, "b"), panels[1]);
  assert_null(lociq_plan_tables_find(&tables, "c"));
  lociq_plan_tables_clear(&tables);
  assert_true(lociq_plan_is_store(NULL) && lociq_plan_is_store("store") && !lociq_plan_is_store("Store"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_table_is_there_before_its_step),
      cmocka_unit_test(a_name_is_of_one_table),
      cmocka_unit_test(a_table_has_a_use),
      cmocka_unit_test(tables_are_kept_by_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

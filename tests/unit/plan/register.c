/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans that register organisations: files in their order, and a run that fails leaves
 * no store.
 */
#include <lociq/lociq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static const char *const path = "plan_register/plan.yaml", *const store_path = "plan_register/s.h5";

static void write_file(const char *name, const char *text) {
  FILE *file = fopen(name, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static int set_up(void **state) {
  (void)state;
  (void)mkdir("plan_register", 0700);
  (void)unlink(store_path);
  write_file("plan_register/t.csv", "region,industry,year,employment\nDE11,C26,2015,3\n");
  write_file("plan_register/first.csv", "code,name\nA,first\nB,second\n");
  write_file("plan_register/then.yaml", "organisations:\n  - {code: B, name: anew}\n");
  write_file(path, "store: s.h5\nimport:\n  - files: [t.csv]\nregister: [first.csv, then.yaml]\n");
  return 0;
}

static void later_files_replace_what_earlier_ones_say(void **state) {
  (void)state;
  lociq_store *store = NULL;
  lociq_organisations *loaded = NULL;
  lociq_error error = {0};
  if (lociq_plan_run(path, NULL, NULL, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  assert_int_equal(lociq_store_open(store_path, LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_organisations_load(store, &loaded, NULL), LOCIQ_OK);
  assert_int_equal(loaded->count, 2);
  assert_string_equal(loaded->items[0].name, "first");
  assert_string_equal(loaded->items[1].name, "anew");
  lociq_organisations_free(loaded);
  lociq_store_close(store);
}

static void assert_fails(const char *expected) {
  lociq_error error = {0};
  (void)unlink(store_path);
  assert_int_not_equal(lociq_plan_run(path, NULL, NULL, &error), LOCIQ_OK);
  assert_string_equal(error.message, expected);
  assert_int_not_equal(access(store_path, F_OK), 0);
}

/* What is wrong with a file is told with the file's own line, a file that is not there with the plan's. */
static void faults_are_told_where_they_are(void **state) {
  (void)state;
  write_file("plan_register/then.yaml", "organisations:\n  - {code: B, name: anew, firms: many}\n");
  assert_fails("plan_register/then.yaml:2:34: firms: is \"many\", expected a number of at least 0");
  write_file(path, "store: s.h5\nimport:\n  - files: [t.csv]\nregister: then.yaml\n");
  assert_fails("plan_register/plan.yaml:4:11: register: expected a list, found a text");
  write_file(path, "store: s.h5\nimport:\n  - files: [t.csv]\nregister: [gone.csv]\n");
  assert_fails("plan_register/plan.yaml:4:12: register: plan_register/gone.csv: No such file or directory");
  write_file(path,
             "store: s.h5\nimport:\n  - files: [t.csv]\nregister: [first.csv]\n"
             "export:\n  - {dataset: employment, output: first.csv}\n");
  lociq_error error = {0};
  assert_int_equal(lociq_plan_run(path, NULL, NULL, &error), LOCIQ_INVALID);
}

/* With ever larger steps: a run asks some thousand times. */
static void any_allocation_may_fail(void **state) {
  (void)state;
  for (long n = 0;; n += 1 + n / 40) {
    (void)set_up(NULL);
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_plan_run(path, NULL, NULL, NULL);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 100);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_int_not_equal(access(store_path, F_OK), 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup(later_files_replace_what_earlier_ones_say, set_up),
                                     cmocka_unit_test_setup(faults_are_told_where_they_are, set_up),
                                     cmocka_unit_test_setup(any_allocation_may_fail, set_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

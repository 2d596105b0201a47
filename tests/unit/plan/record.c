/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/record.h"

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

typedef struct fixture {
  lociq_plan plan;
  lociq_plan_paths paths;
  lociq_record record;
} fixture;

static void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static const char plan_text[] =
    "store: eu.h5\n"
    "import:\n"
    "  - {files: [a.csv, b.csv], regions: r.csv}\n"
    "export:\n"
    "  - {dataset: lq, output: lq.csv}\n";

static void take(fixture *made) {
  *made = (fixture){0};
  assert_int_equal(lociq_plan_load("plan_record/plan.yaml", &made->plan, NULL), LOCIQ_OK);
  assert_int_equal(lociq_plan_paths_create(&made->plan, &made->paths, NULL), LOCIQ_OK);
  assert_int_equal(lociq_record_take(&made->plan, &made->paths, &made->record, NULL), LOCIQ_OK);
}

static void drop(fixture *made) {
  lociq_record_clear(&made->record);
  lociq_plan_paths_clear(&made->paths);
  lociq_plan_clear(&made->plan);
}

static void keep(void) {
  fixture made;
  lociq_store *store = NULL;
  take(&made);
  assert_int_equal(lociq_digest_file("plan_record/lq.csv", &made.record.outputs[0], NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_open(made.paths.store.path, LOCIQ_STORE_NEW, &store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_record_keep(&made.plan, &made.paths, &made.record, store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_commit(store, NULL), LOCIQ_OK);
  lociq_store_close(store);
  drop(&made);
}

/* A run that is recorded, before each test. */
static int set_up(void **state) {
  (void)state;
  (void)mkdir("plan_record", 0700);
  (void)unlink("plan_record/eu.h5");
  write_file("plan_record/plan.yaml", plan_text);
  write_file("plan_record/a.csv", "a");
  write_file("plan_record/b.csv", "b");
  write_file("plan_record/r.csv", "r");
  write_file("plan_record/lq.csv", "lq");
  keep();
  return 0;
}

static void stands(bool current, const char *reason) {
  fixture made;
  lociq_standing standing;
  take(&made);
  assert_int_equal(lociq_record_compare(&made.paths, &made.record, &standing, NULL), LOCIQ_OK);
  assert_int_equal(standing.current, current);
  assert_string_equal(standing.reason, reason);
  assert_true(standing.since[0] == '2'); /* of this century */
  drop(&made);
}

static void nothing_changed(void **state) {
  (void)state;
  stands(true, "");
}

static void a_time_is_no_change(void **state) {
  (void)state;
  write_file("plan_record/a.csv", "a");
  write_file("plan_record/lq.csv", "lq");
  stands(true, "");
}

static void each_file_counts(void **state) {
  (void)state;
  static const char *const files[] = {"a.csv", "b.csv", "r.csv", "lq.csv"};
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    char path[64], reason[64];
    (void)snprintf(path, sizeof path, "plan_record/%s", files[i]);
    (void)snprintf(reason, sizeof reason, "%s has changed", files[i]);
    write_file(path, "another");
    stands(false, reason);
    (void)set_up(state);
  }
}

static void an_output_that_is_gone_counts(void **state) {
  (void)state;
  assert_int_equal(unlink("plan_record/lq.csv"), 0);
  stands(false, "lq.csv is not there");
}

static void the_plan_counts(void **state) {
  (void)state;
  char text[sizeof plan_text + 16];
  (void)snprintf(text, sizeof text, "%s# more\n", plan_text);
  write_file("plan_record/plan.yaml", text);
  stands(false, "the plan has changed");
}

static void who_else_wrote_the_store_counts(void **state) {
  (void)state;
  lociq_store *store = NULL;
  const lociq_event event = {.command = "lociq compute eu.h5 lq"};
  assert_int_equal(lociq_store_open("plan_record/eu.h5", LOCIQ_STORE_WRITE, &store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_record(store, &event, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_commit(store, NULL), LOCIQ_OK);
  lociq_store_close(store);
  stands(false, "the store was last written by `lociq compute eu.h5 lq`");
}

static void without_a_store_there_was_no_run(void **state) {
  (void)state;
  fixture made;
  lociq_standing standing;
  assert_int_equal(unlink("plan_record/eu.h5"), 0);
  take(&made);
  assert_int_equal(lociq_record_compare(&made.paths, &made.record, &standing, NULL), LOCIQ_OK);
  assert_false(standing.current);
  assert_string_equal(standing.reason, "");
  assert_string_equal(standing.since, "");
  drop(&made);
}

static void what_is_no_store_is_left_alone(void **state) {
  (void)state;
  fixture made;
  lociq_standing standing;
  lociq_error error = {0};
  write_file("plan_record/eu.h5", "a letter to my mother");
  take(&made);
  assert_int_equal(lociq_record_compare(&made.paths, &made.record, &standing, &error), LOCIQ_BAD_INPUT);
  assert_non_null(strstr(error.message, "plan_record/eu.h5"));
  drop(&made);
}

static void an_input_that_is_not_there_is_told_with_its_place(void **state) {
  (void)state;
  fixture made = {0};
  lociq_error error = {0};
  assert_int_equal(unlink("plan_record/b.csv"), 0);
  assert_int_equal(lociq_plan_load("plan_record/plan.yaml", &made.plan, NULL), LOCIQ_OK);
  assert_int_equal(lociq_plan_paths_create(&made.plan, &made.paths, NULL), LOCIQ_OK);
  assert_int_equal(lociq_record_take(&made.plan, &made.paths, &made.record, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(error.message, "plan_record/plan.yaml:3:21: files: plan_record/b.csv: No such file or directory");
  drop(&made);
}

static void every_allocation_of_taking_may_fail(void **state) {
  (void)state;
  fixture made = {0};
  assert_int_equal(lociq_plan_load("plan_record/plan.yaml", &made.plan, NULL), LOCIQ_OK);
  assert_int_equal(lociq_plan_paths_create(&made.plan, &made.paths, NULL), LOCIQ_OK);
  for (long n = 0;; n++) {
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_record_take(&made.plan, &made.paths, &made.record, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 5);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_null(made.record.inputs);
  }
  drop(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup(nothing_changed, set_up),
                                     cmocka_unit_test_setup(a_time_is_no_change, set_up),
                                     cmocka_unit_test_setup(each_file_counts, set_up),
                                     cmocka_unit_test_setup(an_output_that_is_gone_counts, set_up),
                                     cmocka_unit_test_setup(the_plan_counts, set_up),
                                     cmocka_unit_test_setup(who_else_wrote_the_store_counts, set_up),
                                     cmocka_unit_test_setup(without_a_store_there_was_no_run, set_up),
                                     cmocka_unit_test_setup(what_is_no_store_is_left_alone, set_up),
                                     cmocka_unit_test_setup(an_input_that_is_not_there_is_told_with_its_place, set_up),
                                     cmocka_unit_test_setup(every_allocation_of_taking_may_fail, set_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

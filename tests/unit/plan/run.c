/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
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

static const char *const path = "plan_run/plan.yaml";

static void write_file(const char *name, const char *text) {
  FILE *file = fopen(name, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *name, const char *text) {
  char content[1024];
  FILE *file = fopen(name, "rb");
  assert_non_null(file);
  const size_t size = fread(content, 1, sizeof content - 1, file);
  content[size] = '\0';
  (void)fclose(file);
  assert_string_equal(content, text);
}

/* What a folder of this test may hold; anything else is a leftover. */
static size_t files_beside_the_plan(void) {
  DIR *folder = opendir("plan_run");
  assert_non_null(folder);
  size_t count = 0;
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
    if (entry->d_name[0] != '.' || strlen(entry->d_name) > 2) count++;
  (void)closedir(folder);
  return count;
}

static void empty_folder(void) {
  char name[512];
  DIR *folder = opendir("plan_run");
  if (folder == NULL) return;
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    (void)snprintf(name, sizeof name, "plan_run/%s", entry->d_name);
    (void)unlink(name);
  }
  (void)closedir(folder);
}

/* Region a: 3 of 4 in X; b: 1 of 4; c: 2 of 4. All: 6 of 12, so the LQ of X is 1.5, 0.5 and 1. */
static const char table[] =
    "region,industry,year,employment\n"
    "a,X,2015,3\na,Y,2015,1\nb,X,2015,1\nb,Y,2015,3\nc,X,2015,2\nc,Y,2015,2\n";
static const char whole[] =
    "store: s.h5\n"
    "import:\n"
    "  - {files: [t.csv], regions: r.csv}\n"
    "compute:\n"
    "  - indicators: [lq]\n"
    "partners:\n"
    "  - {top: 1, contributions: 1, regions: [c, a], format: csv, output: p.csv}\n"
    "export:\n"
    "  - {dataset: lq, industry: X, output: lq.csv}\n";

static int set_up(void **state) {
  (void)state;
  empty_folder();
  (void)mkdir("plan_run", 0700);
  write_file("plan_run/t.csv", table);
  write_file("plan_run/r.csv", "code,label,parent\na,Alpha,\nb,Beta,\nc,Gamma,\n");
  write_file(path, whole);
  return 0;
}

static void run(bool force, bool expected) {
  lociq_plan_options options = lociq_plan_options_default();
  lociq_error error = {0};
  bool worked = !expected;
  options.force = force;
  const lociq_status status = lociq_plan_run(path, &options, &worked, &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
  assert_int_equal(worked, expected);
}

static void a_plan_is_done_as_it_says(void **state) {
  (void)state;
  run(false, true);
  assert_file("plan_run/lq.csv", "region,industry,year,value,flag\na,X,2015,1.5,\nb,X,2015,0.5,\nc,X,2015,1,\n");
  char content[2048] = "";
  FILE *file = fopen("plan_run/p.csv", "rb");
  assert_non_null(file);
  assert_true(fread(content, 1, sizeof content - 1, file) > 0);
  (void)fclose(file);
  /* the regions in the order of the plan */
  const char *first = strstr(content, "\nc,"), *second = strstr(content, "\na,c,1,");
  assert_non_null(first);
  assert_non_null(second);
  assert_true(first < second);
  lociq_store *store = NULL;
  assert_int_equal(lociq_store_open("plan_run/s.h5", LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  assert_non_null(lociq_panel_find(lociq_store_panel(store), "lq"));
  assert_non_null(strstr(lociq_store_provenance(store), "lociq run plan_run/plan.yaml"));
  assert_non_null(strstr(lociq_store_provenance(store), "output lq.csv"));
  lociq_store_close(store);
  assert_int_equal(files_beside_the_plan(), 6);
}

static void a_second_run_does_nothing_unless_forced(void **state) {
  (void)state;
  struct stat before, after;
  run(false, true);
  assert_int_equal(stat("plan_run/s.h5", &before), 0);
  write_file("plan_run/t.csv", table); /* the same, at another time */
  run(false, false);
  assert_int_equal(stat("plan_run/s.h5", &after), 0);
  assert_int_equal(before.st_ino, after.st_ino);
  run(true, true);
  write_file("plan_run/r.csv", "code,label,parent\na,Alef,\n");
  run(false, true);
  assert_int_equal(unlink("plan_run/lq.csv"), 0);
  run(false, true);
  run(false, false);
}

static void refused(const char *text, lociq_status expected, const char *message) {
  bool worked = false;
  lociq_error error = {0};
  (void)set_up(NULL);
  write_file(path, text);
  assert_int_equal(lociq_plan_run(path, NULL, &worked, &error), expected);
  assert_string_equal(error.message, message);
  assert_int_equal(files_beside_the_plan(), 3); /* what was there before, and no more */
}

#define START "store: s.h5\nimport:\n  - files: [t.csv]\n"

static void what_fails_leaves_nothing_behind(void **state) {
  (void)state;
  refused("store: s.h5\nimport:\n  - files: [u.csv]\n", LOCIQ_NOT_FOUND,
          "plan_run/plan.yaml:3:13: files: plan_run/u.csv: No such file or directory");
  refused(START "compute:\n  - indicators: [lq, lqq]\n", LOCIQ_INVALID,
          "plan_run/plan.yaml:5:22: indicators: there is no indicator \"lqq\": did you mean \"lq\"?");
  refused(START "partners:\n  - {regions: [a, q], output: p.csv}\n", LOCIQ_INVALID,
          "plan_run/plan.yaml:5:5: partners: the ranking has no region \"q\"; it has a and others");
}

static void a_late_failure_leaves_the_former_run_as_it_was(void **state) {
  (void)state;
  run(false, true);
  char text[sizeof whole + 64];
  (void)snprintf(text, sizeof text, "%s  - {dataset: nothing, output: n.csv}\n", whole);
  write_file(path, text);
  write_file("plan_run/t.csv", "region,industry,year,employment\na,X,2015,1\nb,Y,2015,1\nc,Y,2015,1\n");
  lociq_error error = {0};
  static const char start[] = "plan_run/plan.yaml:10:5: export: ";
  assert_int_not_equal(lociq_plan_run(path, NULL, NULL, &error), LOCIQ_OK);
  assert_memory_equal(error.message, start, sizeof start - 1);
  assert_file("plan_run/lq.csv", "region,industry,year,value,flag\na,X,2015,1.5,\nb,X,2015,0.5,\nc,X,2015,1,\n");
  assert_int_equal(files_beside_the_plan(), 6);
  write_file("plan_run/t.csv", table);
  write_file(path, whole);
  run(false, false);
}

static void a_file_that_is_no_store_is_never_replaced(void **state) {
  (void)state;
  write_file("plan_run/s.h5", "a letter to my mother");
  lociq_plan_options options = lociq_plan_options_default();
  options.force = true;
  assert_int_equal(lociq_plan_run(path, &options, NULL, NULL), LOCIQ_BAD_INPUT);
  assert_file("plan_run/s.h5", "a letter to my mother");
}

/* With ever larger steps: a run asks some thousand times. */
static void any_allocation_may_fail(void **state) {
  (void)state;
  for (long n = 0;; n += 1 + n / 40) {
    (void)set_up(NULL);
    lociq_error error = {0};
    bool worked = false;
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_plan_run(path, NULL, &worked, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 100);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_false(worked);
    assert_int_equal(files_beside_the_plan(), 3);
  }
}

typedef struct lines {
  char text[4096];
} lines;

static void collect(void *context, const char *line) {
  lines *heard = context;
  const size_t length = strlen(heard->text);
  (void)snprintf(heard->text + length, sizeof heard->text - length, "%s\n", line);
}

static void each_step_is_told(void **state) {
  (void)state;
  lines heard = {0};
  lociq_plan_options options = lociq_plan_options_default();
  options.context = &heard;
  options.log = collect;
  assert_int_equal(lociq_plan_run(path, &options, NULL, NULL), LOCIQ_OK);
  static const char *const told[] = {
      "imported t.csv in ",    "computed 1 indicator in ", "ranked the partners of 3 regions by cosine in 2015 in ",
      "wrote plan_run/s.h5\n", "wrote plan_run/p.csv\n",   "wrote plan_run/lq.csv\n"};
  const char *place = heard.text;
  for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
    place = strstr(place, told[i]);
    assert_non_null(place);
  }
  heard = (lines){0};
  assert_int_equal(lociq_plan_run(path, &options, NULL, NULL), LOCIQ_OK);
  assert_non_null(strstr(heard.text, "plan_run/plan.yaml: nothing has changed since 20"));
  assert_non_null(strstr(heard.text, "; use --force to repeat it\n"));
  write_file("plan_run/r.csv", "code,label,parent\na,Alef,\n");
  heard = (lines){0};
  assert_int_equal(lociq_plan_run(path, &options, NULL, NULL), LOCIQ_OK);
  assert_non_null(strstr(heard.text, "plan_run/plan.yaml: doing it again, for r.csv has changed since 20"));
}

/* Each under its own name; what a specification names is an input. */
static void every_ranking_is_kept(void **state) {
  (void)state;
  write_file("plan_run/blend.yaml", "blocks:\n  - {method: cosine}\n  - {method: krugman, weight: 2}\n");
  write_file("plan_run/points.csv", "region,longitude,latitude\na,1,1\nb,2,2\nc,3,3\n");
  write_file(path,
             "store: s.h5\nimport:\n  - {files: [t.csv]}\npartners:\n  - {top: 2}\n"
             "  - {similarity: krugman, keep: false, output: p.csv, format: csv}\n"
             "  - {by: blend, specification: blend.yaml, points: points.csv}\n  - {cluster: X, top: 1}\n");
  run(false, true);
  lociq_store *store = NULL;
  char **names = NULL;
  size_t found = 0;
  static const char *const expected[] = {"partner_similarity", "partner_blend", "partner_blend_distance",
                                         "partner_similarity_X", "partner_similarity_X_industry"};
  assert_int_equal(lociq_store_open("plan_run/s.h5", LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_list_variables(store, &names, NULL), LOCIQ_OK);
  for (size_t i = 0; names[i] != NULL; i++) {
    for (size_t k = 0; k < sizeof expected / sizeof expected[0]; k++) found += strcmp(names[i], expected[k]) == 0;
    free(names[i]);
  }
  free(names);
  assert_int_equal(found, sizeof expected / sizeof expected[0]);
  lociq_store_close(store);
  run(false, false);
  write_file("plan_run/points.csv", "region,longitude,latitude\na,1,1\nb,2,2\nc,3,4\n");
  run(false, true);
  write_file("plan_run/blend.yaml", "blocks:\n  - {method: cosine}\n  - {method: krugman}\n");
  run(false, true);
  run(false, false);
}

static void a_remark_is_told_between_the_steps(void **state) {
  (void)state;
  lines heard = {0};
  lociq_plan_options options = lociq_plan_options_default();
  options.context = &heard;
  options.log = collect;
  /* a has only X, b and c only Y: two groups */
  write_file("plan_run/t.csv", "region,industry,year,employment\na,X,2015,3\nb,Y,2015,3\nc,Y,2015,2\n");
  write_file(path, "store: s.h5\nimport:\n  - {files: [t.csv]}\ncompute:\n  - indicators: [eci]\n");
  assert_int_equal(lociq_plan_run(path, &options, NULL, NULL), LOCIQ_OK);
  const char *remark = strstr(heard.text, "eci 2015 is missing: ");
  assert_non_null(remark);
  assert_true(strstr(heard.text, "imported t.csv in ") < remark);
  assert_true(remark < strstr(heard.text, "computed 1 indicator in "));
}

static bool stop(void *context, const char *stage, uint64_t done, uint64_t all) {
  (void)stage;
  (void)done;
  (void)all;
  return ++*(int *)context < 2;
}

static void a_run_can_be_stopped(void **state) {
  (void)state;
  int calls = 0;
  const lociq_progress progress = {.context = &calls, .report = stop};
  lociq_plan_options options = lociq_plan_options_default();
  options.progress = &progress;
  lociq_error error = {0};
  const lociq_status status = lociq_plan_run(path, &options, NULL, &error);
  assert_int_equal(status, LOCIQ_CANCELLED);
  assert_int_equal(files_beside_the_plan(), 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup(a_plan_is_done_as_it_says, set_up),
                                     cmocka_unit_test_setup(a_second_run_does_nothing_unless_forced, set_up),
                                     cmocka_unit_test_setup(what_fails_leaves_nothing_behind, set_up),
                                     cmocka_unit_test_setup(a_late_failure_leaves_the_former_run_as_it_was, set_up),
                                     cmocka_unit_test_setup(a_file_that_is_no_store_is_never_replaced, set_up),
                                     cmocka_unit_test_setup(any_allocation_may_fail, set_up),
                                     cmocka_unit_test_setup(each_step_is_told, set_up),
                                     cmocka_unit_test_setup(every_ranking_is_kept, set_up),
                                     cmocka_unit_test_setup(a_remark_is_told_between_the_steps, set_up),
                                     cmocka_unit_test_setup(a_run_can_be_stopped, set_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <lociq/lociq.h>
#include <math.h>
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

static const char *const path = "plan_harmonise/plan.yaml";

static void write_file(const char *name, const char *text) {
  FILE *file = fopen(name, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static size_t count_files(bool remove) {
  DIR *folder = opendir("plan_harmonise");
  size_t count = 0;
  for (const struct dirent *entry = folder == NULL ? NULL : readdir(folder); entry != NULL; entry = readdir(folder)) {
    char name[512];
    (void)snprintf(name, sizeof name, "plan_harmonise/%s", entry->d_name);
    if (remove) (void)unlink(name);
    if (entry->d_name[0] != '.' || strlen(entry->d_name) > 2) count++;
  }
  if (folder != NULL) (void)closedir(folder);
  return count;
}

/* Slovenia's two regions of NUTS 2010 with a suppressed cell, its whole, and the regions that they became. */
static int set_up(void **state) {
  (void)state;
  (void)count_files(true);
  (void)mkdir("plan_harmonise", 0700);
  write_file("plan_harmonise/old.csv",
             "region,industry,year,employment,employment_flag\n"
             "SI01,C10,2011,100,\nSI01,C28,2011,40,\nSI02,C10,2011,,c\nSI02,C28,2011,60,\n");
  write_file("plan_harmonise/new.csv",
             "region,industry,year,employment\n"
             "SI03,C10,2012,7\nSI03,C28,2012,8\nSI04,C10,2012,9\nSI04,C28,2012,10\n");
  write_file("plan_harmonise/whole.csv", "region,industry,year,employment\nSI0,C10,2011,300\nSI0,C28,2011,100\n");
  write_file("plan_harmonise/nuts.csv",
             "from,to,weight,year\nSI01,SI03,9,2010\nSI01,SI04,1,2010\nSI02,SI04,1,2010\nSI02,SI02,1,2006\n");
  write_file("plan_harmonise/groups.csv", "code,group\nC10,food\nC28,machines\n");
  write_file("plan_harmonise/labels.csv", "code,label,parent\nfood,Food,\nmachines,Machines,\n");
  return 0;
}
enum { FILES = 7 }; /* with the plan */

static lociq_status run(const char *plan, lociq_error *error) {
  write_file(path, plan);
  return lociq_plan_run(path, NULL, NULL, error);
}

/* values: year by year, region by region, industry by industry; NaN: missing. */
static void expect(const char *const *regions, size_t region_count, const char *const *industries, size_t years,
                   const double *values) {
  lociq_store *store = NULL;
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_store_open("plan_harmonise/s.h5", LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  const lociq_panel *panel = lociq_store_panel(store);
  assert_int_equal(lociq_axis_count(panel->axes[LOCIQ_REGION]), region_count);
  for (size_t i = 0; i < region_count; i++)
    assert_string_equal(lociq_axis_code(panel->axes[LOCIQ_REGION], i), regions[i]);
  for (size_t i = 0; i < 2; i++) assert_string_equal(lociq_axis_code(panel->axes[LOCIQ_INDUSTRY], i), industries[i]);
  assert_int_equal(lociq_store_load(store, "employment", &cube, NULL), LOCIQ_OK);
  const lociq_grid *body = &cube->parts[LOCIQ_BODY];
  assert_int_equal(body->count, years * region_count * 2);
  for (size_t i = 0; i < body->count; i++) {
    const double got = body->values[i];
    if (isnan(values[i]) ? !isnan(got) : fabs(got - values[i]) > 1e-9)
      fail_msg("cell %zu is %.17g, not %g", i, got, values[i]);
  }
  lociq_cube_free(cube);
  lociq_store_close(store);
}

static const char *const made[] = {"SI03", "SI04"}, *const industries[] = {"C10", "C28"};

#define START "store: s.h5\nimport:\n  - files: [old.csv]\n"
#define CONVERT "convert: {axis: region, concordance: nuts.csv, where: {year: [2010]}}\n"

static void the_store_is_converted(void **state) {
  (void)state;
  lociq_error error = {0};
  assert_int_equal(run(START "harmonise:\n  - " CONVERT, &error), LOCIQ_OK);
  /* 90 and 10 of SI01's 100, 36 and 4 of its 40; SI04 has a part of what is suppressed. */
  expect(made, 2, industries, 1, (const double[]){90, 36, (double)NAN, 64});
}

static void steps_follow_one_another(void **state) {
  (void)state;
  static const char *const groups[] = {"food", "machines"};
  lociq_error error = {0};
  const lociq_status status =
      run(START
          "  - {files: [whole.csv], as: whole}\n"
          "harmonise:\n"
          "  - estimate: {above: [whole]}\n"
          "  - " CONVERT
          "  - convert: {axis: industry, concordance: groups.csv, from: code, to: group, labels: "
          "labels.csv}\n",
          &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
  expect(made, 2, groups, 1, (const double[]){90, 36, 210, 64}); /* the suppressed cell is 300 - 100 */
  lociq_store *store = NULL;
  assert_int_equal(lociq_store_open("plan_harmonise/s.h5", LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  assert_string_equal(lociq_axis_label(lociq_store_panel(store)->axes[LOCIQ_INDUSTRY], 1), "Machines");
  assert_null(strstr(lociq_store_provenance(store), "SI0,"));
  assert_non_null(strstr(lociq_store_provenance(store), "groups.csv"));
  lociq_store_close(store);
}

static void a_table_from_aside_joins_the_store(void **state) {
  (void)state;
  lociq_error error = {0};
  const lociq_status status = run(
      "store: s.h5\nimport:\n  - files: [new.csv]\n  - {files: [old.csv], as: old}\nharmonise:\n"
      "  - convert: {table: old, as: store, axis: region, concordance: nuts.csv, where: {year: [2010]}, missing: skip}\n",
      &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
  expect(made, 2, industries, 2, (const double[]){90, 36, 10, 64, 7, 8, 9, 10});
}

/* A table aside that is converted in place, twice, and then serves. */
static void a_table_aside_can_change(void **state) {
  (void)state;
  static const char *const old[] = {"SI01", "SI02"};
  lociq_error error = {0};
  write_file("plan_harmonise/parts.csv",
             "region,industry,year,employment\nx,C10,2011,120\ny,C10,2011,180\nx,C28,2011,100\n");
  write_file("plan_harmonise/to.csv", "from,to\nx,q\ny,q\n");
  write_file("plan_harmonise/further.csv", "from,to\nq,SI0\n");
  const lociq_status status = run(START
                                  "  - {files: [parts.csv], as: parts}\n"
                                  "harmonise:\n"
                                  "  - convert: {table: parts, axis: region, concordance: to.csv, missing: skip}\n"
                                  "  - convert: {table: parts, as: whole, axis: region, concordance: further.csv}\n"
                                  "  - estimate: {above: [whole], fill: none}\n"
                                  "  - estimate: {above: [whole], fill: equal}\n",
                                  &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
  expect(old, 2, industries, 1, (const double[]){100, 40, 200, 60});
}

static void refused(const char *plan, lociq_status expected, const char *message) {
  lociq_error error = {0};
  (void)set_up(NULL);
  assert_int_equal(run(plan, &error), expected);
  if (strstr(error.message, message) == NULL) fail_msg("%s\nlacks %s", error.message, message);
  assert_int_equal(count_files(false), FILES); /* nothing more */
}

static void what_fails_is_told_with_its_place(void **state) {
  (void)state;
  refused(START "harmonise:\n  - convert: {axis: region, concordance: none.csv}\n", LOCIQ_NOT_FOUND,
          "plan_harmonise/plan.yaml:5:42: concordance: plan_harmonise/none.csv");
  refused(START "harmonise:\n  - convert: {axis: region, level: nuts7}\n", LOCIQ_INVALID,
          "plan_harmonise/plan.yaml:5:5: harmonise: ");
  refused(START "harmonise:\n  - convert: {axis: industry, concordance: nuts.csv}\n", LOCIQ_INVALID,
          "plan_harmonise/plan.yaml:5:5: harmonise: ");
  refused(START "harmonise:\n  - estimate: {measure: wages}\n", LOCIQ_INVALID,
          "plan_harmonise/plan.yaml:5:5: harmonise: ");
  refused(START "harmonise:\n  - " CONVERT "  - " CONVERT, LOCIQ_INVALID, "plan_harmonise/plan.yaml:6:5: harmonise: ");
}

/* With ever larger steps, from a store that is there already. */
static void any_allocation_may_fail(void **state) {
  (void)state;
  static const char plan[] =
      START "  - {files: [whole.csv], as: whole}\nharmonise:\n  - estimate: {above: [whole]}\n  - " CONVERT
            "  - convert: {axis: industry, concordance: groups.csv, from: code, to: group, labels: labels.csv}\n";
  lociq_plan_options options = lociq_plan_options_default();
  options.force = true;
  options.threads = 1;
  write_file(path, plan);
  assert_int_equal(lociq_plan_run(path, &options, NULL, NULL), LOCIQ_OK);
  for (long n = 0;; n += 1 + n / 40) {
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_plan_run(path, &options, NULL, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 100);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_int_equal(count_files(false), FILES + 1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(the_store_is_converted, set_up),
      cmocka_unit_test_setup(steps_follow_one_another, set_up),
      cmocka_unit_test_setup(a_table_from_aside_joins_the_store, set_up),
      cmocka_unit_test_setup(a_table_aside_can_change, set_up),
      cmocka_unit_test_setup(what_fails_is_told_with_its_place, set_up),
      cmocka_unit_test_setup(any_allocation_may_fail, set_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

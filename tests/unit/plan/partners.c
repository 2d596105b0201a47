/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/partners.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static const char *const path = "plan_partners/plan.yaml";

static void write_file(const char *name, const char *text) {
  FILE *file = fopen(name, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

#define START "store: eu.h5\nimport:\n  - files: [a.csv]\npartners:\n"

static void load(const char *entries, lociq_plan *plan) {
  char text[1024];
  (void)snprintf(text, sizeof text, START "%s", entries);
  (void)mkdir("plan_partners", 0700);
  write_file(path, text);
  assert_int_equal(lociq_plan_load(path, plan, NULL), LOCIQ_OK);
}

static void an_entry_says_the_options_of_a_ranking(void **state) {
  (void)state;
  lociq_plan plan = {0};
  lociq_partner_options options;
  load(
      "  - {by: learning, top: 3, exclude_country: true, farther_than: 100, seed: 7, points: p.csv}\n"
      "  - {cluster: C}\n",
      &plan);
  assert_int_equal(lociq_plan_partner_options(&plan, 0, NULL, &options, NULL), LOCIQ_OK);
  assert_string_equal(options.by, "learning");
  assert_int_equal(options.top, 3);
  assert_true(options.exclude_country);
  assert_true(options.farther_than == 100);
  assert_int_equal(options.seed, 7);
  assert_string_equal(options.points, "p.csv");
  assert_null(options.cluster);
  assert_int_equal(lociq_plan_partner_options(&plan, 1, NULL, &options, NULL), LOCIQ_OK);
  assert_string_equal(options.cluster, "C");
  assert_int_equal(options.top, lociq_partner_options_default().top);
  lociq_plan_clear(&plan);
}

static void a_ranking_of_all_is_kept(void **state) {
  (void)state;
  char yes[] = "true", no[] = "false";
  lociq_plan_partners partners = {.keep = NULL};
  lociq_partner_options options = lociq_partner_options_default();
  assert_true(lociq_plan_partners_keeps(&partners, &options));
  partners.keep = yes;
  assert_true(lociq_plan_partners_keeps(&partners, &options));
  partners.keep = no;
  assert_false(lociq_plan_partners_keeps(&partners, &options));
  partners.keep = NULL;
  options.organisation = "o";
  assert_false(lociq_plan_partners_keeps(&partners, &options));
}

/* Each option that names a file, of each entry its own. */
static void files_that_options_name_are_inputs(void **state) {
  (void)state;
  const lociq_partner_option *list = lociq_partner_options_list();
  size_t found = 0;
  for (size_t i = 0; list[i].name != NULL; i++) {
    if (!list[i].names_file || strcmp(list[i].name, "specification") == 0) continue;
    char entries[256], place[64];
    lociq_plan plan = {0};
    lociq_plan_paths paths = {0};
    lociq_partner_options options;
    (void)snprintf(entries, sizeof entries, "  - {cluster: C}\n  - {%s: side.csv}\n  - {%s: /other.csv, output: o}\n",
                   list[i].name, list[i].name);
    load(entries, &plan);
    assert_int_equal(lociq_plan_paths_create(&plan, &paths, NULL), LOCIQ_OK);
    assert_int_equal(paths.input_count, 3);
    (void)snprintf(place, sizeof place, "partners[1].%s", list[i].name);
    assert_string_equal(paths.inputs[1].path, "plan_partners/side.csv");
    assert_string_equal(paths.inputs[1].place, place);
    assert_string_equal(paths.inputs[1].reader, list[i].name);
    assert_string_equal(paths.inputs[2].path, "/other.csv");
    assert_int_equal(lociq_plan_partner_options(&plan, 1, &paths, &options, NULL), LOCIQ_OK);
    char **files = NULL;
    size_t count = 0;
    assert_int_equal(lociq_partner_files(&options, &files, &count, NULL), LOCIQ_OK);
    assert_int_equal(count, 1);
    assert_string_equal(files[0], "plan_partners/side.csv"); /* as the system is asked for it */
    free(files[0]);
    free(files);
    lociq_plan_paths_clear(&paths);
    lociq_plan_clear(&plan);
    found++;
  }
  assert_true(found >= 4);
}

/* The specification and what it names, from its own folder. */
static void files_of_a_specification_are_inputs(void **state) {
  (void)state;
  lociq_plan plan = {0};
  lociq_plan_paths paths = {0};
  lociq_error error = {0};
  (void)mkdir("plan_partners", 0700);
  (void)mkdir("plan_partners/specs", 0700);
  write_file("plan_partners/specs/s.yaml",
             "blocks:\n  - {method: relatedness_added, relatedness: ../r.csv}\n  - {method: cosine}\n");
  load("  - {specification: specs/s.yaml, points: p.csv}\n", &plan);
  assert_int_equal(lociq_plan_paths_create(&plan, &paths, &error), LOCIQ_OK);
  static const char *const expected[][2] = {{"plan_partners/specs/s.yaml", "specification"},
                                            {"plan_partners/p.csv", "points"},
                                            {"plan_partners/specs/../r.csv", "partners"}};
  assert_int_equal(paths.input_count, 4);
  for (size_t i = 0; i < 3; i++) {
    assert_string_equal(paths.inputs[i + 1].path, expected[i][0]);
    assert_string_equal(paths.inputs[i + 1].reader, expected[i][1]);
  }
  lociq_plan_paths_clear(&paths);
  lociq_plan_clear(&plan);
  load("  - {specification: none.yaml}\n", &plan);
  assert_int_equal(lociq_plan_paths_create(&plan, &paths, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(
      error.message, "plan_partners/plan.yaml:5:21: specification: plan_partners/none.yaml: No such file or directory");
  lociq_plan_clear(&plan);
  write_file("plan_partners/specs/s.yaml", "blocks:\n  - {method: cosin}\n");
  error = (lociq_error){0};
  load("  - {specification: specs/s.yaml}\n", &plan);
  assert_int_equal(lociq_plan_paths_create(&plan, &paths, &error), LOCIQ_INVALID);
  static const char start[] = "plan_partners/specs/s.yaml:2:14: ";
  assert_memory_equal(error.message, start, sizeof start - 1);
  lociq_plan_clear(&plan);
}

static void a_file_of_an_option_is_not_written_over(void **state) {
  (void)state;
  lociq_plan plan = {0};
  lociq_plan_paths paths = {0};
  lociq_error error = {0};
  load("  - {points: p.csv, output: ./p.csv}\n", &plan);
  assert_int_equal(lociq_plan_paths_create(&plan, &paths, &error), LOCIQ_INVALID);
  assert_string_equal(error.message,
                      "plan_partners/plan.yaml:5:29: output: ./p.csv is read by this plan and would be overwritten");
  lociq_plan_clear(&plan);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_plan plan = {0};
  load("  - {points: p.csv, within: w.csv, output: o}\n", &plan);
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    lociq_plan_paths paths = {0};
    lociq_memory_fail_after(n);
    status = lociq_plan_paths_create(&plan, &paths, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    lociq_plan_paths_clear(&paths);
  }
  assert_true(n > 10);
  lociq_plan_clear(&plan);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_entry_says_the_options_of_a_ranking),  cmocka_unit_test(a_ranking_of_all_is_kept),
      cmocka_unit_test(files_that_options_name_are_inputs),      cmocka_unit_test(files_of_a_specification_are_inputs),
      cmocka_unit_test(a_file_of_an_option_is_not_written_over), cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

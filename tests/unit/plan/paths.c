/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/paths.h"

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

static const char *const path = "plan_paths/plan.yaml";

static void load(const char *text, lociq_plan *plan) {
  (void)mkdir("plan_paths", 0700);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(lociq_plan_load(path, plan, NULL), LOCIQ_OK);
}

static void refused(const char *text, const char *message) {
  lociq_plan plan = {0};
  lociq_plan_paths paths = {0};
  lociq_error error = {0};
  load(text, &plan);
  assert_int_equal(lociq_plan_paths_create(&plan, &paths, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  lociq_plan_clear(&plan);
}

static const char whole[] =
    "store: eu.h5\n"
    "fetch:\n"
    "  - {source: eurostat, dataset: x, output: a.csv}\n"
    "import:\n"
    "  - {files: [a.csv, /b.csv], regions: regions.csv}\n"
    "  - {files: [a.csv], industries: i.csv, regions: regions.csv}\n"
    "harmonise:\n"
    "  - convert: {axis: region, level: nuts1}\n"
    "  - convert: {axis: region, concordance: c.csv, labels: l.csv}\n"
    "compute:\n"
    "  - {indicators: [moran], options: {points: p.csv}}\n"
    "partners:\n"
    "  - {top: 3}\n"
    "  - {output: p.txt}\n"
    "export:\n"
    "  - {dataset: lq, output: ../lq.csv}\n";

static void files_lie_beside_the_plan(void **state) {
  (void)state;
  lociq_plan plan = {0};
  lociq_plan_paths paths = {0};
  load(whole, &plan);
  assert_int_equal(lociq_plan_paths_create(&plan, &paths, NULL), LOCIQ_OK);
  assert_string_equal(paths.store.path, "plan_paths/eu.h5");
  static const char *const inputs[] = {
      "plan_paths/a.csv", "/b.csv",           "plan_paths/regions.csv", "plan_paths/a.csv", "plan_paths/regions.csv",
      "plan_paths/i.csv", "plan_paths/c.csv", "plan_paths/l.csv",       "plan_paths/p.csv"};
  assert_int_equal(paths.input_count, 9);
  for (size_t i = 0; i < 9; i++) assert_string_equal(paths.inputs[i].path, inputs[i]);
  assert_string_equal(paths.inputs[5].place, "import[1].industries");
  assert_string_equal(paths.inputs[6].place, "harmonise[1].convert.concordance");
  assert_string_equal(paths.inputs[6].reader, "concordance");
  assert_string_equal(paths.inputs[7].place, "harmonise[1].convert.labels");
  assert_int_equal(paths.fetched_count, 1);
  assert_string_equal(paths.fetched[0].path, "plan_paths/a.csv");
  assert_string_equal(paths.fetched[0].place, "fetch[0].output");
  assert_int_equal(paths.output_count, 2);
  assert_string_equal(paths.outputs[0].path, "plan_paths/p.txt");
  assert_string_equal(paths.outputs[0].place, "partners[1].output");
  assert_string_equal(paths.outputs[1].name, "../lq.csv");
  assert_string_equal(paths.outputs[1].path, "plan_paths/../lq.csv");
  lociq_plan_paths_clear(&paths);
  lociq_plan_clear(&plan);
}

static void nothing_is_written_twice_or_over_what_is_read(void **state) {
  (void)state;
#define START "store: eu.h5\nimport:\n  - files: [a.csv]\n"
  refused(START "export:\n  - {dataset: lq, output: b.csv}\n  - {dataset: lq, output: ./b.csv}\n",
          "plan_paths/plan.yaml:6:27: output: ./b.csv is written twice");
  refused(START "export:\n  - {dataset: lq, output: a.csv}\n",
          "plan_paths/plan.yaml:5:27: output: a.csv is read by this plan and would be overwritten");
  refused(START "export:\n  - {dataset: lq, output: plan.yaml}\n",
          "plan_paths/plan.yaml:5:27: output: plan.yaml is read by this plan and would be overwritten");
  refused(START "export:\n  - {dataset: lq, output: ../plan_paths/eu.h5}\n",
          "plan_paths/plan.yaml:5:27: output: ../plan_paths/eu.h5 is written twice");
  refused("store: a.csv\nimport:\n  - files: [a.csv]\n",
          "plan_paths/plan.yaml:1:8: store: a.csv is read by this plan and would be overwritten");
}

static void what_is_fetched_may_be_read_and_nothing_else(void **state) {
  (void)state;
#define FETCH(file) "store: eu.h5\nfetch:\n  - {source: eurostat, dataset: x, output: " file "}\n"
#define IMPORT "import:\n  - files: [a.csv]\n"
  refused(FETCH("plan.yaml") IMPORT,
          "plan_paths/plan.yaml:3:44: output: plan.yaml is read by this plan and would be overwritten");
  refused(FETCH("eu.h5") IMPORT, "plan_paths/plan.yaml:1:8: store: eu.h5 is written twice");
  refused(FETCH("a.csv") "  - {source: eurostat, dataset: y, output: ./a.csv}\n" IMPORT,
          "plan_paths/plan.yaml:4:44: output: ./a.csv is written twice");
  refused(FETCH("b.csv") IMPORT "export:\n  - {dataset: lq, output: b.csv}\n",
          "plan_paths/plan.yaml:7:27: output: b.csv is written twice");
}

static void a_link_does_not_hide_an_input(void **state) {
  (void)state;
  (void)unlink("plan_paths/link.csv");
  FILE *file = fopen("plan_paths/real.csv", "wb");
  assert_non_null(file);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(symlink("real.csv", "plan_paths/link.csv"), 0);
  refused("store: eu.h5\nimport:\n  - files: [real.csv]\nexport:\n  - {dataset: lq, output: link.csv}\n",
          "plan_paths/plan.yaml:5:27: output: link.csv is read by this plan and would be overwritten");
}

/* Each option of the catalogue that takes a file, none that does not, and no word of theirs. */
static void files_that_options_name_are_inputs(void **state) {
  (void)state;
  size_t found = 0;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++)
    for (size_t k = 0; k < LOCIQ_OPTIONS_MAXIMUM && (*entry)->options[k].name; k++) {
      const lociq_option *option = &(*entry)->options[k];
      const bool is_file = option->type == LOCIQ_OPTION_FILE;
      const char *const values[] = {"side.csv", option->preset};
      for (size_t v = 0; v < 2; v++) {
        char text[512];
        (void)snprintf(text, sizeof text,
                       "store: eu.h5\nimport:\n  - files: [a.csv]\ncompute:\n  - indicators: [lq]\n"
                       "  - indicators: [%s]\n    options: {missing: zero, %s: \"%s\"}\n",
                       (*entry)->name, option->name, values[v]);
        lociq_plan plan = {0};
        lociq_plan_paths paths = {0};
        load(text, &plan);
        assert_int_equal(lociq_plan_paths_create(&plan, &paths, NULL), LOCIQ_OK);
        assert_int_equal(paths.input_count, is_file && v == 0 ? 2 : 1);
        if (is_file && v == 0) {
          char place[64];
          (void)snprintf(place, sizeof place, "compute[1].options.%s", option->name);
          assert_string_equal(paths.inputs[1].name, "side.csv");
          assert_string_equal(paths.inputs[1].path, "plan_paths/side.csv");
          assert_string_equal(paths.inputs[1].place, place);
          assert_string_equal(paths.inputs[1].reader, option->name);
          found++;
        }
        lociq_plan_paths_clear(&paths);
        lociq_plan_clear(&plan);
      }
    }
  assert_true(found >= 6);
  refused(
      "store: eu.h5\nimport:\n  - files: [a.csv]\ncompute:\n  - {indicators: [stars], options: {rules: r.csv}}\n"
      "export:\n  - {dataset: lq, output: r.csv}\n",
      "plan_paths/plan.yaml:7:27: output: r.csv is read by this plan and would be overwritten");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_plan plan = {0};
  load(whole, &plan);
  for (long n = 0;; n++) {
    lociq_plan_paths paths = {0};
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_plan_paths_create(&plan, &paths, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 10);
      lociq_plan_paths_clear(&paths);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
  }
  lociq_plan_clear(&plan);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(files_lie_beside_the_plan),
                                     cmocka_unit_test(nothing_is_written_twice_or_over_what_is_read),
                                     cmocka_unit_test(what_is_fetched_may_be_read_and_nothing_else),
                                     cmocka_unit_test(a_link_does_not_hide_an_input),
                                     cmocka_unit_test(files_that_options_name_are_inputs),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/entry.h"

#include "core/memory.h"
#include "unit/plan/plans.h"

static const char path[] = "plan_entry.yaml";

static lociq_digest digest_of(const char *text, const char *place) {
  lociq_plan plan = {0};
  lociq_digest digest;
  lociq_digesting *digesting = NULL;
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(lociq_plan_load(path, &plan, NULL), LOCIQ_OK);
  assert_int_equal(lociq_digesting_create(&digesting, NULL), LOCIQ_OK);
  assert_int_equal(lociq_entry_add(&plan, place, digesting, NULL), LOCIQ_OK);
  assert_int_equal(lociq_digesting_finish(digesting, &digest, NULL), LOCIQ_OK);
  lociq_digesting_free(digesting);
  lociq_plan_clear(&plan);
  (void)remove(path);
  return digest;
}

#define EXPORTS(first, second) START "export:\n  - " first "\n  - " second "\nreport:\n  - {output: p.html}\n"

static void an_entry_is_what_it_says(void **state) {
  (void)state;
  const lociq_digest said =
      digest_of(EXPORTS("{dataset: lq, output: lq.csv}", "{dataset: x, output: x.csv}"), "export[0]");
  static const char *const same[] = {
      EXPORTS("{dataset: lq, output: lq.csv} # a remark", "{dataset: x, output: x.csv}"),
      EXPORTS("dataset: lq\n    output: \"lq.csv\"", "{dataset: x, output: x.csv}"),
      EXPORTS("{dataset: lq, output: lq.csv}", "{dataset: y, output: y.csv}"),
      "store: other.h5\nimport:\n  - {files: [z.csv]}\nexport:\n  - {dataset: lq, output: lq.csv}\n"};
  static const char *const others[] = {
      EXPORTS("{dataset: lp, output: lq.csv}", "{dataset: x, output: x.csv}"),
      EXPORTS("{output: lq.csv, dataset: lq}", "{dataset: x, output: x.csv}"),
      EXPORTS("{dataset: lq, output: lq.csv, year: 2015}", "{dataset: x, output: x.csv}")};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++)
    assert_string_equal(digest_of(same[i], "export[0]").sha256, said.sha256);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    assert_string_not_equal(digest_of(others[i], "export[0]").sha256, said.sha256);
}

/* Where a list ends and another begins counts; a section that is not there says nothing. */
static void a_section_is_all_of_its_entries(void **state) {
  (void)state;
  const char one[] = "store: s.h5\nimport:\n  - {files: [a.csv, b.csv]}\n",
             two[] = "store: s.h5\nimport:\n  - {files: [a.csv]}\n  - {files: [b.csv]}\n";
  assert_string_not_equal(digest_of(one, "import").sha256, digest_of(two, "import").sha256);
  assert_int_equal(digest_of(one, "harmonise").bytes, 0);
}

static void files_stand_in_their_places(void **state) {
  (void)state;
  const lociq_plan_file file = {.place = (char[]){"import[1].files[0]"}};
  assert_true(lociq_entry_has("import[1]", &file));
  assert_true(lociq_entry_has("import", &file));
  assert_false(lociq_entry_has("import[1].f", &file));
  assert_false(lociq_entry_has("import[11]", &file));
  assert_false(lociq_entry_has("export", &file));
}

static lociq_digest inputs_of(const char *first, const char *second) {
  lociq_plan_file files[] = {{.path = (char[]){"a.csv"}, .place = (char[]){"import[0].files[0]"}},
                             {.path = (char[]){"b.csv"}, .place = (char[]){"import[1].files[0]"}}};
  const lociq_plan_paths paths = {.inputs = files, .input_count = 2};
  lociq_input inputs[2] = {{0}};
  lociq_digesting *digesting = NULL;
  lociq_digest digest;
  (void)snprintf(inputs[0].sha256, sizeof inputs[0].sha256, "%s", first);
  (void)snprintf(inputs[1].sha256, sizeof inputs[1].sha256, "%s", second);
  assert_int_equal(lociq_digesting_create(&digesting, NULL), LOCIQ_OK);
  assert_int_equal(lociq_entry_add_inputs(&paths, inputs, "import[1]", digesting, NULL), LOCIQ_OK);
  assert_int_equal(lociq_digesting_finish(digesting, &digest, NULL), LOCIQ_OK);
  lociq_digesting_free(digesting);
  return digest;
}

static void an_entry_has_its_own_files(void **state) {
  (void)state;
  assert_string_equal(inputs_of("1", "2").sha256, inputs_of("3", "2").sha256);
  assert_string_not_equal(inputs_of("1", "2").sha256, inputs_of("1", "3").sha256);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_entry_is_what_it_says), cmocka_unit_test(a_section_is_all_of_its_entries),
      cmocka_unit_test(files_stand_in_their_places), cmocka_unit_test(an_entry_has_its_own_files)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

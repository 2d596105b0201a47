/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/schema.h"

#include <lociq/partners.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static const char *const path = "plan_schema.yaml";

static void write_plan(const char *text) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static void refused(const char *text, const char *message) {
  lociq_plan plan = {0};
  lociq_error error = {0};
  write_plan(text);
  assert_int_equal(lociq_plan_load(path, &plan, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_null(plan.content);
}

static size_t position_of(const char *const *names, const char *name) {
  size_t i = 0;
  while (strcmp(names[i], name) != 0) i++; /* a name that is missing fails the test by its NULL */
  return i;
}

/* Of a ranking; there is room for all. */
static size_t option_position(const char *name) {
  const lociq_partner_option *list = lociq_partner_options_list();
  size_t count = 0, position = 0;
  while (list[count].name != NULL) count++;
  assert_true(count <= LOCIQ_PLAN_PARTNER_OPTIONS);
  while (strcmp(list[position].name, name) != 0) position++;
  return position;
}

static const char whole[] =
    "store: eu.h5\n"
    "import:\n"
    "  - files: [a.csv, b.csv]\n"
    "    where: {age: [Y_GE15, 010], sex: [T]}\n"
    "    level: nuts2\n"
    "    year: 0123\n"
    "    duplicates: sum\n"
    "  - files: [c.csv]\n"
    "    where: {sex: [F]}\n"
    "compute:\n"
    "  - indicators: [lq]\n"
    "    years: 2008:2015\n"
    "    options: {missing: skip, reference: others}\n"
    "  - indicators: [all]\n"
    "partners:\n"
    "  - {similarity: cosine, top: 010, exclude_country: true, regions: [DE11, ITC4], output: p.txt}\n"
    "export:\n"
    "  - {dataset: lq, format: csv, year: 2015, output: lq.csv}\n";

static void a_whole_plan_is_taken_letter_by_letter(void **state) {
  (void)state;
  lociq_plan plan = {0};
  lociq_error error = {0};
  write_plan(whole);
  assert_int_equal(lociq_plan_load(path, &plan, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
  const lociq_plan_content *content = plan.content;
  assert_string_equal(content->store, "eu.h5");
  assert_int_equal(content->import_count, 2);
  assert_int_equal(content->import[0].files_count, 2);
  assert_string_equal(content->import[0].files[1], "b.csv");
  assert_string_equal(content->import[0].year, "0123"); /* not the octal 83 */
  assert_null(content->import[0].unit);
  const size_t age = position_of(lociq_plan_dimensions(&plan), "age");
  const size_t sex = position_of(lociq_plan_dimensions(&plan), "sex");
  assert_int_equal(content->import[0].where[age].items_count, 2);
  assert_string_equal(content->import[0].where[age].items[1], "010");
  assert_int_equal(content->import[1].where[age].items_count, 0);
  assert_string_equal(content->import[1].where[sex].items[0], "F");
  assert_int_equal(content->compute_count, 2);
  assert_string_equal(content->compute[0].options[position_of(lociq_plan_option_names(&plan), "reference")], "others");
  assert_null(content->compute[0].options[position_of(lociq_plan_option_names(&plan), "totals")]);
  assert_null(content->compute[1].options);
  assert_string_equal(content->partners[0].options[option_position("top")], "010");
  assert_string_equal(content->partners[0].options[option_position("exclude_country")], "true");
  assert_null(content->partners[0].options[option_position("cluster")]);
  assert_string_equal(content->partners[0].regions[1], "ITC4");
  assert_string_equal(content->partners[0].output, "p.txt");
  assert_null(content->partners[0].keep);
  assert_string_equal(content->export[0].output, "lq.csv");
  lociq_plan_clear(&plan);
}

static void the_least_plan_is_a_store_and_an_import(void **state) {
  (void)state;
  lociq_plan plan = {0};
  write_plan("store: eu.h5\nimport:\n  - files: [a.csv]\n");
  assert_int_equal(lociq_plan_load(path, &plan, NULL), LOCIQ_OK);
  assert_int_equal(plan.content->compute_count, 0);
  assert_int_equal(plan.content->export_count, 0);
  assert_null(plan.content->import[0].where);
  lociq_plan_clear(&plan);
}

static void unknown_keys_are_named_with_what_there_is(void **state) {
  (void)state;
  refused(
      "sotre: a\n",
      "plan_schema.yaml:1:1: sotre: is no key of a plan, which has store, fetch, import, harmonise, register, compute, composite, partners, export, report");
  refused(
      "store: a\nimport:\n  - files: [x]\n    levl: q\n",
      "plan_schema.yaml:4:5: levl: is no key of import, which has files, format, measure, unit, where, level, vintage, "
      "year, regions, industries, duplicates, as");
  refused(
      "store: a\nimport:\n  - files: [x]\nexport:\n  - dataset: lq\n    ouptut: b\n",
      "plan_schema.yaml:6:5: ouptut: is no key of export, which has dataset, format, year, region, industry, points, shapes, property, output");
  /* a key of that name elsewhere does not mislead */
  refused("store: a\nimport:\n  - files: [x]\ncompute:\n  - indicators: [lq]\n    files: [y]\n",
          "plan_schema.yaml:6:5: files: is no key of compute, which has indicators, years, interval, options");
  refused(
      "store: a\n<<: {import: []}\n",
      "plan_schema.yaml:2:1: <<: is no key of a plan, which has store, fetch, import, harmonise, register, compute, composite, partners, export, report");
}

static void the_steps_before_computing_are_read(void **state) {
  (void)state;
  lociq_plan plan = {0};
  lociq_error error = {0};
  write_plan(
      "store: eu.h5\n"
      "fetch:\n"
      "  - {source: eurostat, dataset: lfst_r_lfe2en2, where: {age: [Y_GE15]}, years: 2010:2012, output: a.gz}\n"
      "import:\n"
      "  - {files: [a.gz], as: coarse}\n"
      "harmonise:\n"
      "  - convert: {axis: region, concordance: c.csv, where: {from_version: [2010, 2013]}, relative: [rate]}\n"
      "  - estimate: {above: [coarse], rounding: 0.5}\n");
  assert_int_equal(lociq_plan_load(path, &plan, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
  const lociq_plan_content *content = plan.content;
  const size_t age = position_of(lociq_plan_dimensions(&plan), "age");
  const size_t from = position_of(lociq_plan_dimensions(&plan), "from_version");
  assert_string_equal(content->fetch[0].where[age].items[0], "Y_GE15");
  assert_int_equal(content->fetch[0].where[from].items_count, 0);
  assert_string_equal(content->import[0].as, "coarse");
  assert_int_equal(content->harmonise_count, 2);
  const lociq_plan_convert *convert = content->harmonise[0].convert;
  assert_null(content->harmonise[0].estimate);
  assert_string_equal(convert->axis, "region");
  assert_int_equal(convert->where[from].items_count, 2);
  assert_string_equal(convert->relative[0], "rate");
  const lociq_plan_estimate *estimate = content->harmonise[1].estimate;
  assert_null(content->harmonise[1].convert);
  assert_string_equal(estimate->above[0], "coarse");
  assert_string_equal(estimate->rounding, "0.5");
  lociq_plan_clear(&plan);
}

static void unknown_keys_of_the_steps_are_named(void **state) {
  (void)state;
  refused("store: a\nfetch:\n  - {source: eurostat, dataset: x, file: b}\nimport:\n  - files: [x]\n",
          "plan_schema.yaml:3:36: file: is no key of fetch, which has source, dataset, where, years, address, output");
  refused("store: a\nimport:\n  - files: [x]\nharmonise:\n  - group: {}\n",
          "plan_schema.yaml:5:5: group: is no key of harmonise, which has convert, estimate");
  refused(
      "store: a\nimport:\n  - files: [x]\nharmonise:\n  - convert: {axis: region, file: c.csv}\n",
      "plan_schema.yaml:5:29: file: is no key of convert, which has table, as, axis, concordance, from, to, weight, "
      "label, where, level, labels, relative, missing");
  refused("store: a\nimport:\n  - files: [x]\nharmonise:\n  - estimate: {fil: fit}\n",
          "plan_schema.yaml:5:16: fil: is no key of estimate, which has table, as, measure, above, fill, prior, "
          "rounding, rest, absent, tolerance, iterations, years");
  refused("store: a\nimport:\n  - files: [x]\nharmonise:\n  - convert: {level: nuts1}\n",
          "plan_schema.yaml:5:14: convert: lacks the key axis");
  refused("store: a\nfetch:\n  - {dataset: x, output: b}\nimport:\n  - files: [x]\n",
          "plan_schema.yaml:3:5: fetch: lacks the key source");
}

static void unknown_options_are_named(void **state) {
  (void)state;
  lociq_plan plan = {0};
  lociq_error error = {0};
  write_plan(
      "store: a\nimport:\n  - files: [x]\ncompute:\n  - indicators: [lq]\n    options: {missing: skip, mising: x}\n");
  assert_int_equal(lociq_plan_load(path, &plan, &error), LOCIQ_INVALID);
  static const char start[] = "plan_schema.yaml:6:30: mising: is no key of options, which has measure, ";
  assert_memory_equal(error.message, start, sizeof start - 1);
}

static void a_key_twice_is_refused(void **state) {
  (void)state;
  refused("store: a\nstore: b\n", "plan_schema.yaml:2:1: store: is there twice, first in line 1");
  refused("store: a\nimport:\n  - files: [x]\n    where: {b: [q], b: [r]}\n",
          "plan_schema.yaml:4:21: b: is there twice, first in line 4");
  refused("store: a\nimport:\n  - files: [x]\n  - files: [x]\n    level: a\n    files: [y]\n",
          "plan_schema.yaml:6:5: files: is there twice, first in line 4");
}

static void what_is_of_another_type_is_refused(void **state) {
  (void)state;
  refused("store: [a]\n", "plan_schema.yaml:1:8: store: expected a text, found a list");
  refused("store: a\nimport:\n  - files: x\n", "plan_schema.yaml:3:12: files: expected a list, found a text");
  refused("store: a\nimport:\n  files: [x]\n",
          "plan_schema.yaml:3:3: import: expected a list, found a mapping (key: value)");
  refused("store: a\nimport: [x]\n", "plan_schema.yaml:2:10: import: expected a mapping (key: value), found a text");
  refused("store: a\nimport:\n  - files: [[x]]\n", "plan_schema.yaml:3:13: files: expected a text, found a list");
  refused("store: a\nimport:\n  - files: [x]\n    where: {age: A}\n",
          "plan_schema.yaml:4:18: age: expected a list, found a text");
  refused("- a\n", "plan_schema.yaml:1:1: expected a mapping (key: value), found a list");
  refused("hello\n", "plan_schema.yaml:1:1: expected a mapping (key: value), found a text");
}

static void what_is_empty_or_missing_is_refused(void **state) {
  (void)state;
  refused("store: a\n", "plan_schema.yaml:1:1: the plan lacks the key import");
  refused("{}\n", "plan_schema.yaml:1:1: the plan lacks the key store");
  refused("store:\nimport: []\n", "plan_schema.yaml:1:7: store: is empty");
  refused("store: a\nimport: []\n", "plan_schema.yaml:2:9: import: is empty");
  refused("store: a\nimport:\n  - files: []\n", "plan_schema.yaml:3:12: files: is empty");
  refused("store: a\nimport:\n  - files: [x, '']\n", "plan_schema.yaml:3:16: files: is empty");
  refused("store: a\nimport:\n  - level: nuts2\n", "plan_schema.yaml:3:5: import: lacks the key files");
  refused("store: a\nimport:\n  - files: [x]\n  - {}\n", "plan_schema.yaml:4:5: import: lacks the key files");
  refused("store: a\nimport:\n  - files: [x]\nexport:\n  - dataset: lq\n",
          "plan_schema.yaml:5:5: export: lacks the key output");
}

static void hostile_keys_stay_text(void **state) {
  (void)state;
  refused(
      "store: a\n\"\\e[31mred%s%n\": b\n",
      "plan_schema.yaml:2:1: \\x1B[31mred%s%n: is no key of a plan, which has store, fetch, import, harmonise, register, compute, composite, partners, "
      "export, report");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  write_plan(whole);
  for (long n = 0;; n++) {
    lociq_plan plan = {0};
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_plan_load(path, &plan, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 50);
      lociq_plan_clear(&plan);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_null(plan.content);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_whole_plan_is_taken_letter_by_letter),
                                     cmocka_unit_test(the_least_plan_is_a_store_and_an_import),
                                     cmocka_unit_test(unknown_keys_are_named_with_what_there_is),
                                     cmocka_unit_test(the_steps_before_computing_are_read),
                                     cmocka_unit_test(unknown_keys_of_the_steps_are_named),
                                     cmocka_unit_test(unknown_options_are_named),
                                     cmocka_unit_test(a_key_twice_is_refused),
                                     cmocka_unit_test(what_is_of_another_type_is_refused),
                                     cmocka_unit_test(what_is_empty_or_missing_is_refused),
                                     cmocka_unit_test(hostile_keys_stay_text),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

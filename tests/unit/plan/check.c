/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/check.h"

#include <lociq/partners.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "plans.h"

static const char *const path = "plan_check.yaml";

static lociq_status check(const char *text, lociq_error *error) {
  return check_plan(path, text, lociq_plan_check, error);
}

static void refused(const char *text, const char *message) {
  lociq_error error = {0};
  assert_int_equal(check(text, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
}

static void a_right_plan_passes(void **state) {
  (void)state;
  lociq_error error = {0};
  const lociq_status status =
      check(START
            "    format: tidy\n"
            "    year: 2015\n"
            "    duplicates: sum\n"
            "compute:\n"
            "  - {indicators: [all]}\n"
            "  - {indicators: [lq, diversity], years: 2008:2015, options: {threshold: 2}}\n"
            "  - {indicators: [lq], years: -5}\n"
            "partners:\n"
            "  - {similarity: krugman, year: 2015, top: 010, contributions: 0, exclude_country: false}\n"
            "  - {cluster: C, regions: [DE11], format: json, output: p.json}\n"
            "export:\n"
            "  - {dataset: lq, format: matrix, year: 2015, output: lq.csv}\n",
            &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
}

static void steps_before_computing_pass(void **state) {
  (void)state;
  lociq_error error = {0};
  const lociq_status status = check(
      "store: eu.h5\n"
      "fetch:\n"
      "  - {source: eurostat, dataset: lfst_r_lfe2en2, years: 2010:2012, output: a.csv}\n"
      "import:\n"
      "  - {files: [a.csv]}\n"
      "  - {files: [b.csv], as: old}\n"
      "harmonise:\n"
      "  - convert: {table: old, as: store, axis: region, concordance: c.csv, missing: skip}\n"
      "  - convert: {as: coarse, axis: region, level: nuts1}\n"
      "  - estimate: {above: [coarse], fill: fit, rest: totals, rounding: 0.5, iterations: 100, years: 2015}\n"
      "  - convert: {axis: industry, level: parent}\n",
      &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
}

static void fetches_are_checked(void **state) {
  (void)state;
#define FETCH "store: eu.h5\nfetch:\n  - {source: eurostat, dataset: x, output: a.csv"
#define IMPORT "}\nimport:\n  - files: [a.csv]\n"
  refused("store: eu.h5\nfetch:\n  - {source: eurostatt, dataset: x, output: a.csv" IMPORT,
          "plan_check.yaml:3:14: source: is \"eurostatt\", expected eurostat");
  refused(FETCH ", years: 2015-2016" IMPORT,
          "plan_check.yaml:3:58: years: is \"2015-2016\", expected a year or a range such as 2008:2015");
}

static void conversions_are_checked(void **state) {
  (void)state;
#define STEP START "harmonise:\n  - "
  refused(STEP "{}\n", "plan_check.yaml:5:5: harmonise: expected one of convert, estimate");
  refused(STEP "{convert: {axis: region, level: nuts1}, estimate: {}}\n",
          "plan_check.yaml:5:5: harmonise: expected one of convert, estimate");
  refused(STEP "convert: {axis: region}\n", "plan_check.yaml:5:14: convert: expected either a concordance or a level");
  refused(STEP "convert: {axis: region, concordance: c.csv, level: nuts1}\n",
          "plan_check.yaml:5:14: convert: expected either a concordance or a level");
  refused(STEP "convert: {axis: region, level: nuts1, weight: w}\n",
          "plan_check.yaml:5:51: weight: is for a concordance, and this goes to a level");
  refused(STEP "convert: {axis: region, level: nuts1, where: {a: [b]}}\n",
          "plan_check.yaml:5:50: where: is for a concordance, and this goes to a level");
  refused(STEP "convert: {axis: year, level: nuts1}\n",
          "plan_check.yaml:5:21: axis: is \"year\", expected industry|region");
  refused(STEP "convert: {axis: region, level: nuts1, missing: zero}\n",
          "plan_check.yaml:5:52: missing: is \"zero\", expected propagate|skip");
}

static void estimates_are_checked(void **state) {
  (void)state;
  refused(STEP "estimate: {fill: ipf}\n", "plan_check.yaml:5:22: fill: is \"ipf\", expected fit|gras|equal|none");
  refused(STEP "estimate: {rest: true}\n", "plan_check.yaml:5:22: rest: is \"true\", expected totals|all");
  refused(STEP "estimate: {rounding: -1}\n", "plan_check.yaml:5:26: rounding: is \"-1\", expected a number from 0");
  refused(STEP "estimate: {tolerance: nan}\n", "plan_check.yaml:5:27: tolerance: is \"nan\", expected a number from 0");
  refused(STEP "estimate: {iterations: 0}\n",
          "plan_check.yaml:5:28: iterations: is \"0\", expected a whole number from 1");
  refused(STEP "estimate: {years: all}\n",
          "plan_check.yaml:5:23: years: is \"all\", expected a year or a range such as 2008:2015");
}

static void imports_are_checked(void **state) {
  (void)state;
  refused(START "    year: 2015-Q1\n", "plan_check.yaml:4:11: year: is \"2015-Q1\", expected a year such as 2015");
  refused(START "    duplicates: add\n", "plan_check.yaml:4:17: duplicates: is \"add\", expected refuse|sum");
}

static void computations_are_checked(void **state) {
  (void)state;
  refused(START "compute:\n  - indicators: [lq, lqq]\n",
          "plan_check.yaml:5:22: indicators: there is no indicator \"lqq\": did you mean \"lq\"?");
  refused(START "compute:\n  - indicators: [all, lq]\n",
          "plan_check.yaml:5:18: indicators: all stands alone: it names every indicator");
  refused(START "compute:\n  - {indicators: [lq], years: 2015:2008}\n",
          "plan_check.yaml:5:31: years: is \"2015:2008\", expected a year or a range such as 2008:2015");
  refused(START "compute:\n  - {indicators: [lq], years: 2008-2015}\n",
          "plan_check.yaml:5:31: years: is \"2008-2015\", expected a year or a range such as 2008:2015");
}

static void rankings_are_checked(void **state) {
  (void)state;
  char expected[LOCIQ_MESSAGE_SIZE] = "plan_check.yaml:5:18: similarity: \"cosin\" is no similarity: expected one of ";
  for (const lociq_similarity *similarity = lociq_similarities(); similarity->name != NULL; similarity++)
    (void)strcat(strcat(expected, similarity == lociq_similarities() ? "" : "|"), similarity->name);
#define WHOLE "expected a whole number from 1 to 100000"
#define SHARE "expected a number from 0 to 1"
  refused(START "partners:\n  - {similarity: cosin}\n", expected);
  refused(START "partners:\n  - {top: 0}\n", "plan_check.yaml:5:11: top: is \"0\": " WHOLE);
  refused(START "partners:\n  - {top: 1.5}\n", "plan_check.yaml:5:11: top: is \"1.5\": " WHOLE);
  refused(START "partners:\n  - {top: ten}\n", "plan_check.yaml:5:11: top: is \"ten\": " WHOLE);
  refused(START "partners:\n  - {contributions: -1}\n",
          "plan_check.yaml:5:21: contributions: is \"-1\": expected a whole number from 0 to 100000");
  refused(START "partners:\n  - {top: 99999999999999999999}\n",
          "plan_check.yaml:5:11: top: is \"99999999999999999999\": " WHOLE);
  refused(START "partners:\n  - {exclude_country: flase}\n",
          "plan_check.yaml:5:23: exclude_country: is \"flase\": expected true or false");
  refused(START "partners:\n  - {minimum_coverage: 1.5}\n",
          "plan_check.yaml:5:24: minimum_coverage: is \"1.5\": " SHARE);
  refused(START "partners:\n  - {minimum_coverage: half}\n",
          "plan_check.yaml:5:24: minimum_coverage: is \"half\": " SHARE);
  refused(START "partners:\n  - {minimum_coverage: nan}\n",
          "plan_check.yaml:5:24: minimum_coverage: is \"nan\": " SHARE);
  refused(START "partners:\n  - {minimum_coverage: \"-0.1\"}\n",
          "plan_check.yaml:5:24: minimum_coverage: is \"-0.1\": " SHARE);
  refused(START "partners:\n  - {by: likeness}\n",
          "plan_check.yaml:5:10: by: is \"likeness\": expected one of similarity|complementarity|learning|blend");
  refused(
      START "partners:\n  - {by: blend}\n",
      "plan_check.yaml:5:10: by: partners by blend need a specification: a YAML file of the blocks that make the score");
  refused(START "partners:\n  - {year: last}\n",
          "plan_check.yaml:5:12: year: is \"last\", expected a year such as 2015");
  refused(START "compute:\n  - {indicators: [lq], interval: yes}\n",
          "plan_check.yaml:5:34: interval: is \"yes\", expected true|false");
}

static void rankings_have_a_use_and_a_name(void **state) {
  (void)state;
  refused(START "partners:\n  - {regions: [DE11]}\n",
          "plan_check.yaml:5:15: regions: says what is written, but there is no output");
  refused(START "partners:\n  - {format: csv}\n",
          "plan_check.yaml:5:14: format: says what is written, but there is no output");
  refused(START "partners:\n  - {output: \"-\"}\n",
          "plan_check.yaml:5:14: output: is standard output; a plan writes files");
  refused(START "partners:\n  - {keep: yes}\n", "plan_check.yaml:5:12: keep: is \"yes\", expected true|false");
#define SAME "is kept as partner_similarity, as entry 1 is: give one of them an output and keep: false"
  refused(START "partners:\n  - {top: 1}\n  - {similarity: krugman}\n", "plan_check.yaml:6:5: partners: " SAME);
  refused(START "partners:\n  - {top: 1}\n  - {top: 2, output: p}\n", "plan_check.yaml:6:5: partners: " SAME);
  refused(
      START "partners:\n  - {by: learning, cluster: B-E}\n  - {by: learning, cluster: B_E}\n",
      "plan_check.yaml:6:5: partners: is kept as partner_learning_B_E, as entry 1 is: give one of them an output and "
      "keep: false");
  refused(START "partners:\n  - {keep: false}\n",
          "plan_check.yaml:5:5: partners: is neither kept nor written: it has no output");
  refused(START "partners:\n  - {organisation: o}\n",
          "plan_check.yaml:5:5: partners: is neither kept nor written: it has no output");
  refused(START "partners:\n  - {organisation: o, keep: true, output: p}\n",
          "plan_check.yaml:5:29: keep: is for rankings of all regions, not of one organisation");
  lociq_error error = {0};
  const lociq_status status = check(START
                                    "partners:\n"
                                    "  - {top: 1}\n"
                                    "  - {similarity: krugman, keep: false, output: k}\n"
                                    "  - {cluster: C}\n"
                                    "  - {by: complementarity}\n"
                                    "  - {by: complementarity, cluster: C, output: c}\n"
                                    "  - {organisation: o, output: o}\n"
                                    "  - {organisation: p, output: q}\n",
                                    &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
}

static void formats_are_those_that_there_are(void **state) {
  (void)state;
  lociq_error error = {0};
  static const char reader[] = "plan_check.yaml:4:13: format: is \"csv\", expected ";
  assert_int_equal(check(START "    format: csv\n", &error), LOCIQ_INVALID);
  assert_memory_equal(error.message, reader, sizeof reader - 1);
  assert_non_null(strstr(error.message, "tidy"));
  error = (lociq_error){0};
  static const char ranking[] = "plan_check.yaml:5:25: format: ", dataset[] = "plan_check.yaml:5:27: format: ";
  assert_int_equal(check(START "partners:\n  - {output: p, format: matrix}\n", &error), LOCIQ_INVALID);
  assert_memory_equal(error.message, ranking, sizeof ranking - 1);
  assert_non_null(strstr(error.message, "table"));
  error = (lociq_error){0};
  assert_int_equal(check(START "export:\n  - {dataset: lq, format: xls, output: p}\n", &error), LOCIQ_INVALID);
  assert_memory_equal(error.message, dataset, sizeof dataset - 1);
  assert_non_null(strstr(error.message, "matrix"));
}

static void exports_are_checked(void **state) {
  (void)state;
  refused(START "export:\n  - {dataset: lq, year: last, output: p}\n",
          "plan_check.yaml:5:25: year: is \"last\", expected a year such as 2015");
  refused(START "export:\n  - {dataset: lq, output: \"-\"}\n",
          "plan_check.yaml:5:27: output: is standard output; a plan writes files");
}

static void texts_are_read_to_the_base_of_ten(void **state) {
  (void)state;
  int first = 1, last = 1;
  lociq_plan_years(NULL, &first, &last);
  assert_int_equal(first, 0);
  assert_int_equal(last, 0);
  lociq_plan_years("0100:2015", &first, &last);
  assert_int_equal(first, 100);
  assert_int_equal(last, 2015);
  assert_int_equal(lociq_plan_number("010", 3), 10);
  assert_int_equal(lociq_plan_number(NULL, 3), 3);
  assert_true(lociq_plan_truth("true"));
  assert_false(lociq_plan_truth("false"));
  assert_false(lociq_plan_truth(NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_right_plan_passes),
                                     cmocka_unit_test(steps_before_computing_pass),
                                     cmocka_unit_test(fetches_are_checked),
                                     cmocka_unit_test(conversions_are_checked),
                                     cmocka_unit_test(estimates_are_checked),
                                     cmocka_unit_test(imports_are_checked),
                                     cmocka_unit_test(computations_are_checked),
                                     cmocka_unit_test(rankings_are_checked),
                                     cmocka_unit_test(rankings_have_a_use_and_a_name),
                                     cmocka_unit_test(formats_are_those_that_there_are),
                                     cmocka_unit_test(exports_are_checked),
                                     cmocka_unit_test(texts_are_read_to_the_base_of_ten)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/spec.h"

#include <lociq/axis.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static const char path[] = "composite_spec.yaml";

static void write_text(const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static int remove_file(void **state) {
  (void)state;
  (void)unlink(path);
  return 0;
}

static const char whole[] =
    "years: 2008:2015\n"
    "year_by_year: true\n"
    "groups: country\n"
    "screen: {known: 0.6}\n"
    "impute: {method: neighbours, neighbours: 3}\n"
    "treat: staged\n"
    "normalise: {method: z_score, mean: 100, sd: 10, population: true}\n"
    "availability: 0.5\n"
    "reference: DE11\n"
    "classes: [{name: low}, {name: high, from: 100}]\n"
    "index:\n"
    "  name: climate\n"
    "  title: Business climate\n"
    "  aggregate: geometric\n"
    "  parts:\n"
    "    - name: labour\n"
    "      weights: pca\n"
    "      aggregate: {method: power, power: 0.5}\n"
    "      availability: 0.75\n"
    "      parts:\n"
    "        - {name: rate, measure: employed, denominator: population, scale: 100}\n"
    "        - {name: idle, measure: unemployed, direction: -1, treat: none, normalise: goalposts, goalposts: [0, 30]}\n"
    "    - name: income\n"
    "      weight: 2\n"
    "      treat: {method: winsorise, most: 2, always: true}\n"
    "      parts:\n"
    "        - {name: gdp, measure: gdp}\n";

static void settings_are_inherited(void **state) {
  (void)state;
  lociq_specification said = {0};
  lociq_error error = {0};
  write_text(whole);
  if (lociq_specification_read(path, &said, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  const lociq_design *design = &said.design;
  const char *const names[] = {"climate", "labour", "income", "rate", "idle", "gdp"};
  assert_int_equal(design->node_count, 6);
  assert_int_equal(design->column_count, 3);
  for (size_t n = 0; n < design->node_count; n++) assert_string_equal(design->nodes[n].name, names[n]);
  assert_string_equal(design->title, "Business climate");
  assert_string_equal(design->nodes[1].title, "labour");
  assert_int_equal(design->nodes[0].first_part, 1);
  assert_int_equal(design->nodes[0].part_count, 2);
  assert_int_equal(design->nodes[2].first_part, 5);
  assert_int_equal(design->nodes[5].column, 2);
  assert_int_equal(design->nodes[5].parent, 2);
  assert_int_equal(design->nodes[5].level, 2);
  assert_true(design->nodes[2].weight == 2 && design->nodes[1].weight == 1);
  /* the whole's, the parent's, its own */
  assert_int_equal(design->nodes[3].treatment.method, LOCIQ_TREAT_STAGED);
  assert_int_equal(design->nodes[4].treatment.method, LOCIQ_TREAT_NONE);
  assert_int_equal(design->nodes[5].treatment.method, LOCIQ_TREAT_WINSORISE);
  assert_true(design->nodes[5].treatment.always && design->nodes[5].treatment.most == 2);
  assert_true(design->nodes[5].treatment.kurtosis == 3.5 && isnan(design->nodes[5].treatment.lambda));
  assert_int_equal(design->nodes[3].normalisation.method, LOCIQ_NORMALISE_Z_SCORE);
  assert_true(design->nodes[3].normalisation.mean == 100 && design->nodes[3].normalisation.population);
  assert_int_equal(design->nodes[4].normalisation.method, LOCIQ_NORMALISE_GOALPOSTS);
  assert_int_equal(design->nodes[4].normalisation.direction, -1);
  assert_true(design->nodes[4].normalisation.goalposts[1] == 30);
  assert_int_equal(design->nodes[0].aggregation.method, LOCIQ_AGGREGATE_GEOMETRIC);
  assert_int_equal(design->nodes[1].aggregation.method, LOCIQ_AGGREGATE_POWER);
  assert_int_equal(design->nodes[2].aggregation.method, LOCIQ_AGGREGATE_GEOMETRIC);
  assert_true(design->nodes[1].aggregation.availability == 0.75 && design->nodes[2].aggregation.availability == 0.5);
  assert_int_equal(design->nodes[1].weighing.method, LOCIQ_WEIGHT_PCA);
  assert_int_equal(design->nodes[2].weighing.method, LOCIQ_WEIGHT_GIVEN);
  assert_string_equal(design->nodes[3].denominator, "population");
  assert_true(design->nodes[3].scale == 100);
  assert_true(said.years[0] == 2008 && said.years[1] == 2015 && design->year_by_year);
  assert_int_equal(design->imputation.method, LOCIQ_IMPUTE_NEIGHBOURS);
  assert_int_equal(design->imputation.neighbours, 3);
  assert_true(design->screen_known == 0.6);
  assert_int_equal(said.class_count, 2);
  assert_true(isinf(said.classes[0].from) && said.classes[1].from == 100);
  assert_string_equal(said.groups, "country");
  assert_string_equal(said.reference, "DE11");
  lociq_specification_clear(&said);
}

static void least_is_enough(void **state) {
  (void)state;
  lociq_specification said = {0};
  write_text("index: {name: a, parts: [{name: b, measure: m}]}\nyears: 2010\n");
  assert_int_equal(lociq_specification_read(path, &said, NULL), LOCIQ_OK);
  const lociq_design_node *node = &said.design.nodes[1];
  assert_int_equal(node->treatment.method, LOCIQ_TREAT_NONE);
  assert_int_equal(node->normalisation.method, LOCIQ_NORMALISE_MIN_MAX);
  assert_true(node->normalisation.lower == 0 && node->normalisation.upper == 100);
  assert_true(said.years[0] == 2010 && said.years[1] == 2010);
  assert_true(said.design.screen_known > 0); /* what is not known at all is no unit */
  lociq_specification_clear(&said);
}

/* A word for groups is no file; a file lies beside the specification. */
static void the_file_of_groups_is_known(void **state) {
  (void)state;
  char *groups = NULL;
  write_text(whole);
  assert_int_equal(lociq_composite_groups(path, &groups, NULL), LOCIQ_OK);
  assert_null(groups);
  write_text("groups: made/groups.csv\nindex: {name: a, parts: [{name: b, measure: m}]}\n");
  assert_int_equal(lociq_composite_groups("./composite_spec.yaml", &groups, NULL), LOCIQ_OK);
  assert_string_equal(groups, "./made/groups.csv");
  free(groups);
}

/* ---- errors ---- */

#define LEAF "index: {name: a, parts: [{name: b, measure: m"
static const struct {
  const char *text, *message;
} wrong[] = {
    {"index: [a]\n", "1:8: index: expected a mapping (key: value), found a list"},
    {"years: 2010\n", "1:1: a specification lacks the key index"},
    {"index:\n  nam: a\n", "2:3: nam: is no key of the index: did you mean \"name\"?"},
    {"index: {name: a, parts: [{name: b, measure: m, colour: red}]}\n",
     "1:48: colour: is no key of an indicator, which has name, title, weight, measure, direction, denominator, scale, "
     "target, treat, normalise, goalposts"},
    {"index: {name: a}\n", "1:8: index: the index lacks the key parts"},
    {"index: {name: a, parts: []}\n", "1:25: parts: is empty"},
    {"index: {name: a, parts: [{name: b}]}\n", "1:26: parts: an indicator lacks the key measure"},
    {"index: {name: a, weight: 2, parts: [{name: b, measure: m}]}\n",
     "1:18: weight: is no key of the index: did you mean \"weights\"?"},
    {"index: {name: a, name: b, parts: [{name: b, measure: m}]}\n", "1:18: name: is there twice, first in line 1"},
    {"index: {name: a, parts: [{name: a, measure: m}]}\n", "1:33: name: \"a\" is there twice, first in line 1"},
    {"index: {name: 1a, parts: [{name: b, measure: m}]}\n",
     "1:15: name: is \"1a\", expected a letter, then letters, digits and underscores, at most 48"},
    {LEAF ", direction: 2}]}\n", "1:59: direction: is 2, expected 1 or -1"},
    {LEAF ", direction: up}]}\n", "1:59: direction: is \"up\", expected a number"},
    {LEAF ", weight: -1}]}\n", "1:56: weight: is \"-1\", expected a number from 0"},
    {LEAF ", scale: 100}]}\n", "1:55: scale: goes with a denominator, and there is none"},
    {LEAF ", treat: winsorize}]}\n",
     "1:55: treat: \"winsorize\" is no way to treat, expected none, winsorise, log, box_cox, staged"},
    {LEAF ", treat: {most: 3}}]}\n", "1:55: treat: treat lacks the key method"},
    {LEAF ", treat: {method: [log]}}]}\n", "1:64: method: expected the name of a method"},
    {LEAF ", treat: {method: log, most: 1.5}}]}\n", "1:75: most: is \"1.5\", expected a whole number from 0 to 1e+06"},
    {LEAF ", treat: {method: winsorise, always: yes}}]}\n", "1:83: always: is \"yes\", expected true or false"},
    {LEAF ", normalise: {method: min_max, lower: 100}}]}\n",
     "1:59: normalise: goes from 100 to 100, expected lower < upper"},
    {LEAF ", normalise: goalposts}]}\n", "1:26: parts: b lacks goalposts: [lower, upper]"},
    {LEAF ", goalposts: [1]}]}\n", "1:59: goalposts: has 1 members, expected two numbers"},
    {LEAF ", goalposts: [3, 1]}]}\n", "1:59: goalposts: goes from 3 to 1, expected the lower number first"},
    {LEAF ", normalise: distance_to_target}]}\n", "1:26: parts: b lacks the target that its distance is to"},
    {LEAF "}]}\nyears: 2015:2008\n", "2:8: years: is \"2015:2008\", expected a year or a range such as 2008:2015"},
    {LEAF "}]}\nyears: 20o8\n", "2:8: years: is \"20o8\", expected a year or a range such as 2008:2015"},
    {LEAF "}]}\nscreen: {known: 1.5}\n", "2:17: known: is \"1.5\", expected a number from 0 to 1"},
    {LEAF "}]}\nimpute: group_mean\n", "2:9: impute: needs groups, and none are given"},
    {LEAF "}]}\ngroups: [a]\n", "2:9: groups: expected a text"},
    {LEAF "}]}\nclasses: [{name: x, from: 2}, {name: y, from: 2}]\n",
     "2:31: classes: the class \"y\" begins no higher than the one before it"},
    {LEAF "}]}\nclasses: [{name: x}, {name: x, from: 2}]\n", "2:22: classes: the class \"x\" is there twice"},
    {LEAF "}]}\nimput: mean\n", "2:1: imput: is no key of a specification: did you mean \"impute\"?"},
    {LEAF "}]}\nindex: [\n", "3:1: is no YAML: did not find expected node content"},
};

static void errors_name_line_and_key(void **state) {
  (void)state;
  size_t failures = 0;
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    lociq_specification said = {0};
    lociq_error error = {0};
    char expected[LOCIQ_MESSAGE_SIZE];
    write_text(wrong[i].text);
    assert_int_equal(lociq_specification_read(path, &said, &error), LOCIQ_INVALID);
    (void)snprintf(expected, sizeof expected, "%s:%s", path, wrong[i].message);
    if (strcmp(error.message, expected) != 0) {
      print_error("%s\nexpected %s\n", error.message, expected);
      failures++;
    }
    assert_null(said.design.nodes);
  }
  assert_int_equal(failures, 0);
}

static void memory_can_end(void **state) {
  (void)state;
  write_text(whole);
  for (long allocation = 0;; allocation++) {
    lociq_specification said = {0};
    lociq_memory_fail_after(allocation);
    const lociq_status status = lociq_specification_read(path, &said, NULL);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      lociq_specification_clear(&said);
      assert_true(allocation > 50);
      return;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(settings_are_inherited),
      cmocka_unit_test(least_is_enough),
      cmocka_unit_test(the_file_of_groups_is_known),
      cmocka_unit_test(errors_name_line_and_key),
      cmocka_unit_test(memory_can_end),
  };
  return cmocka_run_group_tests(tests, NULL, remove_file);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/specification.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static const char path[] = "./partners_specification.yaml";

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

static lociq_status read_it(lociq_partner_specification *made, lociq_error *error) {
  const lociq_partner_options options = {.by = "blend", .specification = path, .similarity = "cosine"};
  return lociq_partner_specification_make(&options, NULL, made, error);
}

static const char whole[] =
    "blocks:\n"
    "  - {method: krugman, weight: 2, of: wages, year: 2014}\n"
    "  - name: place\n"
    "    method: structural_distance\n"
    "    other_year: 2010\n"
    "    treat: log\n"
    "    variables:\n"
    "      - population_density\n"
    "      - {name: framework_climate/labour, weight: 0.5}\n"
    "  - method: lead\n"
    "    variables: [{name: labour_productivity}, {name: unemployment, better: low}, {name: wage_level, better: high}]\n"
    "  - {method: relatedness_added, relatedness: made/phi.csv, targets: [C29, \"26\"]}\n"
    "  - {name: likewise, method: relatedness_added, relatedness: /phi.csv}\n"
    "  - method: linked_strength\n"
    "  - method: declared\n"
    "  - method: linked\n"
    "  - {method: likeness, weight: 0.25}\n";

static void blocks_are_read(void **state) {
  (void)state;
  enum { BLOCKS = 9 };
  static const char *const names[BLOCKS] = {"krugman",         "place",    "lead",   "relatedness_added", "likewise",
                                            "linked_strength", "declared", "linked", "likeness"};
  lociq_partner_specification made = {0};
  lociq_error error = {0};
  write_text(whole);
  if (read_it(&made, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  assert_int_equal(made.block_count, BLOCKS);
  for (size_t b = 0; b < BLOCKS; b++) {
    assert_string_equal(made.blocks[b].name, names[b]);
    assert_true(made.blocks[b].weight == (b == 0 ? 2 : b == 8 ? 0.25 : 1));
    assert_int_equal(made.document.nodes[made.blocks[b].place].kind, LOCIQ_NODE_MAPPING);
  }
  const lociq_block_plan *block = made.blocks;
  assert_string_equal(block[0].of, "wages");
  assert_string_equal(block[0].year, "2014");
  assert_true(block[0].variable_count == 0 && block[0].other_year == NULL && block[0].treat == NULL);
  assert_string_equal(block[1].method, "structural_distance");
  assert_string_equal(block[1].other_year, "2010");
  assert_string_equal(block[1].treat, "log");
  assert_int_equal(block[1].variable_count, 2);
  assert_string_equal(block[1].variables[0].name, "population_density");
  assert_true(block[1].variables[0].weight == 1 && block[1].variables[1].weight == 0.5);
  assert_string_equal(block[1].variables[1].name, "framework_climate/labour");
  assert_int_equal(made.document.nodes[block[1].variables[1].place].line, 9);
  assert_int_equal(block[2].variable_count, 3);
  for (size_t v = 0; v < 3; v++) assert_true(block[2].variables[v].low_is_better == (v == 1));
  assert_int_equal(block[3].target_count, 2);
  assert_string_equal(block[3].targets[0], "C29");
  assert_string_equal(block[3].targets[1], "26");
  /* beside the specification, unless absolute */
  assert_int_equal(made.file_count, 2);
  assert_string_equal(made.files[0], "./made/phi.csv");
  assert_string_equal(made.files[1], "/phi.csv");
  assert_ptr_equal(block[3].relatedness, made.files[0]);
  assert_null(block[5].relatedness);
  lociq_partner_specification_clear(&made);
}

/* ---- errors ---- */

#define LEAD "blocks: [{method: lead, variables: "
static const struct {
  const char *text, *message;
} wrong[] = {
    {"a\n", "1:1: expected a mapping (key: value), found a text"},
    {"block: []\n", "1:1: block: is no key of a specification: did you mean \"blocks\"?"},
    {"{}\n", "1:1: a specification lacks the key blocks"},
    {"blocks: cosine\n", "1:9: blocks: expected a list, found a text"},
    {"blocks: []\n", "1:9: blocks: is empty"},
    {"blocks: [cosine]\n", "1:10: blocks: expected a mapping (key: value), found a text"},
    {"blocks: [{weight: 1}]\n", "1:10: blocks: a block lacks the key method"},
    {"blocks: [{method: cosin}]\n", "1:19: method: there is no method \"cosin\": did you mean \"cosine\"?"},
    {"blocks: [{method: [cosine]}]\n", "1:19: method: expected the name of a method"},
    {"blocks: [{method: cosine, weight: 0}]\n", "1:35: weight: is \"0\", expected a number from 1e-06 to 1e+06"},
    {"blocks: [{method: cosine, weight: -1}]\n", "1:35: weight: is \"-1\", expected a number from 1e-06 to 1e+06"},
    {"blocks: [{method: cosine, weight: nan}]\n", "1:35: weight: is \"nan\", expected a number from 1e-06 to 1e+06"},
    {"blocks: [{method: cosine, weight: [1]}]\n", "1:35: weight: expected a text, found a list"},
    {"blocks: [{method: cosine, variables: [a]}]\n",
     "1:27: variables: is no key of cosine, which has name, method, weight, nearest, of, year"},
    {"blocks: [{method: declared, of: a}]\n",
     "1:29: of: is no key of declared, which has name, method, weight, nearest"},
    {"blocks: [{method: cosine, nearest: 0}]\n", "1:36: nearest: is \"0\", expected a whole number from 1 to 1e+06"},
    {"blocks: [{method: likeness, target: [a]}]\n", "1:29: target: is no key of likeness: did you mean \"treat\"?"},
    {"blocks: [{method: relatedness_added, targets: []}]\n", "1:47: targets: is empty"},
    {"blocks: [{method: relatedness_added, targets: [a, [b]]}]\n", "1:51: targets: expected the code of an industry"},
    {"blocks: [{method: relatedness_added, targets: [a, b, a]}]\n", "1:54: targets: the industry \"a\" is there twice"},
    {"blocks: [{method: relatedness_added, relatedness: \"\"}]\n", "1:51: relatedness: is empty"},
    {"blocks: [{method: cosine}, {method: cosine}]\n",
     "1:28: blocks: a block \"cosine\" is there already, in line 1: give this one another name"},
    {"blocks: [{method: cosine}, {name: cosine, method: gower}]\n",
     "1:35: name: a block \"cosine\" is there already, in line 1: give this one another name"},
    {"blocks: [{name: \"<script>alert(1)</script>\", method: gower}]\n",
     "1:17: name: is \"<script>alert(1)</script>\", expected a letter, then letters, digits and underscores, at most 48"},
    {"blocks: [{name: a2345678901234567890123456789012345678901234567890, method: gower}]\n",
     "1:17: name: is \"a2345678901234567890123456789012345678901234567890\", expected a letter, then letters, digits and "
     "underscores, at most 48"},
    {"blocks: [{method: cosine, method: gower}]\n", "1:27: method: is there twice, first in line 1"},
    {"blocks: [{method: lead}]\n", "1:10: blocks: lead lacks the key variables: in what the others lead"},
    {LEAD "[]}]\n", "1:36: variables: is empty"},
    {LEAD "{name: a}}]\n", "1:36: variables: expected a list, found a mapping (key: value)"},
    {LEAD "[[a]]}]\n", "1:37: variables: expected a mapping (key: value), found a list"},
    {LEAD "[\"\"]}]\n", "1:37: variables: expected the name of a variable"},
    {LEAD "[{weight: 2}]}]\n", "1:37: variables: a variable lacks the key name"},
    {LEAD "[a, {name: a}]}]\n", "1:40: variables: the variable \"a\" is there twice"},
    {LEAD "[{name: a, better: less}]}]\n", "1:55: better: is \"less\", expected high or low"},
    {LEAD "[{name: a, weight: 0}]}]\n", "1:55: weight: is \"0\", expected a number from 1e-06 to 1e+06"},
    {"blocks: [{method: likeness, variables: [{name: a, better: low}]}]\n",
     "1:51: better: is no key of a variable, which has name, weight"},
    {"blocks: [{method: likeness, of: wages, variables: [a]}]\n",
     "1:33: of: goes without variables: its industries' shares are what is compared"},
    {"blocks: [{method: likeness, treat: trim}]\n",
     "1:36: treat: \"trim\" is no way to treat, expected none, winsorise, log, box_cox, staged"},
    {"blocks: &a [*a]\n", "1:9: blocks: a specification has no anchors, aliases and tags: write the value itself"},
    {"blocks: [\n", "2:1: is no YAML: did not find expected node content"},
};

static void errors_name_line_and_key(void **state) {
  (void)state;
  size_t failures = 0;
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    lociq_partner_specification made = {0};
    lociq_error error = {0};
    char expected[LOCIQ_MESSAGE_SIZE];
    write_text(wrong[i].text);
    assert_int_equal(read_it(&made, &error), LOCIQ_INVALID);
    (void)snprintf(expected, sizeof expected, "%s:%s", path, wrong[i].message);
    if (strcmp(error.message, expected) != 0) {
      print_error("%s\nexpected %s\n", error.message, expected);
      failures++;
    }
    assert_null(made.blocks);
    assert_null(made.document.nodes);
  }
  assert_int_equal(failures, 0);
}

/* A list of `count` times the text. */
static void write_many(const char *before, const char *member, size_t count, const char *after) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  (void)fputs(before, file);
  for (size_t i = 0; i < count; i++) (void)fprintf(file, member, i);
  (void)fputs(after, file);
  assert_int_equal(fclose(file), 0);
}

static void refused_as_too_much(const char *message) {
  lociq_partner_specification made = {0};
  lociq_error error = {0};
  assert_int_equal(read_it(&made, &error), LOCIQ_INVALID);
  if (strstr(error.message, message) == NULL) fail_msg("%s, expected %s", error.message, message);
}

static void what_is_huge_or_deep_is_refused(void **state) {
  (void)state;
  write_many("blocks: [", "{method: gower, name: b%zu}, ", 65, "]\n");
  refused_as_too_much("blocks: has 65 members, expected at most 64");
  write_many(LEAD "[", "v%zu, ", 10001, "]}]\n");
  refused_as_too_much("variables: has 10001 members, expected at most 10000");
  write_many("blocks: [{method: relatedness_added, targets: [", "i%zu, ", 10001, "]}]\n");
  refused_as_too_much("targets: has 10001 members, expected at most 10000");
  write_many("blocks: ", "[", 1000, "");
  refused_as_too_much("deep");
  write_many("blocks: [", "{method: gower, name: b%zu}, ", 100000, "]\n");
  refused_as_too_much("a specification has at most 1048576");
  lociq_partner_specification made = {0};
  write_many(LEAD "[", "v%zu, ", 10000, "]}]\n");
  assert_int_equal(read_it(&made, NULL), LOCIQ_OK);
  assert_int_equal(made.blocks[0].variable_count, 10000);
  lociq_partner_specification_clear(&made);
}

static void no_file_is_no_specification(void **state) {
  (void)state;
  lociq_partner_specification made = {0};
  lociq_error error = {0};
  (void)unlink(path);
  assert_int_equal(read_it(&made, &error), LOCIQ_NOT_FOUND);
  assert_non_null(strstr(error.message, path));
}

static void memory_can_end(void **state) {
  (void)state;
  write_text(whole);
  for (long allocation = 0;; allocation++) {
    lociq_partner_specification made = {0};
    lociq_memory_fail_after(allocation);
    const lociq_status status = read_it(&made, NULL);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      lociq_partner_specification_clear(&made);
      assert_true(allocation > 50);
      return;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_null(made.blocks);
  }
}

/* The keys that a message ends with have each a row on the page. */
static void check_page(char *keys) {
  enum { LARGEST = 1 << 18 };
  char page_path[512];
  const char *source = getenv("LOCIQ_SOURCE");
  assert_non_null(source);
  (void)snprintf(page_path, sizeof page_path, "%s/docs/partners.md", source);
  FILE *file = fopen(page_path, "r");
  assert_non_null(file);
  char *page = calloc(LARGEST, 1);
  assert_true(fread(page, 1, LARGEST - 1, file) > 0);
  (void)fclose(file);
  for (char *key = strtok(keys, ", "); key != NULL; key = strtok(NULL, ", ")) {
    char row[64];
    (void)snprintf(row, sizeof row, "\n| `%s` |", key);
    if (strstr(page, row) == NULL) fail_msg("docs/partners.md has no row of the key %s", key);
  }
  free(page);
}

/* Each method's keys: those of a block of it are told where one is wrong. */
static void every_method_says_what_it_takes(void **state) {
  (void)state;
  static const char *const keys[][2] = {{"cosine", "of, year"},
                                        {"likeness", "of, variables, year, other_year, treat"},
                                        {"structural_distance", "of, variables, year, other_year, treat"},
                                        {"lead", "variables, year, other_year, treat"},
                                        {"relatedness_added", "of, year, relatedness, targets"},
                                        {"linked_strength", "of, year"},
                                        {"linked", ""},
                                        {"declared", ""}};
  size_t told = 0;
  for (const lociq_similarity *method = lociq_block_methods(); method->name != NULL; method++) told++;
  assert_int_equal(told + 1, sizeof keys / sizeof keys[0]);
  for (size_t i = 0; i <= told; i++) {
    lociq_partner_specification made = {0};
    lociq_error error = {0};
    char expected[256];
    write_many("blocks: [{method: ", keys[i][0], 1, ", colour_of_the_day: red}]\n");
    assert_int_equal(read_it(&made, &error), LOCIQ_INVALID);
    (void)snprintf(expected, sizeof expected, "is no key of %s, which has name, method, weight, nearest%s%s",
                   keys[i][0], keys[i][1][0] == '\0' ? "" : ", ", keys[i][1]);
    if (strstr(error.message, expected) == NULL) fail_msg("%s, expected %s", error.message, expected);
    check_page(strstr(error.message, "which has ") + strlen("which has "));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(blocks_are_read),
                                     cmocka_unit_test(errors_name_line_and_key),
                                     cmocka_unit_test(every_method_says_what_it_takes),
                                     cmocka_unit_test(what_is_huge_or_deep_is_refused),
                                     cmocka_unit_test(no_file_is_no_specification),
                                     cmocka_unit_test(memory_can_end)};
  return cmocka_run_group_tests(tests, NULL, remove_file);
}

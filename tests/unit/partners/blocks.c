/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/blocks.h"

/* ---- the page ---- */

static char *read_page(void) {
  enum { LARGEST = 1 << 18 };
  char path[512];
  const char *source = getenv("LOCIQ_SOURCE");
  assert_non_null(source);
  (void)snprintf(path, sizeof path, "%s/docs/partners.md", source);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  char *text = calloc(LARGEST, 1);
  assert_true(fread(text, 1, LARGEST - 1, file) > 0);
  (void)fclose(file);
  return text;
}

/* A bar within a formula would end the cell. */
static void write_line(const lociq_similarity *method, char *line, size_t size) {
  const char *parts[] = {method->title, method->formula, method->reference};
  size_t length = (size_t)snprintf(line, size, "| `%s` |", method->name);
  for (size_t i = 0; i < 3; i++) {
    line[length++] = ' ';
    for (const char *letter = parts[i]; *letter != '\0' && length + 8 < size; letter++) {
      if (*letter == '|') line[length++] = '\\';
      line[length++] = *letter;
    }
    length += (size_t)snprintf(line + length, size - length, i == 2 ? " |\n" : " |");
  }
}

static void the_page_has_every_method(void **state) {
  (void)state;
  char *page = read_page();
  const lociq_similarity *const lists[] = {lociq_similarities(), lociq_block_methods()};
  for (size_t i = 0; i < 2; i++)
    for (const lociq_similarity *method = lists[i]; method->name != NULL; method++) {
      char line[2048];
      write_line(method, line, sizeof line);
      if (strstr(page, line) == NULL) {
        print_error("%s", line);
        fail_msg("docs/partners.md lacks the line of %s, above", method->name);
      }
    }
  free(page);
}

static void methods_are_found_by_name(void **state) {
  (void)state;
  const lociq_similarity *text = NULL;
  const lociq_block_method *method = NULL, *other = NULL;
  assert_int_equal(lociq_block_method_find("krugman", &text, &method, NULL), LOCIQ_OK);
  assert_string_equal(text->name, "krugman");
  assert_int_equal(lociq_block_method_find("lead", &text, &other, NULL), LOCIQ_OK);
  assert_string_equal(text->name, "lead");
  assert_true(method != other && other->directed);
  lociq_error error = {0};
  assert_int_equal(lociq_block_method_find("leed", &text, &other, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "there is no method \"leed\": did you mean \"lead\"?");
}

/* ---- the score ---- */

/* Scores what lies in the state, whatever the pair. */
static double score_said(const lociq_block *block, size_t own, size_t other, double *parts) {
  (void)own;
  (void)other;
  const double score = *(const double *)block->state;
  if (parts != NULL) *parts = score;
  return score;
}

static double score_of(const double *scores, const double *weights, size_t count, double *shares, double *known) {
  static const lociq_block_method said = {.score = score_said};
  lociq_block blocks[4];
  double states[4];
  for (size_t b = 0; b < count; b++) {
    states[b] = scores[b];
    blocks[b] = (lociq_block){.method = &said, .weight = weights[b], .state = &states[b]};
  }
  return lociq_blocks_score(&(lociq_blocks){.items = blocks, .count = count}, NULL, 0, 1, shares, known);
}

/* 1 of 3 of the weights, unless one of the two has no region and so no statistics. */
static void too_little_known_is_no_match(void **state) {
  (void)state;
  static const lociq_block_method said = {.score = score_said};
  double states[] = {0.75, UNKNOWN};
  lociq_block blocks[] = {{.method = &said, .weight = 1, .state = &states[0]},
                          {.method = &said, .weight = 2, .state = &states[1]}};
  lociq_unit items[] = {{0, LOCIQ_NONE, LOCIQ_NONE}, {1, LOCIQ_NONE, LOCIQ_NONE}, {LOCIQ_NONE, LOCIQ_NONE, 0}};
  const lociq_units units = {.items = items, .count = 3};
  lociq_blocks all = {.items = blocks, .count = 2, .units = &units, .minimum_known = 0.5};
  assert_true(isnan(lociq_blocks_score(&all, NULL, 0, 1, NULL, NULL)));
  assert_true(lociq_blocks_score(&all, NULL, 0, 2, NULL, NULL) == 0.75);
  assert_true(lociq_blocks_score(&all, NULL, 2, 0, NULL, NULL) == 0.75);
  all.minimum_known = 1.0 / 3;
  assert_true(lociq_blocks_score(&all, NULL, 0, 1, NULL, NULL) == 0.75);
}

static void what_cannot_be_compared_is_left_out(void **state) {
  (void)state;
  double shares[3], known = 0;
  assert_true(score_of((const double[]){0.5, 1, 0.25}, (const double[]){1, 2, 1}, 3, shares, &known) == 0.6875);
  assert_true(shares[0] == 0.125 && shares[1] == 0.5 && shares[2] == 0.0625 && known == 1);
  assert_true(score_of((const double[]){0.5, UNKNOWN, 0.25}, (const double[]){1, 2, 1}, 3, shares, &known) == 0.375);
  assert_true(shares[0] == 0.25 && isnan(shares[1]) && shares[2] == 0.125 && known == 0.5);
  assert_true(isnan(score_of((const double[]){UNKNOWN, UNKNOWN}, (const double[]){1, 2}, 2, NULL, &known)));
  assert_true(known == 0);
}

/* Else who is not ahead would come first: by what is left, the likeness. */
static void no_match_is_none_whatever_the_others_say(void **state) {
  (void)state;
  const double no_match = -(double)INFINITY;
  assert_true(isnan(score_of((const double[]){1, no_match}, (const double[]){1000, 1}, 2, NULL, NULL)));
  assert_true(isnan(score_of((const double[]){no_match, UNKNOWN}, (const double[]){1, 1}, 2, NULL, NULL)));
  assert_true(isnan(score_of((const double[]){no_match}, (const double[]){1}, 1, NULL, NULL)));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_page_has_every_method), cmocka_unit_test(methods_are_found_by_name),
      cmocka_unit_test(too_little_known_is_no_match), cmocka_unit_test(what_cannot_be_compared_is_left_out),
      cmocka_unit_test(no_match_is_none_whatever_the_others_say)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

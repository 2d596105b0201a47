/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/classify.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static void codes_have_their_level_and_role(void **state) {
  (void)state;
  static const struct {
    const char *code;
    lociq_code_role role;
    int level;
  } expected[] = {
      {"A", LOCIQ_CODE_MEMBER, 1},          {"B-E", LOCIQ_CODE_MEMBER, 1},         {"M_N", LOCIQ_CODE_MEMBER, 1},
      {"B-S_X_K642", LOCIQ_CODE_MEMBER, 1}, {"B-N_S95_X_K", LOCIQ_CODE_MEMBER, 1}, {"TOT_X_K", LOCIQ_CODE_MEMBER, 1},
      {"C10-C12", LOCIQ_CODE_MEMBER, 2},    {"Q87", LOCIQ_CODE_MEMBER, 2},         {"J58_J59", LOCIQ_CODE_MEMBER, 2},
      {"01", LOCIQ_CODE_MEMBER, 2},         {"01.1", LOCIQ_CODE_MEMBER, 3},        {"C101", LOCIQ_CODE_MEMBER, 3},
      {"K642", LOCIQ_CODE_MEMBER, 3},       {"01.11", LOCIQ_CODE_MEMBER, 4},       {"C1011", LOCIQ_CODE_MEMBER, 4},
      {"L68A", LOCIQ_CODE_MEMBER, 4},       {"TOTAL", LOCIQ_CODE_TOTAL, -1},       {"TOT", LOCIQ_CODE_TOTAL, -1},
      {"NRP", LOCIQ_CODE_OUTSIDE, -1},      {"UNK", LOCIQ_CODE_OUTSIDE, -1}};
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
    assert_int_equal(lociq_code_role_of(LOCIQ_NACE, expected[i].code), expected[i].role);
    assert_int_equal(lociq_code_level(LOCIQ_NACE, expected[i].code), expected[i].level);
  }
}

static void other_texts_are_no_activities(void **state) {
  (void)state;
  const char *const texts[] = {"",    "V",    "I1",     "R5",     "A10", "04",   "34",       "31-33",
                               "10.", "10.a", "10.111", "C_",     "_C",  "C-",   "E-B",      "C__D",
                               "X_C", "C_X_", "C_X_C",  "WZ08-C", "c",   "1.01", "C10-C12-", "C10111"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    assert_int_equal(lociq_code_level(LOCIQ_NACE, texts[i]), LOCIQ_NO_LEVEL);
  }
}

static void groupings_overlap_by_what_is_in_them(void **state) {
  (void)state;
  static const struct {
    const char *first, *second;
    bool overlap;
  } expected[] = {{"B-E", "C", true},
                  {"B-E", "F", false},
                  {"M_N", "M-N", true},
                  {"M_N", "L", false},
                  {"K-N", "M_N", true},
                  {"B-N_X_K", "K", false},
                  {"B-N_X_K", "J", true},
                  {"B-S_X_K642", "K", true},
                  {"B-S_X_K642", "64.2", false},
                  {"B-S_X_K642", "64.20", false},
                  {"B-S_X_K642", "64.1", true},
                  {"C10-C12", "10.11", true},
                  {"C10-C12", "C13", false},
                  {"L", "68", true},
                  {"68.20", "L68A", true},
                  {"J58_J60", "59", false},
                  {"TOT_X_K", "65", false},
                  {"TOTAL", "A", false},
                  {"NRP", "A", false},
                  {"G-J", "O-U", false},
                  {"G-I", "G-J", true}};
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
    assert_int_equal(lociq_code_overlaps(LOCIQ_NACE, expected[i].first, expected[i].second), expected[i].overlap);
    assert_int_equal(lociq_code_overlaps(LOCIQ_NACE, expected[i].second, expected[i].first), expected[i].overlap);
  }
}

typedef struct published {
  char code[8], parent[8];
  int level;
} published;

static bool unquote(const char *field, char text[8]) {
  if (strncmp(field, "NA", 2) == 0) {
    text[0] = '\0';
    return true;
  }
  return sscanf(field, "\"%7[^\"]\"", text) == 1;
}

/* The fields code, name, level and parent of a line; names have commas. */
static bool read_published(const char *line, published *row) {
  char level[8];
  if (line[0] != '"' || !unquote(line, row->code)) {
    return false;
  }
  const char *at = strstr(line + 1, "\",\"");
  at = at != NULL ? strstr(at + 3, "\",\"") : NULL;
  if (at == NULL || !unquote(at + 2, level)) {
    return false;
  }
  at = strchr(at + 3, ',');
  row->level = level[0] - '0';
  return at != NULL && unquote(at + 1, row->parent);
}

static void published_codes_have_their_parent(void **state) {
  (void)state;
  static published rows[1000];
  static char line[1 << 16];
  const char *codes[1000];
  size_t count = 0, parents[1000];
  char path[1024];
  snprintf(path, sizeof path, "%s/data/classifications/Nace2_long.csv", getenv("LOCIQ_SHARED"));
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    skip();
  }
  assert_non_null(fgets(line, sizeof line, file));
  while (fgets(line, sizeof line, file) != NULL && count < 1000) {
    assert_true(read_published(line, &rows[count]));
    codes[count] = rows[count].code;
    count++;
  }
  fclose(file);
  assert_int_equal(count, 996);
  assert_int_equal(lociq_classify(LOCIQ_INDUSTRY, codes, count), LOCIQ_NACE);
  assert_int_equal(lociq_code_parents(LOCIQ_NACE, codes, count, parents, NULL), LOCIQ_OK);
  for (size_t i = 0; i < count; i++) {
    assert_int_equal(lociq_code_level(LOCIQ_NACE, codes[i]), rows[i].level);
    assert_string_equal(parents[i] == LOCIQ_NONE ? "" : codes[parents[i]], rows[i].parent);
    assert_true(lociq_code_parent(LOCIQ_NACE, codes, count, i) == parents[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(codes_have_their_level_and_role), cmocka_unit_test(other_texts_are_no_activities),
      cmocka_unit_test(groupings_overlap_by_what_is_in_them), cmocka_unit_test(published_codes_have_their_parent)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

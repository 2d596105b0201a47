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
  } expected[] = {{"10", LOCIQ_CODE_TOTAL, -1},     {"TOTAL", LOCIQ_CODE_TOTAL, -1},  {"101", LOCIQ_CODE_MEMBER, 0},
                  {"1011", LOCIQ_CODE_MEMBER, 1},   {"1029", LOCIQ_CODE_OUTSIDE, -1}, {"11", LOCIQ_CODE_MEMBER, 2},
                  {"31-33", LOCIQ_CODE_MEMBER, 2},  {"44-45", LOCIQ_CODE_MEMBER, 2},  {"48-49", LOCIQ_CODE_MEMBER, 2},
                  {"311", LOCIQ_CODE_MEMBER, 3},    {"4911", LOCIQ_CODE_MEMBER, 4},   {"49111", LOCIQ_CODE_MEMBER, 5},
                  {"491110", LOCIQ_CODE_MEMBER, 6}, {"99", LOCIQ_CODE_OUTSIDE, -1},   {"999", LOCIQ_CODE_OUTSIDE, -1}};
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
    assert_int_equal(lociq_code_role_of(LOCIQ_NAICS, expected[i].code), expected[i].role);
    assert_int_equal(lociq_code_level(LOCIQ_NAICS, expected[i].code), expected[i].level);
  }
}

static void other_texts_are_no_industries(void **state) {
  (void)state;
  const char *const texts[] = {"", "1", "01", "12", "100", "1014", "10111", "11-21", "31_33", "4911100", "111CA", "TX"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    assert_int_equal(lociq_code_level(LOCIQ_NAICS, texts[i]), LOCIQ_NO_LEVEL);
  }
}

static void supersectors_are_sets_of_sectors(void **state) {
  (void)state;
  const char *const codes[] = {"10",    "101", "102", "1011", "1013", "1021",  "11",
                               "31-33", "22",  "311", "3111", "42",   "48-49", "491"};
  const size_t expected[] = {LOCIQ_NONE, LOCIQ_NONE, LOCIQ_NONE, 1, 1, 2, 3, 4, 5, 7, 9, 5, 5, 12};
  size_t parents[14];
  assert_int_equal(lociq_code_parents(LOCIQ_NAICS, codes, 14, parents, NULL), LOCIQ_OK);
  for (size_t i = 0; i < 14; i++) {
    assert_true(parents[i] == expected[i]);
  }
  assert_true(lociq_code_overlaps(LOCIQ_NAICS, "31-33", "325"));
  assert_false(lociq_code_overlaps(LOCIQ_NAICS, "31-33", "42"));
  assert_false(lociq_code_overlaps(LOCIQ_NAICS, "101", "102"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(codes_have_their_level_and_role),
                                     cmocka_unit_test(other_texts_are_no_industries),
                                     cmocka_unit_test(supersectors_are_sets_of_sectors)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

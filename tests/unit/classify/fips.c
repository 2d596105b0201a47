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
      {"US000", LOCIQ_CODE_AGGREGATE, 0}, {"USCMS", LOCIQ_CODE_AGGREGATE, -1}, {"01000", LOCIQ_CODE_MEMBER, 1},
      {"01001", LOCIQ_CODE_MEMBER, 2},    {"78010", LOCIQ_CODE_MEMBER, 2},     {"09999", LOCIQ_CODE_OUTSIDE, -1},
      {"C1018", LOCIQ_CODE_MEMBER, 3},    {"CS122", LOCIQ_CODE_MEMBER, 4},     {"TOTAL", LOCIQ_CODE_TOTAL, -1}};
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
    assert_int_equal(lociq_code_role_of(LOCIQ_FIPS, expected[i].code), expected[i].role);
    assert_int_equal(lociq_code_level(LOCIQ_FIPS, expected[i].code), expected[i].level);
  }
}

static void other_texts_are_no_areas(void **state) {
  (void)state;
  const char *const texts[] = {"", "1001", "03001", "99001", "0100x", "010011", "C101", "C10187", "USX", "CSabc"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    assert_int_equal(lociq_code_level(LOCIQ_FIPS, texts[i]), LOCIQ_NO_LEVEL);
  }
}

static void areas_overlap_where_they_can(void **state) {
  (void)state;
  assert_true(lociq_code_overlaps(LOCIQ_FIPS, "01000", "01001"));
  assert_false(lociq_code_overlaps(LOCIQ_FIPS, "01000", "02013"));
  assert_false(lociq_code_overlaps(LOCIQ_FIPS, "C1018", "C1020"));
  assert_true(lociq_code_overlaps(LOCIQ_FIPS, "C1018", "48441"));
  assert_true(lociq_code_overlaps(LOCIQ_FIPS, "C1018", "CS101"));
  assert_false(lociq_code_overlaps(LOCIQ_FIPS, "US000", "01000"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(codes_have_their_level_and_role),
                                     cmocka_unit_test(other_texts_are_no_areas),
                                     cmocka_unit_test(areas_overlap_where_they_can)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

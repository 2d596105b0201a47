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

/* What a code's ancestor of a level is; NULL: there is none. */
typedef struct expectation {
  const char *code;
  int level;
  const char *ancestor;
} expectation;

static void assert_ancestors(lociq_classification classification, const expectation *expected, size_t count) {
  for (size_t i = 0; i < count; i++) {
    char found[32] = "";
    const bool any = lociq_code_ancestor(classification, expected[i].code, expected[i].level, found, sizeof found);
    if (any != (expected[i].ancestor != NULL) || (any && strcmp(found, expected[i].ancestor) != 0))
      fail_msg("%s at level %d: %s", expected[i].code, expected[i].level, any ? found : "none");
  }
}
#define ASSERT_ANCESTORS(classification, expected) \
  assert_ancestors(classification, expected, sizeof(expected) / sizeof(expected)[0])

static void of_regions(void **state) {
  (void)state;
  static const expectation nuts[] = {{"DE111", 2, "DE11"}, {"DE111", 1, "DE1"}, {"DE111", 0, "DE"},
                                     {"DE11", 2, "DE11"},  {"DE11", 3, NULL},   {"FRY1", 1, "FRY"},
                                     {"GR301", 1, "GR3"},  {"EL30", 0, "EL"},   {"DEZZ", 1, NULL},
                                     {"EU28", 0, NULL},    {"Nowhere", 1, NULL}};
  ASSERT_ANCESTORS(LOCIQ_NUTS, nuts);
  static const expectation fips[] = {{"09001", 1, "09000"}, {"09001", 0, "US000"}, {"09001", 2, "09001"},
                                     {"09000", 1, "09000"}, {"09000", 2, NULL},    {"09999", 1, NULL},
                                     {"C1018", 1, NULL},    {"C1018", 3, "C1018"}, {"CS122", 4, "CS122"}};
  ASSERT_ANCESTORS(LOCIQ_FIPS, fips);
}

static void of_industries(void **state) {
  (void)state;
  static const expectation nace[] = {
      {"10.11", 3, "10.1"}, {"10.11", 2, "10"},   {"10.11", 1, "C"},    {"0111", 3, "011"}, {"0111", 2, "01"},
      {"C101", 2, "C10"},   {"C10", 1, "C"},      {"L", 2, "L68"},      {"68.20", 2, "68"}, {"99.00", 4, "99.00"},
      {"C10-C12", 1, "C"},  {"C10-C12", 3, NULL}, {"M_N", 1, "M_N"},    {"M_N", 2, NULL},   {"B-E", 1, "B-E"},
      {"U", 1, "U"},        {"01", 1, "A"},       {"33.20", 3, "33.2"}, {"TOTAL", 1, NULL}, {"C10-C12", 2, "C10-C12"},
      {"A", 2, NULL},       {"A", 0, NULL},       {"A", 5, NULL},       {"A", -1, NULL}};
  ASSERT_ANCESTORS(LOCIQ_NACE, nace);
  static const expectation naics[] = {
      {"336411", 5, "33641"}, {"336411", 3, "336"}, {"336411", 2, "31-33"}, {"336411", 1, "1013"}, {"336411", 0, "101"},
      {"452", 2, "44-45"},    {"11", 2, "11"},      {"32", 2, "31-33"},     {"31-33", 2, "31-33"}, {"31-33", 3, NULL},
      {"51", 0, "102"},       {"541", 1, "1024"},   {"10", 1, NULL},        {"999", 2, NULL}};
  ASSERT_ANCESTORS(LOCIQ_NAICS, naics);
}

static void without_room_or_classification_there_is_none(void **state) {
  (void)state;
  char found[4] = "";
  assert_true(lociq_code_ancestor(LOCIQ_NUTS, "DE111", 1, found, sizeof found));
  assert_string_equal(found, "DE1");
  assert_false(lociq_code_ancestor(LOCIQ_NUTS, "DE111", 2, found, sizeof found));
  assert_false(lociq_code_ancestor(LOCIQ_UNCLASSIFIED, "DE111", 1, found, sizeof found));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(of_regions), cmocka_unit_test(of_industries),
                                     cmocka_unit_test(without_room_or_classification_there_is_none)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

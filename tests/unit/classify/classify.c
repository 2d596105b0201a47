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

enum { MOST = 8 };

static void codes_together_tell_the_classification(void **state) {
  (void)state;
  static const struct {
    lociq_axis_kind kind;
    lociq_classification expected;
    const char *codes[MOST];
  } sets[] = {
      {LOCIQ_REGION, LOCIQ_NUTS, {"AT", "BE", "EL", "UK", "EU28"}},
      {LOCIQ_REGION, LOCIQ_NUTS, {"AT11", "DEZZ", "UKI3", "EU27_2020"}},
      {LOCIQ_REGION, LOCIQ_NUTS, {"FR1", "YT"}}, /* a country of no NUTS beside codes of it */
      {LOCIQ_REGION, LOCIQ_NUTS, {"EU28", "EA19"}},
      {LOCIQ_REGION, LOCIQ_UNCLASSIFIED, {"BB", "BE", "BY", "NI"}}, /* German Länder */
      {LOCIQ_REGION, LOCIQ_UNCLASSIFIED, {"R1", "R2"}},
      {LOCIQ_REGION, LOCIQ_UNCLASSIFIED, {"AUT", "BEL", "FRA"}},
      {LOCIQ_REGION, LOCIQ_UNCLASSIFIED, {"TOTAL"}},
      {LOCIQ_REGION, LOCIQ_UNCLASSIFIED, {NULL}},
      {LOCIQ_REGION, LOCIQ_UNCLASSIFIED, {"AT11", "Stuttgart"}},
      {LOCIQ_REGION, LOCIQ_FIPS, {"US000", "01000", "01001", "C1018"}},
      {LOCIQ_REGION, LOCIQ_UNCLASSIFIED, {"01001", "03101"}}, /* German districts */
      {LOCIQ_INDUSTRY, LOCIQ_NACE, {"A", "B-E", "TOTAL", "NRP"}},
      {LOCIQ_INDUSTRY, LOCIQ_NACE, {"01", "02", "99"}},
      {LOCIQ_INDUSTRY, LOCIQ_NACE, {"10", "11", "21"}},
      {LOCIQ_INDUSTRY, LOCIQ_NACE, {"0111", "1011"}},
      {LOCIQ_INDUSTRY, LOCIQ_NACE, {"10", "10.1", "10.11"}},
      {LOCIQ_INDUSTRY, LOCIQ_NAICS, {"111", "311"}},
      {LOCIQ_INDUSTRY, LOCIQ_NAICS, {"10", "1011", "1012"}},
      {LOCIQ_INDUSTRY, LOCIQ_NAICS, {"11", "21", "31-33"}},
      {LOCIQ_INDUSTRY, LOCIQ_NAICS, {"11", "21", "44"}},
      {LOCIQ_INDUSTRY, LOCIQ_UNCLASSIFIED, {"I1", "I2", "I3", "I4"}},
      {LOCIQ_INDUSTRY, LOCIQ_UNCLASSIFIED, {"R1", "R5"}},
      {LOCIQ_INDUSTRY, LOCIQ_UNCLASSIFIED, {"WZ08-C", "BW"}},
      {LOCIQ_INDUSTRY, LOCIQ_UNCLASSIFIED, {"1", "2", "10"}},
      {LOCIQ_INDUSTRY, LOCIQ_UNCLASSIFIED, {"0011", "0111"}}, /* SITC */
      {LOCIQ_INDUSTRY, LOCIQ_UNCLASSIFIED, {"A", "Z"}},
  };
  for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
    size_t count = 0;
    while (count < MOST && sets[i].codes[count] != NULL) {
      count++;
    }
    assert_int_equal(lociq_classify(sets[i].kind, sets[i].codes, count), sets[i].expected);
  }
}

static void names_are_given(void **state) {
  (void)state;
  assert_string_equal(lociq_classification_name(LOCIQ_NUTS), "NUTS");
  assert_string_equal(lociq_classification_name(LOCIQ_UNCLASSIFIED), "unclassified");
  assert_string_equal(lociq_level_name(LOCIQ_NUTS, 2), "nuts2");
  assert_string_equal(lociq_level_name(LOCIQ_NAICS, 3), "naics3");
  assert_null(lociq_level_name(LOCIQ_NACE, 0));
  assert_null(lociq_level_name(LOCIQ_NACE, LOCIQ_NO_LEVEL));
  assert_null(lociq_level_name(LOCIQ_UNCLASSIFIED, 1));
  assert_int_equal(lociq_code_role_of(LOCIQ_UNCLASSIFIED, "TOTAL"), LOCIQ_CODE_TOTAL);
  assert_int_equal(lociq_code_role_of(LOCIQ_UNCLASSIFIED, "EU28"), LOCIQ_CODE_MEMBER);
}

static void levels_are_parsed(void **state) {
  (void)state;
  static const struct {
    lociq_classification classification;
    const char *name;
    int level;
  } expected[] = {{LOCIQ_NUTS, "nuts2", 2},   {LOCIQ_FIPS, "state", 1},   {LOCIQ_FIPS, "county", 2},
                  {LOCIQ_NACE, "section", 1}, {LOCIQ_NAICS, "naics3", 3}, {LOCIQ_NUTS, "NUTS0", 0}};
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
    int level = -2;
    assert_int_equal(lociq_level_parse(expected[i].classification, expected[i].name, &level, NULL), LOCIQ_OK);
    assert_int_equal(level, expected[i].level);
  }
}

static void an_unknown_level_is_refused_with_those_there_are(void **state) {
  (void)state;
  int level = -2;
  lociq_error error = {0};
  assert_int_equal(lociq_level_parse(LOCIQ_NACE, "nuts2", &level, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "NACE has no level \"nuts2\": its levels are section, division, group, class");
  error = (lociq_error){0};
  assert_int_equal(lociq_level_parse(LOCIQ_UNCLASSIFIED, "nuts2", &level, &error), LOCIQ_INVALID);
  assert_string_equal(error.message,
                      "there is no level \"nuts2\": the codes follow none of NUTS, FIPS, NACE and NAICS");
  assert_int_equal(level, -2);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(codes_together_tell_the_classification),
                                     cmocka_unit_test(names_are_given), cmocka_unit_test(levels_are_parsed),
                                     cmocka_unit_test(an_unknown_level_is_refused_with_those_there_are)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

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

#define MEMBER LOCIQ_CODE_MEMBER
#define AGGREGATE LOCIQ_CODE_AGGREGATE
#define OUTSIDE LOCIQ_CODE_OUTSIDE

static void codes_have_their_level_and_role(void **state) {
  (void)state;
  static const struct {
    const char *code;
    lociq_code_role role;
    int level;
  } expected[] = {{"AT", MEMBER, 0},
                  {"EL", MEMBER, 0},
                  {"AT1", MEMBER, 1},
                  {"UKI3", MEMBER, 2},
                  {"DEA2", MEMBER, 2},
                  {"EE00A", MEMBER, 3},
                  {"FRY", MEMBER, 1},
                  {"ITH10", MEMBER, 3},
                  {"EU", AGGREGATE, -1},
                  {"EU15", AGGREGATE, -1},
                  {"EU28", AGGREGATE, -1},
                  {"EU27_2020", AGGREGATE, -1},
                  {"EA", AGGREGATE, -1},
                  {"EA19", AGGREGATE, -1},
                  {"EFTA", AGGREGATE, -1},
                  {"EEA", AGGREGATE, -1},
                  {"EEA30_2007", AGGREGATE, -1},
                  {"DE_TOT", AGGREGATE, -1},
                  {"DEZ", OUTSIDE, -1},
                  {"DEZZ", OUTSIDE, -1},
                  {"CZZZZ", OUTSIDE, -1},
                  {"FRXX", OUTSIDE, -1},
                  {"UNK", OUTSIDE, -1},
                  {"TOTAL", LOCIQ_CODE_TOTAL, -1}};
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
    assert_int_equal(lociq_code_role_of(LOCIQ_NUTS, expected[i].code), expected[i].role);
    assert_int_equal(lociq_code_level(LOCIQ_NUTS, expected[i].code), expected[i].level);
  }
}

static void other_texts_are_no_regions(void **state) {
  (void)state;
  const char *const texts[] = {"", "A", "de", "DE-", "DE1234", "D1", "BEL", "AUT", "DEU", "US000", "R1"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    assert_int_equal(lociq_code_level(LOCIQ_NUTS, texts[i]), LOCIQ_NO_LEVEL);
  }
}

static void one_country_may_have_two_codes(void **state) {
  (void)state;
  assert_true(lociq_code_overlaps(LOCIQ_NUTS, "EL", "GR"));
  assert_true(lociq_code_overlaps(LOCIQ_NUTS, "GR300", "EL30"));
  assert_true(lociq_code_overlaps(LOCIQ_NUTS, "UK", "GB"));
  assert_false(lociq_code_overlaps(LOCIQ_NUTS, "EL3", "GR4"));
  assert_false(lociq_code_overlaps(LOCIQ_NUTS, "AT", "EU28"));
  assert_false(lociq_code_overlaps(LOCIQ_NUTS, "DE", "DEZZ"));
}

/* Every code that NUTS has had from 2006 to 2021 has the level of its length,
 * and lies in its country. */
static void published_codes_have_their_level(void **state) {
  (void)state;
  char path[1024], line[512];
  snprintf(path, sizeof path, "%s/data/classifications/all_nuts_codes.csv", getenv("LOCIQ_SHARED"));
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    skip();
  }
  size_t count = 0;
  assert_non_null(fgets(line, sizeof line, file));
  while (fgets(line, sizeof line, file) != NULL) {
    char code[8];
    assert_int_equal(sscanf(line, "\"%7[A-Z0-9]\"", code), 1);
    if (strchr(code + 2, 'Z') != NULL) {
      assert_int_equal(lociq_code_role_of(LOCIQ_NUTS, code), OUTSIDE);
    } else {
      const char country[3] = {code[0], code[1], '\0'};
      assert_int_equal(lociq_code_level(LOCIQ_NUTS, code), (int)strlen(code) - 2);
      const char *const pair[] = {code, country};
      assert_int_equal(lociq_code_parent(LOCIQ_NUTS, pair, 2, 0), 1);
    }
    count++;
  }
  fclose(file);
  assert_int_equal(count, 8896);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(codes_have_their_level_and_role), cmocka_unit_test(other_texts_are_no_regions),
      cmocka_unit_test(one_country_may_have_two_codes), cmocka_unit_test(published_codes_have_their_level)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

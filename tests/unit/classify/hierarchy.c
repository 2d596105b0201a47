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

#include "core/memory.h"

static void a_conflict_is_named(void **state) {
  (void)state;
  static const struct {
    lociq_axis_kind kind;
    lociq_classification classification;
    const char *codes[5];
    const char *message;
  } sets[] = {
      {LOCIQ_REGION,
       LOCIQ_NUTS,
       {"AT11", "AT1", "AT", "BE"},
       "AT contains AT1: choose one with --level (nuts0, nuts1, nuts2 are there)"},
      {LOCIQ_REGION, LOCIQ_NUTS, {"EL", "GR"}, "EL and GR are the same: keep one of them with --where"},
      {LOCIQ_REGION, LOCIQ_NUTS, {"AT1", "BE1", "AT1"}, "the region \"AT1\" is there twice"},
      {LOCIQ_REGION,
       LOCIQ_FIPS,
       {"01001", "01000"},
       "01000 contains 01001: choose one with --level (state, county are there)"},
      {LOCIQ_REGION,
       LOCIQ_FIPS,
       {"C1018", "48441"},
       "48441 and C1018 overlap: choose one with --level (county, msa are there)"},
      {LOCIQ_INDUSTRY, LOCIQ_NACE, {"TOTAL", "C", "B-E"}, "B-E contains C: keep one of them with --where"},
      {LOCIQ_INDUSTRY, LOCIQ_NACE, {"G-J", "I-K"}, "G-J and I-K overlap: keep one of them with --where"},
      {LOCIQ_INDUSTRY, LOCIQ_NACE, {"P_Q", "P-Q"}, "P_Q and P-Q are the same: keep one of them with --where"},
      {LOCIQ_INDUSTRY, LOCIQ_NACE, {"68", "L"}, "L contains 68: choose one with --level (section, division are there)"},
      {LOCIQ_INDUSTRY,
       LOCIQ_NAICS,
       {"10", "31-33", "311", "42"},
       "31-33 contains 311: choose one with --level (naics2, naics3 are there)"},
  };
  for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
    size_t count = 0;
    while (count < 5 && sets[i].codes[count] != NULL) {
      count++;
    }
    lociq_error error = {0};
    assert_int_equal(lociq_codes_check(sets[i].kind, sets[i].classification, sets[i].codes, count, &error),
                     LOCIQ_CONFLICT);
    assert_string_equal(error.message, sets[i].message);
  }
}

static void what_does_not_overlap_passes(void **state) {
  (void)state;
  const char *const regions[] = {"AT1", "BE", "DEZZ", "EU28", "DE1", "TOTAL"};
  const char *const industries[] = {"TOTAL", "NRP", "A", "B-E", "F", "G-I", "J", "K", "L", "M_N", "O-Q", "R-U"};
  const char *const mine[] = {"A", "A1", "AT", "AT1"};
  assert_int_equal(lociq_codes_check(LOCIQ_REGION, LOCIQ_NUTS, regions, 6, NULL), LOCIQ_OK);
  assert_int_equal(lociq_codes_check(LOCIQ_INDUSTRY, LOCIQ_NACE, industries, 12, NULL), LOCIQ_OK);
  assert_int_equal(lociq_codes_check(LOCIQ_INDUSTRY, LOCIQ_UNCLASSIFIED, mine, 4, NULL), LOCIQ_OK);
  assert_int_equal(lociq_codes_check(LOCIQ_REGION, LOCIQ_NUTS, NULL, 0, NULL), LOCIQ_OK);
}

static void the_parent_is_the_nearest(void **state) {
  (void)state;
  const char *const codes[] = {"10.11", "C", "10", "A-S", "B-E", "TOTAL", "C10-C12", "L", "68"};
  const size_t expected[] = {2, 4, 6, LOCIQ_NONE, 3, LOCIQ_NONE, 1, 3, 7};
  size_t parents[9];
  assert_int_equal(lociq_code_parents(LOCIQ_NACE, codes, 9, parents, NULL), LOCIQ_OK);
  for (size_t i = 0; i < 9; i++) {
    assert_true(parents[i] == expected[i]);
    assert_true(lociq_code_parent(LOCIQ_NACE, codes, 9, i) == expected[i]);
    assert_true(lociq_code_parent(LOCIQ_UNCLASSIFIED, codes, 9, i) == LOCIQ_NONE);
  }
  assert_int_equal(lociq_code_parents(LOCIQ_UNCLASSIFIED, codes, 9, parents, NULL), LOCIQ_OK);
  assert_true(parents[0] == LOCIQ_NONE);
}

enum { LETTERS = 36, PARENTS = 17 * LETTERS + 24 * LETTERS + 22 * LETTERS, REGIONS = PARENTS * LETTERS };

/* Regions of level 2, then of level 3, that Germany, France and the United
 * Kingdom could have. */
static void make_regions(char (*text)[6], const char **codes) {
  static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static const char *const first[][2] = {
      {"DE", "0123456789ABCDEFG"}, {"FR", "0123456789ABCDEFGHIJKLMY"}, {"UK", "0123456789CDEFGHIJKLMN"}};
  size_t n = 0, k = PARENTS;
  for (size_t c = 0; c < 3; c++) {
    for (const char *one = first[c][1]; *one != '\0'; one++) {
      for (size_t two = 0; two < LETTERS; two++, n++) {
        snprintf(text[n], 6, "%s%c%c", first[c][0], *one, digits[two]);
        for (size_t three = 0; three < LETTERS; three++, k++) {
          snprintf(text[k], 6, "%s%c%c%c", first[c][0], *one, digits[two], digits[three]);
        }
      }
    }
  }
  for (size_t i = 0; i < PARENTS + REGIONS; i++) {
    codes[i] = text[i];
  }
}

/* 80,000 regions: a comparison of all pairs would not end in the test's time. */
static void many_regions_are_checked(void **state) {
  (void)state;
  char(*text)[6] = calloc(PARENTS + REGIONS, sizeof *text);
  const char **codes = calloc(PARENTS + REGIONS, sizeof *codes);
  size_t *parents = calloc(PARENTS + REGIONS, sizeof *parents);
  assert_true(text != NULL && codes != NULL && parents != NULL);
  make_regions(text, codes);
  lociq_error error = {0};
  (void)lociq_codes_check(LOCIQ_REGION, LOCIQ_NUTS, codes + PARENTS, REGIONS, &error);
  assert_string_equal(error.message, "");
  assert_int_equal(lociq_codes_check(LOCIQ_REGION, LOCIQ_NUTS, codes, PARENTS + REGIONS, NULL), LOCIQ_CONFLICT);
  assert_int_equal(lociq_code_parents(LOCIQ_NUTS, codes, PARENTS + REGIONS, parents, NULL), LOCIQ_OK);
  for (size_t i = PARENTS; i < PARENTS + REGIONS; i++) {
    assert_true(parents[i] == (i - PARENTS) / LETTERS);
  }
  free(text);
  free(codes);
  free(parents);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const char *const codes[] = {"B-N_X_K", "A_C_E_G_I", "K", "F_H_J_L_N", "D_M_O_Q"};
  for (long n = 0;; n++) {
    size_t parents[5];
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    lociq_status status = lociq_code_parents(LOCIQ_NACE, codes, 5, parents, &error);
    if (status == LOCIQ_OK) {
      status = lociq_codes_check(LOCIQ_INDUSTRY, LOCIQ_NACE, codes, 5, &error);
    }
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_CONFLICT) {
      assert_true(n > 0);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_conflict_is_named), cmocka_unit_test(what_does_not_overlap_passes),
      cmocka_unit_test(the_parent_is_the_nearest), cmocka_unit_test(many_regions_are_checked),
      cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

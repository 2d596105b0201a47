/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static void assert_folds(const char *text, const char *expected) {
  char *folded = lociq_text_fold(text);
  assert_non_null(folded);
  assert_string_equal(folded, expected);
  assert_true(lociq_text_is_same(text, expected) && lociq_text_is_same(expected, text));
  free(folded);
}

/* The right sides are Python's str.casefold() of the left ones, which have no letter that it makes two of. */
static void capital_letters_become_small_ones(void **state) {
  (void)state;
  assert_folds("ABC xyz [\\]^_`{|}", "abc xyz [\\]^_`{|}");
  assert_folds("ÀÖ×ØÞ ÿŸ", "àö×øþ ÿÿ");
  assert_folds("ĀĂĄ ĲĴĶ ĹĽŁŇ ŊŐŠŽ ȘȚ ẀỸ", "āăą ĳĵķ ĺľłň ŋőšž șț ẁỹ");
  assert_folds("ΆΈΉΊΌΎΏ ΑΒΓΡΣΩΪΫ λόγος", "άέήίόύώ αβγρσωϊϋ λόγοσ");
  assert_folds("ЀЁЏ АБВЮЯ ҐӐ", "ѐёџ абвюя ґӑ");
  assert_folds("ı ĸ ŉ \xF0\x9F\x9A\x97 日本 A", "ı ĸ ŉ \xF0\x9F\x9A\x97 日本 a");
}

static void blanks_within_become_one_and_those_around_none(void **state) {
  (void)state;
  assert_folds("", "");
  assert_folds(" \t\n ", "");
  assert_folds("  Machine \t learning\xC2\xA0", "machine learning");
  assert_folds(
      "a\xC2\xA0\xC2\xA0"
      "b",
      "a b");
}

/* What is no UTF-8 stays as it is, and nothing is read past its end. */
static void broken_bytes_stay(void **state) {
  (void)state;
  assert_folds("A\xC3", "a\xC3");
  assert_folds("\xE2\x82", "\xE2\x82");
  assert_folds("\xFF\x80Z", "\xFF\x80z");
}

static void what_is_not_the_same(void **state) {
  (void)state;
  static const char *const texts[] = {"", "a", "ab", "a b", "b", "á", "\xC3", "a\xC3", "\xFF", "Ł", "a  b c"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
      assert_true(lociq_text_is_same(texts[i], texts[j]) == (i == j));
}

static void without_memory(void **state) {
  (void)state;
  lociq_memory_fail_after(0);
  char *folded = lociq_text_fold("a");
  lociq_memory_fail_after(-1);
  assert_null(folded);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(capital_letters_become_small_ones),
                                     cmocka_unit_test(blanks_within_become_one_and_those_around_none),
                                     cmocka_unit_test(broken_bytes_stay), cmocka_unit_test(what_is_not_the_same),
                                     cmocka_unit_test(without_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

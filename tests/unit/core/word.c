/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void whole_words(void **state) {
  (void)state;
  assert_true(lociq_word_is_one_of("en", "en|de"));
  assert_true(lociq_word_is_one_of("de", "en|de"));
  assert_true(lociq_word_is_one_of("table", "table"));
  const char *const none[] = {"", "e", "n", "end", "en|de", "|", "fr"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_false(lociq_word_is_one_of(none[i], "en|de"));
  assert_false(lociq_word_is_one_of("en", ""));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(whole_words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

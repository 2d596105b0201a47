/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static void letters_digits_and_underscores(void **state) {
  (void)state;
  static const char *const good[] = {"a", "Z9", "lq_2015", "partner_cosine_rank"};
  static const char *const bad[] = {"", "_a", "9a", "a b", "a/b", "a.b", "é", "a\n", "<b>"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) assert_true(lociq_name_is_valid(good[i]));
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(lociq_name_is_valid(bad[i]));
}

static void two_hundred_at_most(void **state) {
  (void)state;
  char name[202];
  memset(name, 'a', sizeof name - 1);
  name[201] = '\0';
  assert_false(lociq_name_is_valid(name));
  name[200] = '\0';
  assert_true(lociq_name_is_valid(name));
}

static void the_sentence(void **state) {
  (void)state;
  lociq_error error = {0};
  assert_int_equal(lociq_name_error("a\x1B[2J", &error), LOCIQ_INVALID);
  assert_string_equal(error.message,
                      "\"a\\x1B[2J\" cannot name a dataset: expected a letter, then letters, digits and underscores");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(letters_digits_and_underscores),
                                     cmocka_unit_test(two_hundred_at_most), cmocka_unit_test(the_sentence)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/share.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static void shares_are_read(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double share;
  } right[] = {{"0", 0}, {"1", 1}, {"0.25", 0.25}, {"1.000", 1}, {"5e-1", 0.5}, {"0.1", 0.1}};
  for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
    double share = -1;
    assert_true(lociq_share_parse(right[i].text, &share));
    assert_true(share == right[i].share);
  }
}

static void all_else_is_refused(void **state) {
  (void)state;
  static const char *const wrong[] = {"",    "1.0001", "-0.1",   "nan",  "inf", "half",
                                      "0,5", "0.5x",   "0x1p-1", " 0.5", "2",   "1e999"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    double share = -1;
    assert_false(lociq_share_parse(wrong[i], &share));
    assert_true(share == -1);
  }
}

static void amounts_are_read(void **state) {
  (void)state;
  static const char *const wrong[] = {"", "-1", "-0.1", "nan", "inf", "1e999", "one", "0,5", "5 ", "0x1p3"};
  double amount = -1;
  assert_true(lociq_amount_parse("0", &amount) && amount == 0);
  assert_true(lociq_amount_parse("12.5", &amount) && amount == 12.5);
  assert_true(lociq_amount_parse("1e-10", &amount) && amount == 1e-10);
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    assert_false(lociq_amount_parse(wrong[i], &amount));
    assert_true(amount == 1e-10);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(shares_are_read), cmocka_unit_test(all_else_is_refused),
                                     cmocka_unit_test(amounts_are_read)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

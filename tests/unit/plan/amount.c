/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/amount.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

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
  const struct CMUnitTest tests[] = {cmocka_unit_test(amounts_are_read)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

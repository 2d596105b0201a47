/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/account.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static const lociq_account plain = {.files = 1,
                                    .rows = 28065,
                                    .cells = 224520,
                                    .values = 161235,
                                    .missing = 63285,
                                    .missing_by_flag = {[1] = 1234, [10] = 5678},
                                    .missing_unflagged = 9,
                                    .stored = 27280,
                                    .totals = 2728,
                                    .aggregates = 640,
                                    .reasons = {{"by --where age", 193872}},
                                    .reason_count = 1,
                                    .series_name = "series"};

static void it_prints_as_promised(void **state) {
  (void)state;
  char *text = NULL;
  assert_int_equal(lociq_account_format(&plain, &text, NULL), LOCIQ_OK);
  assert_string_equal(text,
                      "28,065 series, 224,520 cells: 161,235 values, 63,285 missing (1,234 c, 5,678 u, 9 unflagged), "
                      "0 refused\nstored 27,280, published totals 2,728, aggregates kept aside 640, left out: 193,872 "
                      "by --where age");
  free(text);
}

static void a_sum_that_fails_is_told(void **state) {
  (void)state;
  lociq_error error = {0};
  assert_int_equal(lociq_account_check(&plain, &error), LOCIQ_OK);
  lociq_account wrong = plain;
  wrong.stored--;
  assert_int_equal(lociq_account_check(&wrong, &error), LOCIQ_INVALID);
  assert_non_null(strstr(error.message, "does not add up"));
  wrong = plain;
  wrong.values++;
  assert_int_equal(lociq_account_check(&wrong, NULL), LOCIQ_INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(it_prints_as_promised),
                                     cmocka_unit_test(a_sum_that_fails_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

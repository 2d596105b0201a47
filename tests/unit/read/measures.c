/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/measures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static void names_say_what_is_measured(void **state) {
  (void)state;
  assert_string_equal(lociq_measure_unit("employment"), "persons");
  assert_null(lociq_measure_unit("wages"));
  assert_null(lociq_measure_unit("patents"));
  assert_string_equal(lociq_measure_title("gva"), "Gross value added");
  assert_string_equal(lociq_measure_title("patents"), "patents");
}

static void shares_and_levels_are_relative(void **state) {
  (void)state;
  static const char *const percentages[] = {"%",
                                            "% of GDP",
                                            "percent",
                                            "Per cent",
                                            "PC",
                                            "PC_ACT",
                                            "pc_emp",
                                            "percentage of the labour force",
                                            "percent of total"},
                           *const amounts[] = {"", "persons", "PCS", "percentile", "pieces", "EUR", "1"};
  assert_true(lociq_measure_is_relative("price_level", "1"));
  assert_false(lociq_measure_is_relative("employment", "persons"));
  for (size_t i = 0; i < sizeof percentages / sizeof percentages[0]; i++)
    if (!lociq_measure_is_relative("rate", percentages[i])) fail_msg("%s is no percentage", percentages[i]);
  for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++)
    if (lociq_measure_is_relative("rate", amounts[i])) fail_msg("%s is a percentage", amounts[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(names_say_what_is_measured),
                                     cmocka_unit_test(shares_and_levels_are_relative)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

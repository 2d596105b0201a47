/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * printf says what digits a number has.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "write/text.h"

static void check(double value) {
  char text[LOCIQ_NUMBER_SIZE], expected[LOCIQ_NUMBER_SIZE];
  (void)snprintf(expected, sizeof expected, "%.17g", value);
  assert_int_equal(lociq_text_number(value, text), strlen(expected));
  assert_string_equal(text, expected);
}

static void check_both(double value) {
  check(value);
  check(-value);
}

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static void any_number_is_spelt_as_printf_spells_it(void **state) {
  (void)state;
  uint64_t seed = 88172645463325252u;
  for (int k = 0; k < 200000; k++) {
    const double fraction = (double)(next_random(&seed) >> 11) * 0x1p-53;
    const int exponent = (int)(next_random(&seed) % 34) - 14;
    check_both(fraction * pow(10, exponent));
    check_both(fraction * 100);
  }
}

/* Where the logarithm is rounded, and where 17 digits end in zeros or in a half. */
static void next_to_powers_of_ten_too(void **state) {
  (void)state;
  char text[LOCIQ_NUMBER_SIZE];
  for (int exponent = -20; exponent < 20; exponent++) {
    (void)snprintf(text, sizeof text, "1e%d", exponent);
    const double power = strtod(text, NULL);
    double above = power, below = power;
    for (int k = 0; k < 1000; k++) {
      check_both(above);
      check_both(below);
      above = nextafter(above, INFINITY);
      below = nextafter(below, 0);
    }
  }
}

static void halves_are_rounded_to_even(void **state) {
  (void)state;
  for (int exponent = -33; exponent < 50; exponent++)
    for (int k = 1; k < 64; k++) check_both(ldexp(k, exponent));
  for (int k = 1; k < 1000; k++) check_both(ldexp((double)(((uint64_t)1 << 52) + (uint64_t)k), -3));
}

static void what_is_no_fraction_is_spelt_too(void **state) {
  (void)state;
  char text[LOCIQ_NUMBER_SIZE];
  assert_int_equal(lociq_text_number(NAN, text), 0);
  assert_string_equal(text, "");
  (void)lociq_text_number(INFINITY, text);
  assert_string_equal(text, "Inf");
  (void)lociq_text_number(-INFINITY, text);
  assert_string_equal(text, "-Inf");
  check(0);
  check(-0.0);
  check_both(5e-324);
  check_both(1.7976931348623157e308);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_number_is_spelt_as_printf_spells_it), cmocka_unit_test(next_to_powers_of_ten_too),
      cmocka_unit_test(halves_are_rounded_to_even), cmocka_unit_test(what_is_no_fraction_is_spelt_too)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

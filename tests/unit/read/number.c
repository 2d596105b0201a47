/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The judge is glibc's strtod, which rounds exactly: equal to the last bit.
 */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "read/reader.h"

static void assert_same(const char *text) {
  double found = 0;
  const double expected = strtod(text, NULL);
  if (!lociq_number_parse((lociq_slice){text, strlen(text)}, &found)) fail_msg("%s was refused", text);
  if (memcmp(&found, &expected, sizeof found) != 0) fail_msg("%s: %a, expected %a", text, found, expected);
}

static void assert_refused(const char *text) {
  double found = 0;
  if (lociq_number_parse((lociq_slice){text, strlen(text)}, &found)) fail_msg("%s was taken for %g", text, found);
}

static uint64_t draw(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static void edges_are_those_of_strtod(void **state) {
  (void)state;
  static const char *const texts[] = {"0",
                                      "-0",
                                      "-0.0",
                                      "+1",
                                      "14.3",
                                      "1e5",
                                      "1E+5",
                                      "1e-5",
                                      ".5",
                                      "5.",
                                      "00012",
                                      "9007199254740992",
                                      "9007199254740993",
                                      "9007199254740993.0000000000000000000000001",
                                      "18446744073709551615",
                                      "18446744073709551616",
                                      "99999999999999999999",
                                      "123456789012345678901234567890",
                                      "0.1",
                                      "0.30000000000000004",
                                      "2.2250738585072011e-308",
                                      "4.9406564584124654e-324",
                                      "2.4703282292062328e-324",
                                      "1.7976931348623157e308",
                                      "1e22",
                                      "1e23",
                                      "8.5e-23",
                                      "6631236846766476e-316",
                                      "1e-400",
                                      "0e999999",
                                      "0.000000000000000000000000000000000000000000001",
                                      "1e00000000005",
                                      "3.141592653589793238462643383279502884197",
                                      "7205759403792793.5e1",
                                      "9214843084008499e-27",
                                      "1e27",
                                      "1e28"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) assert_same(texts[i]);
}

static void doubles_come_back(void **state) {
  (void)state;
  uint64_t random = 42;
  for (int i = 0; i < 400000; i++) {
    const uint64_t bits = draw(&random);
    double value = 0;
    char text[64];
    memcpy(&value, &bits, sizeof value);
    if (!isfinite(value)) continue;
    (void)snprintf(text, sizeof text, i % 2 == 0 ? "%.17g" : "%.15g", value);
    assert_same(text);
    (void)snprintf(text, sizeof text, "%.*f", (int)(draw(&random) % 12), (double)(bits % 1000000007) / 977.0);
    assert_same(text);
  }
}

static void random_digits_are_read_exactly(void **state) {
  (void)state;
  uint64_t random = 7;
  for (int i = 0; i < 600000; i++) {
    char text[96];
    size_t length = 0;
    const size_t whole = draw(&random) % 22, decimals = draw(&random) % 22;
    if (draw(&random) % 4 == 0) text[length++] = '-';
    for (size_t n = 0; n <= whole; n++) text[length++] = (char)('0' + draw(&random) % 10);
    if (decimals > 0) text[length++] = '.';
    for (size_t n = 0; n < decimals; n++) text[length++] = (char)('0' + draw(&random) % 10);
    text[length] = '\0';
    if (draw(&random) % 3 == 0)
      (void)snprintf(text + length, sizeof text - length, "e%d", (int)(draw(&random) % 80) - 40);
    assert_same(text);
  }
}

static void what_is_no_number_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"",      "-",   "+",   ".",   "e5",   "1e",   "1e+", "0x10",
                                      "inf",   "nan", "NaN", "1 2", "1,5",  "1..2", "--1", "1e5.",
                                      "1e999", "12a", " 1",  "1 ",  "-.e1", "1_000"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) assert_refused(texts[i]);
}

/* Where decimals have a comma, strtod does not read what the engine does. */
static void the_locale_says_nothing(void **state) {
  (void)state;
  static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE"};
  const char *set = NULL;
  for (size_t i = 0; i < sizeof names / sizeof names[0] && set == NULL; i++) set = setlocale(LC_ALL, names[i]);
  double value = 0;
  const char *slow = "3.14159265358979323846264338327950288", *fast = "14.3";
  assert_true(lociq_number_parse((lociq_slice){slow, strlen(slow)}, &value));
  assert_true(value == 3.14159265358979323846);
  assert_true(lociq_number_parse((lociq_slice){fast, strlen(fast)}, &value));
  assert_true(value == 14.3);
  (void)setlocale(LC_ALL, "C");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(edges_are_those_of_strtod), cmocka_unit_test(doubles_come_back),
                                     cmocka_unit_test(random_digits_are_read_exactly),
                                     cmocka_unit_test(what_is_no_number_is_refused),
                                     cmocka_unit_test(the_locale_says_nothing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/collect.h"
#include "reading.h"

/* Every cell left out has a reason, however many there are: the last of them
 * takes those that find no room. */
static void reasons_never_run_out(void **state) {
  (void)state;
  lociq_account account = {0};
  enum { ROOM = sizeof account.reasons / sizeof account.reasons[0] };
  for (int again = 0; again < 2; again++)
    for (unsigned i = 0; i < ROOM + 5; i++) {
      char text[32];
      (void)snprintf(text, sizeof text, "by reason %u", i);
      const uint8_t number = lociq_account_reason(&account, text);
      assert_int_equal(number, i < ROOM - 1 ? i : ROOM - 1);
      assert_string_equal(account.reasons[number].text, i < ROOM - 1 ? text : "for other reasons");
    }
  assert_int_equal(account.reason_count, ROOM);
}

/* A line is left out for its first reason: filters in their order, then what a
 * code is, then --level. */
static void a_line_has_one_reason(void **state) {
  (void)state;
  static const char text[] =
      "region,industry,year,gva\n"
      "AT11,A,2000,1\n"
      "AT1,A,2000,2\n"
      "AT1,B,2000,4\n"
      "ATZZ,A,2000,8\n"
      "AT11,B,1999,16\n"
      "AT11,A,1999,32\n";
  const char *years[] = {"2000"}, *industries[] = {"A"};
  const lociq_filter filters[] = {{"year", years, 1}, {"industry", industries, 1}};
  lociq_read_options options = lociq_read_options_default();
  options.filters = filters;
  options.filter_count = 2;
  options.level = "nuts2";
  reading made = read_text("survey.csv", text, &options);
  assert_string_equal(made.error.message, "");
  assert_values(&made, "gva", LOCIQ_BODY, (double[]){1}, 1);
  static const struct {
    const char *text;
    uint64_t cells;
  } expected[] = {{"by --where year", 2},
                  {"by --where industry", 1},
                  {"outside of all regions (extra-regio)", 1},
                  {"by --level nuts2", 1}};
  assert_int_equal(made.account.reason_count, sizeof expected / sizeof expected[0]);
  for (size_t i = 0; i < made.account.reason_count; i++) {
    assert_string_equal(made.account.reasons[i].text, expected[i].text);
    assert_int_equal(made.account.reasons[i].cells, expected[i].cells);
  }
  clear_reading(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(reasons_never_run_out), cmocka_unit_test(a_line_has_one_reason)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

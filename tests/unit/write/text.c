/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "write/text.h"

#include "unit/write/texts.h"

static void characters_of_one_to_four_bytes(void **state) {
  (void)state;
  const char *text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8C\x8D";
  assert_int_equal(lociq_text_length(text), 4);
  static const uint32_t expected[] = {'a', 0xE9, 0x20AC, 0x1F30D, 0, 0};
  for (size_t i = 0; i < 6; i++) assert_int_equal(lociq_text_next(&text), expected[i]);
}

static void cleaned(const char *text, bool printable, size_t longest, const char *expected) {
  char *made = lociq_text_clean(text, printable, longest);
  assert_string_equal(made, expected);
  free(made);
}

/* Overlong, a surrogate, too large, cut short, a byte that only continues, two that never occur. */
static void bytes_that_are_no_character(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "\xC0\x80", "\xE0\x80\x80", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFE",
      "\xFF",     "\xC3"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    const char *text = wrong[i];
    assert_int_equal(lociq_text_next(&text), 0xFFFD);
    assert_ptr_equal(text, wrong[i] + 1);
  }
  cleaned("a\xFF.\xE2\x82", false, 0, "a\xEF\xBF\xBD.\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void what_a_terminal_is_shown(void **state) {
  (void)state;
  cleaned("\x1B[31mred\x7F\n", true, 0, "\xEF\xBF\xBD[31mred\xEF\xBF\xBD\xEF\xBF\xBD");
  cleaned("a\xE2\x80\xAE.\xC2\x9B", true, 0, "a\xEF\xBF\xBD.\xEF\xBF\xBD");
  cleaned("a\n\xC2\x9B", false, 0, "a\n\xC2\x9B");
  cleaned("été", true, 3, "été");
  cleaned("étés", true, 3, "ét…");
  cleaned("", true, 3, "");
}

static void number(double value, const char *expected) {
  char text[LOCIQ_NUMBER_SIZE];
  assert_int_equal(lociq_text_number(value, text), strlen(expected));
  assert_string_equal(text, expected);
}

static void numbers(void **state) {
  (void)state;
  number(0, "0");
  number(-0.0, "-0");
  number(-12, "-12");
  number(0.1, "0.10000000000000001");
  number(999999999999999, "999999999999999");
  number(1e15, "1000000000000000");
  number(1e300, "1.0000000000000001e+300");
  number(UNKNOWN, "");
  number((double)INFINITY, "Inf");
  number(-(double)INFINITY, "-Inf");
}

static void numbers_come_back(void **state) {
  (void)state;
  uint64_t bits = 88172645463325252u;
  for (int i = 0; i < 20000; i++) {
    bits = bits * 6364136223846793005u + 1442695040888963407u;
    double value = 0;
    memcpy(&value, &bits, sizeof value);
    if (i % 4 == 0) value = (double)(int64_t)(bits >> (i % 60));
    if (!isfinite(value)) continue;
    char text[LOCIQ_NUMBER_SIZE];
    (void)lociq_text_number(value, text);
    const double back = strtod(text, NULL);
    assert_memory_equal(&value, &back, sizeof value);
  }
}

static void field(const char *text, const char *expected) {
  char *encoded = NULL;
  assert_int_equal(lociq_text_csv(text, &encoded, NULL), LOCIQ_OK);
  assert_string_equal(encoded, expected);
  free(encoded);
}

static void fields(void **state) {
  (void)state;
  field("DE11", "DE11");
  field("", "");
  field("a,b", "\"a,b\"");
  field("a;b", "\"a;b\"");
  field("say \"x\"", "\"say \"\"x\"\"\"");
  field("a\r\nb", "\"a\r\nb\"");
  field("31-33", "31-33");
  field("B-E", "B-E");
  field("=cmd()", "\"'=cmd()\"");
  field("+1", "\"'+1\"");
  field("-1", "\"'-1\"");
  field("@x", "\"'@x\"");
  field("\tx", "\"'\tx\"");
  field("\rx", "\"'\rx\"");
  field("a\xFF", "a\xEF\xBF\xBD");
}

static void strings(void **state) {
  (void)state;
  char *encoded = NULL;
  assert_int_equal(lociq_text_json("</script>\"\\\x01\n\xC3\xA9\xFF", &encoded, NULL), LOCIQ_OK);
  assert_string_equal(encoded, "\"</script>\\\"\\\\\\u0001\\n\xC3\xA9\xEF\xBF\xBD\"");
  free(encoded);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const axes world = axes_made();
  for (int json = 0; json < 2; json++) {
    lociq_status status = LOCIQ_NO_MEMORY;
    for (long n = 0; status != LOCIQ_OK; n++) {
      char **codes = NULL;
      lociq_memory_fail_after(n);
      status = lociq_codes_encode(world.regions, json != 0 ? lociq_text_json : lociq_text_csv, &codes, NULL);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK ? n > 3 : status == LOCIQ_NO_MEMORY && codes == NULL);
      lociq_codes_free(codes, world.regions);
    }
  }
  axes_free(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(characters_of_one_to_four_bytes),
                                     cmocka_unit_test(bytes_that_are_no_character),
                                     cmocka_unit_test(what_a_terminal_is_shown),
                                     cmocka_unit_test(numbers),
                                     cmocka_unit_test(numbers_come_back),
                                     cmocka_unit_test(fields),
                                     cmocka_unit_test(strings),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

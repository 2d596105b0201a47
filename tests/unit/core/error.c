/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/error.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static void the_deepest_message_is_kept(void **state) {
  (void)state;
  lociq_error error = {0};
  assert_int_equal(lociq_error_set(&error, LOCIQ_BAD_INPUT, "%s:%d: bad", "a.csv", 7), LOCIQ_BAD_INPUT);
  assert_int_equal(lociq_error_set(&error, LOCIQ_IO, "cannot import"), LOCIQ_IO);
  assert_int_equal(error.status, LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, "a.csv:7: bad");
}

static void without_an_error_only_the_status_is_told(void **state) {
  (void)state;
  assert_int_equal(lociq_error_set(NULL, LOCIQ_CONFLICT, "unread"), LOCIQ_CONFLICT);
}

static void controls_are_escaped(void **state) {
  (void)state;
  lociq_error error = {0};
  (void)lociq_error_set(&error, LOCIQ_BAD_INPUT, "code \"%s\"", "A\x1b[2J\n\x7f");
  assert_string_equal(error.message, "code \"A\\x1B[2J\\x0A\\x7F\"");
}

static void a_long_message_is_cut_at_a_character(void **state) {
  (void)state;
  char text[LOCIQ_MESSAGE_SIZE * 2];
  for (size_t shift = 0; shift < 2; shift++) {
    memset(text, 'a', shift);
    size_t length = shift;
    for (; length + 2 < sizeof text; length += 2) memcpy(text + length, "\xC3\xA9", 2); /* é */
    text[length] = '\0';
    lociq_error error = {0};
    (void)lociq_error_set(&error, LOCIQ_BAD_INPUT, "%s", text);
    const size_t kept = strlen(error.message);
    assert_in_range(kept, LOCIQ_MESSAGE_SIZE - 3, LOCIQ_MESSAGE_SIZE - 1);
    assert_int_equal((kept - shift) % 2, 0);
    assert_memory_equal(error.message + kept - 2, "\xC3\xA9", 2);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_deepest_message_is_kept), cmocka_unit_test(without_an_error_only_the_status_is_told),
      cmocka_unit_test(controls_are_escaped), cmocka_unit_test(a_long_message_is_cut_at_a_character)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "unit/write/texts.h"

static void an_unknown_format_is_told_the_known(void **state) {
  (void)state;
  lociq_dataset_writer writer = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_writer_find("xlsx", &writer, &error), LOCIQ_INVALID);
  assert_string_equal(error.message,
                      "a dataset cannot be written as \"xlsx\": expected one of csv, json, matrix, geojson");
  assert_null(writer);
  assert_string_equal(lociq_write_options_default().format, "csv");
}

/* Where the machine has a locale with a decimal comma, it is in force outside. */
static void numbers_have_a_point_in_any_locale(void **state) {
  (void)state;
  const locale_t german = newlocale(LC_ALL_MASK, "de_DE.UTF-8", (locale_t)0);
  const locale_t before = german == (locale_t)0 ? (locale_t)0 : uselocale(german);
  char outside[16], inside[16], after[16];
  void *former = NULL;
  (void)snprintf(outside, sizeof outside, "%.1f", 0.5);
  assert_int_equal(lociq_locale_enter(&former, NULL), LOCIQ_OK);
  (void)snprintf(inside, sizeof inside, "%.1f", 0.5);
  lociq_locale_leave(former);
  (void)snprintf(after, sizeof after, "%.1f", 0.5);
  if (german != (locale_t)0) {
    (void)uselocale(before);
    freelocale(german);
    assert_string_equal(outside, "0,5");
  }
  assert_string_equal(inside, "0.5");
  assert_string_equal(after, outside);
}

static void a_full_device_is_seen_at_the_flush(void **state) {
  (void)state;
  FILE *full = fopen("/dev/full", "w");
  lociq_error error = {0};
  (void)fputs("text", full);
  assert_int_equal(lociq_stream_check(full, &error), LOCIQ_OK);
  assert_int_equal(lociq_stream_flush(full, &error), LOCIQ_IO);
  assert_string_equal(error.message, "the output cannot be written: No space left on device");
  assert_int_equal(lociq_stream_check(full, NULL), LOCIQ_IO);
  (void)fclose(full);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(an_unknown_format_is_told_the_known),
                                     cmocka_unit_test(numbers_have_a_point_in_any_locale),
                                     cmocka_unit_test(a_full_device_is_seen_at_the_flush)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

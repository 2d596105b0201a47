/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fetch/answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static void ranges_are_read(void **state) {
  (void)state;
  static const struct {
    const char *text;
    lociq_content_range range;
  } cases[] = {
      {"bytes 0-0/1", {0, 0, 1}},
      {"bytes 500-999/1234", {500, 999, 1234}},
      {"BYTES 7-8/*", {7, 8, 0}},
      {"bytes 9223372036854775806-9223372036854775806/9223372036854775807", {INT64_MAX - 1, INT64_MAX - 1, INT64_MAX}}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    lociq_content_range range = {0};
    assert_true(lociq_content_range_read(cases[i].text, &range));
    assert_int_equal(range.first, cases[i].range.first);
    assert_int_equal(range.last, cases[i].range.last);
    assert_int_equal(range.all, cases[i].range.all);
  }
}

static void what_is_no_range_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"",
                                      "bytes",
                                      "bytes ",
                                      "bytes 1",
                                      "bytes 1-",
                                      "bytes 1-2",
                                      "bytes 1-2/",
                                      "bytes -2/3",
                                      "bytes 2-1/3",
                                      "bytes 1-3/3",
                                      "bytes 1-2/3x",
                                      "bytes +1-2/3",
                                      "bytes  1-2/3",
                                      "bytes 1 -2/3",
                                      "bytes */3",
                                      "bytes 1-2/**",
                                      "bytes 1-2/-3",
                                      "bytes=1-2/3",
                                      "octets 1-2/3",
                                      "1-2/3",
                                      "bytes 0x1-2/3",
                                      "bytes 1-9223372036854775808/*",
                                      "bytes 18446744073709551617-18446744073709551618/*"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    lociq_content_range range = {1, 2, 3};
    assert_false(lociq_content_range_read(texts[i], &range));
    assert_int_equal(range.first + range.last + range.all, 6); /* left as it was */
  }
}

static void pages_are_quoted_without_markup(void **state) {
  (void)state;
  static const struct {
    const char *page, *text;
  } cases[] = {{"", ""},
               {" \n\t", ""},
               {"plain text\n", "plain text"},
               {"<h1>Not\r\n  found</h1>", "Not found"},
               {"<p>one</p><p>two</p>", "one two"},
               {"<!DOCTYPE html><title>A</title><script>if (1 < 2) \"</p>\";</script>B", "A B"},
               {"<STYLE>p { x: y }</STYLE>text", "text"},
               {"<!-- a > b -->c", "c"},
               {"1 < 2 <3", "1 < 2 <3"},
               {"<script>never ends", ""},
               {"text<p", "text"},
               {"{\"label\":\"too big\"}", "{\"label\":\"too big\"}"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char text[100];
    lociq_answer_text(cases[i].page, strlen(cases[i].page), text, sizeof text);
    assert_string_equal(text, cases[i].text);
  }
  char text[100];
  lociq_answer_text("a\0b", 3, text, sizeof text);
  assert_string_equal(text, "a b");
}

static void long_pages_are_cut_at_a_character(void **state) {
  (void)state;
  static const char page[] =
      "gr\xC3\xB6\xC3\x9F"
      "er als das"; /* "größer als das" */
  char text[sizeof page];
  lociq_answer_text(page, strlen(page), text, 8);
  assert_string_equal(text, "gr\xC3\xB6...");
  lociq_answer_text(page, strlen(page), text, 7);
  assert_string_equal(text, "gr...");
  lociq_answer_text(page, strlen(page), text, sizeof page);
  assert_string_equal(text, page);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ranges_are_read),
      cmocka_unit_test(what_is_no_range_is_refused),
      cmocka_unit_test(pages_are_quoted_without_markup),
      cmocka_unit_test(long_pages_are_cut_at_a_character),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

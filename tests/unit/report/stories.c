/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/stories.h"

#include "core/memory.h"
#include "unit/read/text_file.h"

static const char path[] = "report_stories.md";

static json_t *stories_of(const char *text) {
  json_t *stories = NULL;
  lociq_error error = {0};
  write_text(path, text, strlen(text));
  const lociq_status status = lociq_stories_read(path, &stories, &error);
  if (status != LOCIQ_OK) print_error("%s\n", error.message);
  assert_int_equal(status, LOCIQ_OK);
  (void)remove(path);
  return stories;
}

static void below_its_heading(void **state) {
  (void)state;
  json_t *stories = stories_of("# DE11 C29\n\nCars, *mostly*.\n\n## Since 2010\n\n- one\n- two\n\n# UKI3\nBanks.\n");
  assert_int_equal(json_object_size(stories), 2);
  assert_string_equal(json_string_value(json_object_get(stories, "DE11 C29")),
                      "<p>Cars, <em>mostly</em>.</p>\n<h2>Since 2010</h2>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n");
  assert_string_equal(json_string_value(json_object_get(stories, "UKI3")), "<p>Banks.</p>\n");
  json_decref(stories);
}

static void no_markup_of_its_own(void **state) {
  (void)state;
  json_t *stories = stories_of("# A\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) a<b onclick=x>c</b>\n");
  const char *html = json_string_value(json_object_get(stories, "A"));
  assert_null(strstr(html, "<script"));
  assert_null(strstr(html, "javascript:"));
  assert_null(strstr(html, "onclick"));
  json_decref(stories);
}

static void none(void **state) {
  (void)state;
  json_t *stories = NULL;
  assert_int_equal(lociq_stories_read(NULL, &stories, NULL), LOCIQ_OK);
  assert_int_equal(json_object_size(stories), 0);
  json_decref(stories);
}

static void refused(const char *text, size_t size, const char *message) {
  json_t *stories = NULL;
  lociq_error error = {0};
  write_text(path, text, size);
  assert_int_equal(lociq_stories_read(path, &stories, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, message);
  (void)remove(path);
}

static void what_is_wrong(void **state) {
  (void)state;
  static const char before[] = "Hello.\n\n# A\n", twice[] = "# A\nx\n\n# A\ny\n", bytes[] = "# A\n\xff\n",
                    zero[] = "# A\n\0x";
  refused(before, strlen(before), "report_stories.md:1: text before the first heading, expected \"# REGION INDUSTRY\"");
  refused(twice, strlen(twice), "report_stories.md:4: the heading \"A\" is there twice");
  refused(bytes, strlen(bytes), "report_stories.md is no UTF-8 text");
  refused(zero, sizeof zero, "report_stories.md is no UTF-8 text");
  json_t *stories = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_stories_read("no_such.md", &stories, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(error.message, "no_such.md: No such file or directory");
}

static void without_memory(void **state) {
  (void)state;
  static const char text[] = "# A\nx\n";
  write_text(path, text, strlen(text));
  json_t *stories = NULL;
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_stories_read(path, &stories, NULL), LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
  assert_null(stories);
  (void)remove(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(below_its_heading), cmocka_unit_test(no_markup_of_its_own), cmocka_unit_test(none),
      cmocka_unit_test(what_is_wrong),     cmocka_unit_test(without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

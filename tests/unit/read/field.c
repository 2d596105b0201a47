/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/field.h"

#include "reading.h"

typedef struct field_case {
  const char *line;
  bool quoted;
  const char *text, *wrong; /* one of them */
  size_t stop, line_breaks;
  bool verbatim;
} field_case;

/* A comma ends the field, or a line break. */
static const char *take(const char *line, bool quoted, lociq_taken *taken) {
  const char *limit = line + strlen(line);
  return lociq_field_take(line, limit, ',', '\n', quoted, taken);
}

static void fields_come_without_what_is_around_them(void **state) {
  (void)state;
  static const field_case cases[] = {
      {"abc,d\n", true, "abc", NULL, 3, 0, true},
      {",d\n", true, "", NULL, 0, 0, true},
      {"  a b  ,d\n", true, "a b", NULL, 7, 0, true},
      {"abc\r\n", true, "abc", NULL, 4, 0, true},
      {"\"a,b\",d\n", true, "a,b", NULL, 5, 0, true},
      {" \"a\" \r\n", true, "a", NULL, 6, 0, true},
      {"\" a \",\n", true, " a ", NULL, 5, 0, true}, /* blanks within quotes stay */
      {"\"a\"\"b\",d\n", true, "a\"b", NULL, 6, 0, false},
      {"\"\"\"\"\n", true, "\"", NULL, 4, 0, false},
      {"\"a\n\nb\",d\n", true, "a\n\nb", NULL, 6, 2, false},
      {"\"a\",d\n", false, "\"a\"", NULL, 3, 0, true}, /* where quotes are bytes like any other */
      {"\"a,d\n", true, NULL, "a quote opens that is never closed", 0, 1, false},
      {"a\"b,d\n", true, NULL, "a quote stands within a field that has none around it", 1, 0, false},
      {"\"a\"b,d\n", true, NULL, "text follows a closing quote", 3, 0, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const field_case *one = &cases[i];
    lociq_taken taken;
    const char *wrong = take(one->line, one->quoted, &taken);
    assert_int_equal(taken.stop - one->line, one->stop);
    assert_int_equal(taken.line_breaks, one->line_breaks);
    if (one->wrong != NULL) {
      assert_string_equal(wrong, one->wrong);
      continue;
    }
    assert_null(wrong);
    assert_int_equal(taken.text.length, strlen(one->text));
    assert_memory_equal(taken.text.text, one->text, taken.text.length);
    assert_int_equal(taken.verbatim, one->verbatim);
  }
}

/* Text with doubled quotes is copied up to the limit of a code, and is too long
 * for one beyond it. */
static void long_texts_with_quotes_end_in_no_buffer(void **state) {
  (void)state;
  static char line[2 * LOCIQ_CODE_LIMIT + 16];
  for (size_t length = LOCIQ_CODE_LIMIT - 1; length <= LOCIQ_CODE_LIMIT + 1; length++) {
    size_t to = 0;
    line[to++] = '"';
    line[to++] = '"';
    line[to++] = '"';
    for (size_t i = 1; i < length; i++) line[to++] = 'x';
    memcpy(line + to, "\",\n", 4);
    lociq_taken taken;
    assert_null(take(line, true, &taken));
    assert_int_equal(taken.text.length > LOCIQ_CODE_LIMIT, length > LOCIQ_CODE_LIMIT);
    if (length <= LOCIQ_CODE_LIMIT) assert_int_equal(taken.text.length, length);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(fields_come_without_what_is_around_them),
                                     cmocka_unit_test(long_texts_with_quotes_end_in_no_buffer)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>
#include <stdlib.h>

#include "core/memory.h"

static char *finished(lociq_text *text) {
  char *bytes = NULL;
  assert_int_equal(lociq_text_finish(text, &bytes, NULL), LOCIQ_OK);
  return bytes;
}

static void it_grows(void **state) {
  (void)state;
  lociq_text text = {0};
  for (int k = 0; k < 5000; k++) lociq_text_add_format(&text, "%d,", k % 10);
  char *bytes = finished(&text);
  assert_int_equal(strlen(bytes), 10000);
  assert_memory_equal(bytes + 9994, "7,8,9,", 7);
  free(bytes);
}

static void lines_break_at_100_columns(void **state) {
  (void)state;
  lociq_text text = {0};
  char words[400] = "", line[256] = "";
  for (int k = 0; k < 30; k++) strcat(words, "word567890 ");
  lociq_text_add_wrapped(&text, words, 2);
  char *bytes = finished(&text);
  for (int k = 0; k < 8; k++)
    strcat(line, k ? " word567890" : "word567890"); /* 2 + 8 × 11 - 1 = 89; a ninth would reach 100 */
  strcat(line, " word567890\n  word567890 ");
  assert_memory_equal(bytes, line, strlen(line));
  assert_string_equal(bytes + strlen(bytes) - 1, "\n");
  free(bytes);
}

static void a_longer_word_stands_alone(void **state) {
  (void)state;
  lociq_text text = {0};
  char word[151];
  memset(word, 'w', 150);
  word[150] = '\0';
  lociq_text_add_wrapped(&text, "a", 0);
  lociq_text_add_wrapped(&text, word, 0);
  char *bytes = finished(&text);
  assert_int_equal(strlen(bytes), 2 + 151);
  free(bytes);
}

static void a_format_that_does_not_fit_fails(void **state) {
  (void)state;
  lociq_text text = {0};
  char word[LOCIQ_MESSAGE_SIZE + 1], *bytes = NULL;
  memset(word, 'w', LOCIQ_MESSAGE_SIZE);
  word[LOCIQ_MESSAGE_SIZE] = '\0';
  lociq_text_add_format(&text, "%s", word);
  assert_int_equal(lociq_text_finish(&text, &bytes, NULL), LOCIQ_NO_MEMORY);
  assert_null(bytes);
}

static void without_memory_the_end_says_so(void **state) {
  (void)state;
  lociq_text text = {0};
  char *bytes = NULL;
  lociq_error error = {0};
  lociq_memory_fail_after(0);
  lociq_text_add(&text, "lost");
  lociq_memory_fail_after(-1);
  lociq_text_add(&text, "after");
  assert_int_equal(lociq_text_finish(&text, &bytes, &error), LOCIQ_NO_MEMORY);
  assert_string_equal(error.message, "no memory for a description");
  assert_null(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(it_grows), cmocka_unit_test(lines_break_at_100_columns),
                                     cmocka_unit_test(a_longer_word_stands_alone),
                                     cmocka_unit_test(a_format_that_does_not_fit_fails),
                                     cmocka_unit_test(without_memory_the_end_says_so)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

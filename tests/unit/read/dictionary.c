/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/dictionary.h"

#include "core/memory.h"
#include "reading.h"

static lociq_slice slice_of(const char *text) { return (lociq_slice){text, strlen(text)}; }

/* A text with the bytes behind it that lociq_text_head may read. */
static uint32_t find(const lociq_dictionary *dictionary, const char *text) {
  char padded[64] = {0};
  const size_t length = strlen(text);
  assert_true(length + 8 <= sizeof padded);
  memcpy(padded, text, length);
  memset(padded + length, '\n', 8);
  return lociq_dictionary_find(dictionary, lociq_text_head(padded, length), padded, length);
}

/* Codes that differ in their length, their first eight bytes or only behind them. */
static void code_text(size_t i, char text[32]) {
  static const char *const forms[] = {"%zu", "DE%zu", "same start of it %zu", "%zu and an end"};
  (void)snprintf(text, 32, forms[i % 4], i / 4);
}

static void codes_are_numbered_as_they_come(void **state) {
  (void)state;
  enum { CODES = 4000 };
  lociq_dictionary dictionary = {0};
  char text[32];
  for (int again = 0; again < 2; again++)
    for (size_t i = 0; i < CODES; i++) {
      code_text(i, text);
      uint32_t id = LOCIQ_UNKNOWN;
      assert_int_equal(lociq_dictionary_add(&dictionary, slice_of(text), &id, NULL), LOCIQ_OK);
      assert_int_equal(id, i);
      assert_string_equal(dictionary.codes[id].code, text);
    }
  assert_int_equal(dictionary.count, CODES);
  lociq_dictionary_clear(&dictionary);
  assert_int_equal(dictionary.count, 0);
}

static void texts_are_found_once_they_have_an_alias(void **state) {
  (void)state;
  lociq_dictionary dictionary = {0};
  uint32_t id = 0;
  assert_int_equal(find(&dictionary, "DE11"), LOCIQ_UNKNOWN);
  assert_int_equal(lociq_dictionary_add(&dictionary, slice_of("AT"), &id, NULL), LOCIQ_OK);
  assert_int_equal(lociq_dictionary_add(&dictionary, slice_of("DE11"), &id, NULL), LOCIQ_OK);
  assert_int_equal(find(&dictionary, "DE11"), LOCIQ_UNKNOWN);
  assert_int_equal(lociq_dictionary_alias(&dictionary, slice_of("DE11 "), id, NULL), LOCIQ_OK);
  assert_int_equal(lociq_dictionary_alias(&dictionary, slice_of("\"DE11\""), id, NULL), LOCIQ_OK);
  assert_int_equal(find(&dictionary, "DE11"), LOCIQ_UNKNOWN);
  assert_int_equal(find(&dictionary, "DE11 "), id);
  assert_int_equal(find(&dictionary, "\"DE11\""), id);
  assert_int_equal(dictionary.count, 2);
  uint32_t ids[1000];
  for (size_t i = 0; i < 1000; i++) {
    char text[32];
    code_text(i, text);
    assert_int_equal(find(&dictionary, text), LOCIQ_UNKNOWN);
    assert_int_equal(lociq_dictionary_add(&dictionary, slice_of(text), &ids[i], NULL), LOCIQ_OK);
    assert_int_equal(lociq_dictionary_alias(&dictionary, slice_of(text), ids[i], NULL), LOCIQ_OK);
  }
  for (size_t i = 0; i < 1000; i++) {
    char text[32];
    code_text(i, text);
    assert_int_equal(find(&dictionary, text), ids[i]);
  }
  lociq_dictionary_clear(&dictionary);
}

/* The code whose text is expected, where this one is, with all that follows it in the file. */
static const lociq_code *guessed(lociq_dictionary *dictionary, const char *text) {
  char padded[64];
  memset(padded, '\n', sizeof padded);
  memcpy(padded, text, strlen(text));
  return lociq_dictionary_guess(dictionary, padded);
}

static void what_followed_a_text_before_is_expected(void **state) {
  (void)state;
  static const char *const texts[] = {"A,", "AB,", "ABCDEFG,", "ABCDEFGH,", "fifteen bytes !,", "\"A,B\","};
  enum { TEXTS = sizeof texts / sizeof texts[0] };
  lociq_dictionary dictionary = {0};
  uint32_t id = 0;
  assert_null(guessed(&dictionary, texts[0]));
  for (uint32_t i = 0; i < TEXTS; i++) {
    const lociq_slice text = {texts[i], strlen(texts[i]) - 1};
    assert_int_equal(lociq_dictionary_add(&dictionary, text, &id, NULL), LOCIQ_OK);
    lociq_dictionary_expect(&dictionary, text.text, text.length, id);
    assert_ptr_equal(guessed(&dictionary, texts[i]), &dictionary.codes[i]);
  }
  lociq_dictionary_expect(&dictionary, texts[0], 1, 0);
  for (uint32_t i = 1; i < TEXTS; i++) {
    assert_ptr_equal(guessed(&dictionary, texts[i]), &dictionary.codes[i]);
    assert_int_equal(dictionary.codes[i].text.length, strlen(texts[i]) - 1);
  }
  lociq_dictionary_expect(&dictionary, texts[0], 1, 0);
  static const char *const others[] = {"A", "A ,", "AB", "ABC,", "A\n", "a,", ",", ""};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) assert_null(guessed(&dictionary, others[i]));
  lociq_dictionary_expect(&dictionary, "sixteen bytes !!,", 16, 1); /* too long to be kept */
  assert_non_null(guessed(&dictionary, texts[0]));
  lociq_dictionary_clear(&dictionary);
}

/* Texts in no order are not guessed, but for a try every now and then. */
static void who_guesses_wrong_rests(void **state) {
  (void)state;
  lociq_dictionary dictionary = {0};
  uint32_t id = 0;
  static const char *const texts[] = {"A,", "B,", "C,", "D,"};
  for (size_t i = 0; i < 4; i++)
    assert_int_equal(lociq_dictionary_add(&dictionary, (lociq_slice){texts[i], 1}, &id, NULL), LOCIQ_OK);
  unsigned random = 1, met = 0;
  for (; dictionary.wrong < LOCIQ_GUESS_PATIENCE; met++) {
    assert_true(met < 1000);
    random = random * 1103515245u + 12345u;
    lociq_dictionary_expect(&dictionary, texts[random >> 16 & 3], 1, random >> 16 & 3);
  }
  assert_true(met >= LOCIQ_GUESS_PATIENCE);
  const uint32_t last = dictionary.last;
  for (int i = 0; i < LOCIQ_GUESS_REST; i++) {
    assert_null(guessed(&dictionary, texts[last]));
    lociq_dictionary_expect(&dictionary, texts[last], 1, last);
  }
  lociq_dictionary_expect(&dictionary, texts[last], 1, last);
  assert_ptr_equal(guessed(&dictionary, texts[last]), &dictionary.codes[last]);
  lociq_dictionary_clear(&dictionary);
}

static void the_first_label_stays(void **state) {
  (void)state;
  lociq_dictionary dictionary = {0};
  uint32_t id = 0;
  assert_int_equal(lociq_dictionary_add(&dictionary, slice_of("AT"), &id, NULL), LOCIQ_OK);
  assert_int_equal(lociq_dictionary_label(&dictionary, id, slice_of(""), 2, NULL), LOCIQ_OK);
  assert_null(dictionary.codes[id].label);
  assert_int_equal(lociq_dictionary_label(&dictionary, id, slice_of("Austria"), 3, NULL), LOCIQ_OK);
  assert_int_equal(lociq_dictionary_label(&dictionary, id, slice_of("Autriche"), 4, NULL), LOCIQ_OK);
  assert_string_equal(dictionary.codes[id].label, "Austria");
  assert_int_equal(dictionary.codes[id].place, 3);
  lociq_dictionary_clear(&dictionary);
}

static lociq_status fill(lociq_dictionary *dictionary) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < 40 && status == LOCIQ_OK; i++) {
    char text[32];
    code_text(i, text);
    uint32_t id = 0;
    status = lociq_dictionary_add(dictionary, slice_of(text), &id, NULL);
    if (status == LOCIQ_OK) status = lociq_dictionary_label(dictionary, id, slice_of("label"), i, NULL);
    if (status == LOCIQ_OK) status = lociq_dictionary_alias(dictionary, slice_of(text), id, NULL);
  }
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  for (long n = 0;; n++) {
    lociq_dictionary dictionary = {0};
    lociq_memory_fail_after(n);
    lociq_status status = fill(&dictionary);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) assert_true(n > 120); /* a copy of each text at least */
    const bool done = status == LOCIQ_OK;
    if (!done) assert_int_equal(status, LOCIQ_NO_MEMORY);
    lociq_dictionary_clear(&dictionary);
    if (done) return;
  }
}

/* The Unicode Standard, table 3-7: well-formed byte sequences, and the nearest
 * ones that are not. */
static void only_utf8_is_valid(void **state) {
  (void)state;
  static const char *const valid[] = {"",
                                      "plain",
                                      "\x7F",
                                      "\xC2\x80",
                                      "\xDF\xBF",
                                      "\xE0\xA0\x80",
                                      "\xED\x9F\xBF",
                                      "\xEE\x80\x80",
                                      "\xEF\xBF\xBF",
                                      "\xF0\x90\x80\x80",
                                      "\xF4\x8F\xBF\xBF",
                                      "Île-de-France €"};
  static const char *const invalid[] = {"\x80",
                                        "\xBF",
                                        "\xC0\x80",
                                        "\xC1\xBF",
                                        "\xC2",
                                        "\xC2\x7F",
                                        "\xDF\xC0",
                                        "\xE0\x9F\xBF",
                                        "\xE1\x80",
                                        "\xED\xA0\x80",
                                        "\xEF\xBF\xC0",
                                        "\xF0\x8F\xBF\xBF",
                                        "\xF1\x80\x80",
                                        "\xF1\x80\x80(",
                                        "\xF4\x90\x80\x80",
                                        "\xF5\x80\x80\x80",
                                        "\xF8\x88\x80\x80\x80",
                                        "\xFF"};
  for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++)
    assert_int_equal(lociq_utf8_valid(slice_of(valid[i])), strlen(valid[i]));
  for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
    char text[32];
    (void)snprintf(text, sizeof text, "aé%s", invalid[i]);
    assert_int_equal(lociq_utf8_valid(slice_of(text)), strlen("aé"));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(codes_are_numbered_as_they_come),
                                     cmocka_unit_test(texts_are_found_once_they_have_an_alias),
                                     cmocka_unit_test(what_followed_a_text_before_is_expected),
                                     cmocka_unit_test(who_guesses_wrong_rests),
                                     cmocka_unit_test(the_first_label_stays),
                                     cmocka_unit_test(every_allocation_may_fail),
                                     cmocka_unit_test(only_utf8_is_valid)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

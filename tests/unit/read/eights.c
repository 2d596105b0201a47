/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Eight lines at once: what is taken is what is written, and with anything else nothing is.
 */
#include "read/eights.h"

#include "read/dictionary.h"
#include "reading.h"

enum { LINES = 24, FIELDS = 2, SIZE = 1024 };

/* Lines of a field and another one, and where all fields end. */
typedef struct page {
  char bytes[SIZE];
  uint32_t places[1 + FIELDS * LINES];
  lociq_column lines;
} page;

static void write_page(page *made, char fields[LINES][16]) {
  size_t length = 0;
  memset(made->bytes, 'x', SIZE);
  made->places[0] = UINT32_MAX; /* as if a line break were before the first byte */
  for (size_t i = 0; i < LINES; i++) {
    const size_t written = strlen(fields[i]);
    memcpy(made->bytes + length, fields[i], written);
    length += written;
    made->places[1 + FIELDS * i] = (uint32_t)length;
    made->bytes[length++] = ',';
    made->bytes[length++] = '7';
    made->places[2 + FIELDS * i] = (uint32_t)length | LOCIQ_LINE_BREAK;
    made->bytes[length++] = '\n';
  }
  made->lines = (lociq_column){.base = made->bytes, .places = made->places + 1, .fields = FIELDS, .rows = LINES};
}

static void whole_numbers_are_what_they_say(void **state) {
  (void)state;
  const lociq_eights *eights = lociq_eights_choose();
  if (eights == NULL) skip();
  char fields[LINES][16] = {{0}};
  page made;
  int32_t cells[LINES] = {0};
  for (uint32_t n = 0; n < 200; n++) {
    for (uint32_t i = 0; i < LINES; i++)
      (void)snprintf(fields[i], 16, "%u", (n * 2654435761u + i * 40503u) % 100000000u >> i);
    write_page(&made, fields);
    assert_int_equal(eights->numbers(&made.lines, 0, cells), LINES);
    for (size_t i = 0; i < LINES; i++) assert_int_equal(cells[i], strtol(fields[i], NULL, 10));
  }
  (void)snprintf(fields[3], 16, "00000000");
  (void)snprintf(fields[4], 16, "99999999");
  write_page(&made, fields);
  assert_int_equal(eights->numbers(&made.lines, 0, cells), LINES);
  assert_true(cells[3] == 0 && cells[4] == 99999999);
  assert_int_equal(eights->numbers(&made.lines, 9, cells), 8);
  assert_int_equal(eights->numbers(&made.lines, LINES - 7, cells), 0);
}

static void other_cells_are_left_alone(void **state) {
  (void)state;
  static const char *const others[] = {"", "1.5", "-1", "123456789", "1e3", " 1", "1 ", ":", "1/", "\"1\"", "\xC3\xA9"};
  const lociq_eights *eights = lociq_eights_choose();
  if (eights == NULL) skip();
  for (size_t n = 0; n < sizeof others / sizeof others[0]; n++)
    for (size_t at = 0; at < LINES; at++) {
      char fields[LINES][16] = {{0}};
      page made;
      int32_t cells[LINES] = {0};
      for (uint32_t i = 0; i < LINES; i++) (void)snprintf(fields[i], 16, "%s", i == at ? others[n] : "12");
      write_page(&made, fields);
      assert_int_equal(eights->numbers(&made.lines, 0, cells), at / 8 * 8);
      made.places[1 + FIELDS * at] |= LOCIQ_LINE_BREAK; /* the line ends too early */
      assert_int_equal(eights->numbers(&made.lines, 0, cells), at / 8 * 8);
    }
}

static uint64_t head_of(const char *text) {
  char padded[8] = {0};
  memcpy(padded, text, strnlen(text, 8));
  return lociq_text_head(padded, strlen(text));
}

static void codes_are_known_in_order_or_again(void **state) {
  (void)state;
  const lociq_eights *eights = lociq_eights_choose();
  if (eights == NULL) skip();
  char fields[LINES][16] = {{0}};
  uint64_t heads[40 + LOCIQ_EIGHT] = {0};
  for (uint32_t i = 0; i < 40; i++) {
    char code[16];
    (void)snprintf(code, sizeof code, "%.*s%u", (int)(i % 7), "ABCDEFG", i);
    heads[i] = head_of(code);
    if (i >= 4 && i < 20) (void)snprintf(fields[i - 4], 16, "%s", code);
    for (size_t n = 16; i == 19 && n < LINES; n++) (void)snprintf(fields[n], 16, "%s", code);
  }
  page made;
  uint32_t ids[LINES] = {0};
  write_page(&made, fields);
  assert_int_equal(eights->codes(&made.lines, 0, heads, 3, ids), LINES);
  for (uint32_t i = 0; i < LINES; i++) assert_int_equal(ids[i], i < 16 ? 4 + i : 19);
  assert_int_equal(eights->codes(&made.lines, 0, heads, 2, ids), 0);
  assert_int_equal(eights->codes(&made.lines, 8, heads, 39, ids), 0); /* behind the last one there is none */
  static const char *const others[] = {"", "x", "a text too long"};
  for (size_t n = 0; n < sizeof others / sizeof others[0]; n++) {
    (void)snprintf(fields[12], 16, "%s", others[n]);
    write_page(&made, fields);
    assert_int_equal(eights->codes(&made.lines, 0, heads, 3, ids), 8);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(whole_numbers_are_what_they_say),
                                     cmocka_unit_test(other_cells_are_left_alone),
                                     cmocka_unit_test(codes_are_known_in_order_or_again)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

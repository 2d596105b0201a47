/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/lines.h"

#include "core/memory.h"
#include "reading.h"

static const char
    header[] = "\xEF\xBB\xBF\"re\"\"gion\" , \"a,\nb\",year\r\n",
    body[] =
        "A,\"x\ny\",2000\r\n\n\"B\n\n\",z,2001\nC,a rather long field that goes over small windows,\"q\"\"\n"
        "\"\n\"\"\nD,,2000";

static size_t count_of(const char *text, size_t length, char byte) {
  size_t count = 0;
  for (size_t i = 0; i < length; i++) count += text[i] == byte;
  return count;
}

static void check_header(const lociq_header *found) {
  assert_int_equal(found->delimiter, ',');
  assert_int_equal(found->count, 3);
  assert_string_equal(found->fields[0], "re\"gion");
  assert_string_equal(found->fields[1], "a,\nb");
  assert_string_equal(found->fields[2], "year");
}

/* Reads all windows; what they hold, together, is the body, which lacks its last
 * line break. */
static void check_windows(lociq_lines *lines) {
  lociq_window window = {0};
  size_t length = 0;
  const size_t header_breaks = count_of(header, sizeof header - 1, '\n');
  for (;;) {
    assert_int_equal(lociq_lines_next(lines, &window, NULL), LOCIQ_OK);
    if (window.length == 0) break;
    const size_t left = sizeof body - 1 - length;
    assert_memory_equal(window.text, body + length, window.length < left ? window.length : left);
    assert_int_equal(window.text[window.length - 1], '\n');
    assert_int_equal(count_of(window.text, window.length, '"') % 2, 0);
    assert_int_equal(window.first_line, 1 + header_breaks + count_of(body, length, '\n'));
    assert_true(window.line_breaks >= count_of(window.text, window.length, '\n'));
    assert_int_equal(count_of(window.text + window.length, LOCIQ_WINDOW_PADDING, '\n'), LOCIQ_WINDOW_PADDING);
    length += window.length;
  }
  assert_int_equal(length, sizeof body);
  free(window.text);
}

static void windows_hold_whole_lines_whatever_their_size(void **state) {
  (void)state;
  static char text[sizeof header + sizeof body];
  const size_t length = (size_t)snprintf(text, sizeof text, "%s%s", header, body);
  write_file("lines_windows.csv", text, length);
  for (size_t size = 1; size < length + 3; size++) {
    lociq_lines lines;
    assert_int_equal(lociq_lines_open("lines_windows.csv", size, NULL, &lines, NULL), LOCIQ_OK);
    check_header(&lines.header);
    check_windows(&lines);
    lociq_lines_clear(&lines);
  }
  (void)remove("lines_windows.csv");
}

/* Where TABs stand between fields, quotes are bytes like any other: a window may
 * end between two of them. */
static void quotes_of_tsv_hide_nothing(void **state) {
  (void)state;
  static const char line[] = "\"A\t1\t2\n", heading[] = "geo\\time\t2015 \t2014";
  enum { LINES = 21 };
  char text[sizeof heading + 2 + LINES * sizeof line];
  size_t length = (size_t)snprintf(text, sizeof text, "%s\r\n", heading);
  for (size_t i = 0; i < LINES; i++) length += (size_t)snprintf(text + length, sizeof text - length, "%s", line);
  write_file("lines_quotes.tsv", text, length);
  lociq_lines lines;
  lociq_window window = {0};
  assert_int_equal(lociq_lines_open("lines_quotes.tsv", 8, NULL, &lines, NULL), LOCIQ_OK);
  assert_int_equal(lines.header.count, 3);
  assert_string_equal(lines.header.fields[1], "2015");
  assert_string_equal(lines.header.line, heading);
  assert_false(lines.quoted);
  size_t total = 0, odd = 0;
  do {
    assert_int_equal(lociq_lines_next(&lines, &window, NULL), LOCIQ_OK);
    assert_int_equal(window.length % strlen(line), 0);
    odd += count_of(window.text, window.length, '"') % 2;
    total += window.length;
  } while (window.length > 0);
  assert_int_equal(total, LINES * strlen(line));
  assert_true(odd > 1);
  free(window.text);
  lociq_lines_clear(&lines);
  (void)remove("lines_quotes.tsv");
}

/* The digest of a file whose windows are hashed two behind those that are read. */
static void digest_apart(const char *path, size_t size, char sha256[65]) {
  enum { HELD = 3 };
  lociq_lines lines;
  lociq_window windows[HELD] = {0};
  size_t read = 0, hashed = 0;
  uint64_t bytes = 0;
  assert_int_equal(lociq_lines_open(path, size, NULL, &lines, NULL), LOCIQ_OK);
  lociq_lines_leave_digest(&lines);
  for (bool more = true; more || hashed < read;) {
    if (more) {
      assert_int_equal(lociq_lines_next(&lines, &windows[read % HELD], NULL), LOCIQ_OK);
      more = windows[read % HELD].length > 0;
      read += more;
    }
    if (hashed < read && (!more || hashed + HELD == read)) {
      assert_int_equal(lociq_lines_digest(&lines, &windows[hashed % HELD], NULL), LOCIQ_OK);
      hashed++;
    }
  }
  assert_int_equal(lociq_lines_finish(&lines, &bytes, sha256, NULL), LOCIQ_OK);
  for (size_t i = 0; i < HELD; i++) free(windows[i].text);
  lociq_lines_clear(&lines);
}

/* The long text's digest is what sha256sum says of it. */
static void the_digest_apart_is_that_of_the_file(void **state) {
  (void)state;
  static char text[sizeof header + sizeof body];
  const size_t length = (size_t)snprintf(text, sizeof text, "%s%s", header, body);
  static const char whole[] = "2521ec7dd5ad7c10ecc93e7105b85bfd91145bc100371b31ee055080d24239bf",
                    ended[] = "c4b4d508d0e17f06fe654b1b40a5bc5ee83327b02d9ba66d2906b840a4e2c059",
                    alone[] = "f4eaccfa4f0e0730adb5ba91c2a0d69cefacb4cfb82e69fab4f6b4b364400478";
  const struct {
    size_t length;
    const char *sha256;
  } files[] = {{length, whole}, {strlen(header) + 16, ended}, {strlen(header) - 1, alone}};
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    write_file("lines_digest.csv", text, files[i].length);
    for (size_t size = 1; size < length + 3; size++) {
      char sha256[65];
      digest_apart("lines_digest.csv", size, sha256);
      assert_string_equal(sha256, files[i].sha256);
    }
  }
  (void)remove("lines_digest.csv");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  static char text[sizeof header + sizeof body];
  const size_t length = (size_t)snprintf(text, sizeof text, "%s%s", header, body);
  write_file("lines_memory.csv", text, length);
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_lines lines;
    lociq_window window = {0};
    lociq_memory_fail_after(n);
    status = lociq_lines_open("lines_memory.csv", 8, NULL, &lines, NULL);
    if (status == LOCIQ_OK) {
      do status = lociq_lines_next(&lines, &window, NULL);
      while (status == LOCIQ_OK && window.length > 0);
    }
    lociq_memory_fail_after(-1);
    free(window.text);
    lociq_lines_clear(&lines);
    assert_true(status == LOCIQ_OK ? n > 5 : status == LOCIQ_NO_MEMORY);
  }
  (void)remove("lines_memory.csv");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(windows_hold_whole_lines_whatever_their_size), cmocka_unit_test(quotes_of_tsv_hide_nothing),
      cmocka_unit_test(the_digest_apart_is_that_of_the_file), cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/records.h"

#include <archive.h>
#include <archive_entry.h>

#include "core/memory.h"
#include "reading.h"

static const lociq_record_column columns[] = {
    {.name = "region"}, {.name = "weight", .optional = true}, {.name = "note", .optional = true}};
enum { REGION, WEIGHT, NOTE, COLUMNS };

static const lociq_record_range above_zero = {0, INFINITY, .above = true};

static lociq_axis *two_regions(void) {
  const lociq_member members[] = {{"DE11", NULL, NULL, LOCIQ_NO_LEVEL}, {"DE12", NULL, NULL, LOCIQ_NO_LEVEL}};
  lociq_axis *axis = NULL;
  assert_int_equal(lociq_axis_create(LOCIQ_REGION, members, 2, &axis, NULL), LOCIQ_OK);
  return axis;
}

static void assert_row(lociq_records *records, uint64_t line, const char *region, const char *weight,
                       const char *note) {
  assert_int_equal(lociq_records_next(records, NULL), LOCIQ_OK);
  assert_int_equal(records->line, line);
  const char *const expected[COLUMNS] = {region, weight, note};
  for (size_t c = 0; c < COLUMNS; c++) {
    if (expected[c] == NULL)
      assert_null(records->texts[c]);
    else
      assert_string_equal(records->texts[c], expected[c]);
  }
}

static void assert_end(lociq_records *records) {
  assert_int_equal(lociq_records_next(records, NULL), LOCIQ_OK);
  assert_int_equal(records->line, 0);
}

static const char mixed[] =
    "\xEF\xBB\xBFnote,other,\"region\" ,weight\r\n"
    "\"a, \"\"b\"\"\",x,DE11,1\r\n"
    "\r\n\n"
    "\"two\nlines\",\"y\n\n\",DE12,\n"
    " blanks , , DE13 , 2 ";

static void check_mixed(lociq_records *records) {
  assert_row(records, 2, "DE11", "1", "a, \"b\"");
  assert_row(records, 5, "DE12", "", "two\nlines");
  assert_row(records, 9, "DE13", "2", "blanks");
  assert_end(records);
}

static void columns_are_found_by_name(void **state) {
  (void)state;
  lociq_records records;
  write_file("records_mixed.csv", mixed, sizeof mixed - 1);
  assert_int_equal(lociq_records_open("records_mixed.csv", columns, COLUMNS, NULL, &records, NULL), LOCIQ_OK);
  check_mixed(&records);
  lociq_records_close(&records);
  assert_int_equal(lociq_records_open_text("mixed", mixed, columns, COLUMNS, &records, NULL), LOCIQ_OK);
  check_mixed(&records);
  lociq_records_close(&records);
  (void)remove("records_mixed.csv");
}

static void tabs_separate_and_optional_columns_may_be_absent(void **state) {
  (void)state;
  lociq_records records;
  assert_int_equal(lociq_records_open_text("tabs", "region\tother\n\"DE11\tx\n", columns, COLUMNS, &records, NULL),
                   LOCIQ_OK);
  assert_row(&records, 2, "\"DE11", NULL, NULL);
  assert_end(&records);
  lociq_records_close(&records);
  assert_int_equal(lociq_records_open_text("alone", "region", columns, COLUMNS, &records, NULL), LOCIQ_OK);
  assert_end(&records);
  lociq_records_close(&records);
}

static void compressed_files_are_read(void **state) {
  (void)state;
  struct archive *archive = archive_write_new();
  struct archive_entry *entry = archive_entry_new();
  assert_int_equal(archive_write_add_filter_gzip(archive), ARCHIVE_OK);
  assert_int_equal(archive_write_set_format_raw(archive), ARCHIVE_OK);
  assert_int_equal(archive_write_open_filename(archive, "records_packed.csv.gz"), ARCHIVE_OK);
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_pathname(entry, "data");
  assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
  assert_int_equal(archive_write_data(archive, mixed, sizeof mixed - 1), sizeof mixed - 1);
  archive_entry_free(entry);
  assert_int_equal(archive_write_free(archive), ARCHIVE_OK);
  lociq_records records;
  assert_int_equal(lociq_records_open("records_packed.csv.gz", columns, COLUMNS, NULL, &records, NULL), LOCIQ_OK);
  check_mixed(&records);
  lociq_records_close(&records);
  (void)remove("records_packed.csv.gz");
}

/* Windows are cut where lines end: rows must not care. */
/* sha256sum of "region,other\na,b\n". */
static void a_file_is_told_by_size_and_digest(void **state) {
  (void)state;
  FILE *file = fopen("records_told.csv", "wb");
  assert_non_null(file);
  assert_true(fputs("region,other\na,b\n", file) >= 0);
  assert_int_equal(fclose(file), 0);
  for (int in_memory = 0; in_memory < 2; in_memory++) {
    lociq_records records;
    assert_int_equal(in_memory ? lociq_records_open_text("told", "region,other\na,b\n", columns, 1, &records, NULL)
                               : lociq_records_open("records_told.csv", columns, 1, NULL, &records, NULL),
                     LOCIQ_OK);
    do {
      assert_string_equal(records.sha256, "");
      assert_int_equal(lociq_records_next(&records, NULL), LOCIQ_OK);
    } while (records.line != 0);
    assert_int_equal(records.bytes, in_memory ? 0 : 17);
    assert_string_equal(records.sha256,
                        in_memory ? "" : "73f085b21542c40083897dccf1308dfbd2c9231351baf49a86dc350dda25d032");
    lociq_records_close(&records);
  }
  (void)remove("records_told.csv");
}

static void many_rows_go_over_windows(void **state) {
  (void)state;
  enum { ROWS = 200000 };
  FILE *file = fopen("records_many.csv", "wb");
  assert_non_null(file);
  (void)fputs("region,weight\n", file);
  for (int i = 0; i < ROWS; i++) (void)fprintf(file, "\"R\n%d\",%d.5\n", i, i);
  assert_int_equal(fclose(file), 0);
  lociq_records records;
  assert_int_equal(lociq_records_open("records_many.csv", columns, COLUMNS, NULL, &records, NULL), LOCIQ_OK);
  for (int i = 0; i < ROWS; i++) {
    char code[32];
    (void)snprintf(code, sizeof code, "R\n%d", i);
    double weight = 0;
    assert_int_equal(lociq_records_next(&records, NULL), LOCIQ_OK);
    assert_int_equal(lociq_records_number(&records, WEIGHT, above_zero, &weight, NULL), LOCIQ_OK);
    if (weight != i + 0.5 || records.line != 2 + 2 * (uint64_t)i || strcmp(records.texts[REGION], code) != 0)
      fail_msg("row %d: line %llu, %s, %g", i, (unsigned long long)records.line, records.texts[REGION], weight);
  }
  assert_end(&records);
  lociq_records_close(&records);
  (void)remove("records_many.csv");
}

static void wrong_files_are_told(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
  } wrong[] = {{"", "side.csv is empty, expected a header line"},
               {"\xEF\xBB\xBF", "side.csv is empty, expected a header line"},
               {"weight\n1\n", "side.csv:1: there is no column \"region\""},
               {"Region\n1\n", "side.csv:1: there is no column \"region\""},
               {"region,weight,weight\nA,1,2\n", "side.csv:1: the column \"weight\" is there twice"},
               {"region;weight\nA;1\n", "side.csv:1: there is no column \"region\""},
               {"region,weight\n\nA\n", "side.csv:3: 1 fields, expected 2"},
               {"region,weight\nA,1,\n", "side.csv:2: 3 fields, expected 2"},
               {"region,weight\nA,1\n\"B,1\n", "side.csv:3: a quote opens that is never closed"},
               {"region,weight\n\"A\"b,1\n", "side.csv:2: text follows a closing quote"},
               {"region,weight\nA\",1\n", "side.csv:2: a quote stands within a field that has none around it"},
               {"region\nA\n\xC3\n", "side.csv:3: a text that is not UTF-8"}};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    lociq_records records;
    lociq_error error = {0};
    lociq_status status = lociq_records_open_text("side.csv", wrong[i].text, columns, COLUMNS, &records, &error);
    while (status == LOCIQ_OK) {
      status = lociq_records_next(&records, &error);
      assert_true(status != LOCIQ_OK || records.line > 0);
    }
    assert_int_equal(status, LOCIQ_BAD_INPUT);
    assert_string_equal(error.message, wrong[i].message);
    lociq_records_close(&records);
  }
}

static void bytes_that_are_no_text_are_told(void **state) {
  (void)state;
  lociq_records records;
  lociq_error error = {0};
  write_file("records_zero.csv", "region\nA\nB\0C\n", 13);
  assert_int_equal(lociq_records_open("records_zero.csv", columns, COLUMNS, NULL, &records, &error), LOCIQ_OK);
  assert_int_equal(lociq_records_next(&records, &error), LOCIQ_OK); /* the line before it */
  assert_int_equal(lociq_records_next(&records, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, "records_zero.csv:3:2: a NUL byte, expected text in UTF-8");
  lociq_records_close(&records);
  (void)remove("records_zero.csv");

  char text[LOCIQ_LINE_LIMIT >> 16];
  memset(text, 'x', sizeof text);
  memcpy(text, "region\n", 7);
  text[sizeof text - 1] = '\0';
  error = (lociq_error){0};
  assert_int_equal(lociq_records_open_text("long", text, columns, COLUMNS, &records, &error), LOCIQ_OK);
  assert_int_equal(lociq_records_next(&records, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, "long:2: a text longer than 1024 bytes");
  lociq_records_close(&records);

  error = (lociq_error){0};
  assert_int_equal(lociq_records_open("absent.csv", columns, COLUMNS, NULL, &records, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(error.message, "absent.csv: No such file or directory");
  lociq_records_close(&records);
}

/* Opens a text of one row and goes to it. */
static lociq_records row_of(const char *text) {
  lociq_records records;
  assert_int_equal(lociq_records_open_text("side.csv", text, columns, COLUMNS, &records, NULL), LOCIQ_OK);
  assert_int_equal(lociq_records_next(&records, NULL), LOCIQ_OK);
  return records;
}

static void assert_number_refused(const char *text, lociq_record_range range, const char *message) {
  lociq_records records = row_of(text);
  lociq_error error = {0};
  double value = -7;
  assert_int_equal(lociq_records_number(&records, WEIGHT, range, &value, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, message);
  assert_true(value == -7);
  lociq_records_close(&records);
}

static void numbers_keep_their_range(void **state) {
  (void)state;
  assert_number_refused("region,weight\nA,x\n", above_zero,
                        "side.csv:2: column \"weight\" is \"x\", expected a number above 0");
  assert_number_refused("region,weight\nA,0\n", above_zero,
                        "side.csv:2: column \"weight\" is \"0\", expected a number above 0");
  assert_number_refused("region,weight\nA,\n", above_zero,
                        "side.csv:2: column \"weight\" is \"\", expected a number above 0");
  assert_number_refused("region,weight\n\nA,1e999\n", above_zero,
                        "side.csv:3: column \"weight\" is \"1e999\", expected a number above 0");
  assert_number_refused("region,weight\nA,nan\n", (lociq_record_range){-INFINITY, INFINITY, false},
                        "side.csv:2: column \"weight\" is \"nan\", expected a number");
  assert_number_refused("region,weight\nA,-1\n", (lociq_record_range){0, INFINITY, false},
                        "side.csv:2: column \"weight\" is \"-1\", expected a number of at least 0");
  assert_number_refused("region,weight\nA,90.5\n", (lociq_record_range){-90, 90, false},
                        "side.csv:2: column \"weight\" is \"90.5\", expected a number from -90 to 90");
  assert_number_refused("region,weight\nA,1.5\n", (lociq_record_range){0, 1, .above = true},
                        "side.csv:2: column \"weight\" is \"1.5\", expected a number above 0 and at most 1");
  assert_number_refused("region,weight\nA,3\n", (lociq_record_range){-INFINITY, 2, false},
                        "side.csv:2: column \"weight\" is \"3\", expected a number of at most 2");
  assert_number_refused("region,weight\nA,\"1\n2\"\n", above_zero,
                        "side.csv:2: column \"weight\" is \"1\\x0A2\", expected a number above 0");
}

static void an_absent_number_may_have_a_default(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double value;
  } cases[] = {{"region\nA\n", 1}, {"region,weight\nA,\n", 1}, {"region,weight\nA,2.5\n", 2.5}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    lociq_records records = row_of(cases[i].text);
    double value = 0;
    assert_int_equal(lociq_records_number_or(&records, WEIGHT, above_zero, 1, &value, NULL), LOCIQ_OK);
    assert_true(value == cases[i].value);
    lociq_records_close(&records);
  }
}

static void codes_are_looked_up(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
  } wrong[] = {
      {"region\n\n\nXX\n", "side.csv:4: region \"XX\" is not in the store"},
      {"region\nde12\n", "side.csv:2: region \"de12\" is not in the store"},
      {"region,weight\n,1\n", "side.csv:2: column \"region\" is \"\", expected a code"},
  };
  lociq_axis *axis = two_regions();
  size_t position = 7;
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    lociq_records records = row_of(wrong[i].text);
    lociq_error error = {0};
    assert_int_equal(lociq_records_code(&records, REGION, axis, &position, &error), LOCIQ_BAD_INPUT);
    assert_string_equal(error.message, wrong[i].message);
    assert_int_equal(position, 7);
    lociq_records_close(&records);
  }
  lociq_records records = row_of("region\nDE12\n");
  assert_int_equal(lociq_records_code(&records, REGION, axis, &position, NULL), LOCIQ_OK);
  assert_int_equal(position, 1);
  lociq_records_close(&records);
  lociq_axis_free(axis);
}

static lociq_status read_all(bool in_memory) {
  lociq_records records;
  lociq_status status = in_memory ? lociq_records_open_text("mixed", mixed, columns, COLUMNS, &records, NULL)
                                  : lociq_records_open("records_failing.csv", columns, COLUMNS, NULL, &records, NULL);
  while (status == LOCIQ_OK) {
    status = lociq_records_next(&records, NULL);
    if (status == LOCIQ_OK && records.line == 0) break;
  }
  lociq_records_close(&records);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  write_file("records_failing.csv", mixed, sizeof mixed - 1);
  for (int in_memory = 0; in_memory < 2; in_memory++) {
    for (long n = 0;; n++) {
      lociq_memory_fail_after(n);
      const lociq_status status = read_all(in_memory != 0);
      lociq_memory_fail_after(-1);
      if (status == LOCIQ_OK) {
        assert_true(n > 3);
        break;
      }
      assert_int_equal(status, LOCIQ_NO_MEMORY);
    }
  }
  (void)remove("records_failing.csv");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(columns_are_found_by_name),
                                     cmocka_unit_test(tabs_separate_and_optional_columns_may_be_absent),
                                     cmocka_unit_test(compressed_files_are_read),
                                     cmocka_unit_test(a_file_is_told_by_size_and_digest),
                                     cmocka_unit_test(many_rows_go_over_windows),
                                     cmocka_unit_test(wrong_files_are_told),
                                     cmocka_unit_test(bytes_that_are_no_text_are_told),
                                     cmocka_unit_test(numbers_keep_their_range),
                                     cmocka_unit_test(an_absent_number_may_have_a_default),
                                     cmocka_unit_test(codes_are_looked_up),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/parse.h"

#include "reading.h"

/* region,gva,gva_flag,wages */
static void make_layout(lociq_layout *layout) {
  *layout = (lociq_layout){.unit_dimension = LOCIQ_NONE};
  const lociq_field fields[] = {{LOCIQ_FIELD_CODE, ',', 0, 0, NULL},
                                {LOCIQ_FIELD_CELL, ',', 0, 0, NULL},
                                {LOCIQ_FIELD_FLAG, ',', 0, 1, lociq_parse_obs_flag},
                                {LOCIQ_FIELD_CELL, ',', 1, 0, NULL}};
  assert_int_equal(lociq_layout_add_dimension(layout, "region", LOCIQ_REGION, LOCIQ_IN_FIELD, NULL, NULL), LOCIQ_OK);
  assert_int_equal(lociq_layout_add_column(layout, "gva", NULL, NULL), LOCIQ_OK);
  assert_int_equal(lociq_layout_add_column(layout, "wages", NULL, NULL), LOCIQ_OK);
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
    assert_int_equal(lociq_layout_add_field(layout, fields[i], NULL), LOCIQ_OK);
}

/* The text as the window that begins at line 11, with its padding; freed by the
 * caller. */
static lociq_window window_of(const char *text) {
  lociq_window window = {.length = strlen(text), .first_line = 11};
  window.text = malloc(window.length + LOCIQ_WINDOW_PADDING);
  assert_non_null(window.text);
  memcpy(window.text, text, window.length);
  memset(window.text + window.length, '\n', LOCIQ_WINDOW_PADDING);
  for (size_t i = 0; i < window.length; i++) window.line_breaks += text[i] == '\n';
  return window;
}

typedef struct parsing {
  lociq_layout layout;
  lociq_parser parser;
  lociq_chunk chunk;
  lociq_error error;
} parsing;

static void parse(const char *text, parsing *made) {
  make_layout(&made->layout);
  made->error = (lociq_error){0};
  assert_int_equal(lociq_parser_create("p.csv", &made->layout, ',', &made->parser, NULL), LOCIQ_OK);
  lociq_window window = window_of(text);
  (void)lociq_parse_window(&made->parser, &window, &made->chunk, &made->error);
  free(window.text);
}

static void clear_parsing(parsing *made) {
  lociq_parser_clear(&made->parser);
  lociq_layout_clear(&made->layout);
}

/* Numbers of every form that the short way takes, and of some that it leaves to
 * the long one: each is strtod's double, the C library's own. */
static void cells_are_the_doubles_of_strtod(void **state) {
  (void)state;
  enum { ROWS = 20000, LONGEST = 96 };
  static const char *const ends[] = {",", " ,", "  ,"};
  char *text = malloc((size_t)ROWS * LONGEST);
  double *expected = malloc(ROWS * sizeof *expected);
  assert_non_null(text);
  assert_non_null(expected);
  size_t length = 0;
  uint64_t random = 88172645463325252u;
  for (size_t row = 0; row < ROWS; row++) {
    char number[32];
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    const unsigned digits = 1 + (unsigned)(random % 17), decimals = (unsigned)(random >> 32) % (digits + 1);
    size_t to = 0;
    for (unsigned i = 0; i < digits; i++) {
      if (i > 0 && i + decimals == digits) number[to++] = '.';
      number[to++] = (char)('0' + (random >> (3 * i)) % 10);
    }
    if (random % 11 == 0) to += (size_t)sprintf(number + to, "e%d", (int)(random >> 40) % 20 - 10);
    number[to] = '\0';
    expected[row] = strtod(number, NULL);
    length +=
        (size_t)sprintf(text + length, "R,%s%s,%s%s\n", number, ends[random % 3], number, random % 5 == 0 ? "\r" : "");
  }
  parsing made;
  parse(text, &made);
  assert_string_equal(made.error.message, "");
  assert_int_equal(made.chunk.rows, ROWS);
  for (size_t cell = 0; cell < 2 * (size_t)ROWS; cell++)
    assert_true(lociq_chunk_value(&made.chunk, lociq_chunk_cell(&made.chunk, cell / 2, cell % 2)) ==
                expected[cell / 2]);
  clear_parsing(&made);
  free(text);
  free(expected);
}

static void lines_become_rows(void **state) {
  (void)state;
  parsing made;
  parse("DE1,1,b,2\n\n\"D\nE2\",,c,4\r\n   \nDE1, 5 ,,:\n", &made);
  assert_string_equal(made.error.message, "");
  assert_int_equal(made.chunk.rows, 3);
  assert_int_equal(made.parser.dictionaries[0].count, 2);
  assert_string_equal(made.parser.dictionaries[0].codes[1].code, "D\nE2");
  static const uint32_t codes[] = {0, 1, 0};
  assert_memory_equal(made.chunk.codes, codes, sizeof codes);
  static const uint64_t lines[] = {11, 13, 16};
  for (size_t row = 0; row < 3; row++) assert_int_equal(lociq_chunk_line(&made.chunk, row), lines[row]);
  static const double values[] = {1, 2, (double)NAN, 4, 5, (double)NAN};
  for (size_t cell = 0; cell < 6; cell++) {
    const double found = lociq_chunk_value(&made.chunk, lociq_chunk_cell(&made.chunk, cell / 2, cell % 2));
    assert_true(found == values[cell] || (isnan(found) && isnan(values[cell])));
  }
  static const uint16_t flags[] = {LOCIQ_FLAG_BREAK, 0, LOCIQ_FLAG_CONFIDENTIAL, 0, 0, 0};
  for (size_t cell = 0; cell < 6; cell++)
    assert_int_equal(made.chunk.flags[lociq_chunk_cell(&made.chunk, cell / 2, cell % 2)], flags[cell]);
  assert_int_equal(made.chunk.missing, 2);
  assert_int_equal(made.chunk.missing_unflagged, 1);
  assert_true(made.parser.flagged[0] && !made.parser.flagged[1]);
  clear_parsing(&made);
}

/* Columns count characters, lines those within quotes too. */
static void what_is_wrong_is_told_by_its_place(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"A,1,,2\nÖÖ,x,,2\n", "p.csv:12:4: gva is \"x\", expected a number"},
      {"\"A\nB\",1,,2\n\"C\nD\",1,,1.2.3\n", "p.csv:14:7: wages is \"1.2.3\", expected a number"},
      {"A,1\n", "p.csv:11: 2 fields, expected 4"},
      {"A,1,,2,,\n", "p.csv:11: 6 fields, expected 4"},
      {"A,1,k,2\n", "p.csv:11:5: the flag of gva is \"k\", expected letters of b c d e f i m n p r s u z N P"},
      {"A,12345678901234567890123456789x,,2\n",
       "p.csv:11:3: gva is \"12345678901234567890123456789x\", expected a number"},
      {",1,,2\n", "p.csv:11:1: region is \"\", expected a code"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    parsing made;
    parse(cases[i][0], &made);
    assert_string_equal(made.error.message, cases[i][1]);
    assert_int_equal(made.error.status, LOCIQ_BAD_INPUT);
    clear_parsing(&made);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cells_are_the_doubles_of_strtod),
                                     cmocka_unit_test(lines_become_rows),
                                     cmocka_unit_test(what_is_wrong_is_told_by_its_place)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

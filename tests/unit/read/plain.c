/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fast way against the long way alone, on lines of every kind.
 */
#include "read/parse.h"
#include "reading.h"

enum { SIZE = 1 << 16, PADDED = SIZE + 4096 };

typedef struct text {
  char bytes[PADDED];
  size_t length;
  uint64_t random;
  unsigned line;
} text;

static unsigned draw(text *made, unsigned below) {
  made->random ^= made->random << 13;
  made->random ^= made->random >> 7;
  made->random ^= made->random << 17;
  return (unsigned)((made->random >> 11) % below);
}

static void add(text *made, const char *bytes) {
  memcpy(made->bytes + made->length, bytes, strlen(bytes));
  made->length += strlen(bytes);
}

/* A code of 40 at random; or, in texts that are in order, that of the line. */
static unsigned choose_code(text *made, bool ordered, unsigned period) {
  return ordered ? made->line / period % 40 : draw(made, 40);
}

static void add_code(text *made, unsigned oddity, unsigned number) {
  static const char *const odd[] = {" A ",
                                    "\"A,B\"",
                                    "\"A\nB\"",
                                    "\"say \"\"A\"\"\"",
                                    "Île",
                                    "a code of more than fifteen",
                                    "a code so long that six words of eight bytes are not enough to hold it"};
  char code[32];
  (void)snprintf(code, sizeof code, oddity == 2 ? "\"R%u\"" : "R%u", number);
  add(made, draw(made, 30) < oddity ? odd[draw(made, sizeof odd / sizeof odd[0])] : code);
}

static void add_cell(text *made, unsigned oddity, bool real) {
  static const char *const odd[] = {"",         "NA",    ":",         "12.5",       "-3",     "1e3",
                                    " 7 ",      "\"8\"", "123456789", "-0",         "0.0",    "0.125",
                                    "99999999", "+4",    "1.",        "2147483648", "000012", "123456789012345678"};
  char cell[32];
  (void)snprintf(cell, sizeof cell, real ? "%u.%u" : "%u", draw(made, 1u << draw(made, 28)), draw(made, 1000));
  add(made, draw(made, 30) < oddity ? odd[draw(made, sizeof odd / sizeof odd[0])] : cell);
}

/* Lines region,gva,gva_flag,wages,industry. oddity: of thirty fields so many are not
 * plain, about. */
static void write_lines(text *made, uint64_t seed, unsigned oddity) {
  made->length = made->line = 0;
  made->random = seed * 2 + 88172645463325252u;
  const char *end = seed % 3 == 0 ? "\r\n" : "\n";
  const bool real = seed % 5 == 0, ordered = seed % 2 == 0;
  while (made->length < SIZE) {
    add_code(made, oddity, choose_code(made, ordered, 90));
    add(made, ",");
    add_cell(made, oddity, false);
    add(made, draw(made, 60) < oddity ? ",b," : ",,");
    add_cell(made, oddity, real);
    add(made, ",");
    add_code(made, oddity, choose_code(made, ordered, 1));
    add(made, end);
    made->line++;
    if (draw(made, 100) < oddity) add(made, "\n");
    if (oddity > 3 && draw(made, 3000) == 0) add(made, draw(made, 2) == 0 ? "R1,1,,2\n" : "R1,1,,2,R2,3\n");
  }
  memset(made->bytes + made->length, '\n', LOCIQ_WINDOW_PADDING);
}

static void make_layout(lociq_layout *layout) {
  *layout = (lociq_layout){.unit_dimension = LOCIQ_NONE};
  const lociq_field fields[] = {{LOCIQ_FIELD_CODE, ',', 0, 0, NULL},
                                {LOCIQ_FIELD_CELL, ',', 0, 0, NULL},
                                {LOCIQ_FIELD_FLAG, ',', 0, 1, lociq_parse_obs_flag},
                                {LOCIQ_FIELD_CELL, ',', 1, 0, NULL},
                                {LOCIQ_FIELD_CODE, ',', 1, 0, NULL}};
  assert_int_equal(lociq_layout_add_dimension(layout, "region", LOCIQ_REGION, LOCIQ_IN_FIELD, NULL, NULL), LOCIQ_OK);
  assert_int_equal(lociq_layout_add_dimension(layout, "industry", LOCIQ_INDUSTRY, LOCIQ_IN_FIELD, NULL, NULL),
                   LOCIQ_OK);
  assert_int_equal(lociq_layout_add_column(layout, "gva", NULL, NULL), LOCIQ_OK);
  assert_int_equal(lociq_layout_add_column(layout, "wages", NULL, NULL), LOCIQ_OK);
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
    assert_int_equal(lociq_layout_add_field(layout, fields[i], NULL), LOCIQ_OK);
}

typedef struct parsing {
  lociq_parser parser;
  lociq_chunk chunk;
  lociq_error error;
} parsing;

static void parse(const lociq_layout *layout, text *made, lociq_separators_finder *find, const lociq_eights *eights,
                  parsing *result) {
  *result = (parsing){0};
  assert_int_equal(lociq_parser_create("p.csv", layout, ',', &result->parser, NULL), LOCIQ_OK);
  assert_non_null(result->parser.plain.find);
  result->parser.plain.find = find;
  result->parser.plain.eights = eights;
  lociq_window window = {.text = made->bytes, .length = made->length, .first_line = 2};
  for (size_t i = 0; i < made->length; i++) window.line_breaks += made->bytes[i] == '\n';
  (void)lociq_parse_window(&result->parser, &window, &result->chunk, &result->error);
}

static void assert_same(const parsing *found, const parsing *expected) {
  const lociq_chunk *one = &found->chunk, *other = &expected->chunk;
  assert_string_equal(found->error.message, expected->error.message);
  assert_int_equal(one->rows, other->rows);
  assert_int_equal(one->missing, other->missing);
  assert_int_equal(one->missing_unflagged, other->missing_unflagged);
  assert_memory_equal(one->missing_by_flag, other->missing_by_flag, sizeof one->missing_by_flag);
  assert_int_equal(one->real == NULL, other->real == NULL);
  assert_int_equal(one->flags == NULL, other->flags == NULL);
  if (one->rows == 0) return;
  for (size_t row = 0; row < one->rows; row++)
    assert_int_equal(lociq_chunk_line(one, row), lociq_chunk_line(other, row));
  for (size_t i = 0; i < 2 * one->rows; i++) {
    const size_t row = i / 2, cell = lociq_chunk_cell(one, row, i % 2), same = lociq_chunk_cell(other, row, i % 2);
    const double values[] = {lociq_chunk_value(one, cell), lociq_chunk_value(other, same)};
    assert_int_equal(lociq_chunk_code(one, row, i % 2), lociq_chunk_code(other, row, i % 2));
    assert_memory_equal(&values[0], &values[1], sizeof values[0]);
    if (one->flags != NULL) assert_int_equal(one->flags[cell], other->flags[same]);
  }
  for (size_t d = 0; d < 2; d++) {
    assert_int_equal(found->parser.dictionaries[d].count, expected->parser.dictionaries[d].count);
    for (size_t i = 0; i < found->parser.dictionaries[d].count; i++)
      assert_string_equal(found->parser.dictionaries[d].codes[i].code, expected->parser.dictionaries[d].codes[i].code);
  }
}

static void both_ways_say_the_same(void **state) {
  (void)state;
  static text made;
  lociq_layout layout;
  make_layout(&layout);
  lociq_separators_finder *finders[3];
  size_t count = 0, whole = 0;
  lociq_separators_list(finders, &count);
  for (unsigned seed = 0; seed < 60; seed++) {
    write_lines(&made, seed, seed % 10);
    parsing expected, found;
    parse(&layout, &made, NULL, NULL, &expected);
    whole += expected.error.status == LOCIQ_OK;
    for (size_t f = 0; f < 2 * count; f++) {
      parse(&layout, &made, finders[f / 2], f % 2 == 0 ? NULL : lociq_eights_choose(), &found);
      assert_same(&found, &expected);
      lociq_parser_clear(&found.parser);
    }
    lociq_parser_clear(&expected.parser);
  }
  assert_in_range(whole, 20, 55); /* some end at an error, most do not */
  lociq_layout_clear(&layout);
}

/* Lines of another kind than the layout allows are never taken for plain ones. */
static void some_layouts_have_no_plain_lines(void **state) {
  (void)state;
  for (int kind = 0; kind < 3; kind++) {
    lociq_layout layout;
    lociq_parser parser;
    make_layout(&layout);
    if (kind == 0) layout.fields[1].role = LOCIQ_FIELD_IGNORED;
    if (kind == 1) layout.fields[1].role = LOCIQ_FIELD_LABEL;
    if (kind == 2) layout.fields[1].end = '\t';
    assert_int_equal(lociq_parser_create("p.csv", &layout, ',', &parser, NULL), LOCIQ_OK);
    assert_null(parser.plain.find);
    lociq_parser_clear(&parser);
    lociq_layout_clear(&layout);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(both_ways_say_the_same),
                                     cmocka_unit_test(some_layouts_have_no_plain_lines)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

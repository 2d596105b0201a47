/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Registers of organisations: what is read, and what is refused with which sentence.
 */
#include <lociq/organisations.h>

#include "core/memory.h"
#include "read/organisation.h"
#include "unit/read/text_file.h"

static const char yaml_path[] = "organisations_test.yaml", csv_path[] = "organisations_test.csv";

static const char yaml[] =
    "organisations:\n"
    "  - code: EX-B\n"
    "    name: \"Example, second\"\n"
    "    inside_eu: false\n"
    "    seeks: [optics]\n"
    "  - code: EX-A\n"
    "    name: Example first\n"
    "    region: DE11\n"
    "    industry: C29\n"
    "    country: DE\n"
    "    inside_eu: true\n"
    "    firms: 120\n"
    "    institutions: 7.5\n"
    "    employees:\n"
    "    competences: [Machine  Learning, machine learning, Łódź coating]\n"
    "    fields: []\n"
    "    objectives:\n"
    "      - joint projects\n"
    "    interest: ready\n"
    "    contact: '  Someone  '\n"
    "    email: someone@example.org\n"
    "    website: https://example.org\n"
    "    longitude: -9.18\n"
    "    latitude: 48.78\n";

static const char csv[] =
    "name,code,inside_eu,seeks,region,industry,country,firms,institutions,employees,competences,fields,objectives,"
    "interest,contact,email,website,longitude,latitude\n"
    "\"Example, second\",EX-B,FALSE,optics,,,,,,,,,,,,,,,\n"
    "Example first,EX-A,TRUE,,DE11,C29,DE,120,7.5,,Machine  Learning; machine learning;Łódź coating;,,joint projects,"
    "Ready,Someone,someone@example.org,https://example.org,-9.18,48.78\n";

static lociq_organisations *read_fine(const char *path, const char *text) {
  lociq_organisations *read = NULL;
  lociq_input input = {0};
  lociq_error error = {0};
  write_text(path, text, strlen(text));
  if (lociq_organisations_read(path, &read, &input, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  assert_string_equal(input.path, path);
  assert_string_equal(input.reader, "organisations");
  assert_int_equal(input.bytes, strlen(text));
  assert_int_equal(strlen(input.sha256), 64);
  lociq_input_clear(&input);
  (void)remove(path);
  return read;
}

static void assert_terms(const lociq_organisation *organisation, lociq_declaration which, const char *const *terms,
                         size_t count) {
  assert_int_equal(organisation->terms[which].count, count);
  for (size_t i = 0; i < count; i++) assert_string_equal(organisation->terms[which].items[i], terms[i]);
}

static void all_fields_are_read_from_both_formats(void **state) {
  (void)state;
  static const char *const competences[] = {"Machine  Learning", "Łódź coating"},
                           *const objectives[] = {"joint projects"}, *const sought[] = {"optics"};
  for (int format = 0; format < 2; format++) {
    lociq_organisations *read = format == 0 ? read_fine(yaml_path, yaml) : read_fine(csv_path, csv);
    assert_int_equal(read->count, 2);
    const lociq_organisation *first = &read->items[0], *second = &read->items[1];
    assert_string_equal(first->code, "EX-A");
    assert_string_equal(first->name, "Example first");
    assert_string_equal(first->region, "DE11");
    assert_string_equal(first->industry, "C29");
    assert_string_equal(first->country, "DE");
    assert_int_equal(first->inside_eu, 1);
    assert_true(first->firms == 120 && first->institutions == 7.5);
    assert_true(isnan(first->employees));
    assert_terms(first, LOCIQ_COMPETENCES, competences, 2);
    assert_terms(first, LOCIQ_FIELDS, NULL, 0);
    assert_terms(first, LOCIQ_OBJECTIVES, objectives, 1);
    assert_terms(first, LOCIQ_SEEKS, NULL, 0);
    assert_int_equal(first->interest, LOCIQ_INTEREST_READY);
    assert_string_equal(first->contact, "Someone");
    assert_string_equal(first->email, "someone@example.org");
    assert_string_equal(first->website, "https://example.org");
    assert_true(first->longitude == -9.18 && first->latitude == 48.78);
    assert_string_equal(second->code, "EX-B");
    assert_string_equal(second->name, "Example, second");
    assert_string_equal(second->region, "");
    assert_int_equal(second->inside_eu, 0);
    assert_int_equal(second->interest, LOCIQ_INTEREST_UNKNOWN);
    assert_terms(second, LOCIQ_SEEKS, sought, 1);
    assert_true(isnan(second->firms) && isnan(second->longitude));
    lociq_organisations_free(read);
  }
}

static void assert_not_read(const char *path, const char *text, size_t length, const char *expected) {
  lociq_organisations *read = NULL;
  lociq_input input = {0};
  lociq_error error = {0};
  write_text(path, text, length);
  const lociq_status status = lociq_organisations_read(path, &read, &input, &error);
  (void)remove(path);
  assert_string_equal(error.message, expected);
  assert_true(status == LOCIQ_INVALID || status == LOCIQ_BAD_INPUT);
  assert_int_equal(status, error.status);
  assert_null(read);
  assert_null(input.path);
}

#define ENTRY "organisations: [{code: A, name: B, "

static void what_a_yaml_may_not_hold(void **state) {
  (void)state;
  static const struct {
    const char *text, *expected;
  } bad[] = {
      {"", "organisations_test.yaml: is empty"},
      {"a text", "organisations_test.yaml:1:1: expected a mapping (key: value), found a text"},
      {"organisations: []", "organisations_test.yaml:1:16: organisations: is empty"},
      {"organisations: {}",
       "organisations_test.yaml:1:16: organisations: expected a list, found a mapping (key: value)"},
      {"clusters: []",
       "organisations_test.yaml:1:1: clusters: is no key of a register of organisations, which has organisations"},
      {"organisations: [{code: A}]", "organisations_test.yaml:1:17: organisations: an organisation lacks the key name"},
      {"organisations: [{code: A, name: }]", "organisations_test.yaml:1:17: organisations: has no name"},
      {ENTRY "feilds: [x]}]",
       "organisations_test.yaml:1:36: feilds: is no key of an organisation: did you mean \"fields\"?"},
      {ENTRY "name: C}]", "organisations_test.yaml:1:36: name: is there twice, first in line 1"},
      {ENTRY "fields: sensors}]", "organisations_test.yaml:1:44: fields: expected a list, found a text"},
      {ENTRY "fields: [[a]]}]", "organisations_test.yaml:1:45: nested too deep for a register of organisations"},
      {ENTRY "fields: [a;b]}]",
       "organisations_test.yaml:1:45: fields: has a ; in it, which separates terms: expected one term"},
      {ENTRY "firms: many}]", "organisations_test.yaml:1:43: firms: is \"many\", expected a number of at least 0"},
      {ENTRY "firms: -1}]", "organisations_test.yaml:1:43: firms: is \"-1\", expected a number of at least 0"},
      {ENTRY "firms: nan}]", "organisations_test.yaml:1:43: firms: is \"nan\", expected a number of at least 0"},
      {ENTRY "firms: [1]}]", "organisations_test.yaml:1:43: firms: expected a text, found a list"},
      {ENTRY "longitude: 181, latitude: 0}]",
       "organisations_test.yaml:1:47: longitude: is \"181\", expected a number from -180 to 180"},
      {ENTRY "longitude: 9}]", "organisations_test.yaml:1:17: organisations: has a longitude without a latitude"},
      {ENTRY "inside_eu: maybe}]", "organisations_test.yaml:1:47: inside_eu: is \"maybe\", expected true or false"},
      {ENTRY "interest: great}]",
       "organisations_test.yaml:1:46: interest: is \"great\", expected none, willing or ready"},
      {ENTRY "country: Germany}]",
       "organisations_test.yaml:1:45: country: is \"Germany\", expected two capital letters, such as DE"},
      {ENTRY "email: nobody}]",
       "organisations_test.yaml:1:43: email: is \"nobody\", expected an address with @, such as "
       "someone@example.org"},
      {ENTRY "website: \"javascript:alert(1)\"}]",
       "organisations_test.yaml:1:45: website: is \"javascript:alert(1)\", expected an address that begins with https:// "
       "or http://"},
      {ENTRY "contact: \"a\\x07b\"}]", "organisations_test.yaml:1:45: contact: has the control character U+0007 in it"},
      {ENTRY "contact: \"a\\Nb\"}]", "organisations_test.yaml:1:45: contact: has the control character U+0085 in it"},
      {ENTRY "contact: \"a\\nb\"}]",
       "organisations_test.yaml:1:45: contact: has a line break in it, expected one line"},
      {"organisations: [{code: A, name: B}, {code: A, name: C}]",
       "organisations_test.yaml:1: the code \"A\" is there already, in line 1"},
      {"organisations: &all [{code: A, name: B, fields: *all}]",
       "organisations_test.yaml:1:16: organisations: a register of organisations has no anchors, aliases and tags: write "
       "the value itself"},
      {"organisations: [{code: A, name: \"\xff\"}]",
       "organisations_test.yaml:1:34: is no text: invalid leading UTF-8 octet"},
      {"organisations: [{code: A, name: B",
       "organisations_test.yaml:2:1: is no YAML: did not find expected ',' or '}'"},
      {ENTRY "firms: 1}]\n---\n{}",
       "organisations_test.yaml:2:1: a second document begins here; a register of organisations is one"}};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_not_read(yaml_path, bad[i].text, strlen(bad[i].text), bad[i].expected);
}

static void what_a_csv_may_not_hold(void **state) {
  (void)state;
  static const struct {
    const char *text, *expected;
  } bad[] = {
      {"code,name\n", "organisations_test.csv: there is no organisation in it"},
      {"code,region\nA,B\n", "organisations_test.csv:1: there is no column \"name\""},
      {"code,name,name\nA,B,C\n", "organisations_test.csv:1: the column \"name\" is there twice"},
      {"code,name,competence\nA,B,C\n",
       "organisations_test.csv:1: \"competence\" is no column of a register of organisations: did you mean "
       "\"competences\"?"},
      {"code,name,\nA,B,\n", "organisations_test.csv:1: \"\" is no column of a register of organisations"},
      {"code,name\nA,B\n,C\n", "organisations_test.csv:3: the organisation has no code"},
      {"code,name\nA,B\n\nB,C\nA,D\n", "organisations_test.csv:5: the code \"A\" is there already, in line 2"},
      {"code,name,firms\nA,B,1e400\n",
       "organisations_test.csv:2: column \"firms\" is \"1e400\", expected a number of at least 0"},
      {"code,name,firms\nA,B\n", "organisations_test.csv:2: 2 fields, expected 3"},
      {"code,name\nA,\"B\n", "organisations_test.csv:2: a quote opens that is never closed"},
      {"code,name\nA,\"B\nC\"\n",
       "organisations_test.csv:2: column \"name\" has a line break in it, expected one line"},
      {"code,name\nA,\xff\n", "organisations_test.csv:2: a text that is not UTF-8"},
      {"code,name,latitude\nA,B,1\n", "organisations_test.csv:2: the organisation has a latitude without a longitude"}};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_not_read(csv_path, bad[i].text, strlen(bad[i].text), bad[i].expected);
}

/* "code,name,<column>" and one organisation, whose value is count times the piece, plus what is before and after. */
static char *row_of(const char *column, const char *piece, size_t count, const char *after) {
  const size_t size = 64 + strlen(column) + strlen(piece) * count + strlen(after);
  char *text = malloc(size);
  assert_non_null(text);
  size_t length = (size_t)snprintf(text, size, "code,name,%s\nA,B,\"", column);
  for (size_t i = 0; i < count; i++) length += (size_t)snprintf(text + length, size - length, "%s", piece);
  (void)snprintf(text + length, size - length, "%s\"\n", after);
  return text;
}

static void texts_and_lists_have_their_limits(void **state) {
  (void)state;
  char *fits = row_of("contact", "x", LOCIQ_ORGANISATION_TEXT, ""), *more = row_of("contact", "x", 501, "");
  lociq_organisations_free(read_fine(csv_path, fits));
  assert_not_read(csv_path, more, strlen(more),
                  "organisations_test.csv:2: column \"contact\" is a text of 501 bytes, expected at most 500");
  free(fits);
  free(more);
  more = row_of("contact", "x", 1025, "");
  assert_not_read(csv_path, more, strlen(more), "organisations_test.csv:2: a text longer than 1024 bytes");
  free(more);
  more = row_of("fields", "x", 101, "");
  assert_not_read(csv_path, more, strlen(more),
                  "organisations_test.csv:2: column \"fields\" is a text of 101 bytes, expected at most 100");
  free(more);
  more = row_of("fields", "a;", 100000, "");
  assert_not_read(csv_path, more, strlen(more), "organisations_test.csv:2: a text longer than 5100 bytes");
  free(more);
}

/* 50 terms of 100 bytes with quotes in them, which are doubled in the file; then one more. */
static void a_list_of_all_its_terms(void **state) {
  (void)state;
  char terms[8192] = "", text[8300];
  size_t length = 0;
  for (int i = 0; i < LOCIQ_ORGANISATION_TERMS; i++)
    length += (size_t)snprintf(terms + length, sizeof terms - length, "%s\"\"%094d\"\"%02d", i == 0 ? "" : ";", 0, i);
  (void)snprintf(text, sizeof text, "code,name,fields\nA,B,\"%s\"\n", terms);
  lociq_organisations *read = read_fine(csv_path, text);
  assert_int_equal(read->items[0].terms[LOCIQ_FIELDS].count, LOCIQ_ORGANISATION_TERMS);
  assert_int_equal(strlen(read->items[0].terms[LOCIQ_FIELDS].items[49]), 98);
  assert_string_equal(read->items[0].terms[LOCIQ_FIELDS].items[49] + 94, "0\"49");
  lociq_organisations_free(read);
  length = (size_t)snprintf(text, sizeof text, "code,name,fields\nA,B,\"0");
  for (int i = 1; i <= LOCIQ_ORGANISATION_TERMS; i++)
    length += (size_t)snprintf(text + length, sizeof text - length, ";%d", i);
  (void)snprintf(text + length, sizeof text - length, "\"\n");
  assert_not_read(csv_path, text, strlen(text), "organisations_test.csv:2: column \"fields\" has more than 50 terms");
}

static void as_many_organisations_as_may_be(void **state) {
  (void)state;
  enum { SIZE = 16 * (LOCIQ_ORGANISATIONS_MOST + 2) };
  char *text = malloc(SIZE);
  assert_non_null(text);
  size_t length = (size_t)snprintf(text, SIZE, "code,name\n");
  for (int i = 0; i < LOCIQ_ORGANISATIONS_MOST; i++)
    length += (size_t)snprintf(text + length, SIZE - length, "%d,x\n", i);
  lociq_organisations *read = read_fine(csv_path, text);
  assert_int_equal(read->count, LOCIQ_ORGANISATIONS_MOST);
  lociq_organisations_free(read);
  (void)snprintf(text + length, SIZE - length, "last,x\n");
  assert_not_read(
      csv_path, text, strlen(text),
      "organisations_test.csv:10002: the organisation is one organisation too many: expected at most 10000");
  free(text);
}

/* No allocation may be taken for granted. */
static void without_memory(void **state) {
  (void)state;
  for (int format = 0; format < 2; format++) {
    const char *path = format == 0 ? yaml_path : csv_path, *text = format == 0 ? yaml : csv;
    lociq_status status = LOCIQ_NO_MEMORY;
    long n = 0;
    write_text(path, text, strlen(text));
    for (; status == LOCIQ_NO_MEMORY; n++) {
      lociq_organisations *read = NULL;
      lociq_input input = {0};
      lociq_memory_fail_after(n);
      status = lociq_organisations_read(path, &read, &input, NULL);
      lociq_memory_fail_after(-1);
      lociq_organisations_free(read);
      lociq_input_clear(&input);
    }
    assert_int_equal(status, LOCIQ_OK);
    assert_true(n > 50);
    (void)remove(path);
  }
}

/* The table of fields, and what follows from it. */
static void names_of_words(void **state) {
  (void)state;
  size_t count = 0;
  while (lociq_organisation_fields()[count].name != NULL) count++;
  assert_int_equal(count, LOCIQ_ORGANISATION_FIELDS);
  assert_string_equal(lociq_interest_name(LOCIQ_INTEREST_UNKNOWN), "");
  assert_string_equal(lociq_interest_name(LOCIQ_INTEREST_READY), "ready");
  static const char *const names[] = {"competences", "fields", "objectives", "seeks"};
  for (int i = 0; i < LOCIQ_DECLARATIONS; i++)
    assert_string_equal(lociq_declaration_name((lociq_declaration)i), names[i]);
}

static void no_file_at_all(void **state) {
  (void)state;
  lociq_organisations *read = NULL;
  lociq_input input = {0};
  lociq_error error = {0};
  assert_int_equal(lociq_organisations_read("nowhere.yaml", &read, &input, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(error.message, "nowhere.yaml: No such file or directory");
  assert_int_not_equal(lociq_organisations_read("nowhere.csv", &read, &input, &error), LOCIQ_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_fields_are_read_from_both_formats),
                                     cmocka_unit_test(what_a_yaml_may_not_hold),
                                     cmocka_unit_test(what_a_csv_may_not_hold),
                                     cmocka_unit_test(texts_and_lists_have_their_limits),
                                     cmocka_unit_test(a_list_of_all_its_terms),
                                     cmocka_unit_test(as_many_organisations_as_may_be),
                                     cmocka_unit_test(without_memory),
                                     cmocka_unit_test(names_of_words),
                                     cmocka_unit_test(no_file_at_all)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

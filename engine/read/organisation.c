/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/organisation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/fold.h"
#include "core/memory.h"
#include "read/dictionary.h"
#include "read/reader.h"

#define FIELD(member) .name = #member, .offset = offsetof(lociq_organisation, member)
#define TERMS(which)                                                                                       \
  .form = LOCIQ_FORM_TERMS, .offset = offsetof(lociq_organisation, terms) + (which) * sizeof(lociq_terms), \
  .longest = LOCIQ_ORGANISATION_TERM

static const lociq_organisation_field fields[LOCIQ_ORGANISATION_FIELDS + 1] = {
    {FIELD(code), .longest = LOCIQ_ORGANISATION_CODE, .needed = true,
     .help = "what it is called in rankings; each once. An entry with the code of an earlier one takes its place"},
    {FIELD(name), .longest = LOCIQ_ORGANISATION_TEXT, .needed = true, .help = "its name"},
    {FIELD(region), .longest = LOCIQ_ORGANISATION_CODE,
     .help = "where it is: a region of the store's statistics; where the store has none of that code it ranks on its "
             "profile alone"},
    {FIELD(industry), .longest = LOCIQ_ORGANISATION_CODE,
     .help = "the industry, or category of industries, of its cluster"},
    {FIELD(country), .form = LOCIQ_FORM_COUNTRY, .longest = LOCIQ_ORGANISATION_CODE,
     .help = "its country, as its region's code begins"},
    {FIELD(inside_eu), .form = LOCIQ_FORM_TRUTH, .help = "whether it is in the European Union"},
    {FIELD(firms), .form = LOCIQ_FORM_NUMBER, .most = INFINITY, .help = "firms among its members"},
    {FIELD(institutions), .form = LOCIQ_FORM_NUMBER, .most = INFINITY,
     .help = "institutions of research, education and support among its members"},
    {FIELD(employees), .form = LOCIQ_FORM_NUMBER, .most = INFINITY, .help = "people who work for its members"},
    {.name = "competences", TERMS(LOCIQ_COMPETENCES), .help = "what its members can do"},
    {.name = "fields", TERMS(LOCIQ_FIELDS), .help = "fields of strength"},
    {.name = "objectives", TERMS(LOCIQ_OBJECTIVES), .help = "what it wants of a cooperation"},
    {.name = "seeks", TERMS(LOCIQ_SEEKS), .help = "competences or fields that it looks for elsewhere"},
    {FIELD(interest), .form = LOCIQ_FORM_INTEREST,
     .help = "in cooperation; ready: it has people, means and a mandate for it"},
    {FIELD(contact), .longest = LOCIQ_ORGANISATION_TEXT, .help = "whom to ask for"},
    {FIELD(email), .form = LOCIQ_FORM_EMAIL, .longest = LOCIQ_ORGANISATION_TEXT, .help = "where to write to"},
    {FIELD(website), .form = LOCIQ_FORM_WEBSITE, .longest = LOCIQ_ORGANISATION_TEXT, .help = "where to read on"},
    {FIELD(longitude), .form = LOCIQ_FORM_NUMBER, .least = -180, .most = 180,
     .help = "degrees east, with the latitude: for distances"},
    {FIELD(latitude), .form = LOCIQ_FORM_NUMBER, .least = -90, .most = 90, .help = "degrees north"},
    {0}};

const lociq_organisation_field *lociq_organisation_fields(void) { return fields; }

static const char *const interests[] = {"", "none", "willing", "ready"};

const char *lociq_interest_name(lociq_interest interest) { return interests[interest]; }

const char *lociq_declaration_name(lociq_declaration declaration) {
  const size_t offset = offsetof(lociq_organisation, terms) + declaration * sizeof(lociq_terms);
  const lociq_organisation_field *field = fields;
  while (field->offset != offset) field++;
  return field->name;
}

void lociq_organisation_expected(const lociq_organisation_field *field, char text[LOCIQ_ORGANISATION_EXPECTED]) {
  const size_t size = LOCIQ_ORGANISATION_EXPECTED;
  switch (field->form) {
    case LOCIQ_FORM_TEXT:
      (void)snprintf(text, size, "a text of at most %zu bytes", field->longest);
      break;
    case LOCIQ_FORM_COUNTRY:
      (void)snprintf(text, size, "two capital letters, such as DE");
      break;
    case LOCIQ_FORM_EMAIL:
      (void)snprintf(text, size, "an address with @, such as someone@example.org");
      break;
    case LOCIQ_FORM_WEBSITE:
      (void)snprintf(text, size, "an address that begins with https:// or http://");
      break;
    case LOCIQ_FORM_TRUTH:
      (void)snprintf(text, size, "true or false");
      break;
    case LOCIQ_FORM_NUMBER:
      if (isinf(field->most))
        (void)snprintf(text, size, "a number of at least %g", field->least);
      else
        (void)snprintf(text, size, "a number from %g to %g", field->least, field->most);
      break;
    case LOCIQ_FORM_INTEREST:
      (void)snprintf(text, size, "none, willing or ready");
      break;
    case LOCIQ_FORM_TERMS:
      (void)snprintf(text, size, "a list of at most %d terms, each of at most %zu bytes", LOCIQ_ORGANISATION_TERMS,
                     field->longest);
      break;
  }
}

/* ---- one organisation ---- */

static bool is_text(const lociq_organisation_field *field) {
  return field->form == LOCIQ_FORM_TEXT || field->form == LOCIQ_FORM_COUNTRY || field->form == LOCIQ_FORM_EMAIL ||
         field->form == LOCIQ_FORM_WEBSITE;
}

static void *place_of(lociq_organisation *organisation, const lociq_organisation_field *field) {
  return (char *)organisation + field->offset;
}

lociq_status lociq_organisation_start(lociq_organisation *organisation, lociq_error *error) {
  *organisation = (lociq_organisation){.inside_eu = -1};
  for (const lociq_organisation_field *field = fields; field->name != NULL; field++) {
    if (field->form == LOCIQ_FORM_NUMBER) *(double *)place_of(organisation, field) = (double)NAN;
    if (!is_text(field)) continue;
    char *empty = lociq_copy_text("");
    if (empty == NULL) return lociq_memory_error(error, "an organisation");
    *(char **)place_of(organisation, field) = empty;
  }
  return LOCIQ_OK;
}

void lociq_organisation_clear(lociq_organisation *organisation) {
  for (const lociq_organisation_field *field = fields; field->name != NULL; field++)
    if (is_text(field)) free(*(char **)place_of(organisation, field));
  for (int i = 0; i < LOCIQ_DECLARATIONS; i++) {
    for (size_t k = 0; k < organisation->terms[i].count; k++) free(organisation->terms[i].items[k]);
    free(organisation->terms[i].items);
  }
  *organisation = (lociq_organisation){0};
}

/* ---- what a text says ---- */

static bool is_blank(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }

static lociq_slice trim(const char *text, size_t length) {
  while (length > 0 && is_blank(text[0])) text++, length--;
  while (length > 0 && is_blank(text[length - 1])) length--;
  return (lociq_slice){text, length};
}

/* Of Unicode's C0 and C1; 0: there is none. */
static unsigned control_character(lociq_slice text) {
  for (size_t i = 0; i < text.length; i++) {
    const unsigned char byte = (unsigned char)text.text[i];
    if (byte < 0x20u || byte == 0x7Fu) return byte;
    const unsigned char next = i + 1 < text.length ? (unsigned char)text.text[i + 1] : 0;
    if (byte == 0xC2u && next >= 0x80u && next < 0xA0u) return next;
  }
  return 0;
}

static lociq_status refuse(const lociq_organisation_field *field, lociq_slice text, lociq_error *error) {
  char expected[LOCIQ_ORGANISATION_EXPECTED];
  lociq_organisation_expected(field, expected);
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "is \"%.*s\", expected %s", (int)text.length, text.text, expected);
}

/* What no text may be. longest: of what needs no more, such as a number. */
static lociq_status check_text(const lociq_organisation_field *field, lociq_slice text, lociq_error *error) {
  const size_t longest = field->longest == 0 ? LOCIQ_ORGANISATION_CODE : field->longest;
  const unsigned control = control_character(text);
  if (lociq_utf8_valid(text) < text.length)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "is a text that is not UTF-8");
  if (text.length > longest)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "is a text of %zu bytes, expected at most %zu", text.length,
                           longest);
  if (control == '\n' || control == '\r')
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "has a line break in it, expected one line");
  if (control != 0) return lociq_error_set(error, LOCIQ_BAD_INPUT, "has the control character U+%04X in it", control);
  return LOCIQ_OK;
}

static bool begins_with(lociq_slice text, const char *start) {
  return text.length > strlen(start) && memcmp(text.text, start, strlen(start)) == 0;
}

static bool is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }

/* Whether a text that is not empty has the form of its field. */
static bool has_form(const lociq_organisation_field *field, lociq_slice text) {
  const char *at = memchr(text.text, '@', text.length);
  switch (field->form) {
    case LOCIQ_FORM_COUNTRY:
      return text.length == 2 && is_capital(text.text[0]) && is_capital(text.text[1]);
    case LOCIQ_FORM_EMAIL:
      return at != NULL && at != text.text && at + 1 != text.text + text.length &&
             memchr(text.text, ' ', text.length) == NULL;
    case LOCIQ_FORM_WEBSITE:
      return (begins_with(text, "https://") || begins_with(text, "http://")) &&
             memchr(text.text, ' ', text.length) == NULL;
    default:
      return true;
  }
}

/* Which of some words a text is, but for capitals; count where it is none. */
static lociq_status find_word(lociq_slice text, const char *const *words, size_t count, size_t *word,
                              lociq_error *error) {
  char *copy = lociq_copy_bytes(text.text, text.length);
  if (copy == NULL) return lociq_memory_error(error, "an organisation");
  for (*word = 0; *word < count && !lociq_text_is_same(copy, words[*word]);) (*word)++;
  free(copy);
  return LOCIQ_OK;
}

static lociq_status set_truth(const lociq_organisation_field *field, lociq_slice text, int *truth, lociq_error *error) {
  static const char *const words[] = {"false", "true", "no", "yes"}; /* spreadsheets write TRUE */
  size_t word = 0;
  const lociq_status status = find_word(text, words, 4, &word, error);
  if (status != LOCIQ_OK) return status;
  if (word == 4) return refuse(field, text, error);
  *truth = word % 2;
  return LOCIQ_OK;
}

static lociq_status set_interest(const lociq_organisation_field *field, lociq_slice text, lociq_interest *interest,
                                 lociq_error *error) {
  size_t word = 0;
  const lociq_status status = find_word(text, interests, 4, &word, error);
  if (status != LOCIQ_OK) return status;
  if (word == 4) return refuse(field, text, error);
  *interest = (lociq_interest)word;
  return LOCIQ_OK;
}

static bool is_within(const lociq_organisation_field *field, double number) {
  return isfinite(number) && number >= field->least && number <= field->most;
}

static lociq_status set_number(const lociq_organisation_field *field, lociq_slice text, double *number,
                               lociq_error *error) {
  double value = 0;
  if (!lociq_number_parse(text, &value) || !is_within(field, value)) return refuse(field, text, error);
  *number = value;
  return LOCIQ_OK;
}

lociq_status lociq_organisation_set_number(lociq_organisation *organisation, const lociq_organisation_field *field,
                                           double number, lociq_error *error) {
  const bool truth = field->form == LOCIQ_FORM_TRUTH;
  char expected[LOCIQ_ORGANISATION_EXPECTED];
  if (isnan(number)) return LOCIQ_OK;
  if (truth ? number == 0 || number == 1 : is_within(field, number)) {
    if (truth)
      *(int *)place_of(organisation, field) = number == 1;
    else
      *(double *)place_of(organisation, field) = number;
    return LOCIQ_OK;
  }
  lociq_organisation_expected(field, expected);
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "is %g, expected %s", number, truth ? "0 or 1" : expected);
}

static lociq_status set_text(const lociq_organisation_field *field, lociq_slice text, char **kept, lociq_error *error) {
  if (!has_form(field, text)) return refuse(field, text, error);
  char *copy = lociq_copy_bytes(text.text, text.length);
  if (copy == NULL) return lociq_memory_error(error, "an organisation");
  free(*kept);
  *kept = copy;
  return LOCIQ_OK;
}

/* ---- lists of terms ---- */

static bool has_term(const lociq_terms *terms, const char *term) {
  for (size_t i = 0; i < terms->count; i++)
    if (lociq_text_is_same(terms->items[i], term)) return true;
  return false;
}

/* The list owns the term then. */
static lociq_status append_term(lociq_terms *terms, char *term, lociq_error *error) {
  if (terms->count == LOCIQ_ORGANISATION_TERMS)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "has more than %d terms", LOCIQ_ORGANISATION_TERMS);
  char **grown = lociq_resize(terms->items, terms->count + 1, sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "an organisation");
  terms->items = grown;
  terms->items[terms->count++] = term;
  return LOCIQ_OK;
}

static lociq_status keep_term(lociq_terms *terms, lociq_slice text, lociq_error *error) {
  char *term = lociq_copy_bytes(text.text, text.length);
  if (term == NULL) return lociq_memory_error(error, "an organisation");
  const bool has = has_term(terms, term);
  const lociq_status status = has ? LOCIQ_OK : append_term(terms, term, error);
  if (has || status != LOCIQ_OK) free(term);
  return status;
}

static lociq_status add_term(lociq_organisation *organisation, const lociq_organisation_field *field, lociq_slice text,
                             lociq_error *error) {
  if (text.length == 0) return LOCIQ_OK;
  const lociq_status status = check_text(field, text, error);
  return status == LOCIQ_OK ? keep_term(place_of(organisation, field), text, error) : status;
}

lociq_status lociq_organisation_add(lociq_organisation *organisation, const lociq_organisation_field *field,
                                    const char *text, lociq_error *error) {
  if (strchr(text, ';') != NULL)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "has a ; in it, which separates terms: expected one term");
  return add_term(organisation, field, trim(text, strlen(text)), error);
}

static lociq_status set_terms(lociq_organisation *organisation, const lociq_organisation_field *field, const char *text,
                              lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (bool more = true; more && status == LOCIQ_OK;) {
    const size_t length = strcspn(text, ";");
    status = add_term(organisation, field, trim(text, length), error);
    more = text[length] == ';';
    text += length + more;
  }
  return status;
}

lociq_status lociq_organisation_set(lociq_organisation *organisation, const lociq_organisation_field *field,
                                    const char *text, lociq_error *error) {
  void *place = place_of(organisation, field);
  if (field->form == LOCIQ_FORM_TERMS) return set_terms(organisation, field, text, error);
  const lociq_slice said = trim(text, strlen(text));
  if (said.length == 0) return LOCIQ_OK;
  const lociq_status status = check_text(field, said, error);
  if (status != LOCIQ_OK) return status;
  if (field->form == LOCIQ_FORM_TRUTH) return set_truth(field, said, place, error);
  if (field->form == LOCIQ_FORM_NUMBER) return set_number(field, said, place, error);
  if (field->form == LOCIQ_FORM_INTEREST) return set_interest(field, said, place, error);
  return set_text(field, said, place, error);
}

lociq_status lociq_organisation_check(const lociq_organisation *organisation, lociq_error *error) {
  for (const lociq_organisation_field *field = fields; field->name != NULL; field++) {
    const char *const *text = (const void *)((const char *)organisation + field->offset);
    if (field->needed && (*text)[0] == '\0') return lociq_error_set(error, LOCIQ_BAD_INPUT, "has no %s", field->name);
  }
  if (isnan(organisation->longitude) != isnan(organisation->latitude))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "has a %s without a %s",
                           isnan(organisation->longitude) ? "latitude" : "longitude",
                           isnan(organisation->longitude) ? "longitude" : "latitude");
  return LOCIQ_OK;
}

static char *join_terms(const lociq_terms *terms) {
  static const char between[] = "; ";
  size_t size = 1;
  for (size_t i = 0; i < terms->count; i++) size += strlen(terms->items[i]) + sizeof between;
  char *joined = lociq_allocate(size, 1);
  size_t length = 0;
  for (size_t i = 0; joined != NULL && i < terms->count; i++)
    length += (size_t)snprintf(joined + length, size - length, "%s%s", i == 0 ? "" : between, terms->items[i]);
  return joined;
}

char *lociq_organisation_text(const lociq_organisation *organisation, const lociq_organisation_field *field) {
  const void *place = (const char *)organisation + field->offset;
  if (field->form == LOCIQ_FORM_TERMS) return join_terms(place);
  if (field->form == LOCIQ_FORM_INTEREST) return lociq_copy_text(interests[*(const lociq_interest *)place]);
  return lociq_copy_text(*(const char *const *)place);
}

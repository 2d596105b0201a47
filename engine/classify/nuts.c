/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NUTS: two letters for the country, then a digit or letter for each level. The
 * space is that of five characters in base 36, so that a code covers the
 * stretch which its prefix begins.
 */
#include <string.h>

#include "classify/classification.h"

/* Countries of the European Union, EFTA and the candidates, and the letters that
 * their regions of level 1 have had besides digits. Z and X are extra-regio and
 * unknown everywhere. */
static const struct country {
  char code[3];
  const char *letters;
} countries[] = {{"AL", ""},
                 {"AT", ""},
                 {"BA", ""},
                 {"BE", ""},
                 {"BG", ""},
                 {"CH", ""},
                 {"CY", ""},
                 {"CZ", ""},
                 {"DE", "ABCDEFG"},
                 {"DK", ""},
                 {"EE", ""},
                 {"EL", ""},
                 {"ES", ""},
                 {"FI", ""},
                 {"FR", "ABCDEFGHIJKLMY"},
                 {"GB", "CDEFGHIJKLMN"},
                 {"GE", ""},
                 {"GR", ""},
                 {"HR", ""},
                 {"HU", ""},
                 {"IE", ""},
                 {"IS", ""},
                 {"IT", "CDEFGHI"},
                 {"LI", ""},
                 {"LT", ""},
                 {"LU", ""},
                 {"LV", ""},
                 {"MD", ""},
                 {"ME", ""},
                 {"MK", ""},
                 {"MT", ""},
                 {"NL", ""},
                 {"NO", ""},
                 {"PL", ""},
                 {"PT", ""},
                 {"RO", ""},
                 {"RS", ""},
                 {"SE", ""},
                 {"SI", ""},
                 {"SK", ""},
                 {"TR", "ABC"},
                 {"UA", ""},
                 {"UK", "CDEFGHIJKLMN"},
                 {"XK", ""}};

/* One country under two codes: Eurostat's is the first. */
static const char aliases[][2][3] = {{"EL", "GR"}, {"UK", "GB"}};

enum { BASE = 36 };

static const char *const levels[] = {"nuts0", "nuts1", "nuts2", "nuts3"};

static const struct country *country_of(const char *code) {
  for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++) {
    if (strncmp(code, countries[i].code, 2) == 0) {
      return &countries[i];
    }
  }
  return NULL;
}

static bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* EU, EU28, EU27_2020, EA, EA19, EEA, EEA30_2007, EFTA, NMS10: a name, then
 * nothing or a digit or an underscore; and country variants such as DE_TOT. */
static bool is_aggregate(const char *code) {
  static const char *const names[] = {"EU", "EA", "EEA", "EFTA", "NMS"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    const size_t length = strlen(names[i]);
    if (strncmp(code, names[i], length) == 0 &&
        (code[length] == '\0' || code[length] == '_' || is_digit(code[length]))) {
      return true;
    }
  }
  return is_letter(code[0]) && is_letter(code[1]) && code[2] == '_' && country_of(code) != NULL;
}

/* NRP, UNK; and the country with nothing behind it but Z (extra-regio) or X (unknown). */
static bool is_outside(const char *code, size_t length) {
  if (strcmp(code, "UNK") == 0 || strcmp(code, "NRP") == 0) {
    return true;
  }
  return length > 2 && length <= 5 && country_of(code) != NULL &&
         (strspn(code + 2, "Z") == length - 2 || strspn(code + 2, "X") == length - 2);
}

static uint64_t place_character(char c) { return (uint64_t)(is_digit(c) ? c - '0' : c - 'A' + 10); }

static uint64_t place_country(const char *code) {
  const char *name = code;
  for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
    if (strncmp(code, aliases[i][1], 2) == 0) {
      name = aliases[i][0];
    }
  }
  return place_character(name[0]) * BASE + place_character(name[1]);
}

static bool read_region(const char *code, size_t length, lociq_extent *extent) {
  const struct country *country = country_of(code);
  if (length > 2) {
    if (country == NULL || (is_letter(code[2]) && strchr(country->letters, code[2]) == NULL)) {
      return false;
    }
    extent->evidence = LOCIQ_EVIDENCE_STRONG;
  } else {
    extent->evidence = country != NULL ? LOCIQ_EVIDENCE_NONE : LOCIQ_EVIDENCE_WEAK;
  }
  uint64_t low = place_country(code), width = 1;
  for (size_t i = 2; i < 5; i++) {
    low *= BASE;
    if (i < length) {
      low += place_character(code[i]);
    } else {
      width *= BASE;
    }
  }
  extent->level = (int)length - 2;
  return lociq_extent_add(extent, low, low + width - 1);
}

static bool read_code(const char *code, lociq_extent *extent) {
  const size_t length = strlen(code);
  if (is_aggregate(code)) {
    extent->role = LOCIQ_CODE_AGGREGATE;
    return true;
  }
  if (is_outside(code, length)) {
    extent->role = LOCIQ_CODE_OUTSIDE;
    return true;
  }
  if (length < 2 || length > 5 || !is_letter(code[0]) || !is_letter(code[1])) {
    return false;
  }
  for (size_t i = 2; i < length; i++) {
    if (!is_letter(code[i]) && !is_digit(code[i])) {
      return false;
    }
  }
  return read_region(code, length, extent);
}

static bool find_member(uint64_t place, int level, uint64_t *member) {
  for (; level < 3; level++) {
    place /= BASE;
  }
  *member = place;
  return true;
}

/* The country is written as the code has it: EL or GR. */
static void write_member(uint64_t member, int level, const char *code, char name[LOCIQ_MEMBER_SIZE]) {
  static const char characters[BASE + 1] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  name[0] = code[0];
  name[1] = code[1];
  name[2 + level] = '\0';
  for (int i = level; i > 0; i--, member /= BASE) {
    name[1 + i] = characters[member % BASE];
  }
}

const lociq_classification_kind lociq_nuts = {"NUTS", LOCIQ_REGION, levels, 4, read_code, find_member, write_member};

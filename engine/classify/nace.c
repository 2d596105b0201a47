/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NACE Rev. 2 and the groupings with which Eurostat publishes.
 *
 *   code      = part { "_" part } [ "_X_" part { "_" part } ]
 *   part      = end [ "-" end ]
 *   end       = section | [ section ] digits | digits "." digits
 *
 * as in C, 10, 10.1, C10, C101, B-E, M_N, C10-C12, B-N_S95_X_K, B-S_X_K642. The
 * space counts the divisions that exist and leaves 100 places for each, a place
 * a class, so that M_N and M-N are the same.
 */
#include <stdio.h>
#include <string.h>

#include "classify/classification.h"

enum { SECTIONS = 21, DIVISION_WIDTH = 100, TOKEN_SIZE = 32 };

/* First and last division of the sections A to U; 34 and others are in none. */
static const unsigned char sections[SECTIONS][2] = {
    {1, 3},   {5, 9},   {10, 33}, {35, 35}, {36, 39}, {41, 43}, {45, 47}, {49, 53}, {55, 56}, {58, 63}, {64, 66},
    {68, 68}, {69, 75}, {77, 82}, {84, 84}, {85, 85}, {86, 88}, {90, 93}, {94, 96}, {97, 98}, {99, 99}};

static const char *const levels[] = {NULL, "section", "division", "group", "class"};

static const char *const outside[] = {"NRP", "UNK", "NAP", "NSP"};

typedef struct part {
  uint64_t low, high;
  int level;
  lociq_evidence evidence;
} part;

/* Place of a division among those that exist; false where it does not. */
static bool place_division(unsigned division, uint64_t *place, unsigned *section) {
  unsigned before = 0;
  for (unsigned s = 0; s < SECTIONS; s++) {
    if (division >= sections[s][0] && division <= sections[s][1]) {
      *place = (uint64_t)(before + division - sections[s][0]) * DIVISION_WIDTH;
      *section = s;
      return true;
    }
    before += (unsigned)(sections[s][1] - sections[s][0]) + 1;
  }
  return false;
}

/* Two to four digits, with a dot after the second or without. */
static bool read_digits(const char *text, part *end) {
  char digits[5] = "";
  size_t count = 0, i = 0;
  for (; text[i] != '\0' && count < 4; i++) {
    if (text[i] == '.' && i == 2 && text[3] != '\0') {
      end->evidence = LOCIQ_EVIDENCE_STRONG;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') {
      return false;
    }
    digits[count++] = text[i];
  }
  if (text[i] != '\0' || count < 2) {
    return false;
  }
  const unsigned division = (unsigned)(digits[0] - '0') * 10 + (unsigned)(digits[1] - '0');
  unsigned section = 0;
  if (!place_division(division, &end->low, &section)) {
    return false;
  }
  uint64_t width = DIVISION_WIDTH, shift = DIVISION_WIDTH;
  for (size_t k = 2; k < count; k++) {
    shift /= 10;
    width = shift;
    end->low += (uint64_t)(digits[k] - '0') * shift;
  }
  end->high = end->low + width - 1;
  end->level = (int)count;
  if (digits[0] == '0') {
    end->evidence = LOCIQ_EVIDENCE_STRONG;
  } else if (end->evidence != LOCIQ_EVIDENCE_STRONG) {
    end->evidence = count == 2 ? LOCIQ_EVIDENCE_NONE : LOCIQ_EVIDENCE_WEAK;
  }
  return true;
}

/* A section, alone or before digits of its own. */
static bool read_end(const char *text, part *end) {
  *end = (part){0};
  if (text[0] < 'A' || text[0] > 'U') {
    return read_digits(text, end);
  }
  const unsigned letter = (unsigned)(text[0] - 'A');
  unsigned section = 0;
  uint64_t last = 0;
  if (text[1] == '\0') {
    end->level = 1;
    end->evidence = LOCIQ_EVIDENCE_STRONG;
    place_division(sections[letter][0], &end->low, &section);
    place_division(sections[letter][1], &last, &section);
    end->high = last + DIVISION_WIDTH - 1;
    return true;
  }
  if (strcmp(text, "L68A") == 0) { /* imputed rents: of class 68.20 */
    text = "L6820";
  }
  if (!read_digits(text + 1, end)) {
    return false;
  }
  const unsigned division = (unsigned)(text[1] - '0') * 10 + (unsigned)(text[2] - '0');
  end->evidence = LOCIQ_EVIDENCE_STRONG;
  return division >= sections[letter][0] && division <= sections[letter][1];
}

static bool read_part(char *text, part *whole) {
  char *dash = strchr(text, '-');
  if (dash == NULL) {
    return read_end(text, whole);
  }
  *dash = '\0';
  part last = {0};
  /* digits on both sides, 31-33, are NAICS */
  if (text[0] < 'A' || !read_end(text, whole) || !read_end(dash + 1, &last) || last.low < whole->low) {
    return false;
  }
  whole->high = last.high;
  if (last.level < whole->level) {
    whole->level = last.level;
  }
  return true;
}

/* All that exists, which TOT_X_K begins with. */
static part everything(void) {
  part all = {0}, last = {0};
  (void)read_end("A", &all);
  (void)read_end("U", &last);
  all.high = last.high;
  return all;
}

static bool apply_part(lociq_extent *extent, const part *piece, bool removing) {
  if (removing) {
    return lociq_extent_remove(extent, piece->low, piece->high);
  }
  if (extent->level == LOCIQ_NO_LEVEL || piece->level < extent->level) {
    extent->level = piece->level;
  }
  extent->evidence = extent->count == 0 ? piece->evidence : LOCIQ_EVIDENCE_STRONG;
  return lociq_extent_add(extent, piece->low, piece->high);
}

static bool read_groups(const char *code, lociq_extent *extent) {
  bool removing = false, first = true;
  for (const char *start = code; start != NULL;) {
    char token[TOKEN_SIZE];
    const char *end = strchr(start, '_');
    const size_t length = end != NULL ? (size_t)(end - start) : strlen(start);
    if (length == 0 || length >= TOKEN_SIZE) {
      return false;
    }
    memcpy(token, start, length);
    token[length] = '\0';
    part piece = {0};
    if (!removing && !first && end != NULL && strcmp(token, "X") == 0) {
      lociq_extent_settle(extent);
      removing = true;
    } else {
      if (first && end != NULL && (strcmp(token, "TOT") == 0 || strcmp(token, "TOTAL") == 0)) {
        piece = everything();
      } else if (!read_part(token, &piece)) {
        return false;
      }
      if (!apply_part(extent, &piece, removing)) {
        return false;
      }
    }
    first = false;
    start = end != NULL ? end + 1 : NULL;
  }
  lociq_extent_settle(extent);
  return extent->count > 0;
}

static bool read_code(const char *code, lociq_extent *extent) {
  if (strcmp(code, "TOT") == 0) {
    extent->role = LOCIQ_CODE_TOTAL;
    return true;
  }
  for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
    if (strcmp(code, outside[i]) == 0) {
      extent->role = LOCIQ_CODE_OUTSIDE;
      return true;
    }
  }
  return read_groups(code, extent);
}

/* Places count the divisions that exist, a hundred each. */
static bool find_member(uint64_t place, int level, uint64_t *member) {
  uint64_t before = 0;
  if (level > 1) {
    *member = place / (level == 2 ? 100 : level == 3 ? 10 : 1);
    return true;
  }
  for (unsigned s = 0; s < SECTIONS; s++) {
    before += (uint64_t)(sections[s][1] - sections[s][0] + 1) * DIVISION_WIDTH;
    if (place < before) {
      *member = s;
      return true;
    }
  }
  return false;
}

/* The division at a place among those that exist, and its section. */
static unsigned division_at(uint64_t place, unsigned *section) {
  uint64_t index = place;
  for (*section = 0; *section + 1 < SECTIONS; ++*section) {
    const uint64_t count = (uint64_t)(sections[*section][1] - sections[*section][0]) + 1;
    if (index < count) {
      break;
    }
    index -= count;
  }
  return sections[*section][0] + (unsigned)index;
}

/* With the letter of the section and with the dot where the code has them. */
static void write_member(uint64_t member, int level, const char *code, char name[LOCIQ_MEMBER_SIZE]) {
  if (level == 1) {
    (void)snprintf(name, LOCIQ_MEMBER_SIZE, "%c", (char)('A' + member));
    return;
  }
  const uint64_t width = level == 2 ? 1 : level == 3 ? 10 : 100;
  unsigned section = 0;
  const unsigned division = division_at(member / width, &section);
  const char letter[2] = {code[0] >= 'A' ? (char)('A' + section) : '\0', '\0'};
  if (level == 2) {
    (void)snprintf(name, LOCIQ_MEMBER_SIZE, "%s%02u", letter, division);
  } else {
    (void)snprintf(name, LOCIQ_MEMBER_SIZE, "%s%02u%s%0*u", letter, division, strchr(code, '.') != NULL ? "." : "",
                   level - 2, (unsigned)(member % width));
  }
}

const lociq_classification_kind lociq_nace = {"NACE", LOCIQ_INDUSTRY, levels, 5, read_code, find_member, write_member};

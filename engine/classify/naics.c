/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NAICS: two to six digits, joined sectors (31-33), and the groupings above the
 * sectors with which QCEW publishes (10, 101, 1011). The space is that of six
 * digits.
 */
#include <stdio.h>
#include <string.h>

#include "classify/classification.h"

enum { SIX_DIGITS = 6, UNCLASSIFIED_SECTOR = 99 };

/* 90 is government where it is told from the sectors that it works in. */
static const unsigned char sectors[] = {11, 21, 22, 23, 31, 32, 33, 42, 44, 45, 48, 49, 51,
                                        52, 53, 54, 55, 56, 61, 62, 71, 72, 81, 90, 92};

static const char *const joined[] = {"31-33", "44-45", "48-49"};

/* QCEW's supersectors and the ranges of sectors in them; 1029 is unclassified. */
static const struct supersector {
  char code[5];
  unsigned char ranges[4][2];
} supersectors[] = {{"1011", {{11, 11}, {21, 21}}},
                    {"1012", {{23, 23}}},
                    {"1013", {{31, 33}}},
                    {"1021", {{22, 22}, {42, 42}, {44, 45}, {48, 49}}},
                    {"1022", {{51, 51}}},
                    {"1023", {{52, 53}}},
                    {"1024", {{54, 56}}},
                    {"1025", {{61, 62}}},
                    {"1026", {{71, 72}}},
                    {"1027", {{81, 81}}},
                    {"1028", {{92, 92}}}};

static const char *const levels[] = {"domain", "supersector", "naics2", "naics3", "naics4", "naics5", "naics6"};

static bool add_sectors(lociq_extent *extent, unsigned first, unsigned last) {
  return lociq_extent_add(extent, first * 10000U, last * 10000U + 9999U);
}

/* A supersector, or with a prefix of three characters the domain of several. */
static bool read_grouping(const char *code, size_t length, lociq_extent *extent) {
  for (size_t i = 0; i < sizeof supersectors / sizeof supersectors[0]; i++) {
    if (strncmp(supersectors[i].code, code, length) != 0) {
      continue;
    }
    for (size_t k = 0; k < 4 && supersectors[i].ranges[k][0] != 0; k++) {
      if (!add_sectors(extent, supersectors[i].ranges[k][0], supersectors[i].ranges[k][1])) {
        return false;
      }
    }
  }
  lociq_extent_settle(extent);
  extent->level = length == 3 ? 0 : 1;
  return extent->count > 0;
}

static bool read_joined(const char *code, lociq_extent *extent) {
  for (size_t i = 0; i < sizeof joined / sizeof joined[0]; i++) {
    if (strcmp(code, joined[i]) == 0) {
      const unsigned first = (unsigned)(code[0] - '0') * 10 + (unsigned)(code[1] - '0');
      extent->level = 2;
      extent->evidence = LOCIQ_EVIDENCE_STRONG;
      return add_sectors(extent, first, (unsigned)(code[3] - '0') * 10 + (unsigned)(code[4] - '0'));
    }
  }
  return false;
}

static bool read_outside(lociq_extent *extent) {
  extent->role = LOCIQ_CODE_OUTSIDE;
  return true;
}

static bool read_code(const char *code, lociq_extent *extent) {
  const size_t length = strlen(code);
  if (strcmp(code, "10") == 0) {
    extent->role = LOCIQ_CODE_TOTAL;
    return true;
  }
  if (length < 2 || length > SIX_DIGITS) {
    return false;
  }
  if (strspn(code, "0123456789") != length) {
    return read_joined(code, extent);
  }
  const unsigned sector = (unsigned)(code[0] - '0') * 10 + (unsigned)(code[1] - '0');
  if (sector == UNCLASSIFIED_SECTOR || strcmp(code, "1029") == 0) {
    return read_outside(extent);
  }
  if (sector == 10) {
    return (length == 3 || length == 4) && read_grouping(code, length, extent);
  }
  if (memchr(sectors, (int)sector, sizeof sectors) == NULL) {
    return false;
  }
  unsigned low = 0, width = 1;
  for (size_t i = 0; i < SIX_DIGITS; i++) {
    low = low * 10 + (i < length ? (unsigned)(code[i] - '0') : 0);
    width *= i < length ? 1 : 10;
  }
  extent->level = (int)length;
  return lociq_extent_add(extent, low, low + width - 1);
}

static bool find_supersector(unsigned sector, size_t *found) {
  for (size_t i = 0; i < sizeof supersectors / sizeof supersectors[0]; i++) {
    for (size_t k = 0; k < 4; k++) {
      if (sector >= supersectors[i].ranges[k][0] && sector <= supersectors[i].ranges[k][1]) {
        *found = i;
        return true;
      }
    }
  }
  return false;
}

/* The first of the sectors that are joined to one. */
static unsigned join(unsigned sector) {
  for (size_t i = 0; i < sizeof joined / sizeof joined[0]; i++) {
    const unsigned first = (unsigned)(joined[i][0] - '0') * 10 + (unsigned)(joined[i][1] - '0');
    const unsigned last = (unsigned)(joined[i][3] - '0') * 10 + (unsigned)(joined[i][4] - '0');
    if (sector >= first && sector <= last) {
      return first;
    }
  }
  return sector;
}

static bool find_member(uint64_t place, int level, uint64_t *member) {
  const unsigned sector = (unsigned)(place / 10000U);
  size_t supersector = 0;
  if (level < 2) {
    const bool found = find_supersector(sector, &supersector);
    *member = level == 1 ? supersector : (uint64_t)supersectors[supersector].code[2];
    return found;
  }
  *member = join(sector);
  for (uint64_t digits = 2, width = 10000; level > 2 && digits < (uint64_t)level; digits++) {
    width /= 10;
    *member = place / width;
  }
  return true;
}

static void write_member(uint64_t member, int level, const char *code, char name[LOCIQ_MEMBER_SIZE]) {
  (void)code;
  if (level == 0) {
    (void)snprintf(name, LOCIQ_MEMBER_SIZE, "10%c", (char)member);
  } else if (level == 1) {
    (void)snprintf(name, LOCIQ_MEMBER_SIZE, "%s", supersectors[member].code);
  } else {
    (void)snprintf(name, LOCIQ_MEMBER_SIZE, "%u", (unsigned)member);
  }
  for (size_t i = 0; level == 2 && i < sizeof joined / sizeof joined[0]; i++) {
    if (strncmp(joined[i], name, 2) == 0) {
      (void)snprintf(name, LOCIQ_MEMBER_SIZE, "%s", joined[i]);
    }
  }
}

const lociq_classification_kind lociq_naics = {"NAICS",   LOCIQ_INDUSTRY, levels,      7,
                                               read_code, find_member,    write_member};

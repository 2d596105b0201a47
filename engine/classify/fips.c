/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Area codes of the United States as the Bureau of Labor Statistics writes them:
 * US000 the nation, 01000 a state, 01001 a county, 01999 what is in no known
 * county, C1018 a metropolitan or micropolitan area, CS122 a combined one.
 */
#include <stdio.h>
#include <string.h>

#include "classify/classification.h"

/* FIPS codes of the states, the District and the territories. */
static const unsigned char states[] = {1,  2,  4,  5,  6,  8,  9,  10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 22,
                                       23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,
                                       42, 44, 45, 46, 47, 48, 49, 50, 51, 53, 54, 55, 56, 60, 66, 69, 72, 78};

enum { SYSTEM_AREAS = 1, SYSTEM_COMBINED = 2, FIRST_UNKNOWN_COUNTY = 995 };

static const char *const levels[] = {"nation", "state", "county", "msa", "csa"};

static bool read_digits(const char *text, size_t length, unsigned *value) {
  *value = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') {
      return false;
    }
    *value = *value * 10 + (unsigned)(text[i] - '0');
  }
  return text[length] == '\0';
}

static bool read_area(lociq_extent *extent, unsigned value, int level, int system) {
  extent->level = level;
  extent->system = system;
  extent->evidence = LOCIQ_EVIDENCE_STRONG;
  return lociq_extent_add(extent, value, value);
}

static bool read_state_or_county(lociq_extent *extent, unsigned value) {
  const unsigned state = value / 1000, county = value % 1000;
  if (memchr(states, (int)state, sizeof states) == NULL) {
    return false;
  }
  if (county >= FIRST_UNKNOWN_COUNTY) {
    extent->role = LOCIQ_CODE_OUTSIDE;
    return true;
  }
  extent->level = county == 0 ? 1 : 2;
  return lociq_extent_add(extent, value, county == 0 ? value + 999 : value);
}

static bool read_code(const char *code, lociq_extent *extent) {
  unsigned value = 0;
  if (strncmp(code, "US", 2) == 0) {
    extent->role = LOCIQ_CODE_AGGREGATE;
    extent->level = strcmp(code, "US000") == 0 ? 0 : LOCIQ_NO_LEVEL;
    return extent->level == 0 || strcmp(code, "USCMS") == 0 || strcmp(code, "USMSA") == 0 || strcmp(code, "USNMS") == 0;
  }
  if (strlen(code) != 5) {
    return false;
  }
  if (strncmp(code, "CS", 2) == 0) {
    return read_digits(code + 2, 3, &value) && read_area(extent, value, 4, SYSTEM_COMBINED);
  }
  if (code[0] == 'C') {
    return read_digits(code + 1, 4, &value) && read_area(extent, value, 3, SYSTEM_AREAS);
  }
  return read_digits(code, 5, &value) && read_state_or_county(extent, value);
}

enum { COUNTIES = 1000, NATION = 0, STATE = 1, COUNTY = 2 };

static bool find_member(uint64_t place, int level, uint64_t *member) {
  *member = level == NATION ? 0 : level == STATE ? place / COUNTIES : place;
  return level <= COUNTY;
}

static void write_member(uint64_t member, int level, const char *code, char name[LOCIQ_MEMBER_SIZE]) {
  (void)code;
  if (level == NATION) {
    (void)snprintf(name, LOCIQ_MEMBER_SIZE, "US000");
  } else {
    (void)snprintf(name, LOCIQ_MEMBER_SIZE, "%05u", (unsigned)(level == STATE ? member * COUNTIES : member));
  }
}

const lociq_classification_kind lociq_fips = {"FIPS", LOCIQ_REGION, levels, 5, read_code, find_member, write_member};

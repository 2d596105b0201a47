/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/eligible.h"

#include <lociq/classify.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "partners/size.h"
#include "read/records.h"

typedef struct question {
  const lociq_statistics *statistics;
  const lociq_units *units;
  const lociq_partner_options *options;
} question;

/* ---- level ---- */

/* "there is 1, 2": those that regions have. */
static void describe_levels(const lociq_axis *regions, char *text, size_t size) {
  enum { LEVELS = 16 };
  bool there[LEVELS] = {false};
  size_t length = 0, count = 0;
  for (size_t r = 0; r < lociq_axis_count(regions); r++) {
    const int level = lociq_axis_level(regions, r);
    if (level >= 0 && level < LEVELS) there[level] = true;
  }
  for (int level = 0; level < LEVELS; level++) {
    if (!there[level]) continue;
    length += (size_t)snprintf(text + length, size - length, "%s%d", count++ == 0 ? "there is " : ", ", level);
  }
  if (count == 0) (void)snprintf(text, size, "the codes of the regions tell none");
}

/* "2", "nuts2", "county"; LOCIQ_NO_LEVEL where it is none. */
static int level_of(const char *text) {
  char *end = NULL;
  int level = LOCIQ_NO_LEVEL;
  const long number = strtol(text, &end, 10);
  if (*end == '\0' && end != text && number >= 0 && number <= 100) return (int)number;
  if (lociq_level_parse(LOCIQ_NUTS, text, &level, NULL) != LOCIQ_OK)
    (void)lociq_level_parse(LOCIQ_FIPS, text, &level, NULL);
  return level;
}

static lociq_status keep_level(const question *asked, bool *eligible, lociq_error *error) {
  const lociq_axis *regions = asked->units->regions;
  const int level = level_of(asked->options->level);
  bool any = false;
  for (size_t r = 0; r < lociq_axis_count(regions) && level != LOCIQ_NO_LEVEL && !any; r++)
    any = lociq_axis_level(regions, r) == level;
  if (!any) {
    char levels[128];
    describe_levels(regions, levels, sizeof levels);
    return lociq_error_set(error, LOCIQ_INVALID, "no region is of level \"%s\": %s", asked->options->level, levels);
  }
  for (size_t u = 0; u < asked->units->count; u++) {
    const size_t region = asked->units->items[u].region;
    eligible[u] = eligible[u] && region != LOCIQ_NONE && lociq_axis_level(regions, region) == level;
  }
  return LOCIQ_OK;
}

/* ---- size and stars ---- */

static lociq_status keep_large(const question *asked, bool *eligible, lociq_error *error) {
  double *sizes = NULL;
  const lociq_status status = lociq_units_size(asked->statistics, asked->units, &sizes, error);
  for (size_t u = 0; status == LOCIQ_OK && u < asked->units->count; u++)
    eligible[u] = eligible[u] && sizes[u] >= asked->options->minimum_size;
  free(sizes);
  return status;
}

typedef struct starring {
  const question *asked;
  size_t next; /* the first unit that no row has been seen of yet: they lie by region */
  bool *eligible;
} starring;

/* Of the cluster; of a whole region the most that one of its industries has. */
static double stars_of(const lociq_units *units, const lociq_unit *unit, const double *row) {
  double most = (double)NAN;
  if (units->cluster != LOCIQ_NONE) return unit->industry == LOCIQ_NONE ? most : row[unit->industry];
  for (size_t i = 0; i < lociq_axis_count(units->industries); i++) most = fmax(most, row[i]);
  return most;
}

static void see_stars(void *context, size_t region, const double *row) {
  starring *job = context;
  const lociq_units *units = job->asked->units;
  for (; job->next < units->count && units->items[job->next].region == region; job->next++)
    if (!(stars_of(units, &units->items[job->next], row) >= job->asked->options->minimum_stars))
      job->eligible[job->next] = false;
}

static lociq_status keep_stars(const question *asked, bool *eligible, lociq_error *error) {
  const lociq_statistics *statistics = asked->statistics;
  lociq_statistic stars = {0};
  if (!lociq_statistics_have(statistics, "stars"))
    return lociq_error_set(error, LOCIQ_INVALID,
                           "a minimum of stars needs the indicator stars, which the store has not: compute it first");
  lociq_status status = lociq_statistics_open(statistics, "stars", statistics->year, &stars, error);
  if (status == LOCIQ_OK && !stars.by_industry)
    status = lociq_error_set(error, LOCIQ_INVALID, "stars does not lie over regions and industries");
  starring job = {.asked = asked, .eligible = eligible};
  if (status == LOCIQ_OK)
    status = lociq_statistics_sweep(statistics, "stars", statistics->year, see_stars, &job, error);
  for (size_t u = job.next; status == LOCIQ_OK && u < asked->units->count; u++) eligible[u] = false;
  lociq_statistic_clear(&stars);
  return status;
}

/* ---- within ---- */

typedef struct prefixes {
  char **codes; /* sorted */
  size_t count, room;
} prefixes;

static void prefixes_clear(prefixes *list) {
  for (size_t i = 0; i < list->count; i++) free(list->codes[i]);
  free(list->codes);
}

static lociq_status add_prefix(prefixes *list, const lociq_records *records, lociq_error *error) {
  if (records->texts[0][0] == '\0') return lociq_records_refuse(records, 0, "a code", error);
  if (list->count == list->room) {
    const size_t room = list->room == 0 ? 64 : 2 * list->room;
    char **grown = lociq_resize(list->codes, room, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "a list of regions");
    list->codes = grown;
    list->room = room;
  }
  char *code = lociq_copy_text(records->texts[0]);
  if (code == NULL) return lociq_memory_error(error, "a list of regions");
  list->codes[list->count++] = code;
  return LOCIQ_OK;
}

static int compare_codes(const void *left, const void *right) {
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static lociq_status read_prefixes(const char *path, prefixes *list, lociq_error *error) {
  static const lociq_record_column columns[] = {{.name = "region"}};
  lociq_records records;
  lociq_status status = lociq_records_open(path, columns, 1, NULL, &records, error);
  while (status == LOCIQ_OK) {
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = add_prefix(list, &records, error);
  }
  lociq_records_close(&records);
  if (list->count > 0) qsort(list->codes, list->count, sizeof *list->codes, compare_codes);
  return status;
}

/* Whether a code, or what it begins with, is in the list. */
static bool lies_within(const prefixes *list, const char *code) {
  char start[1024 + 1];
  const char *key = start;
  for (size_t length = 1; length < sizeof start && code[length - 1] != '\0'; length++) {
    start[length - 1] = code[length - 1];
    start[length] = '\0';
    if (bsearch(&key, list->codes, list->count, sizeof *list->codes, compare_codes) != NULL) return true;
  }
  return false;
}

/* Where an organisation without a region of the store says that it is. */
static const char *declared_place(const lociq_units *units, const lociq_unit *unit) {
  if (unit->organisation == LOCIQ_NONE) return "";
  const lociq_organisation *organisation = &units->organisations->items[unit->organisation];
  return organisation->region[0] != '\0' ? organisation->region : organisation->country;
}

static lociq_status keep_within(const question *asked, bool *eligible, lociq_error *error) {
  const lociq_units *units = asked->units;
  prefixes list = {0};
  lociq_status status = read_prefixes(asked->options->within, &list, error);
  bool any = false;
  for (size_t u = 0; status == LOCIQ_OK && list.count > 0 && u < units->count; u++) {
    const lociq_unit *unit = &units->items[u];
    const char *code =
        unit->region != LOCIQ_NONE ? lociq_axis_code(units->regions, unit->region) : declared_place(units, unit);
    const bool within = lies_within(&list, code);
    eligible[u] = eligible[u] && within;
    any = any || within;
  }
  if (status == LOCIQ_OK && !any)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: no region that may be a partner lies in one of its %zu",
                             asked->options->within, list.count);
  prefixes_clear(&list);
  return status;
}

/* ---- interest ---- */

/* Regions where some organisation declares at least that. */
static void find_interested(const lociq_units *units, lociq_interest least, bool *interested) {
  for (size_t o = 0; o < units->organisations->count; o++) {
    const size_t region = units->organisation_regions[o];
    if (region != LOCIQ_NONE && units->organisations->items[o].interest >= least) interested[region] = true;
  }
}

static lociq_status keep_interested(const question *asked, bool *eligible, lociq_error *error) {
  const lociq_units *units = asked->units;
  const char *interest = asked->options->interest;
  const lociq_interest least = strcmp(interest, "ready") == 0 ? LOCIQ_INTEREST_READY : LOCIQ_INTEREST_WILLING;
  if (least == LOCIQ_INTEREST_WILLING && strcmp(interest, "willing") != 0)
    return lociq_error_set(error, LOCIQ_INVALID, "interest is \"%s\": expected willing or ready", interest);
  if (units->organisations == NULL || units->organisations->count == 0)
    return lociq_error_set(error, LOCIQ_INVALID, "an interest needs organisations, and the store has none");
  bool *interested = lociq_allocate(lociq_axis_count(units->regions), sizeof *interested);
  if (interested == NULL) return lociq_memory_error(error, "the organisations' interest");
  if (units->cluster == LOCIQ_NONE) find_interested(units, least, interested);
  for (size_t u = 0; u < units->count; u++) {
    const lociq_unit *unit = &units->items[u];
    const bool declared = unit->organisation != LOCIQ_NONE
                              ? units->organisations->items[unit->organisation].interest >= least
                              : units->cluster == LOCIQ_NONE && interested[unit->region];
    eligible[u] = eligible[u] && declared;
  }
  free(interested);
  return LOCIQ_OK;
}

lociq_status lociq_units_eligible(const lociq_statistics *statistics, const lociq_units *units,
                                  const lociq_partner_options *options, bool **eligible, lociq_error *error) {
  const question asked = {.statistics = statistics, .units = units, .options = options};
  const struct {
    bool wanted;
    lociq_status (*keep)(const question *asked, bool *eligible, lociq_error *error);
  } filters[] = {{options->level != NULL, keep_level},
                 {!isnan(options->minimum_size), keep_large},
                 {!isnan(options->minimum_stars), keep_stars},
                 {options->within != NULL, keep_within},
                 {options->interest != NULL, keep_interested}};
  bool *made = NULL;
  for (size_t f = 0; f < sizeof filters / sizeof filters[0]; f++) {
    if (!filters[f].wanted) continue;
    if (made == NULL) {
      made = lociq_allocate(units->count, sizeof *made);
      if (made == NULL) return lociq_memory_error(error, "who may be a partner");
      for (size_t u = 0; u < units->count; u++) made[u] = true;
    }
    const lociq_status status = filters[f].keep(&asked, made, error);
    if (status == LOCIQ_OK) continue;
    free(made);
    return status;
  }
  *eligible = made;
  return LOCIQ_OK;
}

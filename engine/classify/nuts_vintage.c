/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/classify.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

const int lociq_nuts_vintages[LOCIQ_NUTS_VINTAGES] = {2006, 2010, 2013, 2016, 2021, 2024};

typedef struct run {
  char country[3];
  int first, last;
  const char *codes; /* between blanks */
} run;

#define NUTS_CODES(country, first, last, codes) {#country, first, last, codes},
static const run runs[] = {
#include "classify/nuts_vintages.def"
};
#undef NUTS_CODES

/* Whether the word is one of those between blanks. */
static bool lists(const char *words, const char *word) {
  const size_t length = strlen(word);
  for (const char *at = words; (at = strstr(at, word)) != NULL; at += length)
    if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) return true;
  return false;
}

static lociq_vintages vintages_between(int first, int last) {
  lociq_vintages vintages = 0;
  for (int i = 0; i < LOCIQ_NUTS_VINTAGES; i++)
    if (lociq_nuts_vintages[i] >= first && lociq_nuts_vintages[i] <= last) vintages |= 1U << i;
  return vintages;
}

lociq_vintages lociq_code_vintages(const char *code) {
  const size_t length = strlen(code);
  if (length < 3 || length > 5 || strchr(code, ' ') != NULL) return 0;
  const char *country = strncmp(code, "GR", 2) == 0 ? "EL" : strncmp(code, "GB", 2) == 0 ? "UK" : code;
  lociq_vintages vintages = 0;
  for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++)
    if (strncmp(runs[i].country, country, 2) == 0 && lists(runs[i].codes, code + 2))
      vintages |= vintages_between(runs[i].first, runs[i].last);
  return vintages;
}

/* ---- sets of vintages as texts */

void lociq_vintages_format(lociq_vintages vintages, char text[LOCIQ_VINTAGES_TEXT]) {
  size_t length = 0;
  text[0] = '\0';
  for (int i = 0; i < LOCIQ_NUTS_VINTAGES; i++)
    if ((vintages >> i & 1U) != 0)
      length += (size_t)snprintf(text + length, LOCIQ_VINTAGES_TEXT - length, "%s%d", length == 0 ? "" : " ",
                                 lociq_nuts_vintages[i]);
}

lociq_status lociq_vintages_parse(const char *text, lociq_vintages *vintages, lociq_error *error) {
  lociq_vintages found = 0;
  const char *at = text;
  do {
    char year[8];
    int i = 0;
    for (; i < LOCIQ_NUTS_VINTAGES; i++) {
      (void)snprintf(year, sizeof year, "%d", lociq_nuts_vintages[i]);
      if (strncmp(at, year, 4) == 0 && (at[4] == ' ' || at[4] == '\0')) break;
    }
    if (i == LOCIQ_NUTS_VINTAGES) {
      char known[LOCIQ_VINTAGES_TEXT];
      lociq_vintages_format(LOCIQ_ALL_VINTAGES, known);
      return lociq_error_set(error, LOCIQ_INVALID, "\"%s\" is no vintage of NUTS, of which there are %s", text, known);
    }
    found |= 1U << i;
    at += 4;
  } while (*at++ != '\0');
  *vintages = found;
  return LOCIQ_OK;
}

void lociq_vintages_describe(lociq_vintages vintages, char text[LOCIQ_VINTAGES_TEXT]) {
  text[0] = '\0';
  if (vintages == 0) return;
  const lociq_vintages first = vintages & (~vintages + 1U), above = vintages + first;
  const bool unbroken = (vintages & above) == 0 && vintages != first;
  int low = 0, high = LOCIQ_NUTS_VINTAGES - 1;
  while ((vintages >> low & 1U) == 0) low++;
  while ((vintages >> high & 1U) == 0) high--;
  if (unbroken && low == 0 && high < LOCIQ_NUTS_VINTAGES - 1) {
    (void)snprintf(text, LOCIQ_VINTAGES_TEXT, "%d and earlier", lociq_nuts_vintages[high]);
  } else if (unbroken && low > 0 && high == LOCIQ_NUTS_VINTAGES - 1) {
    (void)snprintf(text, LOCIQ_VINTAGES_TEXT, "%d and later", lociq_nuts_vintages[low]);
  } else {
    size_t length = 0;
    for (int i = low; i <= high; i++)
      if ((vintages >> i & 1U) != 0)
        length += (size_t)snprintf(text + length, LOCIQ_VINTAGES_TEXT - length, "%s%d",
                                   i == low    ? ""
                                   : i == high ? " and "
                                               : ", ",
                                   lociq_nuts_vintages[i]);
  }
}

/* ---- codes that do not go together */

bool lociq_vintages_part(const char *const *first, size_t first_count, const char *const *second, size_t second_count,
                         size_t *one, size_t *other) {
  bool found = false;
  for (size_t i = 0; i < first_count; i++) {
    const lociq_vintages own = lociq_code_vintages(first[i]);
    for (size_t k = 0; own != 0 && k < second_count; k++) {
      const lociq_vintages theirs = lociq_code_vintages(second[k]);
      if (theirs == 0 || (own & theirs) != 0) continue;
      const bool same_country = strncmp(first[i], second[k], 2) == 0;
      if (found && !same_country) continue;
      *one = i;
      *other = k;
      found = true;
      if (same_country) return true;
    }
  }
  return found;
}

/* ---- the vintage of a panel's regions */

/* Of each region that says something and has a value in the year. */
typedef struct year_codes {
  const char **codes;
  size_t count;
} year_codes;

static bool any_known(const double *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!isnan(values[i])) return true;
  return false;
}

/* A measure's values of the region in the year, or its total of them. */
static bool has_value(const lociq_panel *panel, size_t year, size_t region) {
  const size_t years = lociq_axis_count(panel->axes[LOCIQ_YEAR]), regions = lociq_axis_count(panel->axes[LOCIQ_REGION]);
  for (size_t i = 0; i < panel->cube_count; i++) {
    const lociq_grid *parts = panel->cubes[i]->parts;
    if ((panel->cubes[i]->shape & LOCIQ_BY_REGION) == 0) continue;
    const bool yearly = (panel->cubes[i]->shape & LOCIQ_BY_YEAR) != 0;
    for (int part = LOCIQ_BODY; part <= LOCIQ_TOTAL_REGION; part++) {
      const size_t width = parts[part].count / (regions * (yearly ? years : 1));
      if (parts[part].values != NULL &&
          any_known(parts[part].values + ((yearly ? year : 0) * regions + region) * width, width))
        return true;
    }
  }
  return false;
}

/* The vintage that has most of the codes, the latest of such. */
static int vintage_of_most(const year_codes *all, size_t *most) {
  int best = 0;
  *most = 0;
  for (int i = 0; i < LOCIQ_NUTS_VINTAGES; i++) {
    size_t count = 0;
    for (size_t k = 0; k < all->count; k++) count += lociq_code_vintages(all->codes[k]) >> i & 1U;
    if (count >= *most) {
      best = lociq_nuts_vintages[i];
      *most = count;
    }
  }
  return best;
}

static lociq_status refuse_mixture(const year_codes *all, const char *year, lociq_error *error) {
  char own[LOCIQ_VINTAGES_TEXT], theirs[LOCIQ_VINTAGES_TEXT];
  size_t one = 0, other = 0, most = 0;
  const int best = vintage_of_most(all, &most);
  if (!lociq_vintages_part(all->codes, all->count, all->codes, all->count, &one, &other))
    return lociq_error_set(
        error, LOCIQ_CONFLICT,
        "no vintage of NUTS has all regions that have values in %s: choose one with --vintage (%d has "
        "%zu of %zu)",
        year, best, most, all->count);
  lociq_vintages_describe(lociq_code_vintages(all->codes[one]), own);
  lociq_vintages_describe(lociq_code_vintages(all->codes[other]), theirs);
  return lociq_error_set(
      error, LOCIQ_CONFLICT,
      "%s is of NUTS %s, %s of %s, and both have values in %s: choose one vintage with --vintage (%d "
      "has %zu of these %zu regions)",
      all->codes[one], own, all->codes[other], theirs, year, best, most, all->count);
}

static lociq_status find_of_year(const lociq_panel *panel, size_t year, year_codes *room, lociq_vintages *vintages,
                                 lociq_error *error) {
  const lociq_axis *regions = panel->axes[LOCIQ_REGION];
  bool mixed = false;
  *vintages = 0;
  room->count = 0;
  for (size_t r = 0; r < lociq_axis_count(regions); r++) {
    const char *code = lociq_axis_code(regions, r);
    const lociq_vintages own = lociq_code_vintages(code);
    if (own == 0 || !has_value(panel, year, r)) continue;
    *vintages = room->count == 0 ? own : *vintages & own;
    room->codes[room->count++] = code;
    mixed = mixed || *vintages == 0;
  }
  return mixed ? refuse_mixture(room, lociq_axis_code(panel->axes[LOCIQ_YEAR], year), error) : LOCIQ_OK;
}

lociq_status lociq_panel_vintages(const lociq_panel *panel, lociq_vintages *vintages, lociq_error *error) {
  const lociq_axis *regions = panel->axes[LOCIQ_REGION];
  const size_t count = lociq_axis_count(regions);
  lociq_vintages found = 0;
  lociq_status status = LOCIQ_OK;
  year_codes room = {.codes = lociq_allocate(count + 1, sizeof *room.codes)};
  if (room.codes == NULL) return lociq_memory_error(error, "regions");
  for (size_t r = 0; r < count; r++) room.codes[r] = lociq_axis_code(regions, r);
  const bool nuts = lociq_classify(LOCIQ_REGION, room.codes, count) == LOCIQ_NUTS;
  for (size_t year = lociq_axis_count(panel->axes[LOCIQ_YEAR]); nuts && status == LOCIQ_OK && year-- > 0;) {
    lociq_vintages own = 0;
    status = find_of_year(panel, year, &room, &own, error);
    if (found == 0)
      found = own;
    else if ((found & own) != 0)
      found &= own;
  }
  free(room.codes);
  if (status == LOCIQ_OK) *vintages = found;
  return status;
}

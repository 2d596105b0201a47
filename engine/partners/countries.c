/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/countries.h"

#include <lociq/classify.h>
#include <string.h>
#include <strings.h>

#include "classify/country.h"
#include "core/memory.h"

/* The country that an organisation says it is of; an empty text where it does not. */
static void declared_country(const lociq_organisation *organisation, char *country, size_t size) {
  const char *region = organisation->region;
  country[0] = '\0';
  if (organisation->country[0] != '\0')
    (void)strncat(country, organisation->country, size - 1);
  else if (lociq_classify(LOCIQ_REGION, &region, 1) == LOCIQ_NUTS)
    (void)lociq_code_ancestor(LOCIQ_NUTS, region, 0, country, size);
}

static bool same_country(const char *first, const char *second) {
  return strcasecmp(first, second) == 0 || lociq_code_overlaps(LOCIQ_NUTS, first, second);
}

enum { COUNTRY_SIZE = 64 };

/* The number of a region of that country; LOCIQ_NONE where there is none. */
static size_t find_region(const lociq_units *units, char *const *codes, const size_t *countries, const char *country) {
  for (size_t r = 0; r < lociq_axis_count(units->regions); r++)
    if ((r == 0 || countries[r] != countries[r - 1]) && same_country(codes[r], country)) return countries[r];
  return LOCIQ_NONE;
}

/* Organisations of a country without regions have that of the first one, behind the regions' numbers. */
static size_t find_organisation(const lociq_units *units, const char *country) {
  char other[COUNTRY_SIZE];
  size_t at = 0;
  for (;; at++) {
    declared_country(&units->organisations->items[at], other, sizeof other);
    if (same_country(other, country)) return lociq_axis_count(units->regions) + at;
  }
}

static size_t country_of(const lociq_units *units, char *const *codes, const size_t *countries,
                         const lociq_unit *unit) {
  if (unit->region != LOCIQ_NONE) return countries[unit->region];
  char country[COUNTRY_SIZE] = "";
  if (unit->organisation != LOCIQ_NONE)
    declared_country(&units->organisations->items[unit->organisation], country, sizeof country);
  if (country[0] == '\0') return LOCIQ_NONE;
  const size_t found = find_region(units, codes, countries, country);
  return found != LOCIQ_NONE ? found : find_organisation(units, country);
}

lociq_status lociq_units_countries(const lociq_units *units, size_t **countries, lociq_error *error) {
  const size_t regions = lociq_axis_count(units->regions);
  size_t *of_regions = NULL, *made = NULL;
  char **codes = NULL;
  lociq_status status = lociq_countries_find(units->regions, &of_regions, error);
  if (status == LOCIQ_OK) status = lociq_countries_code(units->regions, &codes, error);
  if (status != LOCIQ_OK) goto done;
  made = lociq_allocate(units->count, sizeof *made);
  if (made == NULL) status = lociq_memory_error(error, "the units' countries");
  for (size_t u = 0; made != NULL && u < units->count; u++)
    made[u] = country_of(units, codes, of_regions, &units->items[u]);
  if (made != NULL) *countries = made;
done:
  for (size_t r = 0; codes != NULL && r < regions; r++) free(codes[r]);
  free(codes);
  free(of_regions);
  return status;
}

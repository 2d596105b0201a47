/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/concentration/sites.h"

#include <math.h>

#include "core/memory.h"

/* g before it is shared out: as given, else the employment of all plants. */
static void fill_employment(const lociq_whole *whole, double *employment) {
  const double *given = whole->operands[0];
  const lociq_plants *plants = &whole->given->plants;
  for (size_t r = 0; r < whole->regions; r++) employment[r] = given == NULL ? 0 : given[r];
  for (size_t k = 0; given == NULL && k < plants->first[whole->industries]; k++)
    employment[plants->region[k]] += plants->employment[k];
}

lociq_status lociq_sites_open(const lociq_whole *whole, lociq_sites *sites, lociq_error *error) {
  *sites = (lociq_sites){.whole = whole};
  if (whole->given->plants.first == NULL) return LOCIQ_OK;
  sites->employment = lociq_allocate(3 * whole->regions, sizeof *sites->employment);
  if (sites->employment == NULL) return lociq_memory_error(error, "plants' regions");
  sites->a = sites->employment + whole->regions;
  sites->g = sites->a + whole->regions;
  fill_employment(whole, sites->employment);
  return LOCIQ_OK;
}

void lociq_sites_close(lociq_sites *sites) { free(sites->employment); }

bool lociq_sites_take(lociq_sites *sites, size_t industry) {
  const lociq_plants *plants = &sites->whole->given->plants;
  const size_t regions = sites->whole->regions;
  double own = 0, all = 0;
  for (size_t r = 0; r < regions; r++) {
    sites->a[r] = 0;
    sites->g[r] = isnan(sites->employment[r]) ? 0 : sites->employment[r];
    all += sites->g[r];
  }
  for (size_t k = plants->first[industry]; k < plants->first[industry + 1]; k++) {
    if (isnan(sites->employment[plants->region[k]])) continue;
    sites->a[plants->region[k]] += plants->employment[k];
    own += plants->employment[k];
  }
  if (!(own > 0 && all > 0)) return false;
  for (size_t r = 0; r < regions; r++) {
    sites->a[r] /= own;
    sites->g[r] /= all;
  }
  return true;
}

static lociq_site_moments of_measure(const lociq_whole *whole, size_t industry) {
  const size_t width = lociq_lanes_width(whole->industries);
  const double *moments = whole->needs[0] + industry;
  return (lociq_site_moments){moments[0], moments[width], moments[2 * width], moments[3 * width]};
}

lociq_site_moments lociq_sites_moments(lociq_sites *sites, size_t industry) {
  if (sites->employment == NULL) return of_measure(sites->whole, industry);
  if (!lociq_sites_take(sites, industry)) return (lociq_site_moments){NAN, NAN, NAN, NAN};
  lociq_site_moments sums = {0};
  for (size_t r = 0; r < sites->whole->regions; r++) {
    const double a = sites->a[r], g = sites->g[r];
    sums.distance += (a - g) * (a - g);
    sums.locations += a * a;
    sums.squares += g * g;
    sums.cubes += g * g * g;
  }
  return sums;
}

lociq_plant_moments lociq_sites_plants(const lociq_sites *sites, size_t industry) {
  const lociq_given *given = sites->whole->given;
  const lociq_plants *plants = &given->plants;
  if (plants->first == NULL) return (lociq_plant_moments){NAN, given->plant_herfindahl[industry], NAN};
  double all = 0, squares = 0, fourth = 0;
  for (size_t k = plants->first[industry]; k < plants->first[industry + 1]; k++) all += plants->employment[k];
  for (size_t k = plants->first[industry]; k < plants->first[industry + 1]; k++) {
    const double z = plants->employment[k] / all;
    squares += z * z;
    fourth += z * z * z * z;
  }
  if (all == 0) return (lociq_plant_moments){NAN, NAN, NAN};
  return (lociq_plant_moments){(double)(plants->first[industry + 1] - plants->first[industry]), squares, fourth};
}

bool lociq_sites_by_measure(const lociq_value *options) { return options[LOCIQ_SITES_PLANTS].choice == 0; }

const char *lociq_sites_lacks(const lociq_value *options) {
  const bool plants = options[LOCIQ_SITES_PLANTS].choice != 0;
  const bool herfindahl = options[LOCIQ_SITES_HERFINDAHL].choice != 0;
  if (plants && herfindahl) return "one of --plants and --plant_herfindahl, not both";
  return plants || herfindahl ? NULL
                              : "plants: --plants names a file of them, --plant_herfindahl one of their "
                                "Herfindahl indices";
}

/* ---- the second implementations' own ---- */

static double employed(const lociq_table *table, size_t region, size_t industry) {
  const lociq_plants *plants = &table->given->plants;
  const size_t first = industry == LOCIQ_NONE ? 0 : plants->first[industry];
  const size_t last = plants->first[industry == LOCIQ_NONE ? table->industries : industry + 1];
  double sum = 0;
  for (size_t k = first; k < last; k++)
    if (plants->region[k] == region) sum += plants->employment[k];
  return sum;
}

lociq_sides lociq_naive_sites(const lociq_table *table, size_t region, size_t industry) {
  if (table->given->plants.first == NULL) return lociq_naive_industry_sides(table, region, industry);
  const double g = table->operands[0] == NULL ? employed(table, region, LOCIQ_NONE) : table->operands[0][region];
  return (lociq_sides){employed(table, region, industry), g};
}

lociq_site_moments lociq_naive_sites_moments(const lociq_table *table, size_t industry) {
  lociq_site_moments moments = {0};
  double own = 0, other = 0;
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_sides sides = lociq_naive_sites(table, r, industry);
    if (isnan(sides.own) || isnan(sides.other)) continue;
    own += sides.own;
    other += sides.other;
  }
  if (!(own > 0 && other > 0)) return (lociq_site_moments){NAN, NAN, NAN, NAN};
  if (table->raw_shares && table->given->plants.first == NULL) own = other = 1;
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_sides sides = lociq_naive_sites(table, r, industry);
    if (isnan(sides.own) || isnan(sides.other)) continue;
    moments.distance += pow(sides.own / own - sides.other / other, 2);
    moments.locations += pow(sides.own / own, 2);
    moments.squares += pow(sides.other / other, 2);
    moments.cubes += pow(sides.other / other, 3);
  }
  return moments;
}

lociq_plant_moments lociq_naive_sites_plants(const lociq_table *table, size_t industry) {
  const lociq_plants *plants = &table->given->plants;
  if (plants->first == NULL) return (lociq_plant_moments){NAN, table->given->plant_herfindahl[industry], NAN};
  lociq_plant_moments moments = {0};
  double all = 0;
  for (size_t r = 0; r < table->regions; r++) all += employed(table, r, industry);
  for (size_t k = plants->first[industry]; k < plants->first[industry + 1]; k++) {
    moments.count++;
    moments.herfindahl += pow(plants->employment[k] / all, 2);
    moments.fourth += pow(plants->employment[k] / all, 4);
  }
  return all > 0 ? moments : (lociq_plant_moments){NAN, NAN, NAN};
}

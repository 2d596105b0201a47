/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the indices of plants are made of: the parts a that the plants' regions
 * have in an industry, the parts g that they have in everything, and the plants'
 * own shares.
 *
 * a is that of the plants where a file of them is given: a region without one
 * counts with 0. Regions whose g is unknown leave, and both sides are rescaled to 1
 * over the others. Without plants a and g are those of the measure, from the
 * auxiliary indicator site_moments.
 */
#ifndef LOCIQ_INDICATORS_CONCENTRATION_SITES_H
#define LOCIQ_INDICATORS_CONCENTRATION_SITES_H

#include "indicators/kernel.h"
#include "indicators/naive.h"

/* The options of those that take plants, in this order. */
enum { LOCIQ_SITES_PLANTS, LOCIQ_SITES_REGIONAL_EMPLOYMENT, LOCIQ_SITES_HERFINDAHL };

/* Σ(a−g)², Σa², Σg², Σg³; NaN where the industry is not known. */
typedef struct lociq_site_moments {
  double distance, locations, squares, cubes;
} lociq_site_moments;

/* Of an industry's plants, z their shares: how many, Σz², Σz⁴. NaN where there are none, or,
 * but for the second, where only the Herfindahl index is given. */
typedef struct lociq_plant_moments {
  double count, herfindahl, fourth;
} lociq_plant_moments;

/* Borrows what it is opened with. */
typedef struct lociq_sites {
  const lociq_whole *whole;
  double *employment; /* of regions; NaN where unknown */
  double *a, *g;      /* of the industry that was taken last */
} lociq_sites;

lociq_status lociq_sites_open(const lociq_whole *whole, lociq_sites *sites, lociq_error *error);
void lociq_sites_close(lociq_sites *sites);
/* Fills a and g of an industry, both rescaled, 0 where unknown. False where that
 * cannot be: there are no plants, or they lie where g is unknown. With plants only. */
bool lociq_sites_take(lociq_sites *sites, size_t industry);
lociq_site_moments lociq_sites_moments(lociq_sites *sites, size_t industry);
lociq_plant_moments lociq_sites_plants(const lociq_sites *sites, size_t industry);

/* Kernels' needs_wanted: the measure is looked at where no plants are given. */
bool lociq_sites_by_measure(const lociq_value *options);
/* Kernels' lacks, of those that need either plants or their Herfindahl index. */
const char *lociq_sites_lacks(const lociq_value *options);

/* The second implementations' own. */
lociq_site_moments lociq_naive_sites_moments(const lociq_table *table, size_t industry);
lociq_plant_moments lociq_naive_sites_plants(const lociq_table *table, size_t industry);
/* a (of the plants or the measure) and g of a region, before rescaling. */
lociq_sides lociq_naive_sites(const lociq_table *table, size_t region, size_t industry);

#endif

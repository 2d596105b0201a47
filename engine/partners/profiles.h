/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One year of a measure, made into profiles.
 */
#ifndef LOCIQ_PARTNERS_PROFILES_H
#define LOCIQ_PARTNERS_PROFILES_H

#include "partners/similarity.h"

/* One year of a measure as it lies in a panel or was read from a store. */
typedef struct lociq_measure_year {
  const char *measure;
  const lociq_axis *regions, *industries;
  int year;
  const double *values; /* regions × industries */
  /* Published, NaN where they are not; NULL when none is. */
  const double *total_region, *total_industry, *total;
} lociq_measure_year;

/* The profiles of the regions that have something: those without a known cell, or
 * with nothing but zeros, resemble nobody. LOCIQ_INVALID when a value is negative and
 * the method compares shares. The caller frees. */
lociq_status lociq_profiles_create(const lociq_measure_year *table, const lociq_similarity_method *method,
                                   lociq_profiles **profiles, lociq_error *error);
void lociq_profiles_free(lociq_profiles *profiles);

/* The known cells' share of the region's published total; 1 where none is
 * published, 0 where no cell is known, NaN where the total is zero. */
double lociq_profile_coverage(const lociq_measure_year *table, size_t region);

#endif

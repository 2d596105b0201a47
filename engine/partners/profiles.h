/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One year of a measure, made into profiles.
 */
#ifndef LOCIQ_PARTNERS_PROFILES_H
#define LOCIQ_PARTNERS_PROFILES_H

#include "partners/similarity.h"

/* One year of a measure as it lies in a panel or in a store. */
typedef struct lociq_measure_year {
  const char *measure;
  const lociq_axis *regions, *industries;
  int year;
  const double *values; /* regions × industries; NULL: `read` gives them */
  /* Rows first to first + count, and what it wants to know of them. */
  lociq_status (*read)(const void *from, size_t first, size_t count, double *rows, lociq_error *error);
  const void *from;
  size_t memory; /* bytes that rows of profiles may take; 0: as many as they do */
  /* Published, NaN where they are not; NULL when none is. */
  const double *total_region, *total_industry, *total;
} lociq_measure_year;

/* The profiles of the regions that have something: those without a known cell, or
 * with nothing but zeros, resemble nobody. LOCIQ_INVALID when a value is negative and
 * the method compares shares. Where there is room for all of them, all rows are there, and nothing that the table names
 * is used any more; else two panels are there when they are brought, the table is borrowed, and may be read whenever a
 * row is asked for. Which it is shows in no bit of a profile. The caller frees. */
lociq_status lociq_profiles_create(const lociq_measure_year *table, const lociq_similarity_method *method,
                                   lociq_profiles **profiles, lociq_error *error);
void lociq_profiles_free(lociq_profiles *profiles);

/* Bytes that the row of a profile takes at most, of so many industries. */
size_t lociq_profiles_bytes(const lociq_similarity_method *method, size_t industries);
/* What is taken besides, whatever the room: to read with, and for each region and industry. */
size_t lociq_profiles_bytes_besides(size_t regions, size_t industries, int threads);

size_t lociq_profiles_panels(const lociq_profiles *profiles);
/* From where a panel has its profiles, and to where it has not. */
/* A multiple of LOCIQ_SCAN_COLUMNS. */
static inline size_t lociq_panel_first(const lociq_profiles *profiles, size_t panel) { return panel * profiles->panel; }
size_t lociq_panel_end(const lociq_profiles *profiles, size_t panel);
/* From then on the rows of these two panels are there, which may be one, and of no other. After a failure none may be.
 */
lociq_status lociq_profiles_bring(lociq_profiles *profiles, size_t panel, size_t other, lociq_error *error);
/* Makes sure that a region's row is there, and no other: what is asked for in their order is brought once. */
lociq_status lociq_profiles_reach(lociq_profiles *profiles, size_t region, lociq_error *error);
/* As many doubles as there are rows at once, for what goes beside them; NULL without memory. */
double *lociq_profiles_rows(const lociq_profiles *profiles);

/* The known cells' share of a region's published total; 1 where none is
 * published (NaN), 0 where no cell is known, NaN where the total is zero. */
double lociq_profile_coverage(const double *row, size_t industries, double total);

#endif

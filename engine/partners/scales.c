/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/scales.h"

#include <float.h>
#include <math.h>

#include "core/memory.h"
#include "partners/profiles.h"

/* A region's shares of which there is a number. */
typedef struct shares {
  const double *values, *known; /* known NULL: all are */
  double total;                 /* NaN: none is */
} shares;

static shares shares_of(const lociq_profiles *profiles, size_t region) {
  const double total = profiles->totals[region];
  return (shares){lociq_profile_values(profiles, region), lociq_profile_known(profiles, region),
                  total > 0 ? total : (double)NAN};
}

static bool is_known(const shares *row, size_t industry) { return row->known == NULL || row->known[industry] != 0; }

/* Shares and their means are sums of as many terms: what rounds them says nothing of a region. */
static double noise(const lociq_profiles *profiles, double size) {
  return (double)(profiles->regions + profiles->industries) * DBL_EPSILON * size;
}

static lociq_status allocate(lociq_profiles *profiles, lociq_error *error) {
  profiles->origins = lociq_allocate(profiles->industries, sizeof *profiles->origins);
  profiles->spans = lociq_allocate(profiles->industries, sizeof *profiles->spans);
  return profiles->origins == NULL || profiles->spans == NULL ? lociq_memory_error(error, "the industries' scales")
                                                              : LOCIQ_OK;
}

/* By industry: what is found; counts NULL where none are. */
typedef struct found {
  double *origins, *spans, *counts;
} found;

/* Has `see` look at each share that is a number, region by region. */
static lociq_status look(lociq_profiles *profiles, void (*see)(const found *, size_t, double), const found *of,
                         lociq_error *error) {
  for (size_t r = 0; r < profiles->regions; r++) {
    const lociq_status status = lociq_profiles_reach(profiles, r, error);
    if (status != LOCIQ_OK) return status;
    const shares row = shares_of(profiles, r);
    for (size_t i = 0; i < profiles->industries && !isnan(row.total); i++)
      if (is_known(&row, i)) see(of, i, row.values[i] / row.total);
  }
  return LOCIQ_OK;
}

static void add(const found *of, size_t industry, double share) {
  of->origins[industry] += share;
  of->counts[industry]++;
}

static void add_square(const found *of, size_t industry, double share) {
  const double deviation = share - of->origins[industry];
  of->spans[industry] += deviation * deviation;
}

lociq_status lociq_profiles_standardise(lociq_profiles *profiles, lociq_error *error) {
  double *counts = lociq_allocate(profiles->industries, sizeof *counts);
  lociq_status status = counts == NULL ? lociq_memory_error(error, "the industries' scales") : LOCIQ_OK;
  if (status == LOCIQ_OK) status = allocate(profiles, error);
  const found of = {profiles->origins, profiles->spans, counts};
  if (status == LOCIQ_OK) status = look(profiles, add, &of, error);
  for (size_t i = 0; i < profiles->industries && status == LOCIQ_OK; i++)
    profiles->origins[i] = counts[i] > 0 ? profiles->origins[i] / counts[i] : 0;
  if (status == LOCIQ_OK) status = look(profiles, add_square, &of, error);
  for (size_t i = 0; i < profiles->industries && status == LOCIQ_OK; i++) {
    const double deviation = counts[i] > 0 ? sqrt(profiles->spans[i] / counts[i]) : 0;
    profiles->spans[i] = deviation > noise(profiles, profiles->origins[i]) ? deviation : (double)INFINITY;
  }
  free(counts);
  return status;
}

/* The span holds the largest one until all are seen. */
static void widen(const found *of, size_t industry, double share) {
  if (share < of->origins[industry]) of->origins[industry] = share;
  if (share > of->spans[industry]) of->spans[industry] = share;
}

lociq_status lociq_profiles_stretch(lociq_profiles *profiles, lociq_error *error) {
  lociq_status status = allocate(profiles, error);
  const found of = {profiles->origins, profiles->spans, NULL};
  for (size_t i = 0; i < profiles->industries && status == LOCIQ_OK; i++) profiles->origins[i] = (double)INFINITY;
  if (status == LOCIQ_OK) status = look(profiles, widen, &of, error);
  for (size_t i = 0; i < profiles->industries && status == LOCIQ_OK; i++) {
    const double largest = profiles->spans[i], range = largest - profiles->origins[i];
    profiles->spans[i] = range > noise(profiles, largest) ? range : (double)INFINITY;
  }
  return status;
}

void lociq_profile_scale(const lociq_profiles *profiles, size_t region, double *scaled) {
  const shares row = shares_of(profiles, region);
  for (size_t i = 0; i < profiles->width; i++)
    scaled[i] = i < profiles->industries && is_known(&row, i)
                    ? (row.values[i] / row.total - profiles->origins[i]) / profiles->spans[i]
                    : 0;
}

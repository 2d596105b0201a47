/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/scales.h"

#include <float.h>
#include <math.h>

#include "core/memory.h"

static void share_all(const lociq_profiles *profiles, double *shares) {
  for (size_t r = 0; r < profiles->regions; r++) {
    const double *values = lociq_profile_values(profiles, r), *known = lociq_profile_known(profiles, r);
    const double total = profiles->totals[r] > 0 ? profiles->totals[r] : (double)NAN;
    for (size_t i = 0; i < profiles->width; i++)
      shares[r * profiles->width + i] =
          i < profiles->industries && (known == NULL || known[i] != 0) ? values[i] / total : 0;
  }
}

/* Whether the industry's share of the region is a number. */
static bool counts(const lociq_profiles *profiles, const double *shares, size_t region, size_t industry) {
  const double *known = lociq_profile_known(profiles, region);
  return (known == NULL || known[industry] != 0) && !isnan(shares[region * profiles->width + industry]);
}

/* Shares and their means are sums of as many terms: what rounds them says nothing of a region. */
static double noise(const lociq_profiles *profiles, double size) {
  return (double)(profiles->regions + profiles->industries) * DBL_EPSILON * size;
}

/* (share − origin) / unit of one industry. */
static void rescale(const lociq_profiles *profiles, size_t industry, double origin, double unit, double *shares) {
  for (size_t r = 0; r < profiles->regions; r++) {
    double *share = &shares[r * profiles->width + industry];
    if (counts(profiles, shares, r, industry)) *share = (*share - origin) / unit;
  }
}

static void standardise(const lociq_profiles *profiles, size_t industry, double *shares) {
  double sum = 0, squares = 0, known = 0;
  for (size_t r = 0; r < profiles->regions; r++) {
    if (!counts(profiles, shares, r, industry)) continue;
    sum += shares[r * profiles->width + industry];
    known++;
  }
  const double mean = known > 0 ? sum / known : 0;
  for (size_t r = 0; r < profiles->regions; r++) {
    const double deviation = shares[r * profiles->width + industry] - mean;
    if (counts(profiles, shares, r, industry)) squares += deviation * deviation;
  }
  const double deviation = known > 0 ? sqrt(squares / known) : 0;
  rescale(profiles, industry, mean, deviation > noise(profiles, mean) ? deviation : (double)INFINITY, shares);
}

static void stretch(const lociq_profiles *profiles, size_t industry, double *shares) {
  double least = INFINITY, largest = 0;
  for (size_t r = 0; r < profiles->regions; r++) {
    const double share = shares[r * profiles->width + industry];
    if (!counts(profiles, shares, r, industry)) continue;
    if (share < least) least = share;
    if (share > largest) largest = share;
  }
  const double range = largest - least;
  rescale(profiles, industry, least, range > noise(profiles, largest) ? range : (double)INFINITY, shares);
}

void lociq_profiles_standardise(const lociq_profiles *profiles, double *scaled) {
  share_all(profiles, scaled);
  for (size_t i = 0; i < profiles->industries; i++) standardise(profiles, i, scaled);
}

void lociq_profiles_stretch(const lociq_profiles *profiles, double *scaled) {
  share_all(profiles, scaled);
  for (size_t i = 0; i < profiles->industries; i++) stretch(profiles, i, scaled);
}

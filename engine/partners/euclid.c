/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Euclid: how far two regions lie apart in standardised location quotients, as
 * 1/(1 + d). Of N industries n are known in both: their squares are stretched by
 * N/n, so that what is unknown lies as far apart on average as what is known.
 *
 * No product of matrices scans: |x|² + |y|² − 2xy loses near regions to its roundings.
 */
#include <math.h>

#include "partners/scales.h"

static lociq_status derive(const lociq_profiles *profiles, double *derived, lociq_error *error) {
  (void)error;
  lociq_profiles_standardise(profiles, derived);
  return LOCIQ_OK;
}

/* 1/(1 + d) = 1 − d/(1 + d): each of the n starts with 1/n and loses by its part in d². */
static void explain(const lociq_profiles *profiles, size_t a, size_t b, double known, double distance, double *parts) {
  const double *left = lociq_profile_derived(profiles, a), *right = lociq_profile_derived(profiles, b);
  const double stretch = (double)profiles->industries / known;
  const double loss = distance > 0 ? stretch / (distance * (1 + distance)) : 0;
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes apart = lociq_lanes_load(left + i) - lociq_lanes_load(right + i);
    lociq_lanes_store(parts + i, (1 / known - apart * apart * loss) * lociq_profile_both(profiles, a, b, i));
  }
}

LOCIQ_CLONED
static double score(const lociq_profiles *profiles, size_t a, size_t b, double *parts) {
  const double *left = lociq_profile_derived(profiles, a), *right = lociq_profile_derived(profiles, b);
  lociq_lanes squares = {0}, common = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes both = lociq_profile_both(profiles, a, b, i);
    const lociq_lanes apart = (lociq_lanes_load(left + i) - lociq_lanes_load(right + i)) * both;
    squares += apart * apart;
    common += both;
  }
  const double known = lociq_lanes_sum(common);
  if (known == 0) return (double)NAN;
  const double distance = sqrt(lociq_lanes_sum(squares) * ((double)profiles->industries / known));
  if (parts != NULL) explain(profiles, a, b, known, distance, parts);
  return 1 / (1 + distance);
}

const lociq_similarity_method lociq_similarity_euclid = {.shares = true, .derive_all = derive, .score = score};

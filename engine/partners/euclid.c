/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Euclid: how far two regions lie apart in standardised location quotients.
 *
 * No product of matrices scans: |x|² + |y|² − 2xy loses near regions to its roundings.
 */
#include "partners/distance.h"
#include "partners/scales.h"

LOCIQ_CLONED
static double score(const lociq_profiles *profiles, size_t a, size_t b, double *parts) {
  const double *left = lociq_profile_derived(profiles, a), *right = lociq_profile_derived(profiles, b);
  lociq_lanes squares = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes apart =
        (lociq_lanes_load(left + i) - lociq_lanes_load(right + i)) * lociq_profile_both(profiles, a, b, i);
    squares += apart * apart;
    if (parts != NULL) lociq_lanes_store(parts + i, apart * apart);
  }
  return lociq_distance_score(profiles, a, b, lociq_lanes_sum(squares), parts);
}

const lociq_similarity_method lociq_similarity_euclid = {
    .shares = true, .fit = lociq_profiles_standardise, .derive = lociq_profile_scale, .score = score};

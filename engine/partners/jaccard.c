/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jaccard: of the industries in which either region is specialised, the part in
 * which both are.
 */
#include <math.h>

#include "partners/similarity.h"

/* M: 1 where the location quotient is 1 or more. An industry that nobody has is nobody's speciality. */
static void derive(const lociq_profiles *profiles, size_t region, double *derived) {
  const double *values = lociq_profile_values(profiles, region);
  const double total = profiles->totals[region] > 0 ? profiles->totals[region] : (double)NAN;
  for (size_t i = 0; i < profiles->width; i++)
    derived[i] =
        isnan(total) ? (double)NAN : i < profiles->industries && values[i] / total / profiles->reference[i] >= 1;
}

LOCIQ_CLONED
static double score(const lociq_profiles *profiles, size_t a, size_t b, double *parts) {
  const double *left = lociq_profile_derived(profiles, a), *right = lociq_profile_derived(profiles, b);
  lociq_lanes shared = {0}, either = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes both = lociq_profile_both(profiles, a, b, i);
    const lociq_lanes x = lociq_lanes_load(left + i) * both, y = lociq_lanes_load(right + i) * both;
    if (parts != NULL) lociq_lanes_store(parts + i, x * y);
    shared += x * y;
    either += x + y - x * y;
  }
  const double all = lociq_lanes_sum(either);
  for (size_t i = 0; parts != NULL && i < profiles->width; i++) parts[i] /= all;
  return lociq_lanes_sum(shared) / all; /* 0/0 where neither has a speciality that both know: NaN */
}

const lociq_similarity_method lociq_similarity_jaccard = {.shares = true, .derive = derive, .score = score};

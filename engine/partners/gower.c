/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gower: how near two regions' shares are in each industry, by the range that the
 * industry has among all regions; the mean over what both know.
 */
#include <math.h>

#include "partners/scales.h"

LOCIQ_CLONED
static double score(const lociq_profiles *profiles, size_t a, size_t b, double *parts) {
  const double *left = lociq_profile_derived(profiles, a), *right = lociq_profile_derived(profiles, b);
  lociq_lanes near = {0}, common = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes both = lociq_profile_both(profiles, a, b, i);
    const lociq_lanes part =
        (1 - lociq_lanes_absolute(lociq_lanes_load(left + i) - lociq_lanes_load(right + i))) * both;
    if (parts != NULL) lociq_lanes_store(parts + i, part);
    near += part;
    common += both;
  }
  const double known = lociq_lanes_sum(common);
  for (size_t i = 0; parts != NULL && i < profiles->width; i++) parts[i] /= known;
  return lociq_lanes_sum(near) / known; /* 0/0 where there is nothing: NaN */
}

const lociq_similarity_method lociq_similarity_gower = {
    .shares = true, .fit = lociq_profiles_stretch, .derive = lociq_profile_scale, .score = score};

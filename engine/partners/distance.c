/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/distance.h"

#include <math.h>

LOCIQ_CLONED
static double count_known(const lociq_profiles *profiles, size_t a, size_t b) {
  if (profiles->known == NULL) return (double)profiles->industries;
  lociq_lanes both = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) both += lociq_profile_both(profiles, a, b, i);
  return lociq_lanes_sum(both);
}

double lociq_distance_score(const lociq_profiles *profiles, size_t a, size_t b, double squares, double *parts) {
  const double known = count_known(profiles, a, b);
  if (known == 0) return (double)NAN;
  const double stretch = (double)profiles->industries / known, distance = sqrt(squares * stretch);
  const double loss = distance > 0 ? stretch / (distance * (1 + distance)) : 0;
  for (size_t i = 0; parts != NULL && i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes part = 1 / known - lociq_lanes_load(parts + i) * loss;
    lociq_lanes_store(parts + i, part * lociq_profile_both(profiles, a, b, i));
  }
  return 1 / (1 + distance);
}

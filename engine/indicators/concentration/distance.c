/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/concentration/distance.h"

#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/range.h"

LOCIQ_CLONED void lociq_distance_fold(const lociq_row *row, void *state) {
  double *sums = state, *counts = sums + row->width;
  if (isnan(row->distribution)) return; /* held against nothing, no cell counts */
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes a = lociq_lanes_load(row->matched_location + k);
    const lociq_lanes g = lociq_lanes_load(row->matched_distribution + k);
    const lociq_mask known = lociq_lanes_known(lociq_lanes_load(row->values + k));
    lociq_state_add(sums + k, lociq_lanes_absolute(a - g));
    lociq_state_add(counts + k, lociq_lanes_where(known, lociq_lanes_all(1)));
  }
}

void lociq_distance_finish(const void *state, size_t industries, size_t width, double factor, double *result) {
  const double *sums = state, *counts = sums + width;
  for (size_t i = 0; i < industries; i++) result[i] = counts[i] > 0 ? factor * lociq_at_most(sums[i], 2) : NAN;
}

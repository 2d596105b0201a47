/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/logarithm.h"

LOCIQ_CLONED void lociq_logarithm_fill(const double *values, double *results, size_t count) {
  size_t i = 0;
  for (; i + LOCIQ_LANES <= count; i += LOCIQ_LANES)
    lociq_lanes_store_unaligned(results + i, lociq_logarithm(lociq_lanes_load_unaligned(values + i)));
  if (i == count) return;
  const lociq_lanes rest = lociq_logarithm(lociq_lanes_load_some(values + i, count - i, 1));
  for (size_t lane = 0; i + lane < count; lane++) results[i + lane] = rest[lane];
}

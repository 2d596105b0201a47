/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/sum.h"

LOCIQ_CLONED double lociq_sum_known(const double *values, size_t count, size_t *known) {
  lociq_lanes sum = lociq_lanes_all(0);
  lociq_mask set = {0};
  size_t i = 0;
  for (; i + LOCIQ_LANES <= count; i += LOCIQ_LANES) {
    const lociq_lanes lanes = lociq_lanes_load_unaligned(values + i);
    sum += lociq_lanes_or_zero(lanes);
    set += lociq_lanes_tally(lociq_lanes_known(lanes));
  }
  const lociq_lanes lanes = lociq_lanes_load_some(values + i, count - i, NAN);
  sum += lociq_lanes_or_zero(lanes);
  set += lociq_lanes_tally(lociq_lanes_known(lanes));
  if (known != NULL) *known = lociq_lanes_count(set);
  return lociq_lanes_sum(sum);
}

LOCIQ_CLONED double lociq_sum_where(const double *values, const double *mask, size_t count) {
  lociq_lanes sum = lociq_lanes_all(0);
  size_t i = 0;
  for (; i + LOCIQ_LANES <= count; i += LOCIQ_LANES)
    sum += lociq_lanes_where(lociq_lanes_known(lociq_lanes_load_unaligned(mask + i)),
                             lociq_lanes_load_unaligned(values + i));
  const lociq_lanes rest = lociq_lanes_load_some(mask + i, count - i, NAN);
  sum += lociq_lanes_where(lociq_lanes_known(rest), lociq_lanes_load_some(values + i, count - i, 0));
  return lociq_lanes_sum(sum);
}

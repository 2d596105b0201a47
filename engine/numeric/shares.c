/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/shares.h"

LOCIQ_CLONED lociq_share_sums lociq_shares_sum(const double *known, const double *matched, const double *reference,
                                               size_t width, bool entropy) {
  lociq_share_look look = lociq_share_look_begin();
  lociq_mask signs = {0};
  for (size_t i = 0; i < width; i += LOCIQ_LANES) {
    const lociq_lanes s = lociq_lanes_load(known + i);
    lociq_share_look_add(&look, s, lociq_lanes_load(matched + i), lociq_lanes_load(reference + i));
    if (!entropy) continue;
    lociq_share_look_entropy(&look, s, lociq_lanes_look_up);
    signs |= (lociq_mask)(s + 0.0); /* 0, also where that is below it */
  }
  lociq_share_sums sums = lociq_share_look_end(&look);
  if (lociq_lanes_any_negative(signs)) sums.entropy = NAN;
  return sums;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/specialisation/shares.h"

#include "indicators/range.h"
#include "numeric/logarithm.h"

LOCIQ_CLONED double lociq_share_distance(const double *own, const double *other, size_t width) {
  lociq_lanes sum = lociq_lanes_all(0);
  for (size_t k = 0; k < width; k += LOCIQ_LANES)
    sum += lociq_lanes_absolute(lociq_lanes_load(own + k) - lociq_lanes_load(other + k));
  return lociq_lanes_sum(sum);
}

LOCIQ_CLONED double lociq_share_squares(const lociq_row *row) {
  lociq_lanes squares = lociq_lanes_all(0);
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes s = lociq_lanes_load(row->known_share + k);
    squares += s * s;
  }
  return lociq_lanes_sum(squares);
}

LOCIQ_CLONED double lociq_share_entropy(const lociq_row *row) {
  lociq_lanes half = lociq_lanes_all(0);
  lociq_mask signs = {0};
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes s = lociq_lanes_load(row->known_share + k);
    half += lociq_logarithm_term(s, s, &signs);
  }
  return lociq_lanes_any_negative(signs) ? (double)NAN : lociq_at_least(-2 * lociq_lanes_sum(half), 0);
}

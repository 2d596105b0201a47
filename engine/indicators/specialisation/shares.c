/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/specialisation/shares.h"

#include "indicators/range.h"
#include "numeric/logarithm.h"

LOCIQ_INLINE lociq_lanes apart(const double *own, const double *other) {
  return lociq_lanes_absolute(lociq_lanes_load(own) - lociq_lanes_load(other));
}

LOCIQ_CLONED double lociq_share_distance(const double *own, const double *other, size_t width) {
  lociq_lanes sum = lociq_lanes_all(0), next = sum; /* one sum after the other would wait for itself */
  size_t k = 0;
  for (; k + LOCIQ_LANES < width; k += 2 * LOCIQ_LANES) {
    sum += apart(own + k, other + k);
    next += apart(own + k + LOCIQ_LANES, other + k + LOCIQ_LANES);
  }
  if (k < width) sum += apart(own + k, other + k);
  return lociq_lanes_sum(sum + next);
}

LOCIQ_INLINE lociq_lanes square(const double *share) { return lociq_lanes_load(share) * lociq_lanes_load(share); }

LOCIQ_CLONED double lociq_share_squares(const lociq_row *row) {
  const double *shares = row->known_share;
  lociq_lanes sum = lociq_lanes_all(0), next = sum;
  size_t k = 0;
  for (; k + LOCIQ_LANES < row->width; k += 2 * LOCIQ_LANES) {
    sum += square(shares + k);
    next += square(shares + k + LOCIQ_LANES);
  }
  if (k < row->width) sum += square(shares + k);
  return lociq_lanes_sum(sum + next);
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

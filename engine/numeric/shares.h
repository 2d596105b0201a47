/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums over the shares of a row, all in one look at them: most of a look's time is the
 * logarithm's, and reading, writing and the other sums go on meanwhile.
 */
#ifndef LOCIQ_NUMERIC_SHARES_H
#define LOCIQ_NUMERIC_SHARES_H

#include "numeric/logarithm.h"

/* Σ abs(s − x), Σ s² and −Σ s ln s, in nats: NaN where a share is negative. */
typedef struct lociq_share_sums {
  double distance, squares, entropy;
} lociq_share_sums;

/* What has been summed. Each term of the entropy is finished a vector later than it is begun, so that no
 * division is waited for. */
typedef struct lociq_share_look {
  lociq_lanes distance, squares, entropy, begun_share;
  lociq_logarithm_begun begun;
} lociq_share_look;

LOCIQ_INLINE lociq_share_look lociq_share_look_begin(void) {
  const lociq_lanes zero = lociq_lanes_all(0);
  return (lociq_share_look){zero, zero, zero, zero, {zero, zero}};
}

LOCIQ_INLINE void lociq_share_look_finish(lociq_share_look *look) {
  look->entropy += look->begun_share * lociq_logarithm_finish(look->begun);
}

/* What s has below 2^-947 is lost to its entropy. */
LOCIQ_INLINE void lociq_share_look_entropy(lociq_share_look *look, lociq_lanes s, lociq_look_up *look_up) {
  const lociq_lanes above_zero = s + lociq_lanes_all(0x1p-1000);
  const lociq_logarithm_begun begun = lociq_logarithm_begin(above_zero, look_up);
  lociq_share_look_finish(look);
  look->begun_share = s;
  look->begun = begun;
}

LOCIQ_INLINE void lociq_share_look_add(lociq_share_look *look, lociq_lanes known, lociq_lanes matched, lociq_lanes x) {
  look->distance += lociq_lanes_absolute(matched - x);
  look->squares += known * known;
}

LOCIQ_INLINE lociq_share_sums lociq_share_look_end(lociq_share_look *look) {
  lociq_share_look_finish(look);
  return (lociq_share_sums){.distance = lociq_lanes_sum(look->distance),
                            .squares = lociq_lanes_sum(look->squares),
                            .entropy = -LOCIQ_SIXTEENTH * lociq_lanes_sum(look->entropy)};
}

/* Squares and, if it is wanted, entropy of `known`, and the distance of `matched` from `reference`: 64-byte
 * aligned, width a multiple of LOCIQ_LANES. */
lociq_share_sums lociq_shares_sum(const double *known, const double *matched, const double *reference, size_t width,
                                  bool entropy);

#endif

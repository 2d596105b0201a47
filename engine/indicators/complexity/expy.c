/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/complexity/options.h"

LOCIQ_CLONED static void expy(const lociq_row *row, double *result) {
  lociq_lanes above = lociq_lanes_all(0), below = lociq_lanes_all(0);
  const double *prody = row->needs[0];
  for (size_t k = 0; k < row->industries; k += LOCIQ_LANES) {
    const size_t left = row->industries - k;
    const lociq_lanes p =
        left < LOCIQ_LANES ? lociq_lanes_load_some(prody + k, left, NAN) : lociq_lanes_load_unaligned(prody + k);
    const lociq_lanes share = lociq_lanes_where(lociq_lanes_known(p), lociq_lanes_load(row->known_share + k));
    above += share * lociq_lanes_or_zero(p);
    below += share;
  }
  const double known = lociq_lanes_sum(below), sum = lociq_lanes_sum(above);
  result[0] = known == 0 ? (double)NAN : row->raw_shares ? sum : sum / known;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    double above = 0, below = 0;
    for (size_t i = 0; i < table->industries; i++) {
      const double share = lociq_naive_share(table, r, i), prody = table->needs[0][i];
      if (isnan(share) || isnan(prody)) continue;
      above += share * prody;
      below += share;
    }
    result[r] = below == 0 ? (double)NAN : table->raw_shares ? above : above / below;
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_KNOWN, .needs = {"prody"}, .row = expy, .naive = naive};

const lociq_indicator lociq_indicator_expy = {
    .name = "expy",
    .title = "Income that goes with the region's industries",
    .family = "complexity",
    .unit = "",
    .formula = "sum_i s_ri prody_i",
    .reading = "The income that goes with what the region does: its mean prody.",
    .note =
        "Shares are rescaled to 1 over the industries where both are known, else an unknown cell would count as "
        "income 0; shares=raw does not. income names Y of prody. EconGeo's expy is the same but for the rounding of "
        "location quotients in its prody.",
    .reference =
        "Hausmann, R., Hwang, J. and Rodrik, D. (2007): What you export matters. Journal of Economic Growth 12(1), "
        "1-25",
    .doi = "10.1007/s10887-006-9009-4",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = -(double)INFINITY,
    .maximum = (double)INFINITY,
    .invariants = LOCIQ_SCALES | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_INCOME},
    .kernel = &kernel};

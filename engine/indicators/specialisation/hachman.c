/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"
#include "numeric/lanes.h"

LOCIQ_CLONED static void hachman(const lociq_row *row, double *result) {
  lociq_lanes sum = lociq_lanes_all(0);
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes s = lociq_lanes_load(row->matched_share + k), x = lociq_lanes_load(row->matched_reference + k);
    sum += lociq_lanes_where((lociq_mask)(s != 0.0), s * (s / x));
  }
  const double index = 1 / lociq_lanes_sum(sum);
  *result = row->matched ? (row->raw_shares ? index : lociq_at_most(index, 1)) : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_sides sums = lociq_naive_region_sums(table, r, lociq_naive_region_sides);
    double sum = 0;
    for (size_t i = 0; i < table->industries; i++) {
      const lociq_sides cell = lociq_naive_region_sides(table, r, i);
      if (isnan(cell.own) || isnan(cell.other)) continue;
      const double s = cell.own / sums.own, x = cell.other / sums.other;
      sum += s * s / x;
    }
    result[r] = isnan(sums.own) ? NAN : 1 / sum;
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW, .vectors = LOCIQ_MATCHED, .row = hachman, .naive = naive};

const lociq_indicator lociq_indicator_hachman = {
    .name = "hachman",
    .title = "Hachman index",
    .family = "specialisation",
    .unit = "1",
    .formula = "1 / sum_i (s LQ)",
    .reading = "1 when the region has the structure of the whole; the closer to 0, the more specialised it is.",
    .note =
        "The shares of both sides are rescaled to 1 over the cells known on both; with shares=raw it can pass 1. "
        "EconGeo's Hachman gives the same; its average location quotient, weighted with s, is 1 over it.",
    .reference =
        "Frank Hachman's index, as the Bureau of Economic and Business Research of the University of Utah publishes it",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

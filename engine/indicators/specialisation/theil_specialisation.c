/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"
#include "numeric/lanes.h"
#include "numeric/logarithm.h"

LOCIQ_CLONED static void theil(const lociq_row *row, double *result) {
  lociq_lanes sum = lociq_lanes_all(0);
  lociq_mask signs = {0};
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes s = lociq_lanes_load(row->matched_share + k), x = lociq_lanes_load(row->matched_reference + k);
    sum += lociq_logarithm_term(s, lociq_lanes_where((lociq_mask)(s != 0.0), s / x), &signs);
  }
  const double divergence = lociq_lanes_any_negative(signs) ? (double)NAN : LOCIQ_SIXTEENTH * lociq_lanes_sum(sum);
  *result = row->matched ? (row->raw_shares ? divergence : lociq_at_least(divergence, 0)) : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_sides sums = lociq_naive_region_sums(table, r, lociq_naive_region_sides);
    result[r] = isnan(sums.own) ? NAN : 0;
    for (size_t i = 0; i < table->industries; i++) {
      const lociq_sides cell = lociq_naive_region_sides(table, r, i);
      if (isnan(cell.own) || isnan(cell.other) || cell.own == 0) continue;
      const double s = cell.own / sums.own, x = cell.other / sums.other;
      result[r] += s * log(s / x);
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW, .vectors = LOCIQ_MATCHED, .row = theil, .naive = naive};

const lociq_indicator lociq_indicator_theil_specialisation = {
    .name = "theil_specialisation",
    .title = "Theil index of specialisation",
    .family = "specialisation",
    .unit = "1",
    .formula = "sum_i s ln(s / x)",
    .reading = "0 when the region has the structure of the whole; the higher, the further it is from it.",
    .note =
        "Industries that the region lacks add 0. The shares of both sides are rescaled "
        "to 1 over the cells known on both; with shares=raw it can fall below 0.",
    .reference = "Theil, H. (1967): Economics and Information Theory. North-Holland, Amsterdam",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"

static void equivalent(const lociq_row *row, double *result) {
  const double squares = row->sums.squares;
  *result = row->known == 0 ? (double)NAN : row->raw_shares ? 1 / squares : lociq_at_least(1 / squares, 1);
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < table->industries; i++) {
      const double e = lociq_naive_value(table, r, i);
      if (isnan(e)) continue;
      sum += e;
      squares += e * e;
    }
    const double whole = table->raw_shares ? lociq_naive_total_region(table, r) : sum;
    result[r] = sum == 0 ? NAN : whole * whole / squares;
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_KNOWN | LOCIQ_SQUARES, .row = equivalent, .naive = naive};

const lociq_indicator lociq_indicator_equivalent_number = {
    .name = "equivalent_number",
    .title = "Equivalent number of industries",
    .family = "specialisation",
    .unit = "1",
    .formula = "1 / H, H = sum_i s^2",
    .reading = "This many industries of equal size would be just as concentrated: from 1 to the number of industries.",
    .note =
        "The shares of the known industries are rescaled to 1; with shares=raw it can pass the number of industries. "
        "Missing, not infinite, where the region has nothing. REAT's herf gives the same where it is asked for it.",
    .reference =
        "Adelman, M. A. (1969): Comment on the \"H\" concentration measure as a numbers-equivalent. The Review of "
        "Economics and Statistics 51(1), 99-101",
    .doi = "10.2307/1926955",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 1,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

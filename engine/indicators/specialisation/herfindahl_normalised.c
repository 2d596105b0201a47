/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"

static void normalised(const lociq_row *row, double *result) {
  const double n = (double)row->industries, squares = row->sums.squares, index = (squares - 1 / n) / (1 - 1 / n);
  if (row->known == 0 || row->industries < 2)
    *result = NAN;
  else
    *result = row->raw_shares ? index : lociq_at_least(lociq_at_most(index, 1), 0);
}

/* (n Σ s² − 1)/(n − 1) */
static void naive(const lociq_table *table, double *result) {
  const double n = (double)table->industries;
  for (size_t r = 0; r < table->regions; r++) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < table->industries; i++) {
      const double e = lociq_naive_value(table, r, i);
      if (isnan(e)) continue;
      sum += e;
      squares += e * e;
    }
    const double whole = table->raw_shares ? lociq_naive_total_region(table, r) : sum;
    result[r] = sum == 0 || n < 2 ? NAN : (n * squares / (whole * whole) - 1) / (n - 1);
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_KNOWN | LOCIQ_SQUARES, .row = normalised, .naive = naive};

const lociq_indicator lociq_indicator_herfindahl_normalised = {
    .name = "herfindahl_normalised",
    .title = "Normalised Herfindahl index of the region's industries",
    .family = "specialisation",
    .unit = "1",
    .formula = "(H - 1/n) / (1 - 1/n), H = sum_i s^2",
    .reading = "1 when one industry is all of the region; 0 when all n industries have the same share.",
    .note =
        "n is the number of industries of the axis, whether the region has them or not. The shares of the known "
        "industries are rescaled to 1; with shares=raw it can fall below 0. REAT's herf with coefnorm gives the same.",
    .reference =
        "Herfindahl, O. C. (1950): Concentration in the U.S. steel industry. Dissertation, Columbia University, New "
        "York; Hirschman, A. O. (1964): The paternity of an index. The American Economic Review 54(5), 761-762",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

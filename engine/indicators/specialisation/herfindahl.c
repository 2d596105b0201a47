/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"
#include "numeric/boxed.h"

static void herfindahl(const lociq_row *row, double *result) {
  *result = row->known ? lociq_at_most(row->sums.squares, 1) : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    const double total = table->raw_shares ? lociq_naive_total_region(table, r) : NAN;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < table->industries; i++) {
      const double e = lociq_naive_value(table, r, i);
      if (isnan(e)) continue;
      sum += e;
      squares += e * e;
    }
    const double whole = table->raw_shares ? total : sum;
    result[r] = sum == 0 ? NAN : squares / (whole * whole);
  }
}

static double square(const void *context, size_t industry, double share) {
  (void)context;
  (void)industry;
  return share * share;
}

static void extremes(const lociq_bounded_row *row, double *minimum, double *maximum) {
  const lociq_boxed shares = {
      .count = row->industries, .lower = row->known_lower, .upper = row->known_upper, .sum = 1, .value = square};
  *minimum = lociq_at_most(lociq_boxed_least_squares(&shares), 1);
  *maximum = lociq_at_most(lociq_boxed_maximum(&shares, row->scratch), 1);
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW,
                                    .vectors = LOCIQ_KNOWN | LOCIQ_SQUARES,
                                    .row = herfindahl,
                                    .extremes = extremes,
                                    .extremes_scratch = LOCIQ_BOXED_SCRATCH,
                                    .naive = naive};

const lociq_indicator lociq_indicator_herfindahl = {
    .name = "herfindahl",
    .title = "Herfindahl index of the region's industries",
    .family = "specialisation",
    .unit = "1",
    .formula = "sum_i s^2",
    .reading =
        "1 when one industry is all of the region; 1/n when all n industries "
        "have the same share. 1 over it is the equivalent number of industries.",
    .note = "The shares of the known industries are rescaled to 1. REAT's herf and EconGeo's Herfindahl give the same.",
    .interval =
        "exact where the region's total is published and its cells add up to it: the least by levelling the cells "
        "within their bounds, the largest by branch and bound, which after 500 steps gives a value that none exceeds; "
        "else it holds every value that there can be, and may be wider",
    .reference =
        "Herfindahl, O. C. (1950): Concentration in the U.S. steel industry. Dissertation, Columbia University, New "
        "York; Hirschman, A. O. (1964): The paternity of an index. The American Economic Review 54(5), 761-762",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"

static void normalised(const lociq_row *row, double *result) {
  const double index = lociq_at_least(row->sums.entropy, 0) / log((double)row->industries);
  if (row->known == 0 || row->industries < 2)
    *result = NAN;
  else
    *result = row->raw_shares ? index : lociq_at_most(index, 1);
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    double sum = 0;
    for (size_t i = 0; i < table->industries; i++)
      if (!isnan(lociq_naive_value(table, r, i))) sum += lociq_naive_value(table, r, i);
    const double whole = table->raw_shares ? lociq_naive_total_region(table, r) : sum;
    result[r] = sum == 0 || table->industries < 2 ? NAN : 0;
    for (size_t i = 0; i < table->industries; i++) {
      const double s = lociq_naive_value(table, r, i) / whole;
      if (!isnan(s) && s != 0) result[r] += s * log(1 / s) / log((double)table->industries);
    }
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_KNOWN | LOCIQ_ENTROPY, .row = normalised, .naive = naive};

const lociq_indicator lociq_indicator_entropy_normalised = {
    .name = "entropy_normalised",
    .title = "Normalised entropy of the region's industries",
    .family = "specialisation",
    .unit = "1",
    .formula = "-sum_i s ln(s) / ln(n)",
    .reading = "0 when one industry is all of the region; 1 when all n industries have the same share.",
    .note =
        "n is the number of industries of the axis, whether the region has them or not; the base of the logarithm "
        "cancels. 0 log 0 = 0. The shares of the known industries are rescaled to 1. It is Pielou's evenness.",
    .reference =
        "Pielou, E. C. (1966): The measurement of diversity in different types of biological collections. Journal of "
        "Theoretical Biology 13, 131-144",
    .doi = "10.1016/0022-5193(66)90013-0",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

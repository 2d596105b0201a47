/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"
#include "indicators/range.h"

static void entropy(const lociq_row *row, double *result) {
  *result = row->known ? lociq_at_least(row->sums.entropy, 0) / log(row->options[0].real) : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    double sum = 0;
    for (size_t i = 0; i < table->industries; i++)
      if (!isnan(lociq_naive_value(table, r, i))) sum += lociq_naive_value(table, r, i);
    const double whole = table->raw_shares ? lociq_naive_total_region(table, r) : sum;
    result[r] = sum == 0 ? NAN : 0;
    for (size_t i = 0; i < table->industries; i++) {
      const double s = lociq_naive_value(table, r, i) / whole;
      if (!isnan(s) && s != 0) result[r] -= s * log(s) / log(table->options[0].real);
    }
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_KNOWN | LOCIQ_ENTROPY, .row = entropy, .naive = naive};

const lociq_indicator lociq_indicator_entropy = {
    .name = "entropy",
    .title = "Entropy of the region's industries",
    .family = "specialisation",
    .unit = "1",
    .formula = "-sum_i s log_base(s)",
    .reading =
        "0 when one industry is all of the region; log n when all n "
        "industries have the same share: higher means more diverse.",
    .note = "0 log 0 = 0. The shares of the known industries are rescaled to 1. EconGeo's entropy is in bits: base=2.",
    .reference =
        "Shannon, C. E. (1948): A mathematical theory of communication. Bell System Technical Journal 27(3), 379-423",
    .doi = "10.1002/j.1538-7305.1948.tb01338.x",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_BASE},
    .kernel = &kernel};

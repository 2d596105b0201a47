/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "numeric/lanes.h"

LOCIQ_CLONED static void ogive(const lociq_row *row, double *result) {
  const double n = (double)(row->raw_shares ? row->industries : row->known);
  const lociq_lanes even = lociq_lanes_all(1 / n);
  lociq_lanes sum = lociq_lanes_all(0);
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes more = lociq_lanes_load(row->known_share + k) - even;
    sum += lociq_lanes_where(lociq_lanes_known(lociq_lanes_load(row->values + k)), more * more);
  }
  *result = row->known ? n * lociq_lanes_sum(sum) : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    double sum = 0, count = 0, above = 0;
    for (size_t i = 0; i < table->industries; i++) {
      if (isnan(lociq_naive_value(table, r, i))) continue;
      sum += lociq_naive_value(table, r, i);
      count++;
    }
    const double whole = table->raw_shares ? lociq_naive_total_region(table, r) : sum;
    const double even = 1 / (table->raw_shares ? (double)table->industries : count);
    for (size_t i = 0; i < table->industries; i++) {
      const double s = lociq_naive_value(table, r, i) / whole;
      if (!isnan(s)) above += pow(s - even, 2) / even;
    }
    result[r] = sum == 0 ? NAN : above;
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_KNOWN | LOCIQ_VALUES, .row = ogive, .naive = naive};

const lociq_indicator lociq_indicator_ogive = {
    .name = "ogive",
    .title = "Ogive index of the region's industries",
    .family = "specialisation",
    .unit = "1",
    .formula = "sum_i (s - 1/n)^2 n",
    .reading = "0 when all n industries have the same share, n - 1 when one of them is all of the region.",
    .note =
        "The shares of both sides are rescaled to 1 over the known industries: n is the number of these. With "
        "shares=raw n is the number of industries of the axis. It is n H - 1, H the Herfindahl index.",
    .reference =
        "Tress, R. C. (1938): Unemployment and the diversification of industry. The Manchester School 9(2), 140-152; "
        "Wasylenko, M. J. and Erickson, R. A. (1978): On measuring economic diversification: comment. Land Economics "
        "54(1), 106-109",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

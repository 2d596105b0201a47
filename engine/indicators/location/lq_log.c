/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "numeric/logarithm.h"

LOCIQ_CLONED static void logarithms(const lociq_row *row, double *result) {
  const lociq_lanes zero = lociq_lanes_all(0), unknown = lociq_lanes_all(NAN);
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes quotient = lociq_lanes_load(row->quotient + k);
    lociq_lanes_store(result + k,
                      lociq_lanes_select((lociq_mask)(quotient > zero), lociq_logarithm(quotient), unknown));
  }
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++) {
      const double s = lociq_naive_share(table, r, i), x = lociq_naive_reference(table, i);
      result[r * table->industries + i] = s / x > 0 ? log(s) - log(x) : NAN;
    }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW, .vectors = LOCIQ_QUOTIENT, .row = logarithms, .naive = naive};

const lociq_indicator lociq_indicator_lq_log = {
    .name = "lq_log",
    .title = "Logarithm of the location quotient",
    .family = "location",
    .unit = "1",
    .formula = "ln LQ",
    .reading =
        "0 as in the whole; the same distance above and below 0 means the same factor: 0.69 is twice, -0.69 half the "
        "share.",
    .note =
        "Missing where the location quotient is 0; lq_symmetric keeps such cells. Its distribution is nearer to a "
        "normal one than the quotient's.",
    .reference =
        "Vollrath, T. L. (1991): A theoretical evaluation of alternative trade intensity measures of revealed "
        "comparative advantage. Weltwirtschaftliches Archiv 127(2), 265-280",
    .doi = "10.1007/BF02707986",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

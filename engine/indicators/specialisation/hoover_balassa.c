/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"

static void hoover(const lociq_row *row, double *result) {
  *result = row->matched ? lociq_at_most(row->sums.distance / 2, 1) : NAN;
}

/* What the region has too much of: as much as it has too little of elsewhere, where
 * both sides sum to 1. */
static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_sides sums = lociq_naive_region_sums(table, r, lociq_naive_region_sides);
    double above = 0, below = 0;
    for (size_t i = 0; i < table->industries; i++) {
      const lociq_sides cell = lociq_naive_region_sides(table, r, i);
      const double more = cell.own / sums.own - cell.other / sums.other;
      if (more > 0) above += more;
      if (more < 0) below -= more;
    }
    result[r] = isnan(sums.own) ? NAN : (above + below) / 2;
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_MATCHED | LOCIQ_DISTANCE, .row = hoover, .naive = naive};

const lociq_indicator lociq_indicator_hoover_balassa = {
    .name = "hoover_balassa",
    .title = "Hoover-Balassa coefficient of specialisation",
    .family = "specialisation",
    .unit = "1",
    .formula = "1/2 sum_i abs(s - x)",
    .reading =
        "The share of the region's jobs that would have to change industry for it to have the structure of the whole: "
        "0 when it has it, 1 when it has nothing in common with it.",
    .note =
        "Half of krugman_specialisation. The shares of both sides are rescaled to 1 over the cells known on both. "
        "EconGeo's spec.coeff is this one.",
    .reference =
        "Hoover, E. M. (1936): The measurement of industrial localization. "
        "The Review of Economics and Statistics 18(4), 162-171",
    .doi = "10.2307/1927875",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"
#include "numeric/lanes.h"

LOCIQ_CLONED static void diversity(const lociq_row *row, double *result) {
  const lociq_lanes threshold = lociq_lanes_all(row->options[0].real);
  lociq_mask specialised = {0}, known = {0};
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes quotient = lociq_lanes_load(row->quotient + k);
    specialised += lociq_lanes_tally((lociq_mask)(quotient >= threshold));
    known += lociq_lanes_tally(lociq_lanes_known(quotient));
  }
  *result = lociq_lanes_count(known) ? (double)lociq_lanes_count(specialised) : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    result[r] = NAN;
    for (size_t i = 0; i < table->industries; i++) {
      const double quotient = lociq_naive_quotient(table, r, i);
      if (isnan(quotient)) continue;
      if (isnan(result[r])) result[r] = 0;
      if (quotient >= table->options[0].real) result[r]++;
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW, .vectors = LOCIQ_QUOTIENT, .row = diversity, .naive = naive};

const lociq_indicator lociq_indicator_diversity = {
    .name = "diversity",
    .title = "Number of industries that the region is specialised in",
    .family = "specialisation",
    .unit = "1",
    .formula = "sum_i M",
    .reading = "In how many industries the region's location quotient reaches the threshold.",
    .note =
        "Unknown cells are not counted: with many of them the number is a lower bound, which the coverage shows. "
        "EconGeo's diversity with RCA = TRUE gives the same.",
    .reference =
        "Hidalgo, C. A. and Hausmann, R. (2009): The building blocks of economic complexity. Proceedings of the "
        "National Academy of Sciences 106(26), 10570-10575",
    .doi = "10.1073/pnas.0900943106",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "numeric/lanes.h"

LOCIQ_CLONED static void location_count(const lociq_row *row, double *result) {
  lociq_mask known = {0};
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES)
    known += lociq_lanes_tally(lociq_lanes_known(lociq_lanes_load(row->location + k)));
  *result = (double)lociq_lanes_count(known);
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    result[r] = 0;
    for (size_t i = 0; i < table->industries; i++) {
      const double location = lociq_naive_location(table, r, i);
      if (!isnan(location)) result[r]++;
    }
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_LOCATION, .row = location_count, .naive = naive};

const lociq_indicator lociq_indicator_location_count = {
    .name = "location_count",
    .title = "Number of industries of which the region's part is known",
    .family = "auxiliary",
    .unit = "1",
    .formula = "sum_i [a known]",
    .reading = "With location_sum the unweighted mean part, with any one industry taken out.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

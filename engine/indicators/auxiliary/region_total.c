/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"

static void total(const lociq_row *row, double *result) { *result = row->total; }

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    const double total_region = lociq_naive_total_region(table, r);
    result[r] = total_region == 0 ? NAN : total_region;
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW, .vectors = LOCIQ_VALUES, .row = total, .naive = naive};

const lociq_indicator lociq_indicator_region_total = {
    .name = "region_total",
    .title = "The region's total",
    .family = "auxiliary",
    .unit = "",
    .formula = "E_r",
    .reading = "For kernels that see no rows.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALES | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "numeric/lanes.h"

LOCIQ_CLONED static void surplus(const lociq_row *row, double *result) {
  for (size_t i = 0; i < row->industries; i++) result[i] = row->values[i] - row->total * row->reference[i];
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++) {
      const double total = lociq_naive_total_region(table, r), x = lociq_naive_reference(table, i);
      result[r * table->industries + i] = total == 0 ? NAN : lociq_naive_value(table, r, i) - total * x;
    }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_VALUES | LOCIQ_REFERENCE, .row = surplus, .naive = naive};

const lociq_indicator lociq_indicator_surplus = {
    .name = "surplus",
    .title = "Surplus over the expected value",
    .family = "location",
    .unit = "",
    .formula = "e - E_r x",
    .reading =
        "How much more (or, below 0, less) of the measure the region has in the industry than it would have with the "
        "structure of the whole: jobs above expectation.",
    .note = "In the unit of the measure. It is above 0 exactly where the location quotient is above 1.",
    .reference =
        "Hoover, E. M. (1936): The measurement of industrial localization. The Review of Economics and Statistics "
        "18(4), 162-171",
    .doi = "10.2307/1927875",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALES | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

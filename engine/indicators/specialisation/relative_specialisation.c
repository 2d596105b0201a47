/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "numeric/lanes.h"

/* A comparison with NaN is false: what is unknown is never the greater. */
LOCIQ_CLONED static void largest(const lociq_row *row, double *result) {
  lociq_lanes most = lociq_lanes_all(-INFINITY);
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES)
    most = lociq_lanes_greater(lociq_lanes_load(row->quotient + k), most);
  double found = most[0];
  for (int i = 1; i < LOCIQ_LANES; i++) found = most[i] > found ? most[i] : found;
  *result = isinf(found) ? (double)NAN : found;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    result[r] = NAN;
    for (size_t i = 0; i < table->industries; i++) result[r] = fmax(result[r], lociq_naive_quotient(table, r, i));
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW, .vectors = LOCIQ_QUOTIENT, .row = largest, .naive = naive};

const lociq_indicator lociq_indicator_relative_specialisation = {
    .name = "relative_specialisation",
    .title = "Relative specialisation index",
    .family = "specialisation",
    .unit = "1",
    .formula = "max_i LQ",
    .reading = "The location quotient of the industry that the region is most specialised in.",
    .note =
        "Unknown cells are left out: with many of them it is a lower bound, which the coverage shows. Small industries "
        "and small regions reach the highest values.",
    .reference =
        "Duranton, G. and Puga, D. (2000): Diversity and specialisation in cities: why, where and when does it "
        "matter? Urban Studies 37(3), 533-555",
    .doi = "10.1080/0042098002104",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

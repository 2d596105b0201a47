/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"

static const double *size_share(const lociq_row *row) { return row->location; }

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++)
      result[r * table->industries + i] = lociq_naive_location(table, r, i);
}

static void extremes(const lociq_bounded_row *row, double *minimum, double *maximum) {
  memcpy(minimum, row->location_lower, row->industries * sizeof *minimum);
  memcpy(maximum, row->location_upper, row->industries * sizeof *maximum);
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_LOCATION, .vector = size_share, .extremes = extremes, .naive = naive};

const lociq_indicator lociq_indicator_size_share = {
    .name = "size_share",
    .title = "Share of the region in the industry",
    .family = "location",
    .unit = "1",
    .formula = "a = e / E_i",
    .reading = "How much of the whole industry is in the region.",
    .note =
        "Where no total of the industry is published E_i = x_i E, with x_i from the regions where e is known: the "
        "known shares of an industry then need not add up to 1.",
    .interval = "exact: over the total of the industry where it is published, else over what its cells can add up to",
    .reference =
        "Sölvell, Ö., Ketels, C. and Lindqvist, G. (2008): Industrial specialization and regional clusters in the ten "
        "new EU member states. Competitiveness Review 18(1/2), 104-130",
    .doi = "10.1108/10595420810874637",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

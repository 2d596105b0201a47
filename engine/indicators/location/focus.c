/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"

static void focus(const lociq_row *row, double *result) {
  memcpy(result, row->share, row->industries * sizeof *result);
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++) result[r * table->industries + i] = lociq_naive_share(table, r, i);
}

static void extremes(const lociq_bounded_row *row, double *minimum, double *maximum) {
  memcpy(minimum, row->share_lower, row->industries * sizeof *minimum);
  memcpy(maximum, row->share_upper, row->industries * sizeof *maximum);
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_SHARE, .row = focus, .extremes = extremes, .naive = naive};

const lociq_indicator lociq_indicator_focus = {
    .name = "focus",
    .title = "Share of the industry in the region",
    .family = "location",
    .unit = "1",
    .formula = "s = e / E_r",
    .reading = "How much of the region's employment the industry makes up.",
    .note =
        "Against the region's published total where there is one: with suppressed cells the known shares of a region "
        "then add up to less than 1, and a total that is smaller than its cells gives shares above 1.",
    .interval = "exact: over the total of the region where it is published, else over what its cells can add up to",
    .reference =
        "Sölvell, Ö., Ketels, C. and Lindqvist, G. (2008): Industrial specialization and regional clusters in the ten "
        "new EU member states. Competitiveness Review 18(1/2), 104-130",
    .doi = "10.1108/10595420810874637",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

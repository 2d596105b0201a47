/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"

static const double *quotients(const lociq_row *row) { return row->quotient; }

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++)
      result[r * table->industries + i] = lociq_naive_quotient(table, r, i);
}

static void extremes(const lociq_bounded_row *row, double *minimum, double *maximum) {
  for (size_t i = 0; i < row->industries; i++) {
    minimum[i] = row->share_lower[i] / row->reference_upper[i];
    maximum[i] = row->share_upper[i] / row->reference_lower[i];
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_QUOTIENT, .vector = quotients, .extremes = extremes, .naive = naive};

const lociq_indicator lociq_indicator_lq = {
    .name = "lq",
    .title = "Location quotient",
    .family = "location",
    .unit = "1",
    .formula = "s / x",
    .reading = "Above 1 the industry has a larger share of the region than of the whole; 2 means twice the share.",
    .note =
        "Computed as (e/E_r)/x_i. A cell is missing, not 0, where e is unknown, and a whole row or column where its "
        "total is zero. Tools that divide known cells by everybody's total inflate the quotient of an industry that is "
        "suppressed in many regions; REAT and EconGeo give the same where every cell is known, but EconGeo returns a "
        "matrix of zeros for one missing cell, REAT drops its region and fails, and py-ecomplexity takes it for 0.",
    .interval =
        "exact where the totals of the region, the industry and everything are published; else it holds every "
        "quotient that there can be, and may be wider",
    .reference =
        "Hoover, E. M. (1936): The measurement of industrial localization. The Review of Economics and Statistics "
        "18(4), 162-171, https://doi.org/10.2307/1927875; Balassa, B. (1965): Trade liberalisation and \"revealed\" "
        "comparative advantage. The Manchester School 33(2), 99-123",
    .doi = "10.1111/j.1467-9957.1965.tb00050.x",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

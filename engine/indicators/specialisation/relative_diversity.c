/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"

/* A distance that is all rounding is none. */
static double inverse(double distance) { return distance > LOCIQ_ROUNDING ? 1 / distance : (double)NAN; }

static void diversity(const lociq_row *row, double *result) {
  *result = row->matched ? inverse(row->sums.distance) : (double)NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    const double distance = lociq_naive_region_distance(table, r, lociq_naive_region_sides);
    result[r] = distance <= LOCIQ_ROUNDING ? NAN : 1 / distance;
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_MATCHED | LOCIQ_DISTANCE, .row = diversity, .naive = naive};

const lociq_indicator lociq_indicator_relative_diversity = {
    .name = "relative_diversity",
    .title = "Relative diversity index",
    .family = "specialisation",
    .unit = "1",
    .formula = "1 / sum_i abs(s - x)",
    .reading =
        "The higher, the more the region's structure is that of the whole; 1/2 when they have nothing in common.",
    .note =
        "Missing, not infinite, where the region has exactly the structure of the whole. The shares of both sides are "
        "rescaled to 1 over the cells known on both. REAT's durpug gives the same.",
    .reference =
        "Duranton, G. and Puga, D. (2000): Diversity and specialisation in cities: why, where and when does it "
        "matter? Urban Studies 37(3), 533-555",
    .doi = "10.1080/0042098002104",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0.5,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/location/standardised.h"
#include "indicators/range.h"

LOCIQ_CLONED static void standardise(const lociq_row *row, double *result) {
  const bool logarithms = row->options[0].choice != 0;
  const double *mean = row->needs[0], *deviation = row->needs[1];
  const lociq_lanes rounding = lociq_lanes_all(LOCIQ_ROUNDING), least = lociq_lanes_all(logarithms ? 1 : 0);
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes value = lociq_to_standardise(lociq_lanes_load(row->quotient + k), logarithms);
    const lociq_lanes middle = lociq_lanes_load_unaligned(mean + k), sd = lociq_lanes_load_unaligned(deviation + k);
    /* Regions that do not differ have a deviation that is all rounding. */
    const lociq_mask differ = (lociq_mask)(sd > rounding * (least + lociq_lanes_absolute(middle)));
    lociq_lanes_store(result + k, lociq_lanes_select(differ, (value - middle) / sd, lociq_lanes_all(NAN)));
  }
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++) {
      const double mean = table->needs[0][i], deviation = table->needs[1][i];
      const bool differ = deviation > LOCIQ_ROUNDING * (table->options[0].choice + fabs(mean));
      result[r * table->industries + i] =
          differ ? (lociq_naive_to_standardise(table, r, i) - mean) / deviation : (double)NAN;
    }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .needs = {"quotient_mean", "quotient_deviation"},
                                    .row = standardise,
                                    .naive = naive};

const lociq_indicator lociq_indicator_lq_standardised = {
    .name = "lq_standardised",
    .title = "Standardised location quotient",
    .family = "location",
    .unit = "1",
    .formula = "(LQ - mean_r LQ) / sd_r LQ",
    .reading =
        "How many standard deviations the region's quotient lies above the mean of the industry's regions: above 1.96 "
        "an industry is called a significant agglomeration, if the quotients are distributed normally.",
    .note =
        "Mean and population standard deviation are unweighted, over the regions within the industry where the "
        "quotient is known: not over the industries of a region, as some tools have it. log10=yes standardises the "
        "logarithm, which is nearer to normal, and leaves zeros out (Tian). Missing where the regions do not differ.",
    .reference =
        "Tian, Z. (2013): Measuring agglomeration using the standardized location quotient with a bootstrap method. "
        "The Journal of Regional Analysis and Policy 43(2), 186-197; O'Donoghue, D. and Gleave, B. (2004): A note on "
        "methods for measuring industrial agglomeration. Regional Studies 38(4), 419-427",
    .doi = "10.1080/03434002000213932",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_LOG10},
    .kernel = &kernel};

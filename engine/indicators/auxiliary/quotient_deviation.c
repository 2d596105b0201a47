/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/location/standardised.h"

/* From the mean, which the pass before found: mean squares less the squared mean
 * would cancel. */
LOCIQ_CLONED static void fold(const lociq_row *row, void *state) {
  double *squares = state, *counts = squares + row->width;
  const bool logarithms = row->options[0].choice != 0;
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes value = lociq_to_standardise(lociq_lanes_load(row->quotient + k), logarithms);
    const lociq_lanes away = value - lociq_lanes_load_unaligned(row->needs[0] + k);
    lociq_state_add(squares + k, lociq_lanes_or_zero(away * away));
    lociq_state_add(counts + k, lociq_lanes_where(lociq_lanes_known(value), lociq_lanes_all(1)));
  }
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)options;
  const double *squares = state, *counts = squares + width;
  for (size_t i = 0; i < industries; i++) result[i] = counts[i] > 0 ? sqrt(squares[i] / counts[i]) : NAN;
}

/* Half the mean square of all differences is the variance. */
static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    double squares = 0, pairs = 0;
    for (size_t r = 0; r < table->regions; r++)
      for (size_t q = 0; q < table->regions; q++) {
        const double difference = lociq_naive_to_standardise(table, r, i) - lociq_naive_to_standardise(table, q, i);
        if (isnan(difference)) continue;
        squares += difference * difference;
        pairs++;
      }
    result[i] = pairs > 0 ? sqrt(squares / pairs / 2) : NAN;
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .needs = {"quotient_mean"},
                                    .state_size = lociq_state_of_two,
                                    .fold = fold,
                                    .merge = lociq_merge_two,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_quotient_deviation = {
    .name = "quotient_deviation",
    .title = "Standard deviation of the industry's location quotients",
    .family = "auxiliary",
    .unit = "1",
    .formula = "sqrt(mean_r (LQ - mean LQ)^2)",
    .reading = "What lq_standardised measures in.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_LOG10},
    .kernel = &kernel};

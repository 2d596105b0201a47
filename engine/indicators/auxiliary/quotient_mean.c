/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/location/standardised.h"

LOCIQ_CLONED static void fold(const lociq_row *row, void *state) {
  double *sums = state, *counts = sums + row->width;
  const bool logarithms = row->options[0].choice != 0;
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes value = lociq_to_standardise(lociq_lanes_load(row->quotient + k), logarithms);
    lociq_state_add(sums + k, lociq_lanes_or_zero(value));
    lociq_state_add(counts + k, lociq_lanes_where(lociq_lanes_known(value), lociq_lanes_all(1)));
  }
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)options;
  const double *sums = state, *counts = sums + width;
  for (size_t i = 0; i < industries; i++) result[i] = counts[i] > 0 ? sums[i] / counts[i] : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    double sum = 0, count = 0;
    for (size_t r = 0; r < table->regions; r++) {
      const double value = lociq_naive_to_standardise(table, r, i);
      if (isnan(value)) continue;
      sum += value;
      count++;
    }
    result[i] = count > 0 ? sum / count : NAN;
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .state_size = lociq_state_of_two,
                                    .fold = fold,
                                    .merge = lociq_merge_two,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_quotient_mean = {
    .name = "quotient_mean",
    .title = "Mean location quotient of the industry",
    .family = "auxiliary",
    .unit = "1",
    .formula = "mean_r LQ",
    .reading = "What lq_standardised measures from.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_LOG10},
    .kernel = &kernel};

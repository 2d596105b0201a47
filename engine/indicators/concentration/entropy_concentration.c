/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"
#include "indicators/range.h"
#include "numeric/logarithm.h"

/* Σ a ln a, and Σ a: 0 where there is nothing to share out. A negative part has
 * no logarithm, and NaN stays. */
LOCIQ_CLONED static void fold(const lociq_row *row, void *state) {
  double *sums = state, *parts = sums + row->width;
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes a = lociq_lanes_load(row->known_location + k);
    lociq_state_add(sums + k, lociq_lanes_where((lociq_mask)(a != 0.0), a * lociq_logarithm(a)));
    lociq_state_add(parts + k, a);
  }
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  const double *sums = state, *parts = sums + width, unit = log(options[0].real);
  for (size_t i = 0; i < industries; i++) result[i] = parts[i] > 0 ? lociq_at_least(-sums[i], 0) / unit : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    double sum = 0;
    for (size_t r = 0; r < table->regions; r++)
      if (!isnan(lociq_naive_location(table, r, i))) sum += lociq_naive_location(table, r, i);
    const double whole = table->raw_shares ? 1 : sum;
    result[i] = sum == 0 ? NAN : 0;
    for (size_t r = 0; r < table->regions; r++) {
      const double a = lociq_naive_location(table, r, i) / whole;
      if (!isnan(a) && a != 0) result[i] += a * log(1 / a) / log(table->options[0].real);
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_SITED,
                                    .state_size = lociq_state_of_two,
                                    .fold = fold,
                                    .merge = lociq_merge_two,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_entropy_concentration = {
    .name = "entropy_concentration",
    .title = "Entropy of the industry's regions",
    .family = "concentration",
    .unit = "1",
    .formula = "-sum_r a log_base(a)",
    .reading =
        "0 when the industry is all in one region; log R when all R regions have the same part of it: higher means "
        "more dispersed.",
    .note =
        "0 log 0 = 0. The known regions' parts are rescaled to 1. It is held against no other distribution: a alone "
        "counts, so that there is no option `distribution`.",
    .reference =
        "Shannon, C. E. (1948): A mathematical theory of communication. Bell System Technical Journal 27(3), 379-423",
    .doi = "10.1002/j.1538-7305.1948.tb01338.x",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_BASE},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/kernel.h"
#include "indicators/location/spread.h"
#include "indicators/naive.h"

static void fold(const lociq_row *row, void *state) {
  double *sums = state, *establishments = sums + row->width;
  for (size_t i = 0; i < row->industries; i++) {
    if (isnan(row->values[i]) || isnan(row->operands[0][i])) continue;
    sums[i] += row->values[i];
    establishments[i] += row->operands[0][i];
  }
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)options;
  const double *sums = state, *establishments = sums + width;
  for (size_t i = 0; i < industries; i++)
    result[i] = sums[i] > 0 && establishments[i] > 0 ? sums[i] / establishments[i] : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    double sum = 0, establishments = 0;
    for (size_t r = 0; r < table->regions; r++) {
      const double e = lociq_naive_value(table, r, i), b = table->operands[0][r * table->industries + i];
      sum += isnan(b) || isnan(e) ? 0 : e;
      establishments += isnan(b) || isnan(e) ? 0 : b;
    }
    result[i] = sum > 0 && establishments > 0 ? sum / establishments : NAN;
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_VALUES,
                                    .by_industry = 1,
                                    .state_size = lociq_state_of_two,
                                    .fold = fold,
                                    .merge = lociq_merge_two,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_establishment_size = {
    .name = "establishment_size",
    .title = "Mean size of the industry's establishments",
    .family = "auxiliary",
    .unit = "",
    .formula = "sum_r e / sum_r b, over the regions where both are known",
    .reading = "What litzenberger_sternberg holds a region's establishments against.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_ESTABLISHMENTS},
    .kernel = &kernel};

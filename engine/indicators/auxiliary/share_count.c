/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "numeric/lanes.h"

LOCIQ_CLONED static void fold(const lociq_row *row, void *state) {
  double *counts = state;
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES)
    lociq_state_add(counts + k,
                    lociq_lanes_where(lociq_lanes_known(lociq_lanes_load(row->share + k)), lociq_lanes_all(1)));
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    result[i] = 0;
    for (size_t r = 0; r < table->regions; r++) {
      const double share = lociq_naive_share(table, r, i);
      if (!isnan(share)) result[i]++;
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_SHARE,
                                    .state_size = lociq_state_of_one,
                                    .fold = fold,
                                    .merge = lociq_merge_one,
                                    .finish = lociq_finish_sums,
                                    .naive = naive};

const lociq_indicator lociq_indicator_share_count = {
    .name = "share_count",
    .title = "Number of regions whose share of an industry is known",
    .family = "auxiliary",
    .unit = "1",
    .formula = "sum_r [s known]",
    .reading = "With share_sum the unweighted mean share, with any one region taken out.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

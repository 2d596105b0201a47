/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/concentration/others.h"
#include "indicators/industry_state.h"

static void fold(const lociq_row *row, void *state) {
  double *sums = state;
  for (size_t i = 0; i < row->industries; i++) {
    const double other = lociq_part_of_others(row, i);
    if (!isnan(row->location[i]) && !isnan(other)) sums[i] += other;
  }
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    result[i] = 0;
    for (size_t r = 0; r < table->regions; r++) {
      const lociq_sides cell = lociq_naive_others_sides(table, r, i);
      if (!isnan(cell.own) && !isnan(cell.other)) result[i] += cell.other;
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_VALUES | LOCIQ_REFERENCE | LOCIQ_LOCATION,
                                    .needs = {"location_sum", "location_count"},
                                    .needs_wanted = lociq_wants_mean_of_others,
                                    .state_size = lociq_state_of_one,
                                    .fold = fold,
                                    .merge = lociq_merge_one,
                                    .finish = lociq_finish_sums,
                                    .naive = naive};

const lociq_indicator lociq_indicator_others_part_sum = {
    .name = "others_part_sum",
    .title = "Sum of the counterparts of an industry's parts in the other industries",
    .family = "auxiliary",
    .unit = "1",
    .formula = "sum_r [a known] o, o the region's part of the other industries, or its mean part of them",
    .reading = "What krugman_concentration rescales by.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_REFERENCE("industry", "industries")},
    .kernel = &kernel};

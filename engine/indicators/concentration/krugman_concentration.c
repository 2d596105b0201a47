/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/concentration/distance.h"
#include "indicators/concentration/others.h"
#include "indicators/industry_state.h"

static void fold(const lociq_row *row, void *state) {
  if (row->options[0].choice == LOCIQ_REFERENCE_WHOLE) {
    lociq_distance_fold(row, state);
    return;
  }
  double *sums = state, *counts = sums + row->width;
  const double *own_sum = row->needs[2], *other_sum = row->needs[3];
  for (size_t i = 0; i < row->industries; i++) {
    const double own = row->location[i], other = lociq_part_of_others(row, i);
    if (isnan(own) || isnan(other)) continue;
    const bool shared_out = own_sum[i] > 0 && other_sum[i] > 0;
    const double distance = row->raw_shares ? fabs(own - other) : fabs(own / own_sum[i] - other / other_sum[i]);
    sums[i] += shared_out ? distance : NAN;
    counts[i]++;
  }
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)options;
  lociq_distance_finish(state, industries, width, 1, result);
}

static bool others_wanted(const lociq_value *options) { return options[0].choice != LOCIQ_REFERENCE_WHOLE; }

static void naive(const lociq_table *table, double *result) {
  const bool whole = table->options[0].choice == LOCIQ_REFERENCE_WHOLE;
  for (size_t i = 0; i < table->industries; i++)
    result[i] = lociq_naive_industry_distance(table, i, whole ? lociq_naive_industry_sides : lociq_naive_others_sides);
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_SITED | LOCIQ_VALUES | LOCIQ_REFERENCE | LOCIQ_LOCATION,
                                    .needs = {"location_sum", "location_count", "own_part_sum", "others_part_sum"},
                                    .needs_wanted = others_wanted,
                                    .state_size = lociq_state_of_two,
                                    .fold = fold,
                                    .merge = lociq_merge_two,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_krugman_concentration = {
    .name = "krugman_concentration",
    .title = "Krugman index of concentration",
    .family = "concentration",
    .unit = "1",
    .formula = "sum_r abs(a - g)",
    .reading =
        "0 when the industry lies as the distribution does, 2 when it has no region in common with it; half of it is "
        "the share of the industry that would have to move.",
    .note =
        "The shares of both sides are rescaled to 1 over the regions where the industry is "
        "known. reference=others holds the industry against all other industries together, "
        "g = (E_r - e)/(E - E_i), reference=mean_of_others against the unweighted mean of the other industries' a, "
        "which is what REAT's krugman.conc2 computes; with either, `distribution` has no say.",
    .reference = "Krugman, P. (1991): Geography and Trade. MIT Press, Cambridge",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = 2,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_REFERENCE("industry", "industries"), LOCIQ_OPTION_REGIONS},
    .kernel = &kernel};

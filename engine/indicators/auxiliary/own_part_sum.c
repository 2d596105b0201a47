/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/concentration/others.h"
#include "indicators/industry_state.h"

static void fold(const lociq_row *row, void *state) { lociq_others_add(row, false, state); }

static void naive(const lociq_table *table, double *result) { lociq_naive_others_sums(table, false, result); }

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_VALUES | LOCIQ_REFERENCE | LOCIQ_LOCATION,
                                    .needs = {"location_sum", "location_count"},
                                    .needs_wanted = lociq_wants_mean_of_others,
                                    .state_size = lociq_state_of_one,
                                    .fold = fold,
                                    .merge = lociq_merge_one,
                                    .finish = lociq_finish_sums,
                                    .naive = naive};

const lociq_indicator lociq_indicator_own_part_sum = {
    .name = "own_part_sum",
    .title = "Sum of an industry's parts that have a counterpart in the other industries",
    .family = "auxiliary",
    .unit = "1",
    .formula = "sum_r [o known] a, o the region's part of the other industries, or its mean part of them",
    .reading = "What krugman_concentration rescales by.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_REFERENCE("industry", "industries")},
    .kernel = &kernel};

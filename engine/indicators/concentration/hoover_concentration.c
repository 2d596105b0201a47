/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/concentration/distance.h"
#include "indicators/industry_state.h"
#include "indicators/naive.h"
#include "indicators/options.h"

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)options;
  lociq_distance_finish(state, industries, width, 0.5, result);
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++)
    result[i] = lociq_naive_industry_distance(table, i, lociq_naive_industry_sides) / 2;
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_SITED | LOCIQ_VALUES,
                                    .state_size = lociq_state_of_two,
                                    .fold = lociq_distance_fold,
                                    .merge = lociq_merge_two,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_hoover_concentration = {
    .name = "hoover_concentration",
    .title = "Hoover index of concentration",
    .family = "concentration",
    .unit = "1",
    .formula = "1/2 sum_r abs(a - g)",
    .reading =
        "The share of the industry that would have to move for it to lie as the distribution does: 0 when it does, "
        "close to 1 when it is all in one small region.",
    .note =
        "The shares of both sides are rescaled to 1 over the regions "
        "where the industry is known. EconGeo gives the same in percent.",
    .reference =
        "Hoover, E. M. (1936): The measurement of industrial localization. "
        "The Review of Economics and Statistics 18(4), 162-171",
    .doi = "10.2307/1927875",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_REGIONS},
    .kernel = &kernel};

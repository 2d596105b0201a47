/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"

LOCIQ_CLONED static void fold(const lociq_row *row, void *state) {
  double *specialised = state, *known = specialised + row->width;
  const lociq_lanes threshold = lociq_lanes_all(row->options[0].real), one = lociq_lanes_all(1);
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes quotient = lociq_lanes_load(row->quotient + k);
    lociq_state_add(specialised + k, lociq_lanes_where((lociq_mask)(quotient >= threshold), one));
    lociq_state_add(known + k, lociq_lanes_where(lociq_lanes_known(quotient), one));
  }
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)options;
  const double *specialised = state, *known = specialised + width;
  for (size_t i = 0; i < industries; i++) result[i] = known[i] > 0 ? specialised[i] : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    result[i] = NAN;
    for (size_t r = 0; r < table->regions; r++) {
      const double quotient = lociq_naive_quotient(table, r, i);
      if (isnan(quotient)) continue;
      if (isnan(result[i])) result[i] = 0;
      if (quotient >= table->options[0].real) result[i]++;
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .state_size = lociq_state_of_two,
                                    .fold = fold,
                                    .merge = lociq_merge_two,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_ubiquity = {
    .name = "ubiquity",
    .title = "Number of regions that are specialised in the industry",
    .family = "concentration",
    .unit = "1",
    .formula = "sum_r M",
    .reading = "In how many regions the industry's location quotient reaches the threshold.",
    .note =
        "Unknown cells are not counted: with many of them the number is a lower bound, which the coverage shows. It "
        "is held against no distribution but that of the location quotient, so that there is no option `distribution`.",
    .reference =
        "Hidalgo, C. A. and Hausmann, R. (2009): The building blocks of economic complexity. Proceedings of the "
        "National Academy of Sciences 106(26), 10570-10575",
    .doi = "10.1073/pnas.0900943106",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"

LOCIQ_CLONED static void fold(const lociq_row *row, void *state) {
  double *squares = state;
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes a = lociq_lanes_load(row->known_location + k);
    lociq_state_add(squares + k, a * a);
  }
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)width;
  (void)options;
  const double *squares = state;
  for (size_t i = 0; i < industries; i++) result[i] = squares[i] > 0 ? lociq_at_most(squares[i], 1) : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    double sum = 0, squares = 0;
    for (size_t r = 0; r < table->regions; r++) {
      const double a = lociq_naive_location(table, r, i);
      if (isnan(a)) continue;
      sum += a;
      squares += a * a;
    }
    if (table->raw_shares && sum != 0) sum = 1;
    result[i] = sum == 0 ? NAN : squares / (sum * sum);
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_SITED,
                                    .state_size = lociq_state_of_one,
                                    .fold = fold,
                                    .merge = lociq_merge_one,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_herfindahl_concentration = {
    .name = "herfindahl_concentration",
    .title = "Herfindahl index of the industry's regions",
    .family = "concentration",
    .unit = "1",
    .formula = "sum_r a^2",
    .reading = "1 when the industry is all in one region; 1/R when all R regions have the same part of it.",
    .note =
        "The known regions' parts are rescaled to 1. It is held against no other distribution: a alone counts, so "
        "that there is no option `distribution`.",
    .reference =
        "Herfindahl, O. C. (1950): Concentration in the U.S. steel industry. Dissertation, Columbia University, New "
        "York; Hirschman, A. O. (1964): The paternity of an index. The American Economic Review 54(5), 761-762",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

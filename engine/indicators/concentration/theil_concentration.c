/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"
#include "indicators/range.h"
#include "numeric/logarithm.h"

/* Σ a ln(a/g), and Σ a: 0 where there is nothing to share out. */
LOCIQ_CLONED static void fold(const lociq_row *row, void *state) {
  double *sums = state, *parts = sums + row->width;
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes a = lociq_lanes_load(row->matched_location + k);
    const lociq_lanes g = lociq_lanes_load(row->matched_distribution + k);
    lociq_state_add(sums + k, lociq_lanes_where((lociq_mask)(a != 0.0), a * lociq_logarithm(a / g)));
    lociq_state_add(parts + k, a);
  }
}

/* Only raw shares bring it below 0 by more than rounding: a negative part has no logarithm. */
static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)options;
  const double *sums = state, *parts = sums + width;
  for (size_t i = 0; i < industries; i++) {
    const double near = sums[i] < 0 && sums[i] >= -LOCIQ_ROUNDING ? 0 : sums[i];
    result[i] = parts[i] > 0 && isfinite(near) ? near : NAN;
  }
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    const lociq_sides sums = lociq_naive_industry_sums(table, i, lociq_naive_industry_sides);
    result[i] = isnan(sums.own) ? NAN : 0;
    for (size_t r = 0; r < table->regions; r++) {
      const lociq_sides cell = lociq_naive_industry_sides(table, r, i);
      if (isnan(cell.own) || isnan(cell.other) || cell.own == 0) continue;
      const double a = cell.own / sums.own, g = cell.other / sums.other;
      result[i] += g == 0 ? NAN : a * (log(a) - log(g));
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

const lociq_indicator lociq_indicator_theil_concentration = {
    .name = "theil_concentration",
    .title = "Theil index of concentration",
    .family = "concentration",
    .unit = "1",
    .formula = "sum_r a ln(a / g)",
    .reading = "0 when the industry lies as the distribution does; the higher, the further it is from it.",
    .note =
        "Regions without the industry add 0. Missing, not infinite, where the industry is in a region of which the "
        "distribution has nothing. The shares of both sides are rescaled to 1 over the regions where both are known; "
        "with shares=raw it can fall below 0. With distribution=equal it is ln R less entropy_concentration.",
    .reference =
        "Theil, H. (1967): Economics and Information Theory. North-Holland, Amsterdam; Brülhart, M. and Traeger, R. "
        "(2005): An account of geographic concentration patterns in Europe. Regional Science and Urban Economics "
        "35(6), 597-624",
    .doi = "10.1016/j.regsciurbeco.2004.09.002",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_REGIONS},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/complexity/options.h"
#include "indicators/industry_state.h"

LOCIQ_CLONED static void fold(const lociq_row *row, void *state) {
  double *above = state, *below = above + row->width;
  const double income = row->operands[0][0];
  if (isnan(income)) return;
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes share = lociq_lanes_or_zero(lociq_lanes_load(row->share + k));
    lociq_state_add(above + k, share * lociq_lanes_all(income));
    lociq_state_add(below + k, share);
  }
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)options;
  const double *above = state, *below = above + width;
  for (size_t i = 0; i < industries; i++) result[i] = below[i] != 0 ? above[i] / below[i] : (double)NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    double above = 0, below = 0;
    for (size_t r = 0; r < table->regions; r++) {
      const double share = lociq_naive_share(table, r, i), income = table->operands[0][r];
      if (isnan(share) || isnan(income)) continue;
      above += share * income;
      below += share;
    }
    result[i] = above / below;
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_SHARE,
                                    .state_size = lociq_state_of_two,
                                    .fold = fold,
                                    .merge = lociq_merge_two,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_prody = {
    .name = "prody",
    .title = "Income that goes with the industry",
    .family = "complexity",
    .unit = "",
    .formula = "sum_r s_ri Y_r / sum_r s_ri",
    .reading = "The mean income of the regions, each weighted by how large a part of it the industry is.",
    .note =
        "income names Y, a region variable such as income a head. Regions whose share or income is unknown leave both "
        "sums. EconGeo's prody weights by location quotients, which is the same but for its rounding of them.",
    .reference =
        "Hausmann, R., Hwang, J. and Rodrik, D. (2007): What you export matters. Journal of Economic Growth 12(1), 1-25",
    .doi = "10.1007/s10887-006-9009-4",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -(double)INFINITY,
    .maximum = (double)INFINITY,
    .invariants = LOCIQ_SCALES | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_INCOME},
    .kernel = &kernel};

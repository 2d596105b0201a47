/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/options.h"
#include "indicators/range.h"
#include "indicators/specialisation/variety.h"
#include "numeric/logarithm.h"

/* In bits. */
LOCIQ_CLONED static double entropy(const double *parts, size_t width) {
  lociq_lanes sum = lociq_lanes_all(0);
  lociq_mask signs = {0};
  for (size_t k = 0; k < width; k += LOCIQ_LANES) {
    const lociq_lanes part = lociq_lanes_load(parts + k);
    sum += lociq_logarithm_term(part, part, &signs);
  }
  return lociq_lanes_any_negative(signs) ? (double)NAN : lociq_at_least(-lociq_lanes_sum(sum) / 16, 0);
}

static void unrelated(const lociq_row *row, double *result) {
  lociq_variety_parts(row, row->scratch);
  *result = row->known ? entropy(row->scratch, row->width) : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    result[r] = 0;
    for (size_t g = 0; g < table->given->industry_groups.count; g++) {
      const double part = lociq_naive_variety_part(table, r, g);
      if (part != 0) result[r] += part * log2(1 / part);
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW,
                                    .vectors = LOCIQ_KNOWN,
                                    .given = LOCIQ_GIVEN_INDUSTRY_GROUPS,
                                    .scratch = 1,
                                    .row = unrelated,
                                    .naive = naive};

const lociq_indicator lociq_indicator_variety_unrelated = {
    .name = "variety_unrelated",
    .title = "Unrelated variety",
    .family = "specialisation",
    .unit = "1",
    .formula = "sum_g P_g log2(1 / P_g), P_g the group's share of the region",
    .reading =
        "In bits: 0 when all of the region's industries belong to one group, log2 of the number of groups when these "
        "have the same share. Variety of unlike industries spreads the risk.",
    .note =
        "The shares of the known industries are rescaled to 1. With variety_related at the same level it adds up to "
        "the entropy with base=2.",
    .reference =
        "Frenken, K., van Oort, F. and Verburg, T. (2007): Related variety, unrelated variety and regional economic "
        "growth. Regional Studies 41(5), 685-697",
    .doi = "10.1080/00343400601120296",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_LEVEL},
    .kernel = &kernel};

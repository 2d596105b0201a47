/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/options.h"
#include "indicators/range.h"
#include "indicators/specialisation/variety.h"
#include "numeric/logarithm.h"

/* Σ_g P_g H_g is Σ_i s log(P_g/s): no division by P_g. A negative share has no
 * logarithm. */
LOCIQ_CLONED static double conditional_entropy(const double *shares, const double *parts, size_t width) {
  const lociq_lanes zero = lociq_lanes_all(0);
  lociq_lanes sum = zero;
  for (size_t k = 0; k < width; k += LOCIQ_LANES) {
    const lociq_lanes s = lociq_lanes_load(shares + k), part = lociq_lanes_load(parts + k);
    const lociq_lanes ratio = lociq_lanes_select((lociq_mask)(s > zero), part / s, lociq_lanes_all(NAN));
    sum += lociq_lanes_where((lociq_mask)(s != zero), s * lociq_logarithm(ratio));
  }
  return lociq_at_least(lociq_lanes_sum(sum), 0);
}

static void related(const lociq_row *row, double *result) {
  const size_t *group = row->given->industry_groups.of;
  double *parts = row->scratch, *own = row->scratch + row->width;
  lociq_variety_parts(row, parts);
  for (size_t i = 0; i < row->width; i++) own[i] = i < row->industries ? parts[group[i]] : 0;
  *result = row->known ? conditional_entropy(row->known_share, own, row->width) / log(2) : NAN;
}

static double entropy_within(const lociq_table *table, size_t region, size_t group) {
  const double part = lociq_naive_variety_part(table, region, group);
  double entropy = isnan(part) ? NAN : 0;
  for (size_t i = 0; i < table->industries; i++) {
    if (table->given->industry_groups.of[i] != group) continue;
    const double s = lociq_naive_variety_share(table, region, i) / part;
    if (s > 0) entropy -= s * log2(s);
  }
  return entropy;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    result[r] = 0;
    for (size_t g = 0; g < table->given->industry_groups.count; g++)
      result[r] += lociq_naive_variety_part(table, r, g) * entropy_within(table, r, g);
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW,
                                    .vectors = LOCIQ_KNOWN,
                                    .given = LOCIQ_GIVEN_INDUSTRY_GROUPS,
                                    .scratch = 2,
                                    .row = related,
                                    .naive = naive};

const lociq_indicator lociq_indicator_variety_related = {
    .name = "variety_related",
    .title = "Related variety",
    .family = "specialisation",
    .unit = "1",
    .formula = "sum_g P_g H_g, H_g = -sum_{i in g} s/P_g log2(s/P_g), P_g the group's share of the region",
    .reading =
        "In bits: the mean variety within the groups, weighted by their shares; 0 when the region has one industry of "
        "each. Variety of like industries lets knowledge spill over.",
    .note =
        "0 log 0 = 0. The shares of the known industries are rescaled to 1. With variety_unrelated at the same level "
        "it adds up to the entropy with base=2.",
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

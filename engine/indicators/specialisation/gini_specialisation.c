/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/gini.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"

static void gini(const lociq_row *row, double *result) {
  const bool quotients = row->options[0].choice == LOCIQ_METHOD_LQ;
  *result = row->matched
                ? lociq_gini(row->matched_share, row->matched_reference, row->industries, quotients, row->scratch)
                : NAN;
}

/* Over all pairs of industries: the Lorenz curve as half the weighted mean
 * difference, the quotients as half their relative mean difference. */
static double over_pairs(const lociq_table *table, size_t region, bool quotients) {
  double difference = 0, own = 0, other = 0, sum = 0, count = 0;
  for (size_t i = 0; i < table->industries; i++) {
    const lociq_sides first = lociq_naive_region_sides(table, region, i);
    if (isnan(first.own) || isnan(first.other)) continue;
    own += first.own;
    other += first.other;
    sum += first.own / first.other;
    count++;
    for (size_t j = 0; j < table->industries; j++) {
      const lociq_sides second = lociq_naive_region_sides(table, region, j);
      if (isnan(second.own) || isnan(second.other)) continue;
      difference += quotients ? fabs(first.own / first.other - second.own / second.other)
                              : fabs(first.own * second.other - second.own * first.other);
    }
  }
  if (own == 0 || other == 0) return NAN;
  return difference / (2 * (quotients ? count * sum : own * other));
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    result[r] = over_pairs(table, r, table->options[0].choice == LOCIQ_METHOD_LQ);
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_MATCHED, .scratch = LOCIQ_GINI_SCRATCH, .row = gini, .naive = naive};

const lociq_indicator lociq_indicator_gini_specialisation = {
    .name = "gini_specialisation",
    .title = "Gini coefficient of specialisation",
    .family = "specialisation",
    .unit = "1",
    .formula =
        "1 - 2 x area under the Lorenz curve of s on x, ordered by s/x; method=lq: 2/(n^2 mean C) sum_i lambda_i "
        "(C_i - mean C), C the location quotients in ascending order, lambda their ranks",
    .reading =
        "0 when the region has the structure of the whole; the closer to "
        "1, the more it lives from industries that are small elsewhere.",
    .note =
        "Scale 0..1; with method=lq 0..1-1/n, n the industries that the whole has. "
        "Both sides are always rescaled to 1, as a Lorenz curve must end at 1. "
        "REAT's gini.spec is method=lq. EconGeo halves the first and so gives 0..0.5.",
    .reference =
        "Farhauer, O. and Kröll, A. (2013): Standorttheorien. Springer Gabler, Wiesbaden; Gini, C. (1912): Variabilità "
        "e mutabilità; Ceriani, L. and Verme, P. (2012): The origins of the Gini index: extracts from Variabilità e "
        "Mutabilità (1912) by Corrado Gini. The Journal of Economic Inequality 10(3), 421-443",
    .doi = "10.1007/s10888-011-9188-x",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_METHOD},
    .kernel = &kernel};

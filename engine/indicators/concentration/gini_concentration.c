/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/gini.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"

static void gini(const lociq_column *column, double *result) {
  const bool quotients = column->options[0].choice == LOCIQ_METHOD_LQ;
  *result = lociq_gini(column->values, column->distribution, column->regions, quotients, column->scratch);
}

/* Over all pairs of regions, as in gini_specialisation. */
static double over_pairs(const lociq_table *table, size_t industry, bool quotients) {
  double difference = 0, own = 0, other = 0, sum = 0, count = 0;
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_sides first = lociq_naive_industry_sides(table, r, industry);
    if (isnan(first.own) || isnan(first.other)) continue;
    own += first.own;
    other += first.other;
    if (first.other != 0) sum += first.own / first.other;
    if (first.other != 0) count++;
    for (size_t q = 0; q < table->regions; q++) {
      const lociq_sides second = lociq_naive_industry_sides(table, q, industry);
      if (isnan(second.own) || isnan(second.other)) continue;
      if (!quotients)
        difference += fabs(first.own * second.other - second.own * first.other);
      else if (first.other != 0 && second.other != 0)
        difference += fabs(first.own / first.other - second.own / second.other);
    }
  }
  if (own == 0 || other == 0) return NAN;
  return difference / (2 * (quotients ? count * sum : own * other));
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++)
    result[i] = over_pairs(table, i, table->options[0].choice == LOCIQ_METHOD_LQ);
}

static const lociq_kernel kernel = {
    .form = LOCIQ_COLUMN, .scratch = LOCIQ_GINI_SCRATCH, .column = gini, .naive = naive};

const lociq_indicator lociq_indicator_gini_concentration = {
    .name = "gini_concentration",
    .title = "Locational Gini coefficient",
    .family = "concentration",
    .unit = "1",
    .formula =
        "1 - 2 x area under the Lorenz curve of a on g, ordered by a/g; method=lq: 2/(n^2 mean C) sum_r lambda_r "
        "(C_r - mean C), C the location quotients in ascending order, lambda their ranks",
    .reading =
        "0 when the industry lies as the distribution does; the closer to 1, the more it is gathered in few places.",
    .note =
        "Scale 0..1; with method=lq 0..1-1/n, n the regions of the distribution. Both sides are always rescaled to 1, "
        "as a Lorenz curve must end at 1. REAT's gini.conc is method=lq. EconGeo's locational.Gini is half of the "
        "default, its Gini is distribution=equal, its Hoover.Gini is the first with the distribution that it is given.",
    .reference =
        "Krugman, P. (1991): Geography and Trade. MIT Press, Cambridge; Gini, C. (1912): Variabilità e mutabilità; "
        "Ceriani, L. and Verme, P. (2012): The origins of the Gini index: extracts from Variabilità e Mutabilità "
        "(1912) by Corrado Gini. The Journal of Economic Inequality 10(3), 421-443",
    .doi = "10.1007/s10888-011-9188-x",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_METHOD, LOCIQ_OPTION_REGIONS},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/location/spread.h"
#include "indicators/naive.h"

static double index_of(double location, double spread, double crowd, double relative_size) {
  const double index = location * spread * location * crowd / relative_size;
  return location != 0 && relative_size > 0 ? index : (double)NAN;
}

static void cluster(const lociq_row *row, double *result) {
  const double spread = *row->needs[0], crowd = *row->needs[1];
  const double *establishments = row->operands[2], *size = row->needs[2];
  for (size_t i = 0; i < row->industries; i++) {
    const double own = establishments[i] == 0 ? (double)NAN : row->values[i] / establishments[i];
    result[i] = index_of(row->location[i], spread, crowd, own / size[i]);
  }
}

/* The three quotients as they are written. */
static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++) {
      const double e = lociq_naive_value(table, r, i), all = lociq_naive_total_industry(table, i);
      const double b = table->operands[2][r * table->industries + i];
      const double density = (e / all) * table->needs[0][r], presence = (e / all) * table->needs[1][r];
      const double size = e / b / table->needs[2][i];
      result[r * table->industries + i] = e == 0 || b == 0 ? NAN : density * presence / size;
    }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW,
                                    .vectors = LOCIQ_VALUES | LOCIQ_LOCATION,
                                    .needs = {"area_spread", "population_spread", "establishment_size"},
                                    .by_industry = 1 << 2,
                                    .row = cluster,
                                    .naive = naive};

const lociq_indicator lociq_indicator_litzenberger_sternberg = {
    .name = "litzenberger_sternberg",
    .title = "Cluster index of Litzenberger and Sternberg",
    .family = "location",
    .unit = "1",
    .formula = "(e/A_r)/(E_i/A) (e/P_r)/(E_i/P) / ((e/b)/(E_i/B_i))",
    .reading =
        "Relative density of the industry in the region, times its presence there in relation to the population, over "
        "the relative size of its establishments. 1 as everywhere; from 4 on it is called a cluster, from 64 on a "
        "strong one.",
    .note =
        "A is area, P population, b establishments. Missing where e is 0 (its limit is 0), or b, or where a figure is "
        "unknown. Sums are matched: E_i/B_i over the regions where both are known; where the area or population of a "
        "region is unknown, the sum of the others stands for their part of the measure. REAT's litzenberger2 gives "
        "the same.",
    .reference =
        "Sternberg, R. and Litzenberger, T. (2004): Regional clusters in Germany: their geography and their relevance "
        "for entrepreneurial activities. European Planning Studies 12(6), 767-791",
    .doi = "10.1080/0965431042000251855",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_AREA, LOCIQ_OPTION_POPULATION, LOCIQ_OPTION_ESTABLISHMENTS},
    .kernel = &kernel};

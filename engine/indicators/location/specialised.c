/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"
#include "numeric/lanes.h"

LOCIQ_CLONED static void specialised(const lociq_row *row, double *result) {
  const double threshold = row->options[0].real;
  for (size_t i = 0; i < row->industries; i++) {
    const double quotient = row->quotient[i], yes = quotient >= threshold ? 1.0 : 0.0;
    result[i] = isnan(quotient) ? NAN : yes;
  }
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++) {
      const double quotient = lociq_naive_quotient(table, r, i);
      result[r * table->industries + i] = isnan(quotient) ? NAN : (quotient < table->options[0].real ? 0 : 1);
    }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW, .vectors = LOCIQ_QUOTIENT, .row = specialised, .naive = naive};

const lociq_indicator lociq_indicator_specialised = {
    .name = "specialised",
    .title = "Region is specialised in the industry",
    .family = "location",
    .unit = "1",
    .formula = "M = [LQ >= threshold]",
    .reading = "1 where the region is specialised in the industry, 0 where it is not.",
    .note =
        "A quotient of exactly the threshold counts. An unknown cell is missing; tools that compare NaN with the "
        "threshold make it 1 (economiccomplexity) or 0 (py-ecomplexity).",
    .reference =
        "Hidalgo, C. A. and Hausmann, R. (2009): The building blocks of economic complexity. Proceedings of the "
        "National Academy of Sciences 106(26), 10570-10575",
    .doi = "10.1073/pnas.0900943106",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD},
    .kernel = &kernel};

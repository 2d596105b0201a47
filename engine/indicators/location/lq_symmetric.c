/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "numeric/lanes.h"

LOCIQ_CLONED static void symmetric(const lociq_row *row, double *result) {
  for (size_t i = 0; i < row->industries; i++) result[i] = (row->quotient[i] - 1) / (row->quotient[i] + 1);
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++) {
      const double s = lociq_naive_share(table, r, i), x = lociq_naive_reference(table, i);
      result[r * table->industries + i] = (s - x) / (s + x);
    }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW, .vectors = LOCIQ_QUOTIENT, .row = symmetric, .naive = naive};

const lociq_indicator lociq_indicator_lq_symmetric = {
    .name = "lq_symmetric",
    .title = "Symmetric location quotient",
    .family = "location",
    .unit = "1",
    .formula = "(LQ - 1) / (LQ + 1)",
    .reading =
        "From -1 (the industry is absent) over 0 (as in the whole) to "
        "1; the same distance above and below 0 means the same factor.",
    .note =
        "A quotient of 0 gives -1, so industries that a region lacks stay in the picture; lq_log leaves them out. Missing "
        "where the quotient is.",
    .reference =
        "Laursen, K. (2015): Revealed comparative advantage and the alternatives as measures of international "
        "specialization. Eurasian Business Review 5(1), 99-115",
    .doi = "10.1007/s40821-015-0017-1",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = -1,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

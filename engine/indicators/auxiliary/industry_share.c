/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"

/* Every row has the same reference structure: any one tells it. */
static void fold(const lociq_row *row, void *state) { memcpy(state, row->reference, row->width * sizeof(double)); }

static void merge(void *state, const void *later, size_t industries, size_t width) {
  (void)industries;
  memcpy(state, later, width * sizeof(double));
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) result[i] = lociq_naive_reference(table, i);
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_REFERENCE,
                                    .state_size = lociq_state_of_one,
                                    .fold = fold,
                                    .merge = merge,
                                    .finish = lociq_finish_sums,
                                    .naive = naive};

const lociq_indicator lociq_indicator_industry_share = {
    .name = "industry_share",
    .title = "Share of the industry in the whole",
    .family = "auxiliary",
    .unit = "1",
    .formula = "x",
    .reading = "The reference structure.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

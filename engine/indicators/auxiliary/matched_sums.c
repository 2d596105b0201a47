/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "indicators/performance/shift_share.h"

/* Twice as many sums as there are pairs of years, after one vector whose first
 * number says how many there are. */
enum { SUMS = 2 * LOCIQ_LAGS };

static size_t sums_of(const lociq_value *options) { return 2 * lociq_shift_pairs(options); }

static size_t state_size(size_t industries, size_t width, const lociq_value *options) {
  (void)industries;
  return (LOCIQ_LANES + sums_of(options) * width) * sizeof(double);
}

static void fold(const lociq_row *row, void *state) {
  const size_t width = row->width;
  *(double *)state = (double)sums_of(row->options);
  for (size_t p = 0; p < lociq_shift_pairs(row->options); p++) {
    const double *after = p == 0 ? row->values : row->earlier[p - 1], *before = row->earlier[p];
    double *sums = (double *)state + LOCIQ_LANES + 2 * p * width;
    for (size_t i = 0; i < row->industries; i++) {
      if (isnan(after[i]) || isnan(before[i])) continue;
      sums[i] += after[i];
      sums[width + i] += before[i];
    }
  }
}

static void merge(void *state, const void *later, size_t industries, size_t width) {
  (void)industries;
  double *sums = state;
  const double *added = later, count = added[0];
  sums[0] = count;
  for (size_t k = 0; k < (size_t)count * width; k++) sums[LOCIQ_LANES + k] += added[LOCIQ_LANES + k];
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)industries;
  memcpy(result, (const double *)state + LOCIQ_LANES, sums_of(options) * width * sizeof *result);
}

static void naive(const lociq_table *table, double *result) {
  for (size_t p = 0; p < LOCIQ_LAGS; p++)
    for (size_t i = 0; i < table->industries; i++) {
      double sums[2] = {0};
      for (size_t r = 0; p < lociq_shift_pairs(table->options) && r < table->regions; r++) {
        const size_t k = r * table->industries + i;
        const double after = p == 0 ? table->values[k] : table->earlier[p - 1][k], before = table->earlier[p][k];
        sums[0] += isnan(after + before) ? 0 : after;
        sums[1] += isnan(after + before) ? 0 : before;
      }
      for (size_t side = 0; side < 2; side++) result[(2 * p + side) * table->industries + i] = sums[side];
    }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .lags = lociq_shift_lags,
                                    .figures = SUMS,
                                    .state_size = state_size,
                                    .fold = fold,
                                    .merge = merge,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_matched_sums = {
    .name = "matched_sums",
    .title = "Sums of an industry over the regions that know it in both years",
    .family = "auxiliary",
    .unit = "",
    .formula = "sum_r e of the later and of the earlier year of each pair",
    .reading = "What shift_share holds a region's industries against.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALES | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_SHIFT_OPTIONS},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kernels with further outputs, and kernels that look back, simple enough to check
 * by hand.
 */
#ifndef LOCIQ_TESTS_MADE_LOOKS_H
#define LOCIQ_TESTS_MADE_LOOKS_H

#include <math.h>
#include <string.h>

#include "indicators/kernel.h"

/* ---- outputs ---- */

/* Cells: e, and 2e; e/2 only with halves=yes. */
static void row_multiples(const lociq_row *row, double *result) {
  for (size_t i = 0; i < row->industries; i++) {
    result[i] = row->values[i];
    result[row->width + i] = 2 * row->values[i];
    result[2 * row->width + i] = row->values[i] / 2;
  }
}
static bool multiples_wanted(const lociq_value *options, size_t output) {
  return output == 0 || options[0].choice == 1;
}
static const lociq_kernel kernel_multiples = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_VALUES, .output_wanted = multiples_wanted, .row = row_multiples};

/* Regions: how many are known, and the largest. */
static void row_largest(const lociq_row *row, double *result) {
  result[0] = 0;
  result[1] = -(double)INFINITY;
  for (size_t i = 0; i < row->industries; i++) {
    if (isnan(row->values[i])) continue;
    result[0]++;
    if (row->values[i] > result[1]) result[1] = row->values[i];
  }
}
static const lociq_kernel kernel_known = {.form = LOCIQ_ROW, .vectors = LOCIQ_VALUES, .row = row_largest};

/* Industries: Σ e, and how many are known. */
static size_t two_vectors(size_t industries, size_t width, const lociq_value *options) {
  (void)options;
  (void)industries;
  return 2 * width * sizeof(double);
}
static void fold_sums(const lociq_row *row, void *state) {
  double *sums = state;
  for (size_t i = 0; i < row->industries; i++) {
    if (isnan(row->values[i])) continue;
    sums[i] += row->values[i];
    sums[row->width + i]++;
  }
}
static void merge_two_vectors(void *state, const void *later, size_t industries, size_t width) {
  (void)industries;
  double *sums = state;
  for (size_t i = 0; i < 2 * width; i++) sums[i] += ((const double *)later)[i];
}
static void finish_two_vectors(const void *state, size_t industries, size_t width, const lociq_value *options,
                               double *result) {
  (void)industries;
  (void)options;
  memcpy(result, state, 2 * width * sizeof *result);
}
static const lociq_kernel kernel_sums = {.form = LOCIQ_FOLD,
                                         .vectors = LOCIQ_VALUES,
                                         .state_size = two_vectors,
                                         .fold = fold_sums,
                                         .merge = merge_two_vectors,
                                         .finish = finish_two_vectors};

/* The whole year: that once more, and its negative. */
static lociq_status whole_signs(const lociq_whole *whole, double *result, lociq_error *error) {
  (void)error;
  for (size_t i = 0; i < whole->industries; i++) {
    result[i] = whole->needs[0][i];
    result[lociq_lanes_width(whole->industries) + i] = -whole->needs[0][i];
  }
  return LOCIQ_OK;
}
static const lociq_kernel kernel_signs = {.form = LOCIQ_WHOLE, .needs = {"sums"}, .whole = whole_signs};

/* ---- earlier years ---- */

static size_t lags_of_span(const lociq_value *options, long lags[LOCIQ_LAGS]) {
  (void)options;
  lags[0] = 1;
  lags[1] = 3;
  return 2;
}

/* Of any measure: the change of a year; the further output: of three years. */
static void row_change(const lociq_row *row, double *result) {
  for (size_t n = 0; n < 2; n++)
    for (size_t i = 0; i < row->industries; i++) result[n * row->width + i] = row->operands[0][i] - row->earlier[n][i];
}
static const lociq_kernel kernel_change = {.form = LOCIQ_ROW, .lags = lags_of_span, .row = row_change};
/* The same of one value a region. */
static void row_region_change(const lociq_row *row, double *result) {
  for (size_t n = 0; n < 2; n++) result[n] = row->operands[0][0] - row->earlier[n][0];
}
static const lociq_kernel kernel_region_change = {.form = LOCIQ_ROW, .lags = lags_of_span, .row = row_region_change};

/* Regions: Σ |e − e0| over what is known in both years, over E_r0. */
static void row_turnover(const lociq_row *row, double *result) {
  for (size_t n = 0; n < 2; n++) {
    double sum = 0;
    for (size_t i = 0; i < row->industries; i++) {
      const double change = row->values[i] - row->earlier[n][i];
      sum += isnan(change) ? 0 : fabs(change);
    }
    result[n] = sum / row->earlier_total[n];
  }
}
static const lociq_kernel kernel_turnover = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_VALUES, .lags = lags_of_span, .row = row_turnover};

/* Industries: Σ e0 of both years. */
static void fold_before(const lociq_row *row, void *state) {
  double *sums = state;
  for (size_t n = 0; n < 2; n++)
    for (size_t i = 0; i < row->industries; i++)
      sums[n * row->width + i] += isnan(row->earlier[n][i]) ? 0 : row->earlier[n][i];
}
static const lociq_kernel kernel_before = {.form = LOCIQ_FOLD,
                                           .vectors = LOCIQ_VALUES,
                                           .lags = lags_of_span,
                                           .state_size = two_vectors,
                                           .fold = fold_before,
                                           .merge = merge_two_vectors,
                                           .finish = finish_two_vectors};

/* The whole year: the change of a region's total. */
static lociq_status whole_change(const lociq_whole *whole, double *result, lociq_error *error) {
  (void)error;
  const size_t apart = lociq_lanes_width(whole->regions);
  for (size_t n = 0; n < 2; n++)
    for (size_t r = 0; r < whole->regions; r++) result[n * apart + r] = whole->operands[0][r] - whole->earlier[n][r];
  return LOCIQ_OK;
}
static const lociq_kernel kernel_whole_change = {.form = LOCIQ_WHOLE, .lags = lags_of_span, .whole = whole_change};

#define MADE_OUTPUT(SUFFIX)                                                                                        \
  {                                                                                                                \
    .suffix = SUFFIX, .title = "Further " SUFFIX, .unit = "", .reading = "What " SUFFIX " says.", .minimum = -9e9, \
    .maximum = 9e9                                                                                                 \
  }
#define MADE_LOOKS                                                                                                     \
  MADE_INDICATOR("multiples", MADE_CELLS, &kernel_multiples, .outputs = {MADE_OUTPUT("double"), MADE_OUTPUT("half")},  \
                 .options = {{.name = "halves", .type = LOCIQ_OPTION_CHOICE, .preset = "no", .choices = "no|yes"}}),   \
      MADE_INDICATOR("known", MADE_REGIONS, &kernel_known, .outputs = {MADE_OUTPUT("largest")}),                       \
      MADE_INDICATOR("sums", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, &kernel_sums, .outputs = {MADE_OUTPUT("count")}),      \
      MADE_INDICATOR("signs", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, &kernel_signs, .outputs = {MADE_OUTPUT("negative")}), \
      MADE_INDICATOR("change", 0, &kernel_change, .outputs = {MADE_OUTPUT("long")},                                    \
                     .options = {{.name = "variable", .type = LOCIQ_OPTION_MEASURE, .preset = "employment"}}),         \
      MADE_INDICATOR("region_change", MADE_REGIONS, &kernel_region_change, .outputs = {MADE_OUTPUT("long")},           \
                     .options = {{.name = "income", .type = LOCIQ_OPTION_MEASURE, .preset = "gdp"}}),                  \
      MADE_INDICATOR("turnover", MADE_REGIONS, &kernel_turnover, .outputs = {MADE_OUTPUT("long")}),                    \
      MADE_INDICATOR("before", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, &kernel_before, .outputs = {MADE_OUTPUT("long")}),   \
      MADE_INDICATOR("whole_change", MADE_REGIONS, &kernel_whole_change, .outputs = {MADE_OUTPUT("long")},             \
                     .options = {{.name = "total", .type = LOCIQ_OPTION_MEASURE, .preset = "employment"}})

#endif

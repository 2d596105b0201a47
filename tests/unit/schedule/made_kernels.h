/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kernels of every form, simple enough to check by hand.
 */
#ifndef LOCIQ_TESTS_MADE_KERNELS_H
#define LOCIQ_TESTS_MADE_KERNELS_H

#include "made_columns.h"
#include "made_looks.h"
#include "made_panel.h"
#include "numeric/logarithm.h"

static void row_quotient(const lociq_row *row, double *result) {
  memcpy(result, row->quotient, row->width * sizeof *result);
}
static const lociq_kernel kernel_quotient = {.form = LOCIQ_ROW, .vectors = LOCIQ_QUOTIENT, .row = row_quotient};

static void row_distance(const lociq_row *row, double *result) {
  lociq_lanes sum = lociq_lanes_all(0);
  for (size_t i = 0; i < row->width; i += LOCIQ_LANES)
    sum +=
        lociq_lanes_absolute(lociq_lanes_load(row->matched_share + i) - lociq_lanes_load(row->matched_reference + i));
  result[0] = lociq_lanes_sum(sum);
}
static const lociq_kernel kernel_distance = {.form = LOCIQ_ROW, .vectors = LOCIQ_MATCHED, .row = row_distance};

static void row_squares(const lociq_row *row, double *result) {
  lociq_lanes sum = lociq_lanes_all(0);
  for (size_t i = 0; i < row->width; i += LOCIQ_LANES) {
    const lociq_lanes s = lociq_lanes_load(row->known_share + i);
    sum += s * s;
  }
  result[0] = lociq_lanes_sum(sum);
}
static const lociq_kernel kernel_squares = {.form = LOCIQ_ROW, .vectors = LOCIQ_KNOWN, .row = row_squares};

/* Σ a² by industry */
static size_t one_vector(size_t industries, size_t width, const lociq_value *options) {
  (void)options;
  (void)industries;
  return width * sizeof(double);
}
static void fold_sites(const lociq_row *row, void *state) {
  double *sums = state;
  for (size_t i = 0; i < row->width; i++) sums[i] += fabs(row->matched_location[i] - row->matched_distribution[i]);
}
static void merge_vectors(void *state, const void *later, size_t industries, size_t width) {
  (void)industries;
  double *sums = state;
  const double *more = later;
  for (size_t i = 0; i < width; i++) sums[i] += more[i];
}
static void finish_vector(const void *state, size_t industries, size_t width, const lociq_value *options,
                          double *result) {
  (void)width;
  (void)options;
  memcpy(result, state, industries * sizeof *result);
}
static const lociq_kernel kernel_sites = {.form = LOCIQ_FOLD,
                                          .vectors = LOCIQ_SITED,
                                          .state_size = one_vector,
                                          .fold = fold_sites,
                                          .merge = merge_vectors,
                                          .finish = finish_vector};

/* Regions where the quotient is above an option. */
static void fold_above(const lociq_row *row, void *state) {
  double *counts = state;
  for (size_t i = 0; i < row->width; i++) counts[i] += row->quotient[i] >= row->options[0].real ? 1 : 0;
}
static const lociq_kernel kernel_above = {.form = LOCIQ_FOLD,
                                          .vectors = LOCIQ_QUOTIENT,
                                          .state_size = one_vector,
                                          .fold = fold_above,
                                          .merge = merge_vectors,
                                          .finish = finish_vector};

/* industry × industry: how often two are above 1 together. */
static size_t one_matrix(size_t industries, size_t width, const lociq_value *options) {
  (void)options;
  (void)width;
  return industries * industries * sizeof(double);
}
static void fold_together(const lociq_row *row, void *state) {
  double *counts = state;
  for (size_t i = 0; i < row->industries; i++)
    for (size_t j = 0; j < row->industries; j++)
      counts[i * row->industries + j] += row->quotient[i] >= 1 && row->quotient[j] >= 1 ? 1 : 0;
}
static void merge_matrices(void *state, const void *later, size_t industries, size_t width) {
  (void)width;
  merge_vectors(state, later, industries, industries * industries);
}
static void finish_matrix(const void *state, size_t industries, size_t width, const lociq_value *options,
                          double *result) {
  (void)width;
  (void)options;
  memcpy(result, state, industries * industries * sizeof *result);
}
static const lociq_kernel kernel_together = {.form = LOCIQ_FOLD,
                                             .vectors = LOCIQ_QUOTIENT,
                                             .state_size = one_matrix,
                                             .fold = fold_together,
                                             .merge = merge_matrices,
                                             .finish = finish_matrix};

/* A block against that matrix: Σ_j M_rj φ_ij */
static void block_density(const lociq_block *block, double *result) {
  for (size_t r = 0; r < block->regions; r++)
    for (size_t i = 0; i < block->industries; i++) {
      double sum = 0;
      for (size_t j = 0; j < block->industries; j++)
        if (block->quotient[r * block->width + j] >= 1) sum += block->needs[0][i * block->industries + j];
      result[r * block->industries + i] = sum;
    }
}
static const lociq_kernel kernel_density = {.form = LOCIQ_BLOCK, .needs = {"together"}, .block = block_density};

/* A row that needs another row, a row of a block, and an industry's result. */
static void row_outlook(const lociq_row *row, double *result) {
  double sum = 0;
  for (size_t i = 0; i < row->industries; i++)
    if (!isnan(row->needs[0][i])) sum += row->needs[0][i] * row->needs[1][i] * (row->needs[2][0] + 1);
  result[0] = sum;
}
static const lociq_kernel kernel_outlook = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_VALUES, .needs = {"density", "above", "distance"}, .row = row_outlook};

static void column_largest(const lociq_column *column, double *result) {
  double largest = NAN;
  for (size_t r = 0; r < column->regions; r++)
    if (!isnan(column->values[r]) && !(column->values[r] / column->distribution[r] <= largest))
      largest = column->values[r] / column->distribution[r];
  *result = largest;
}
static const lociq_kernel kernel_largest = {.form = LOCIQ_COLUMN, .column = column_largest};

/* The whole year: each industry's share of all that are above. */
static lociq_status whole_share(const lociq_whole *whole, double *result, lociq_error *error) {
  (void)error;
  double sum = 0;
  for (size_t i = 0; i < whole->industries; i++) sum += isnan(whole->needs[0][i]) ? 0 : whole->needs[0][i];
  for (size_t i = 0; i < whole->industries; i++) result[i] = whole->needs[0][i] / sum;
  return LOCIQ_OK;
}
static const lociq_kernel kernel_share = {.form = LOCIQ_WHOLE, .needs = {"above"}, .whole = whole_share};

static void row_ratio(const lociq_row *row, double *result) {
  for (size_t i = 0; i < row->industries; i++) result[i] = row->operands[0][i] / row->operands[1][i];
}
static const lociq_kernel kernel_ratio = {.form = LOCIQ_ROW, .row = row_ratio};

#define MADE_INDICATOR(NAME, SHAPE, KERNEL, ...)                                                                  \
  {                                                                                                               \
    .name = NAME, .title = NAME, .family = "test", .unit = "1", .formula = NAME, .reading = NAME, .shape = SHAPE, \
    .minimum = 0, .maximum = (double)INFINITY, .kernel = KERNEL, __VA_ARGS__                                      \
  }

static const lociq_indicator made_indicators[] = {
    MADE_INDICATOR("quotient", MADE_CELLS, &kernel_quotient, .doi = "10.1/x", .reference = "Somebody (1900)"),
    MADE_LOOKS,
    MADE_COLUMNS,
    MADE_INDICATOR(
        "distance", MADE_REGIONS, &kernel_distance,
        .options = {{.name = "reference", .type = LOCIQ_OPTION_CHOICE, .preset = "whole", .choices = "whole|others"}}),
    MADE_INDICATOR("squares", MADE_REGIONS, &kernel_squares, .reference = NULL),
    MADE_INDICATOR("sites", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, &kernel_sites,
                   .options = {{.name = "distribution", .type = LOCIQ_OPTION_DISTRIBUTION, .preset = "employment"}}),
    MADE_INDICATOR(
        "above", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, &kernel_above,
        .options = {{.name = "threshold", .type = LOCIQ_OPTION_REAL, .preset = "1", .minimum = 0, .maximum = 100}}),
    MADE_INDICATOR("together", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER, &kernel_together,
                   .reference = NULL),
    MADE_INDICATOR("density", MADE_CELLS, &kernel_density, .reference = NULL),
    MADE_INDICATOR("outlook", MADE_REGIONS, &kernel_outlook, .reference = NULL),
    MADE_INDICATOR("largest", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, &kernel_largest, .reference = NULL),
    MADE_INDICATOR("share", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, &kernel_share, .reference = NULL),
    {.name = "ratio",
     .title = "Ratio",
     .family = "test",
     .unit = "",
     .formula = "above / below",
     .reading = "ratio",
     .shape = 0,
     .minimum = -(double)INFINITY,
     .maximum = (double)INFINITY,
     .kernel = &kernel_ratio,
     .options = {{.name = "numerator", .type = LOCIQ_OPTION_MEASURE, .preset = "gva|gdp"},
                 {.name = "denominator", .type = LOCIQ_OPTION_MEASURE, .preset = "employment"}}}};

enum { MADE_INDICATORS = sizeof made_indicators / sizeof made_indicators[0] };

static const lociq_option made_shared[] = {
    {.name = "measure", .type = LOCIQ_OPTION_MEASURE, .preset = "employment"},
    {.name = "reference", .type = LOCIQ_OPTION_CHOICE, .preset = "whole", .choices = "whole"},
    {.name = "missing", .type = LOCIQ_OPTION_CHOICE, .preset = "skip", .choices = "propagate|skip|zero"},
    {.name = "totals", .type = LOCIQ_OPTION_CHOICE, .preset = "published", .choices = "published|summed"},
    {.name = "shares", .type = LOCIQ_OPTION_CHOICE, .preset = "rescaled", .choices = "rescaled|raw"},
    {.name = NULL}};

/* The offer of all of these; `listed` has room for MADE_INDICATORS + 1. */
static inline lociq_offer made_offer(const lociq_indicator **listed) {
  for (size_t i = 0; i < MADE_INDICATORS; i++) listed[i] = &made_indicators[i];
  listed[MADE_INDICATORS] = NULL;
  return (lociq_offer){.indicators = listed, .shared = made_shared};
}

#endif

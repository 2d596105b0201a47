/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Column kernels with all that they can ask for, simple enough to check by hand.
 */
#ifndef LOCIQ_TESTS_MADE_COLUMNS_H
#define LOCIQ_TESTS_MADE_COLUMNS_H

#include <math.h>
#include <string.h>

#include "indicators/kernel.h"

/* Cells: the location quotient; and E_r, E_i, x_i and E, with a result by region and
 * one by industry, in one number. */
static void column_cells(const lociq_column *column, double *result) {
  for (size_t r = 0; r < column->height; r++) {
    result[r] = column->quotient[r];
    result[column->height + r] = column->values[r] / column->total[r] / column->reference +
                                 column->industry_total / column->all + column->needs[0][r] +
                                 column->needs[1][column->industry] + column->distribution[r] / column->total[r];
  }
}
static const lociq_kernel kernel_cells = {
    .form = LOCIQ_COLUMN, .vectors = LOCIQ_QUOTIENT, .needs = {"distance", "above"}, .column = column_cells};

static const double *made_variable(const lociq_column *column) {
  return column->operands[0] != NULL ? column->operands[0] : column->quotient;
}

/* Industries, several at once: the largest less the least, and how many are known. */
static void columns_spread(const lociq_column *columns, size_t count, double *const *results) {
  for (size_t j = 0; j < count; j++) {
    const double *values = made_variable(&columns[j]);
    double least = (double)INFINITY, largest = -(double)INFINITY;
    results[j][1] = 0;
    for (size_t r = 0; r < columns[j].regions; r++) {
      if (isnan(values[r])) continue;
      if (values[r] < least) least = values[r];
      if (values[r] > largest) largest = values[r];
      results[j][1]++;
    }
    results[j][0] = largest - least;
  }
}
static const lociq_kernel kernel_spread = {.form = LOCIQ_COLUMN, .vectors = LOCIQ_QUOTIENT, .columns = columns_spread};

/* Cells: the variable; and what the measure, or what stands in its place, has grown by
 * in a year. */
static size_t column_lags(const lociq_value *options, long found[LOCIQ_LAGS]) {
  (void)options;
  found[0] = 1;
  return 1;
}
static void column_growth(const lociq_column *column, double *result) {
  double *copy = column->scratch; /* of this thread alone */
  memcpy(copy, column->earlier[0], column->height * sizeof *copy);
  for (size_t r = 0; r < column->height; r++) {
    result[r] = made_variable(column)[r];
    result[column->height + r] = column->values[r] - copy[r];
  }
}
static const lociq_kernel kernel_growth = {
    .form = LOCIQ_COLUMN, .vectors = LOCIQ_QUOTIENT, .lags = column_lags, .scratch = 1, .column = column_growth};

#define MADE_VARIABLE \
  { .name = "variable", .type = LOCIQ_OPTION_MEASURE, .preset = "lq", .choices = "lq" }
#define MADE_FURTHER(SUFFIX)                                                                         \
  {                                                                                                  \
    .suffix = SUFFIX, .title = SUFFIX, .unit = "1", .reading = SUFFIX, .minimum = -(double)INFINITY, \
    .maximum = (double)INFINITY                                                                      \
  }
#define MADE_COLUMN(NAME, SHAPE, KERNEL, ...)                                                                       \
  {                                                                                                                 \
    .name = NAME, .title = NAME, .family = "test", .unit = "1", .formula = NAME, .reading = NAME, .shape = (SHAPE), \
    .minimum = -(double)INFINITY, .maximum = (double)INFINITY, .kernel = (KERNEL), __VA_ARGS__                      \
  }
#define MADE_COLUMNS                                                                                       \
  MADE_COLUMN("cells", LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY, &kernel_cells,                 \
              .outputs = {MADE_FURTHER("rest")}),                                                          \
      MADE_COLUMN("spread", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, &kernel_spread, .options = {MADE_VARIABLE}, \
                  .outputs = {MADE_FURTHER("count")}),                                                     \
      MADE_COLUMN("growth", LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY, &kernel_growth,           \
                  .options = {MADE_VARIABLE}, .outputs = {MADE_FURTHER("by")})

#endif

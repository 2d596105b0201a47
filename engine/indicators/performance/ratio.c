/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/performance/ratio.h"

#include <math.h>

#include "numeric/lanes.h"

enum { RELATIVE_100 = 1, PRICES_PPS = 1 };

static double divide(double above, double below) { return below == 0 ? (double)NAN : above / below; }

LOCIQ_CLONED void lociq_ratio(const lociq_row *row, double *result) {
  const double *const *operands = row->operands;
  const double *times = operands[LOCIQ_RATIO_TIMES], *over = operands[LOCIQ_RATIO_OVER];
  for (size_t i = 0; i < row->industries; i++)
    result[i] = divide(operands[LOCIQ_RATIO_ABOVE][i], operands[LOCIQ_RATIO_BELOW][i]);
  for (size_t i = 0; times != NULL && over != NULL && i < row->industries; i++) result[i] *= divide(times[i], over[i]);
}

LOCIQ_CLONED static void at_prices(const lociq_row *row, double *result) {
  const double *const *operands = row->operands, *level = operands[LOCIQ_RATIO_PRICE_LEVEL];
  for (size_t i = 0; i < row->industries; i++)
    result[i] = divide(operands[LOCIQ_RATIO_ABOVE][i], operands[LOCIQ_RATIO_BELOW][i]);
  for (size_t i = 0; level != NULL && i < row->industries; i++) result[i] = divide(result[i], level[0] / 100);
}

/* Both are amounts, and not below 0. */
static void extremes(const lociq_bounded_row *row, double *minimum, double *maximum) {
  for (size_t i = 0; i < row->industries; i++) {
    minimum[i] = divide(row->operand_lower[LOCIQ_RATIO_ABOVE][i], row->operand_upper[LOCIQ_RATIO_BELOW][i]);
    maximum[i] = divide(row->operand_upper[LOCIQ_RATIO_ABOVE][i], row->operand_lower[LOCIQ_RATIO_BELOW][i]);
  }
}

static bool has_extremes(const lociq_value *options) {
  return !lociq_ratio_is_relative(options) && options[LOCIQ_RATIO_PRICES].choice != PRICES_PPS;
}

bool lociq_ratio_is_relative(const lociq_value *options) {
  return options[LOCIQ_RATIO_RELATIVE].choice == RELATIVE_100;
}

static bool operand_wanted(const lociq_value *options, size_t operand) {
  return operand != LOCIQ_RATIO_PRICE_LEVEL || options[LOCIQ_RATIO_PRICES].choice == PRICES_PPS;
}

static const char *lacks(const lociq_value *options) {
  const bool wanted = operand_wanted(options, LOCIQ_RATIO_PRICE_LEVEL);
  return wanted && options[LOCIQ_RATIO_PRICE_LEVELS].choice >= 0 ? "price_level: prices=pps divides by it" : NULL;
}

/* ---- the second implementation ---- */

/* a·c over b·d, of figures that lie at the same place of their operands. */
static double naive_quotient(const double figures[LOCIQ_OPERANDS]) {
  const double below = figures[LOCIQ_RATIO_BELOW] * figures[LOCIQ_RATIO_OVER];
  return below == 0 ? NAN : figures[LOCIQ_RATIO_ABOVE] * figures[LOCIQ_RATIO_TIMES] / below;
}

/* A region's figures in an industry: the price level instead of d, and 1 where there is none. */
static void naive_figures(const lociq_table *table, bool priced, size_t region, size_t industry,
                          double figures[LOCIQ_OPERANDS]) {
  const size_t cell = region * table->industries + industry;
  for (size_t o = 0; o < LOCIQ_OPERANDS; o++) {
    const bool one = table->operands[o] == NULL || (priced && o >= LOCIQ_RATIO_PRICE_LEVEL);
    figures[o] = one ? 1 : table->operands[o][cell];
  }
  const double *level = table->operands[LOCIQ_RATIO_PRICE_LEVEL];
  if (priced && level != NULL) figures[LOCIQ_RATIO_OVER] = level[region] / 100;
}

static double naive_reference(const lociq_table *table, bool priced, size_t industry) {
  double sums[LOCIQ_OPERANDS] = {0}, figures[LOCIQ_OPERANDS];
  for (size_t r = 0; r < table->regions; r++) {
    bool known = true;
    naive_figures(table, priced, r, industry, figures);
    for (size_t o = 0; o < LOCIQ_OPERANDS; o++) known = known && !isnan(figures[o]);
    for (size_t o = 0; known && o < LOCIQ_OPERANDS; o++) sums[o] += figures[o];
  }
  for (size_t o = 0; o < LOCIQ_OPERANDS; o++)
    if (table->aggregate[o] != NULL) sums[o] = table->aggregate[o][industry];
  for (size_t o = LOCIQ_RATIO_TIMES; o < LOCIQ_OPERANDS; o++)
    if (priced || table->operands[o] == NULL) sums[o] = 1;
  return naive_quotient(sums);
}

static void naive(const lociq_table *table, bool priced, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    const bool relative = lociq_ratio_is_relative(table->options);
    const double reference = relative ? naive_reference(table, priced, i) : 100;
    for (size_t r = 0; r < table->regions; r++) {
      double figures[LOCIQ_OPERANDS];
      naive_figures(table, priced, r, i, figures);
      result[r * table->industries + i] = reference == 0 ? NAN : 100 * naive_quotient(figures) / reference;
    }
  }
}

void lociq_naive_ratio(const lociq_table *table, double *result) { naive(table, false, result); }
static void naive_at_prices(const lociq_table *table, double *result) { naive(table, true, result); }

const lociq_kernel lociq_ratio_at_prices_kernel = {.form = LOCIQ_ROW,
                                                   .operand_wanted = operand_wanted,
                                                   .lacks = lacks,
                                                   .is_relative = lociq_ratio_is_relative,
                                                   .by_region = 1 << LOCIQ_RATIO_PRICE_LEVEL,
                                                   .row = at_prices,
                                                   .extremes = extremes,
                                                   .extremes_wanted = has_extremes,
                                                   .naive = naive_at_prices};

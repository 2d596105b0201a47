/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Output, labour and capital of a region in a year, and the share of labour: what
 * both indicators of total factor productivity start from.
 */
#ifndef LOCIQ_INDICATORS_PERFORMANCE_FACTORS_H
#define LOCIQ_INDICATORS_PERFORMANCE_FACTORS_H

#include "indicators/kernel.h"

/* The options that both have, first and in this order; the measures among them are
 * the operands. */
enum {
  LOCIQ_FACTOR_OUTPUT,
  LOCIQ_FACTOR_LABOUR,
  LOCIQ_FACTOR_CAPITAL,
  LOCIQ_FACTOR_COMPENSATION,
  LOCIQ_FACTOR_EMPLOYED,
  LOCIQ_FACTOR_EMPLOYEES,
  LOCIQ_FACTOR_LABOUR_SHARE,
  LOCIQ_FACTOR_OPTIONS
};

#define LOCIQ_OPTIONS_FACTORS                                                                                          \
  {.name = "product", .help = "the measure of output", .type = LOCIQ_OPTION_MEASURE, .preset = "gva|gdp"},             \
      {.name = "labour", .help = "the measure of labour", .type = LOCIQ_OPTION_MEASURE, .preset = "employment|hours"}, \
      {.name = "capital",                                                                                              \
       .help = "the measure of capital; none: capital_stock is computed from investment, with its options",            \
       .type = LOCIQ_OPTION_MEASURE,                                                                                   \
       .preset = "capital|none",                                                                                       \
       .choices = "none"},                                                                                             \
      {.name = "compensation",                                                                                         \
       .help = "the measure of what employees are paid; none: labour has the share labour_share everywhere",           \
       .type = LOCIQ_OPTION_MEASURE,                                                                                   \
       .preset = "compensation|wages|none",                                                                            \
       .choices = "none"},                                                                                             \
      {.name = "employed",                                                                                             \
       .help =                                                                                                         \
           "all who work, in heads or hours: with employees, what labour's share is multiplied by to count the "       \
           "self-employed",                                                                                            \
       .type = LOCIQ_OPTION_MEASURE,                                                                                   \
       .preset = "employment|hours|none",                                                                              \
       .choices = "none"},                                                                                             \
      {.name = "employees",                                                                                            \
       .help = "the employees among them, in the same unit; none: the self-employed are not counted",                  \
       .type = LOCIQ_OPTION_MEASURE,                                                                                   \
       .preset = "employees|none",                                                                                     \
       .choices = "none"},                                                                                             \
  {                                                                                                                    \
    .name = "labour_share", .help = "the share of labour where no measure of compensation is taken",                   \
    .type = LOCIQ_OPTION_REAL, .preset = "0.6666666666666667", .minimum = 0, .maximum = 1                              \
  }

#define LOCIQ_NOTE_FACTORS                                                                                           \
  "The share of labour is compensation over output, times employed over employees where both are known measures "    \
  "(the self-employed are then paid as employees are: by heads, or by hours with employed=hours and a measure of "   \
  "employees' hours), at most 1; that of capital is the rest (constant returns). Where the store has no measure of " \
  "compensation, labour has the share labour_share, the same everywhere. Capital is a measure of the store, or "     \
  "capital_stock with its options where there is none. Measures by industry are taken as the region's totals. A "    \
  "region takes part where output, labour and capital are above 0 and the share is known. "

/* Logarithms; all NaN where the region takes no part in the year. */
typedef struct lociq_factors {
  double output, labour, capital;
  double share; /* of labour */
} lociq_factors;

/* Of observation k = year × regions + region. */
lociq_factors lociq_factors_of(const lociq_years *years, size_t k);
/* Whether capital_stock is needed, by these options. */
bool lociq_factors_need_stock(const lociq_value *options);
/* The same of the second implementations, from libm. */
lociq_factors lociq_naive_factors_of(const lociq_years *years, size_t k);

#endif

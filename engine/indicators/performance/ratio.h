/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quotients of measures: a / b, a / b × c / d, and a / b at the reference's prices.
 * Missing where any is unknown, or what is divided by is 0.
 */
#ifndef LOCIQ_INDICATORS_PERFORMANCE_RATIO_H
#define LOCIQ_INDICATORS_PERFORMANCE_RATIO_H

#include "indicators/kernel.h"

/* The operands of a quotient; of a share, its wages over its product, times its
 * employed over its employees where there are these; of what can be at the
 * reference's prices, the price level. */
enum { LOCIQ_RATIO_ABOVE, LOCIQ_RATIO_BELOW, LOCIQ_RATIO_TIMES, LOCIQ_RATIO_OVER };
enum { LOCIQ_RATIO_PRICE_LEVEL = LOCIQ_RATIO_TIMES };

/* The first option of all; those of what can be at the reference's prices, around the
 * two measures of its quotient. */
enum { LOCIQ_RATIO_RELATIVE, LOCIQ_RATIO_PRICES, LOCIQ_RATIO_PRICE_LEVELS = 4 };

#define LOCIQ_OPTION_RELATIVE                                                                                    \
  {                                                                                                              \
    .name = "relative",                                                                                          \
    .help =                                                                                                      \
        "100: in per cent of the reference, which is all regions, or the aggregate that --reference names; no: " \
        "in the units of the measures",                                                                          \
    .type = LOCIQ_OPTION_CHOICE, .preset = "no", .choices = "no|100"                                             \
  }

#define LOCIQ_OPTION_PRICES                                                                                       \
  {                                                                                                               \
    .name = "prices",                                                                                             \
    .help = "nominal: as money is; pps: over price_level / 100, what it would be at the prices of the reference", \
    .type = LOCIQ_OPTION_CHOICE, .preset = "nominal", .choices = "nominal|pps"                                    \
  }

#define LOCIQ_OPTION_PRICE_LEVEL                                                                     \
  {                                                                                                  \
    .name = "price_level", .help = "the regions' price level, 100 in the reference, for prices=pps", \
    .type = LOCIQ_OPTION_MEASURE, .preset = "price_level|none", .choices = "none"                    \
  }

#define LOCIQ_NOTE_RELATIVE                                                                                            \
  " With relative=100 it is in per cent of the reference's: the same quotient of the sums over all regions that know " \
  "everything it takes, industry by industry where it is by industry, or of the own figures of the aggregate that "    \
  "--reference names. It is then missing where the reference's is, or is 0."

#define LOCIQ_NOTE_PRICES                                                                                               \
  " With prices=pps it is divided by the region's price level over 100, the level of the reference, and missing where " \
  "the price level is."

void lociq_ratio(const lociq_row *row, double *result);

/* That of a / b, relative or at the reference's prices where its options say so. */
extern const lociq_kernel lociq_ratio_at_prices_kernel;

#define LOCIQ_INTERVAL_RATIO                                                                                    \
  "of cells, with relative=no and prices=nominal: exact where the bounds of the two measures do not depend on " \
  "each other, the least of one over the largest of the other; without a largest where the other can be 0"

bool lociq_ratio_is_relative(const lociq_value *options);
void lociq_naive_ratio(const lociq_table *table, double *result);

#endif

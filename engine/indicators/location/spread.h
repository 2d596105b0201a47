/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a region's part of a region variable is: the region's area against all area,
 * matched with the measure.
 */
#ifndef LOCIQ_INDICATORS_LOCATION_SPREAD_H
#define LOCIQ_INDICATORS_LOCATION_SPREAD_H

#include "indicators/kernel.h"

#define LOCIQ_OPTION_AREA \
  { .name = "area", .help = "the measure of the regions' area", .type = LOCIQ_OPTION_MEASURE, .preset = "area" }
#define LOCIQ_OPTION_POPULATION                                                                     \
  {                                                                                                 \
    .name = "population", .help = "the measure of the regions' size", .type = LOCIQ_OPTION_MEASURE, \
    .preset = "population"                                                                          \
  }
#define LOCIQ_OPTION_ESTABLISHMENTS                                                               \
  {                                                                                               \
    .name = "establishments", .help = "the measure of the number of establishments, by industry", \
    .type = LOCIQ_OPTION_MEASURE, .preset = "establishments"                                      \
  }

/* A/A_r by region, A the sum of the known A_r over the part of the measure that is in
 * their regions: 1 where all are known. Operand 0 is A_r; needs region_total. */
lociq_status lociq_spread(const lociq_whole *whole, double *result, lociq_error *error);
void lociq_naive_spread(const lociq_table *table, double *result);

#endif

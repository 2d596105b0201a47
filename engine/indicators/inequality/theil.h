/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Theil's two measures with their parts within and between countries.
 */
#ifndef LOCIQ_INDICATORS_INEQUALITY_THEIL_H
#define LOCIQ_INDICATORS_INEQUALITY_THEIL_H

#include "indicators/inequality/weighted.h"

/* T weighs ln(y/mu) with what a region has of all y, L weighs ln(mu/y) with p. */
typedef enum lociq_theil { LOCIQ_THEIL_T, LOCIQ_THEIL_L } lociq_theil;

/* The index, then the outputs within, between and regions. */
lociq_status lociq_theil_reckon(lociq_theil kind, const lociq_whole *whole, double *result, lociq_error *error);
void lociq_naive_theil(lociq_theil kind, const lociq_table *table, double *result);

#define LOCIQ_OUTPUTS_THEIL                                                                                        \
  {.suffix = "within",                                                                                             \
   .title = "Inequality within countries",                                                                         \
   .unit = "1",                                                                                                    \
   .reading = "What is left when every country has the same mean; with the part between it adds up to the index.", \
   .minimum = 0,                                                                                                   \
   .maximum = INFINITY},                                                                                           \
      {.suffix = "between",                                                                                        \
       .title = "Inequality between countries",                                                                    \
       .unit = "1",                                                                                                \
       .reading = "What is left when every region has the mean of its country.",                                   \
       .minimum = 0,                                                                                               \
       .maximum = INFINITY},                                                                                       \
      LOCIQ_OUTPUT_REGIONS

#endif

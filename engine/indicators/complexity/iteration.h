/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The non-linear map of fitness and quality.
 */
#ifndef LOCIQ_INDICATORS_COMPLEXITY_ITERATION_H
#define LOCIQ_INDICATORS_COMPLEXITY_ITERATION_H

#include "indicators/kernel.h"

#define LOCIQ_OPTION_ITERATIONS                                                                                 \
  {                                                                                                             \
    .name = "iterations", .help = "steps at most; fewer where the ranks of regions and industries stay for 10", \
    .type = LOCIQ_OPTION_INTEGER, .preset = "200", .minimum = 1, .maximum = 100000                              \
  }

/* Of regions, or of industries; by the second option, `iterations`. NaN where
 * nothing is held. */
lociq_status lociq_iteration_run(const lociq_whole *whole, bool of_regions, double *result, lociq_error *error);
/* The same in plain loops. */
void lociq_iteration_naive(const lociq_table *table, bool of_regions, double *result);

#endif

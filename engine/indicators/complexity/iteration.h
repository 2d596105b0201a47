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

/* The quality of industries after the last step, and before it, by the second option,
 * `iterations`. NaN where nobody holds an industry. */
lociq_status lociq_iteration_run(const lociq_whole *whole, double *quality, double *before, lociq_error *error);
/* The fitness of regions after that step, from the quality before it. NaN where a
 * region holds nothing. */
lociq_status lociq_iteration_fitness(const lociq_whole *whole, const double *before, double *fitness,
                                     lociq_error *error);

/* The same in plain loops, each from the start. */
typedef enum lociq_iterated { LOCIQ_ITERATED_FITNESS, LOCIQ_ITERATED_QUALITY, LOCIQ_ITERATED_BEFORE } lociq_iterated;
void lociq_iteration_naive(const lociq_table *table, lociq_iterated what, double *result);

#endif

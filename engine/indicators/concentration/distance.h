/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Σ abs(a − g) by industry, the fold under the Krugman and Hoover indices of
 * concentration. The state keeps two numbers an industry: the sum, and the
 * number of regions that it runs over.
 */
#ifndef LOCIQ_INDICATORS_CONCENTRATION_DISTANCE_H
#define LOCIQ_INDICATORS_CONCENTRATION_DISTANCE_H

#include "indicators/kernel.h"

/* Needs LOCIQ_SITED and LOCIQ_VALUES. */
void lociq_distance_fold(const lociq_row *row, void *state);
/* factor × the sum; missing where it runs over no region. */
void lociq_distance_finish(const void *state, size_t industries, size_t width, double factor, double *result);

#endif

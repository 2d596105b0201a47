/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The standard deviation relative to the mean.
 */
#ifndef LOCIQ_INDICATORS_INEQUALITY_DEVIATION_H
#define LOCIQ_INDICATORS_INEQUALITY_DEVIATION_H

#include "indicators/inequality/weighted.h"

/* sqrt(sum p (y - mu)^2) / mu, as a kernel; `sample` says of the options whether that is
 * multiplied with sqrt(n/(n-1)). Outputs: the regions. */
lociq_status lociq_relative_deviation(const lociq_whole *whole, bool sample, double *result, lociq_error *error);
void lociq_naive_relative_deviation(const lociq_table *table, bool sample, double *result);

#endif

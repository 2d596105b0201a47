/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rounding must not carry a result over a bound that it cannot pass: netCDF
 * readers mask what lies outside valid_range. What lies further out is no
 * rounding: shares of negative cells have no such index, and it is missing. NaN
 * stays NaN.
 */
#ifndef LOCIQ_INDICATORS_RANGE_H
#define LOCIQ_INDICATORS_RANGE_H

#include <math.h>

/* Sums of a million shares are off by less, relative to 1. */
#define LOCIQ_ROUNDING 1e-9

static inline double lociq_at_least(double value, double bound) {
  return value >= bound || isnan(value) ? value : bound - value <= LOCIQ_ROUNDING ? bound : (double)NAN;
}

static inline double lociq_at_most(double value, double bound) {
  return value <= bound || isnan(value) ? value : value - bound <= LOCIQ_ROUNDING ? bound : (double)NAN;
}

#endif

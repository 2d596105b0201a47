/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rounding must not carry a result over a bound that it cannot pass: netCDF
 * readers mask what lies outside valid_range. NaN stays NaN.
 */
#ifndef LOCIQ_INDICATORS_RANGE_H
#define LOCIQ_INDICATORS_RANGE_H

static inline double lociq_at_least(double value, double bound) { return value < bound ? bound : value; }
static inline double lociq_at_most(double value, double bound) { return value > bound ? bound : value; }

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums of arrays in eight fixed lanes: element i goes to lane i mod 8, the lanes
 * are added in one order. Nothing need be aligned.
 */
#ifndef LOCIQ_NUMERIC_SUM_H
#define LOCIQ_NUMERIC_SUM_H

#include "numeric/lanes.h"

/* The sum of the values that are no NaN, and their number (known may be NULL). 0 when there is none. */
double lociq_sum_known(const double *values, size_t count, size_t *known);
/* The sum over i of the values where mask[i] is no NaN. */
double lociq_sum_where(const double *values, const double *mask, size_t count);

#endif

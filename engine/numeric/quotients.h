/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shares of a row in its total, and their quotients with a reference.
 */
#ifndef LOCIQ_NUMERIC_QUOTIENTS_H
#define LOCIQ_NUMERIC_QUOTIENTS_H

#include <stddef.h>

/* share = values/total and, unless quotient is NULL, quotient = share/reference, each
 * rounded as a division is: a row that equals the reference gives exactly 1. Returns the
 * sum of the values that are no NaN, as lociq_sum_known does, and sets *known to their
 * number. All are 64-byte aligned, width is a multiple of LOCIQ_LANES. */
double lociq_quotients_fill(const double *values, double total, const double *reference, size_t width, double *share,
                            double *quotient, size_t *known);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shares of a row in its total, and their quotients with a reference.
 */
#ifndef LOCIQ_NUMERIC_QUOTIENTS_H
#define LOCIQ_NUMERIC_QUOTIENTS_H

#include <stdbool.h>
#include <stddef.h>

/* What many rows are held against: 64-byte aligned, width is a multiple of LOCIQ_LANES. */
typedef struct lociq_divisors {
  const double *values;
  double *inverse; /* of each, rounded */
  size_t width;
  bool moderate; /* what is not NaN is at least 2^-300 and at most 2^300 */
} lociq_divisors;

/* Finds inverse and moderate from the others. */
void lociq_divisors_invert(lociq_divisors *divisors);

/* Where quotients go: NULL: nowhere. */
typedef struct lociq_quotients {
  double *values;
  bool past_caches; /* nobody will read them soon: see numeric/copy.h */
} lociq_quotients;

/* share = values/total and, where it is to go, quotient = share/reference, each rounded as a division is: a row that
 * equals the reference gives exactly 1. Returns the sum of the values that are no NaN, as lociq_sum_known does, and
 * sets *known to their number. All are 64-byte aligned and as long as the reference. */
double lociq_quotients_fill(const double *values, double total, const lociq_divisors *reference, double *share,
                            lociq_quotients quotient, size_t *known);

#endif

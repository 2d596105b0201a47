/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shares of a row in its total, and their quotients with a reference.
 */
#ifndef LOCIQ_NUMERIC_QUOTIENTS_H
#define LOCIQ_NUMERIC_QUOTIENTS_H

#include "numeric/shares.h"

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

/* What a row that is whole can be looked at for while its quotients are written. */
typedef struct lociq_whole_row {
  const double *values, *next; /* next: will be looked at next, and is fetched meanwhile; NULL: none */
  double total;
  const double *matched_reference; /* what the distance is from */
  bool entropy;
} lociq_whole_row;

/* The same, and the sums over the shares, where no value is unknown or below 0 and they add up to the total; false
 * where this is not so, or the machine has no way that is faster: then nothing has been said. */
bool lociq_quotients_sum(const lociq_whole_row *row, const lociq_divisors *reference, double *share,
                         lociq_quotients quotient, lociq_share_sums *sums);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the second implementations of the family share: plain loops over one column
 * of a table, with the same permutations.
 */
#ifndef LOCIQ_INDICATORS_SPACE_SECOND_H
#define LOCIQ_INDICATORS_SPACE_SECOND_H

#include "indicators/kernel.h"

typedef struct lociq_second {
  const lociq_table *table;
  double *z;       /* NaN where a region takes no part */
  double *values;  /* as they are */
  uint32_t *order; /* the permutation drawn last: of the regions that take part */
  double count, mean, deviation;
} lociq_second;

/* False where there is no result. The caller closes in any case. */
bool lociq_second_open(lociq_second *second, const lociq_table *table, size_t industry);
void lociq_second_close(lociq_second *second);
/* The b-th permutation: the regions that take part, in its order. */
const uint32_t *lociq_second_draw(lociq_second *second, size_t b);
/* I, with values in the order drawn; NULL: as they lie. */
double lociq_second_moran(const lociq_second *second, const uint32_t *order);
/* The weighted mean of z over a region's neighbours (and itself), or with the first
 * values drawn in their place. */
double lociq_second_lag(const lociq_second *second, size_t region, bool star, const uint32_t *order);
/* Σ w² of the standardised weights. */
double lociq_second_squares(const lociq_second *second, size_t region, bool star);
/* (value − mean) over the root of the variance; NaN where there is none. */
double lociq_second_deviation(double value, double mean, double variance);
/* Σ over permutations and folded p of a region's lag: the mean and variance of the
 * permutations, and p. */
void lociq_second_conditional(lociq_second *second, size_t region, bool star, double *mean, double *variance,
                              double *p);

#endif

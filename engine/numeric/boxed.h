/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values that each lie between two bounds and add up to a given sum: the extremes of
 * what is summed over them.
 */
#ifndef LOCIQ_NUMERIC_BOXED_H
#define LOCIQ_NUMERIC_BOXED_H

#include <stddef.h>

enum { LOCIQ_BOXED_STEPS = 500, LOCIQ_BOXED_SCRATCH = 5 };

typedef struct lociq_boxed {
  size_t count;
  const double *lower, *upper; /* finite */
  double sum;
  double (*value)(const void *context, size_t i, double at); /* convex in `at` */
  const void *context;
} lociq_boxed;

/* The largest sum of value(i, v_i): by branch and bound over chords, to within 1e-12
 * of it. It ends after LOCIQ_BOXED_STEPS branches: then what it gives is no less than the largest,
 * and more by at most what one value's chord lies above its curve. NaN where the bounds do not
 * allow the sum. scratch: LOCIQ_BOXED_SCRATCH × count doubles. */
double lociq_boxed_maximum(const lociq_boxed *problem, double *scratch);

/* The least sum of squares: every value is the same level, held within its bounds. NaN
 * as above. */
double lociq_boxed_least_squares(const lociq_boxed *problem);

#endif

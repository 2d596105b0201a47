/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The Gini coefficient of parts held against other parts: an industry's regions
 * against all regions, a region's industries against those of the whole.
 */
#ifndef LOCIQ_INDICATORS_GINI_H
#define LOCIQ_INDICATORS_GINI_H

#include <stdbool.h>
#include <stddef.h>

enum { LOCIQ_GINI_SCRATCH = 4 };

/* Lorenz curve of `own` on `other`, ordered by own/other, 0..1; or (quotients) the
 * unweighted coefficient of own/other, 0..1-1/n, leaving out where other is 0.
 * Cells with a NaN or 0 on both sides are left out. Both sides may have any sum.
 * NaN where a side sums to zero. scratch: LOCIQ_GINI_SCRATCH × count doubles. */
double lociq_gini(const double *own, const double *other, size_t count, bool quotients, double *scratch);

#endif

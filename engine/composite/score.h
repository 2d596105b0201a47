/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From normalised indicators to the scores of a tree's nodes: weights and
 * aggregation. Pure functions of arrays, which the tests of robustness call millions of times.
 */
#ifndef LOCIQ_COMPOSITE_SCORE_H
#define LOCIQ_COMPOSITE_SCORE_H

#include "composite/method.h"

/* ---- weigh.c ---- */

typedef struct lociq_weighing {
  lociq_weight method;
  double share_least, share_most; /* of benefit of the doubt: bounds on w_k y_k / sum w y; 0 and 1: none */
} lociq_weighing;

/* The weights of a node's parts, adding up to 1, from their values: parts[unit *
 * stride + part], NaN where unknown: such units take no part. given: of GIVEN. LOCIQ_INVALID: weights that are all
 * 0 or negative, fewer than three units known in all parts, a part that is the same everywhere (pca, critic),
 * negative values (entropy). Not for BENEFIT_OF_THE_DOUBT. */
lociq_status lociq_weights_find(const lociq_weighing *how, const double *parts, size_t units, size_t count,
                                size_t stride, const double *given, double *weights, lociq_error *error);
/* Benefit of the doubt: the score of each unit, at most 1, and its weights (units × count; may be NULL). A unit with an
 * unknown part is scored on its known ones. By GLPK. LOCIQ_INVALID for values that are negative or all 0, or bounds
 * that no weights meet. */
lociq_status lociq_weights_benefit(const lociq_weighing *how, const double *parts, size_t units, size_t count,
                                   size_t stride, double *scores, double *weights, lociq_error *error);

/* ---- aggregate.c ---- */

typedef struct lociq_aggregation {
  lociq_aggregate method;
  double power;        /* of power */
  double availability; /* share of the weight that must be known, 0 to 1; at 0 one value will do */
  bool negative;       /* of Mazziotta-Pareto: the phenomenon is a bad one, the penalty is added */
  double reference,
      goalposts[2]; /* of the adjusted one: what becomes 100 (NaN: the mean), inf and sup (NaN: of the values) */
} lociq_aggregation;

/* The parts of a node: values[unit * stride + part], NaN where unknown, and their weights. */
typedef struct lociq_parts {
  const double *values;
  size_t units, count, stride;
  const double *weights; /* need not add up to 1 */
} lociq_parts;

/* The score of each unit, to scores[unit * score_stride]; weights are renormalised over what is
 * known of the unit. NaN where too little is. copeland and mazziotta_pareto look at
 * all units together (all years count as units). LOCIQ_INVALID: a value that is not positive under a geometric,
 * harmonic or power mean, with its unit's position in *culprit (else SIZE_MAX); weights that are negative or all 0. */
lociq_status lociq_units_aggregate(const lociq_aggregation *how, const lociq_parts *parts, double *scores,
                                   size_t score_stride, size_t *culprit, lociq_error *error);

/* The weight of what one unit does better in than another, over what is known of both,
 * half where they are equal; NaN where nothing is. */
double lociq_units_outrank(const lociq_parts *parts, size_t unit, size_t other);

/* ---- rank.c ---- */

/* Of each unit, how many others have a lower score, or with direction -1 a higher one; NaN for
 * NaN. counts may be the scores themselves. */
lociq_status lociq_scores_count_lower(const double *scores, size_t units, size_t stride, int direction, double *counts,
                                      size_t count_stride, lociq_error *error);
/* 1 for the highest score; ties get the least rank; NaN has rank NaN. */
lociq_status lociq_scores_rank(const double *scores, size_t units, size_t stride, double *ranks, size_t rank_stride,
                               lociq_error *error);

#endif

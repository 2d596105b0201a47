/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How robust ranks are: the index made over and over with other choices.
 *
 * All start from base->denominated and base->left_out. Weights that were found from the values (principal components,
 * entropy …) stay those of base->weights, also where the values are treated otherwise.
 */
#ifndef LOCIQ_COMPOSITE_ROBUSTNESS_H
#define LOCIQ_COMPOSITE_ROBUSTNESS_H

#include <lociq/progress.h>
#include <stdint.h>

#include "composite/design.h"

/* The choices that are open; a list of none leaves the design's own, of each node. The other settings of a step
 * (neighbours, bounds, a power …) are the design's. */
typedef struct lociq_doubts {
  const lociq_impute *impute;
  size_t impute_count;
  const lociq_treat *treat;
  size_t treat_count;
  const lociq_normalise *normalise;
  size_t normalise_count;
  const lociq_aggregate *aggregate; /* of every node */
  size_t aggregate_count;
  double weights;   /* each weight moves by up to this share of it, evenly, 0 to 1; 0: none does */
  bool each_weight; /* to Sobol each weight is a factor of its own; else all weights together are one */
  bool drop;        /* one indicator, or none, is left out */
  size_t replications;
  uint64_t seed;
  double confidence; /* 0.9: rank intervals from 5 to 95 % */
  size_t sobol;      /* base points of the Sobol analysis, a power of two from 2 on */
  int threads;       /* 0: as many as OpenMP has */
} lociq_doubts;

/* The values by each combination of choices: what all years share is made once. Borrows all that it is created of. */
typedef struct lociq_variants lociq_variants;
lociq_status lociq_variants_create(const lociq_design *design, const lociq_composition *base,
                                   const lociq_groups_of_units *groups, const lociq_doubts *doubts,
                                   lociq_variants **variants, lociq_error *error);
void lociq_variants_free(lociq_variants *variants);

/* Of one year: by unit. Percentiles of type 7 (Hyndman & Fan 1996, https://doi.org/10.2307/2684934) and the mean of a
 * unit's ranks, over the replications in which it has one; NaN where it never has. nominal: of the index as designed.
 */
typedef struct lociq_rank_intervals {
  double *nominal, *lower, *median, *upper, *mean;
} lociq_rank_intervals;

/* Monte Carlo of the index's ranks in a year. Replication r draws from stream r of the seed, so that the bits are the
 * same for any number of threads. Memory: 4 × units² bytes a thread, whatever the replications. LOCIQ_INVALID names
 * choices that cannot be made together (a geometric mean of what is not positive), whether or not they would be drawn,
 * and nodes with benefit of the doubt, which has no weights to move. LOCIQ_CANCELLED by progress. */
lociq_status lociq_robustness_run(lociq_variants *variants, size_t year, const lociq_rank_intervals *intervals,
                                  const lociq_progress *progress, lociq_error *error);

/* GSL's Sobol points have 40 dimensions, two a factor. */
enum { LOCIQ_SOBOL_FACTORS = 20 };

/* First- and total-order effects of each open choice on the mean absolute change of rank:
 * S_i = mean(y_B (y_AB - y_A))/V, ST_i = mean((y_A - y_AB)^2)/(2V), AB = A with column i from B, V
 * the sample variance of y_A and y_B together, from GSL's Sobol points (Saltelli et al. 2010,
 * https://doi.org/10.1016/j.cpc.2009.09.018). NaN where nothing varies. */
typedef struct lociq_sobol_effect {
  const char *factor; /* "impute", "treat", "normalise", "aggregate", "weights" or a node's name, "drop"; borrowed */
  double first, total;
} lociq_sobol_effect;
/* effects has room for LOCIQ_SOBOL_FACTORS. Errors as above; and more factors than that, or none. */
lociq_status lociq_robustness_sobol(lociq_variants *variants, size_t year, lociq_sobol_effect *effects,
                                    size_t *effect_count, const lociq_progress *progress, lociq_error *error);
/* The estimators alone: y = A, then B, then AB_1 … AB_factors, `points` values each. */
void lociq_sobol_estimate(const double *y, size_t points, size_t factors, double *first, double *total);

/* What-if: the least change of one weight, of all weights of the tree, that makes two units swap;
 * the others of its node keep their proportions. node LOCIQ_NONE: no single weight does. */
typedef struct lociq_swap {
  size_t node;
  double from, to; /* the weight within its node, before, and where both score the same: any further, and they swap */
} lociq_swap;
/* Of arithmetic trees in closed form; of others between the steps of a 64th, to 1e-12. LOCIQ_INVALID where a unit has
 * no score or both have the same. */
lociq_status lociq_robustness_swap(const lociq_design *design, const lociq_composition *base, size_t year, size_t unit,
                                   size_t other, lociq_swap *swap, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How robust ranks are: the index made over and over with other choices.
 */
#ifndef LOCIQ_COMPOSITE_ROBUSTNESS_H
#define LOCIQ_COMPOSITE_ROBUSTNESS_H

#include "composite/design.h"

/* The choices that are open; a list of none leaves the design's own. */
typedef struct lociq_doubts {
  const lociq_impute *impute;
  size_t impute_count;
  const lociq_treat *treat;
  size_t treat_count;
  const lociq_normalise *normalise;
  size_t normalise_count;
  const lociq_aggregate *aggregate;
  size_t aggregate_count;
  double weights; /* each weight moves by up to this share of it, evenly; 0: none does */
  bool drop;      /* one indicator, or none, is left out */
  size_t replications;
  uint64_t seed;
  double confidence; /* 0.9: rank intervals from 5 to 95 % */
  size_t sobol;      /* base points of the Sobol analysis, a power of two; 0: none */
  int threads;
} lociq_doubts;

/* Of one year: by unit. */
typedef struct lociq_rank_intervals {
  double *nominal, *lower, *median, *upper, *mean;
} lociq_rank_intervals;

/* Monte Carlo of the index's ranks in a year. Streams per replication: the same bits for any number of
 * threads. Choices that cannot be made together (a geometric mean of what is not positive) are told, not skipped. */
lociq_status lociq_robustness_run(const lociq_design *design, const lociq_composition *base,
                                  const double *const *denominators, const lociq_groups_of_units *groups,
                                  const lociq_doubts *doubts, size_t year, lociq_rank_intervals *intervals,
                                  const lociq_progress *progress, lociq_error *error);

/* First- and total-order effects of each open choice on the mean absolute change of rank:
 * S_i = mean(y_B (y_AB - y_A))/V, ST_i = mean((y_A - y_AB)^2)/(2V), AB = A with column i from B, V
 * the sample variance of y_A and y_B together, from GSL's Sobol points (Saltelli et al. 2010,
 * https://doi.org/10.1016/j.cpc.2009.09.018). */
typedef struct lociq_sobol_effect {
  const char *factor; /* "impute", "weights", "drop" … */
  double first, total;
} lociq_sobol_effect;
lociq_status lociq_robustness_sobol(const lociq_design *design, const lociq_composition *base,
                                    const double *const *denominators, const lociq_groups_of_units *groups,
                                    const lociq_doubts *doubts, size_t year, lociq_sobol_effect *effects,
                                    size_t *effect_count, const lociq_progress *progress, lociq_error *error);
/* The estimators alone: y = A, then B, then AB_1 … AB_factors, `points` values each. */
void lociq_sobol_estimate(const double *y, size_t points, size_t factors, double *first, double *total);

/* What-if: the least change of one weight, of all weights of the tree, that makes two units swap;
 * the others of its node keep their proportions. node LOCIQ_NONE: no single weight does. */
typedef struct lociq_swap {
  size_t node;
  double from, to; /* the weight within its node, before and after */
} lociq_swap;
lociq_status lociq_robustness_swap(const lociq_design *design, const lociq_composition *base, size_t year, size_t unit,
                                   size_t other, lociq_swap *swap, lociq_error *error);

#endif

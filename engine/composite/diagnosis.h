/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an index is made of: whether its parts go together, how much each weighs, and what a unit is good at.
 *
 * All of it looks at the scores of a composition, so that every indicator points the way that is better. Where no year
 * is asked for, the units of all years count as units.
 */
#ifndef LOCIQ_COMPOSITE_DIAGNOSIS_H
#define LOCIQ_COMPOSITE_DIAGNOSIS_H

#include "composite/design.h"

/* ---- correlations.c ---- */

/* Pearson's r of two nodes' scores over the units known in both, and on how many it rests (may be NULL); NaN on fewer
 * than three, or where one of them is the same everywhere. */
double lociq_diagnosis_correlation(const lociq_composition *composition, size_t node, size_t other, size_t *known);

/* The same of all pairs, within and across levels: nodes × nodes, 1 on the diagonal where the node varies. */
void lociq_diagnosis_correlations(const lociq_composition *composition, double *matrix);

typedef struct lociq_flagged_pair {
  size_t node, other;
  double r;
  bool redundant; /* else negative */
} lociq_flagged_pair;

/* Pairs of parts of one node that say the same (r at or above `redundant`, 0.92 in COINr), and that pull against each
 * other (r at or below `negative`, -0.4 in COINr; Becker et al. 2022, https://doi.org/10.21105/joss.04567), in the
 * order of nodes. The caller frees *pairs. LOCIQ_NO_MEMORY. */
lociq_status lociq_diagnosis_flag(const lociq_design *design, const lociq_composition *composition, double redundant,
                                  double negative, lociq_flagged_pair **pairs, size_t *count, lociq_error *error);

/* ---- consistency.c ---- */

/* Cronbach's alpha of a node's parts, k/(k - 1) (1 - sum of their variances / variance of their sum), of the scores as
 * they are, over the units known in all parts (Cronbach 1951, https://doi.org/10.1007/BF02310555). NaN with one part,
 * on fewer than three units, or where the sum is the same everywhere. LOCIQ_NO_MEMORY. */
lociq_status lociq_diagnosis_alpha(const lociq_design *design, const lociq_composition *composition, size_t node,
                                   double *alpha, lociq_error *error);

/* Principal components of the correlations of a node's parts over the units known in all of them. values: as many
 * eigenvalues as parts, the largest first; their shares of the number of parts are what each component explains.
 * loadings[component * parts + part]: the correlation of the part with the component, turned so that a
 * component's loading farthest from 0 (the first of them) is positive. LOCIQ_INVALID: fewer than three such units, a
 * part that is the same everywhere. */
lociq_status lociq_diagnosis_components(const lociq_design *design, const lociq_composition *composition, size_t node,
                                        double *values, double *loadings, lociq_error *error);

/* ---- effective.c ---- */

/* The main effect of x on y: V(E(y | x)) / V(y), Pearson's correlation ratio squared, 0 to 1, over the units known in
 * both. E(y | x) is a local-linear regression with a Gaussian kernel, as Paruolo, Saisana & Saltelli (2013,
 * https://doi.org/10.1111/j.1467-985X.2012.01059.x) estimate it; its bandwidth is the one of 0.1, 0.15, 0.2, 0.3, 0.4,
 * 0.6, 0.8, 1.2, 1.6, 2.4, 4.8 and 9.6 sample standard deviations of x with the least squared error when each unit is
 * left out in turn. NaN on fewer than five units, or where x or y is the same everywhere. LOCIQ_NO_MEMORY. */
lociq_status lociq_diagnosis_main_effect(const lociq_column_of_units *x, const lociq_column_of_units *y, double *effect,
                                         lociq_error *error);

/* Of each node in a year, each array by node; for the index itself all are 1.
 *   nominal    its weight in the index as it says: the product of the weights up the tree
 *   effects    the main effect on the index, NaN as above
 *   effective  its weight as it works: the main effect over the sum of those of its level, times what
 *              the nominal weights of these nodes add up to (1, unless branches end above that level) */
lociq_status lociq_diagnosis_weights(const lociq_design *design, const lociq_composition *composition, size_t year,
                                     double *nominal, double *effects, double *effective, lociq_error *error);

/* ---- standing.c ---- */

typedef struct lociq_standing {
  size_t node;
  double score, rank;
  size_t of; /* units that have a rank */
} lociq_standing;

/* A unit's known indicators in a year by rank / of, the best first, else as they come: its strengths are in front, its
 * weaknesses at the end. standings has room for all indicators. */
void lociq_diagnosis_standings(const lociq_design *design, const lociq_composition *composition, size_t year,
                               size_t unit, lociq_standing *standings, size_t *count);
/* The units nearest to a unit by the index's score in a year, the nearest first, else as they come. *count: how many
 * are wanted (peers has room for them), then how many there are; 0 where the unit has no score. */
void lociq_diagnosis_peers(const lociq_composition *composition, size_t year, size_t unit, size_t *peers,
                           size_t *count);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an index is made of: whether its parts go together, and what a unit is good at.
 */
#ifndef LOCIQ_COMPOSITE_DIAGNOSIS_H
#define LOCIQ_COMPOSITE_DIAGNOSIS_H

#include "composite/design.h"

/* Pearson's r of two nodes' scores over the units (and years) known in both, and on how many it rests; NaN below three.
 */
double lociq_diagnosis_correlation(const lociq_composition *composition, size_t node, size_t other, size_t *known);

/* Nodes × nodes, NaN between a node and its own ancestors excepted as they are: all pairs. */
void lociq_diagnosis_correlations(const lociq_design *design, const lociq_composition *composition, double *matrix);

/* Pairs of parts of one node that say the same (r at or above `redundant`, 0.92), and that pull
 * against each other (r at or below `negative`, -0.4). */
typedef struct lociq_flagged_pair {
  size_t node, other;
  double r;
  bool redundant; /* else negative */
} lociq_flagged_pair;
lociq_status lociq_diagnosis_flag(const lociq_design *design, const lociq_composition *composition, double redundant,
                                  double negative, lociq_flagged_pair **pairs, size_t *count, lociq_error *error);

/* Cronbach's alpha of a node's parts, standardised values as they are (Cronbach 1951,
 * https://doi.org/10.1007/BF02310555); NaN with one part. */
double lociq_diagnosis_alpha(const lociq_design *design, const lociq_composition *composition, size_t node);

/* Principal components of the correlations of a node's parts: eigenvalues, the largest first, and loadings (count ×
 * count). */
lociq_status lociq_diagnosis_components(const lociq_design *design, const lociq_composition *composition, size_t node,
                                        double *values, double *loadings, lociq_error *error);

/* The weight of each node in the index as it says (product of weights up the tree), and as it
 * works: the squared correlation ratio of the index with it, over the sum within its level (Paruolo, Saisana & Saltelli
 * 2013, https://doi.org/10.1111/j.1467-985X.2012.01059.x). */
lociq_status lociq_diagnosis_weights(const lociq_design *design, const lociq_composition *composition, double *nominal,
                                     double *effective, lociq_error *error);

/* A unit's indicators by rank in a year, best first: its strengths at the front, its weaknesses at the end. */
typedef struct lociq_standing {
  size_t node;
  double score, rank, of; /* of so many units */
} lociq_standing;
lociq_status lociq_diagnosis_standings(const lociq_design *design, const lociq_composition *composition, size_t year,
                                       size_t unit, lociq_standing *standings, size_t *count, lociq_error *error);
/* The units nearest to a unit by the index's score: its peers. */
lociq_status lociq_diagnosis_peers(const lociq_composition *composition, size_t year, size_t unit, size_t *peers,
                                   size_t *count, lociq_error *error);

#endif

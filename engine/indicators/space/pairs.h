/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Σ z_r w_rq z_q over all neighbours, as one product for each pair of regions of
 * which one is the other's neighbour: (w_rq + w_qr) z_r z_q.
 *
 * Regions are placed by neighbourhood, so that a pair's values lie near each
 * other. Pairs are bound in wheels: a hub and four on the rim, always four, so that
 * nothing is decided in the loop that runs over them.
 */
#ifndef LOCIQ_INDICATORS_SPACE_PAIRS_H
#define LOCIQ_INDICATORS_SPACE_PAIRS_H

#include "indicators/given.h"
#include "numeric/lanes.h"

enum { LOCIQ_PAIRS_RIM = 4, LOCIQ_PAIRS_LANES = 2 * LOCIQ_LANES };

/* Places. One that is not needed has the hub's own place and a weight of 0. */
typedef struct lociq_wheel {
  uint32_t hub, rim[LOCIQ_PAIRS_RIM];
} lociq_wheel;

typedef struct lociq_pairs {
  size_t regions, wheel_count;
  uint32_t *region; /* by place */
  uint32_t *place;  /* by region */
  lociq_wheel *wheels;
  double *outward, *inward; /* by wheel and place on the rim: the weights that the hub gives and is given */
  lociq_wheel *used;        /* room for the wheels and weights of a sum */
  double *weights;
} lociq_pairs;

/* The wheels of some regions, with standardised weights. */
typedef struct lociq_pairs_weighed {
  size_t count;
  size_t places, ahead; /* all; wheel w names places below ahead + w alone */
  const lociq_wheel *wheels;
  const double *weights;
} lociq_pairs_weighed;

/* How many doubles lociq_pairs_make fills. */
size_t lociq_pairs_room(const lociq_neighbours *neighbours, size_t regions);
/* What it makes depends on the neighbours alone. */
void lociq_pairs_make(lociq_pairs *pairs, const lociq_neighbours *neighbours, size_t regions, double *room);
/* Of the regions whose scale, 1 / Σ of its weights, is not 0; valid until the next. */
lociq_pairs_weighed lociq_pairs_weigh(const lociq_pairs *pairs, const double *scale);
/* Sixteen sums at once, of sixteen values a place; 64-byte aligned. A lane's sum does
 * not depend on the other lanes, nor on the values of regions that take no part, which
 * must be finite. */
void lociq_pairs_sum(const lociq_pairs_weighed *weighed, const double *values, double *sums);
/* The same, of rows of which place p gets the from[p]-th: they are copied to `values` just
 * ahead of the sums. */
void lociq_pairs_sum_from(const lociq_pairs_weighed *weighed, const double *rows, const uint32_t *from, double *values,
                          double *sums);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A gravity model of flows between members: ln E = a + b ln(size own) + c ln(size other) + d ln(distance), by Poisson's
 * likelihood (Santos Silva & Tenreyro 2006, https://doi.org/10.1162/rest.88.4.641), so that the flows expected add up
 * to those that are, also when each is multiplied by the logarithm of a size or of the distance.
 */
#ifndef LOCIQ_PARTNERS_GRAVITY_H
#define LOCIQ_PARTNERS_GRAVITY_H

#include "partners/filter.h"

typedef struct lociq_flow {
  size_t own, other; /* positions of members, never the same */
  double value;      /* above 0 */
} lociq_flow;

typedef struct lociq_gravity_data {
  size_t count;                       /* of members */
  const double *sizes;                /* of each, above 0 */
  const lociq_partner_filter *filter; /* tells distances, known of all members; NULL: the model has none */
  const size_t *units;                /* of each: its unit there */
  const lociq_flow *flows;            /* by own, then other; every other pair of two members is 0 */
  size_t flow_count;
  int threads;
} lociq_gravity_data;

/* Distances under a kilometre count as one: nothing lies nearer to itself than that. */
enum { LOCIQ_GRAVITY_CONSTANT, LOCIQ_GRAVITY_OWN, LOCIQ_GRAVITY_OTHER, LOCIQ_GRAVITY_DISTANCE, LOCIQ_GRAVITY_TERMS };
typedef struct lociq_gravity {
  double terms[LOCIQ_GRAVITY_TERMS]; /* a, b, c, d; 0 for what never changes, or goes with those before it */
} lociq_gravity;

/* The same bits for any number of threads. *doubt becomes NULL, or why there is no such model: no flow at all, or zeros
 * so placed that some term has no finite value of the largest likelihood. */
lociq_status lociq_gravity_fit(const lociq_gravity_data *data, lociq_gravity *gravity, const char **doubt,
                               lociq_error *error);
/* E; distance in km, NaN where the model has none. */
double lociq_gravity_expect(const lociq_gravity *gravity, double own_size, double other_size, double distance);

#endif

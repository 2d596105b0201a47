/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The location quotients of a year, for blocks that ask what a region is strong in: the
 * catalogue's lq, with published totals where there are any.
 */
#ifndef LOCIQ_PARTNERS_QUOTIENTS_H
#define LOCIQ_PARTNERS_QUOTIENTS_H

#include "partners/block.h"

typedef struct lociq_quotients {
  size_t regions, industries;
  const double *values;    /* regions × industries, NaN where unknown */
  const double *proximity; /* industries × industries: how near the second is to who has the first; NULL: not asked for,
                              or drawn anew */
  lociq_statistic measure; /* what they are quotients of; empty without redraws, and in what is drawn anew */
  double counts_per_unit;  /* of the measure; 0: nothing is drawn anew */
  const lociq_panel *panel;
  lociq_axis *year;
  int threads;
  lociq_panel *results; /* owns values and proximity */
} lociq_quotients;

/* Of the measure and the year of the plan. With proximity also the catalogue's, or what the plan's file of relatedness
 * has in its place. LOCIQ_INVALID for a year that there is not, or a measure that does not lie over industries. The
 * caller frees. */
lociq_status lociq_quotients_create(const lociq_block_source *source, const lociq_block_plan *plan, bool proximity,
                                    lociq_quotients **quotients, lociq_error *error);
/* Bytes that they take at most: the measure, the quotients and the proximity, and with redraws what is drawn. */
size_t lociq_quotients_bytes(const lociq_block_source *source, const lociq_block_plan *plan);
/* The quotients of counts drawn anew (redraw.h). The caller frees, before those that they were drawn from. */
lociq_status lociq_quotients_redraw(const lociq_quotients *quotients, const lociq_random *random,
                                    lociq_quotients **drawn, lociq_error *error);
void lociq_quotients_free(lociq_quotients *quotients);

/* A region's; NULL where there is none. */
static inline const double *lociq_quotients_row(const lociq_quotients *quotients, size_t region) {
  return region == LOCIQ_NONE ? NULL : quotients->values + region * quotients->industries;
}

#endif

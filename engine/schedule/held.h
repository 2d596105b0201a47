/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is kept of a year's rows for the kernels that see all of it: who is
 * specialised in what, a bit a cell, and the location quotients where a kernel
 * asks for them. Kept by the first pass that any of them waits for, whatever its
 * slabs; a row belongs to one thread.
 */
#ifndef LOCIQ_SCHEDULE_HELD_H
#define LOCIQ_SCHEDULE_HELD_H

#include "schedule/results.h"
#include "schedule/structure.h"
#include "schedule/sweep.h"

typedef struct lociq_held {
  unsigned what;    /* LOCIQ_HELD_… */
  size_t level;     /* of the pass that keeps them */
  double threshold; /* of all kernels alike: settings go to every indicator that has the option */
  size_t regions, industries, words, width;
  uint64_t *specialised;
  double *quotients;
  bool *lost; /* by region: nothing can be said of it */
} lociq_held;

/* NULL where no kernel of the request holds anything. The caller frees. */
lociq_status lociq_held_create(const lociq_request *request, size_t regions, size_t industries, lociq_held **held,
                               lociq_error *error);
void lociq_held_free(lociq_held *held);

/* Keeps a region's row of `width` quotients. From many threads, each with regions of its own. */
void lociq_held_keep(lociq_held *held, size_t region, const double *quotients, bool lost);
/* After a sweep: what all ranks kept. */
void lociq_held_gather(lociq_held *held, const lociq_sweep *sweep);
/* Gives a kernel what it asked for. */
void lociq_held_show(const lociq_held *held, unsigned what, lociq_whole *whole);
/* Makes a result missing where nothing is known of its region or industry. With
 * --missing propagate a hole anywhere makes all of it missing, but of a matrix of
 * industries only what belongs to the industry. */
void lociq_held_forget(const lociq_held *held, const lociq_request *request, const lociq_structure *structure,
                       const lociq_census *census, const lociq_instance *instance, lociq_result *result);

#endif

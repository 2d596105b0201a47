/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ranks of a job: processes that mpirun or srun started together, on one machine
 * or on many, to share the work of a call.
 *
 * Every rank makes the same calls in the same order with the same arguments; each does
 * its part, and what a call gives is the same on all of them, to the last bit what one
 * process would give. Made for it are lociq_compute_store and lociq_compute_panel,
 * lociq_partners_rank… and lociq_composite_store, and what store.h says of stores that
 * are written by several ranks. A program that does not call lociq_ranks_start, or was
 * started by itself, is one rank, and so is every program of a build without MPI.
 */
#ifndef LOCIQ_RANKS_H
#define LOCIQ_RANKS_H

#include <lociq/error.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_ranks {
  size_t own, count; /* this rank, from 0, of so many */
} lociq_ranks;

/* Joins the other ranks, where a launcher started this process with others. To be called
 * once, first of all, from the only thread. LOCIQ_INVALID where there are others and this
 * build has no MPI: each would do all of the work. */
lociq_status lociq_ranks_start(lociq_error *error);

/* Who is here: {0, 1} before lociq_ranks_start. */
lociq_ranks lociq_ranks_here(void);

/* The failure of the lowest rank that has one becomes that of all, with its message; so
 * they end alike, and none waits for another in vain. Every rank must call it. */
lociq_status lociq_ranks_agree(lociq_ranks ranks, lociq_status status, lociq_error *error);

/* How the work ended. */
typedef struct lociq_parting {
  lociq_status status; /* own, or the failure of another rank */
  bool tells;          /* this rank is to tell the error that it has */
  bool together;       /* all ranks are at their ends */
} lociq_parting;

/* Every rank's last step with what its work came to: waits for the others. A rank that
 * failed waits a few seconds only, as the others may wait for its part themselves: then
 * it is not together with them. */
lociq_parting lociq_ranks_part(lociq_status status);
/* After the message is told: leaves the job, or ends it for all, with the exit code, where
 * ranks wait for one that failed; then it does not return. */
void lociq_ranks_end(const lociq_parting *parting, int code);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What ranks give each other. one.c is for builds without MPI, mpi.c for those with it;
 * all functions do nothing among one.
 *
 * Each rank has a share of the items, one after the other; shares are whole grains, so
 * that what is done grain by grain is the same for any number of ranks.
 */
#ifndef LOCIQ_RANKS_RANKS_H
#define LOCIQ_RANKS_RANKS_H

#include <hdf5.h>
#include <lociq/ranks.h>
#include <stdint.h>

/* Of work that every rank does by itself. */
static inline lociq_ranks lociq_ranks_alone(void) { return (lociq_ranks){.own = 0, .count = 1}; }

typedef struct lociq_share {
  size_t first, count;
} lociq_share;

/* The share of a rank: whole grains but for the last, as evenly as can be; none where there are fewer grains than
 * ranks. */
lociq_share lociq_ranks_share(lociq_ranks ranks, size_t rank, size_t items, size_t grain);
/* Every rank has filled its share of the items, `bytes` each: now all have all. */
void lociq_ranks_gather(lociq_ranks ranks, void *values, size_t bytes, size_t items, size_t grain);

/* ---- one.c, mpi.c */

/* What rank `from` has becomes what all have. */
void lociq_ranks_broadcast(lociq_ranks ranks, size_t from, void *values, size_t bytes);
void lociq_ranks_send(size_t to, const void *values, size_t bytes);
void lociq_ranks_receive(size_t from, void *values, size_t bytes);
/* The largest and the smallest of all ranks' counts. */
size_t lociq_ranks_most(lociq_ranks ranks, size_t count);
size_t lociq_ranks_least(lociq_ranks ranks, size_t count);
/* How many of them share this machine, its memory and processors. */
size_t lociq_ranks_beside(lociq_ranks ranks);
/* The sums over all ranks: of whole numbers, which have no order. */
void lociq_ranks_add(lociq_ranks ranks, uint32_t *counts, size_t count);

/* Properties of a file that all ranks open, and of what they write together. False where HDF5 refuses. */
bool lociq_ranks_file_access(hid_t properties);
bool lociq_ranks_transfer(hid_t properties);

#endif

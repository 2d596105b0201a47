/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pass over the rows of a year: ranks share the rows, each reads its slabs
 * serially, threads share the blocks of a slab, and partial states are merged in
 * one tree: blocks in their order into leaves of so many, neighbouring leaves in
 * pairs, these in pairs, and so on; then what is left over in its order.
 *
 * A block is a constant number of rows, a slab is whole blocks and a rank's share is
 * whole leaves, so neither threads nor memory nor ranks show in a result; and of all the
 * tree only as many states are held as it has levels.
 */
#ifndef LOCIQ_SCHEDULE_SWEEP_H
#define LOCIQ_SCHEDULE_SWEEP_H

#include "ranks/ranks.h"
#include "schedule/source.h"

enum { LOCIQ_BLOCK_ROWS = 64, LOCIQ_LEAF_ROWS = 8 * LOCIQ_BLOCK_ROWS, LOCIQ_STREAMS = 64 };

/* Rows [first, first + count) of a year; values[c] is the first of them of the
 * c-th streamed cube. */
typedef struct lociq_span {
  size_t slab_first, first, count, thread;
  const double *values[LOCIQ_STREAMS];
} lociq_span;

typedef struct lociq_sweep {
  const lociq_source *source;
  const lociq_cube *cubes[LOCIQ_STREAMS]; /* by region and industry; their rows are streamed */
  size_t back[LOCIQ_STREAMS];             /* how many places before `year` on the year axis */
  size_t cube_count;
  size_t year, regions, industries;
  size_t slab_rows; /* a multiple of LOCIQ_BLOCK_ROWS */
  size_t threads;
  lociq_ranks ranks; /* that share the rows */
  size_t state_size; /* bytes, a multiple of 64; 0: nothing is folded */
  void *context;
  /* From many threads at once. state is zero bytes before the block. */
  void (*block)(void *context, const lociq_span *span, void *state);
  /* From one thread at a time: what comes later, after the total. */
  void (*merge)(void *context, void *total, const void *state);
  /* After each slab, serially, on all ranks as often: with a count of 0 where a rank has
   * no more; may be NULL. */
  lociq_status (*slab)(void *context, size_t first, size_t count, lociq_error *error);
} lociq_sweep;

/* total, of state_size bytes, becomes the merged state, on all ranks. */
lociq_status lociq_sweep_run(const lociq_sweep *sweep, void *total, lociq_error *error);

/* The rows of this rank. */
lociq_share lociq_sweep_share(const lociq_sweep *sweep);
/* After a sweep whose blocks filled `bytes` for each row: those of all ranks. */
void lociq_sweep_gather(const lociq_sweep *sweep, void *values, size_t bytes);

#endif

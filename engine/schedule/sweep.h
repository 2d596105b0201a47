/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pass over the rows of a year: slabs read serially, blocks of a slab shared
 * among threads, partial states merged in the order of the blocks.
 *
 * A block is a constant number of rows and a slab is whole blocks, so neither
 * threads nor memory show in a result.
 */
#ifndef LOCIQ_SCHEDULE_SWEEP_H
#define LOCIQ_SCHEDULE_SWEEP_H

#include "schedule/source.h"

enum { LOCIQ_BLOCK_ROWS = 64, LOCIQ_STREAMS = 64 };

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
  size_t state_size; /* bytes, a multiple of 64; 0: nothing is folded */
  void *context;
  /* From many threads at once. state is zero bytes before the block. */
  void (*block)(void *context, const lociq_span *span, void *state);
  /* From one thread at a time, in the order of blocks. */
  void (*merge)(void *context, void *total, const void *state);
  /* After each slab, serially; may be NULL. */
  lociq_status (*slab)(void *context, size_t first, size_t count, lociq_error *error);
} lociq_sweep;

/* total, of state_size bytes, becomes the merged state. */
lociq_status lociq_sweep_run(const lociq_sweep *sweep, void *total, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/sweep.h"

#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/tree.h"

/* A slab in memory. */
typedef struct slab {
  size_t first, count;
  const double *values[LOCIQ_STREAMS];
} slab;

static lociq_span span_of(const lociq_sweep *sweep, const slab *rows, size_t block) {
  const size_t offset = block * LOCIQ_BLOCK_ROWS, left = rows->count - offset;
  lociq_span span = {.slab_first = rows->first,
                     .first = rows->first + offset,
                     .count = left < LOCIQ_BLOCK_ROWS ? left : LOCIQ_BLOCK_ROWS,
                     .thread = (size_t)omp_get_thread_num()};
  for (size_t c = 0; c < sweep->cube_count; c++) span.values[c] = rows->values[c] + offset * sweep->industries;
  return span;
}

static void run_independent(const lociq_sweep *sweep, const slab *rows, size_t blocks) {
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t block = 0; block < blocks; block++) {
    const lociq_span span = span_of(sweep, rows, block);
    sweep->block(sweep->context, &span, NULL);
  }
}

/* What is folded: the states of a wave of blocks, and the leaf that they are merged into. */
typedef struct folding {
  lociq_tree tree;
  char *states;
  size_t wave;
  void *leaf; /* NULL: the next block begins one */
} folding;

static lociq_status merge_block(const lociq_sweep *sweep, folding *fold, size_t row, size_t end, const void *state,
                                lociq_error *error) {
  if (fold->leaf == NULL) {
    const lociq_status status = lociq_tree_next(&fold->tree, &fold->leaf, error);
    if (status != LOCIQ_OK) return status;
  }
  sweep->merge(sweep->context, fold->leaf, state);
  if (row + LOCIQ_BLOCK_ROWS < end && (row + LOCIQ_BLOCK_ROWS) % LOCIQ_LEAF_ROWS != 0) return LOCIQ_OK;
  lociq_tree_add(&fold->tree, 0, row / LOCIQ_LEAF_ROWS);
  fold->leaf = NULL;
  return LOCIQ_OK;
}

/* Waves of blocks, each with a state of its own, merged in the blocks' order after
 * the wave: no thread waits for another's turn, and memory does not grow with the
 * number of blocks. end: of the rank's rows. */
static lociq_status run_folding(const lociq_sweep *sweep, const slab *rows, size_t blocks, size_t end, folding *fold,
                                lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t first = 0; first < blocks && status == LOCIQ_OK; first += fold->wave) {
    const size_t last = first + fold->wave < blocks ? first + fold->wave : blocks;
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t block = first; block < last; block++) {
      const lociq_span span = span_of(sweep, rows, block);
      char *state = fold->states + (block - first) * sweep->state_size;
      memset(state, 0, sweep->state_size);
      sweep->block(sweep->context, &span, state);
    }
    for (size_t block = first; block < last && status == LOCIQ_OK; block++)
      status = merge_block(sweep, fold, rows->first + block * LOCIQ_BLOCK_ROWS, end,
                           fold->states + (block - first) * sweep->state_size, error);
  }
  return status;
}

/* Blocks a wave: enough for all threads, and for their states to stay in caches. */
static size_t wave_of(const lociq_sweep *sweep) {
  enum { STATES = 1 << 20 };
  if (sweep->state_size == 0) return 0;
  const size_t fitting = STATES / sweep->state_size, blocks = sweep->slab_rows / LOCIQ_BLOCK_ROWS;
  const size_t least = 2 * sweep->threads, wave = fitting < least ? least : fitting;
  return wave < blocks ? wave : blocks;
}

static lociq_status read_slab(const lociq_sweep *sweep, slab *rows, double *buffer, lociq_error *error) {
  for (size_t c = 0; c < sweep->cube_count; c++) {
    double *place = buffer == NULL ? NULL : buffer + c * sweep->slab_rows * sweep->industries;
    const lociq_status status =
        sweep->source->rows(sweep->source->context, sweep->cubes[c], sweep->year - sweep->back[c], rows->first,
                            rows->count, place, &rows->values[c], error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

lociq_share lociq_sweep_share(const lociq_sweep *sweep) {
  return lociq_ranks_share(sweep->ranks, sweep->ranks.own, sweep->regions, LOCIQ_LEAF_ROWS);
}

void lociq_sweep_gather(const lociq_sweep *sweep, void *values, size_t bytes) {
  lociq_ranks_gather(sweep->ranks, values, bytes, sweep->regions, LOCIQ_LEAF_ROWS);
}

static lociq_status run_slab(const lociq_sweep *sweep, slab *rows, size_t end, double *buffer, folding *fold,
                             lociq_error *error) {
  const size_t blocks = (rows->count + LOCIQ_BLOCK_ROWS - 1) / LOCIQ_BLOCK_ROWS;
  if (rows->count == 0) return LOCIQ_OK;
  const lociq_status status = read_slab(sweep, rows, buffer, error);
  if (status != LOCIQ_OK) return status;
  if (sweep->state_size > 0) return run_folding(sweep, rows, blocks, end, fold, error);
  run_independent(sweep, rows, blocks);
  return LOCIQ_OK;
}

/* All ranks take as many steps, and agree at each before they go on together. */
static lociq_status run_share(const lociq_sweep *sweep, double *buffer, folding *fold, lociq_error *error) {
  const lociq_share share = lociq_sweep_share(sweep);
  const size_t end = share.first + share.count;
  const size_t steps = lociq_ranks_most(sweep->ranks, (share.count + sweep->slab_rows - 1) / sweep->slab_rows);
  lociq_status status = LOCIQ_OK;
  for (size_t step = 0; step < steps; step++) {
    const size_t done = step * sweep->slab_rows < share.count ? step * sweep->slab_rows : share.count;
    const size_t left = share.count - done;
    slab rows = {.first = share.first + done, .count = left < sweep->slab_rows ? left : sweep->slab_rows};
    if (status == LOCIQ_OK) status = run_slab(sweep, &rows, end, buffer, fold, error);
    status = lociq_ranks_agree(sweep->ranks, status, error);
    if (status != LOCIQ_OK) return status;
    if (sweep->slab != NULL) status = sweep->slab(sweep->context, rows.first, rows.count, error);
  }
  return lociq_ranks_agree(sweep->ranks, status, error);
}

lociq_status lociq_sweep_run(const lociq_sweep *sweep, void *total, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  double *buffer = NULL;
  folding fold = {.tree = {.state_size = sweep->state_size, .context = sweep->context, .merge = sweep->merge},
                  .wave = wave_of(sweep)};
  fold.states = lociq_allocate_aligned(fold.wave, sweep->state_size);
  if (!sweep->source->in_memory)
    buffer = lociq_allocate_aligned(sweep->cube_count * sweep->slab_rows, sweep->industries * sizeof *buffer);
  if (fold.states == NULL || (!sweep->source->in_memory && buffer == NULL)) status = lociq_memory_error(error, "rows");
  if (status == LOCIQ_OK) status = run_share(sweep, buffer, &fold, error);
  if (status == LOCIQ_OK && sweep->state_size > 0) status = lociq_tree_total(&fold.tree, sweep->ranks, total, error);
  lociq_tree_clear(&fold.tree);
  free(fold.states);
  free(buffer);
  return status;
}

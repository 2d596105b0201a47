/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/sweep.h"

#include <omp.h>
#include <string.h>

#include "core/memory.h"

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

/* Waves of blocks, each with a state of its own, merged in the blocks' order after
 * the wave: no thread waits for another's turn, and memory does not grow with the
 * number of blocks. */
static void run_folding(const lociq_sweep *sweep, const slab *rows, size_t blocks, char *states, size_t wave,
                        void *total) {
  for (size_t first = 0; first < blocks; first += wave) {
    const size_t end = first + wave < blocks ? first + wave : blocks;
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t block = first; block < end; block++) {
      const lociq_span span = span_of(sweep, rows, block);
      char *state = states + (block - first) * sweep->state_size;
      memset(state, 0, sweep->state_size);
      sweep->block(sweep->context, &span, state);
    }
    for (size_t block = first; block < end; block++)
      sweep->merge(sweep->context, total, states + (block - first) * sweep->state_size);
  }
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

lociq_status lociq_sweep_run(const lociq_sweep *sweep, void *total, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  double *buffer = NULL;
  const size_t wave = wave_of(sweep);
  char *states = lociq_allocate_aligned(wave, sweep->state_size);
  if (!sweep->source->in_memory)
    buffer = lociq_allocate_aligned(sweep->cube_count * sweep->slab_rows, sweep->industries * sizeof *buffer);
  if (states == NULL || (!sweep->source->in_memory && buffer == NULL)) {
    status = lociq_memory_error(error, "rows");
    goto done;
  }
  if (sweep->state_size > 0) memset(total, 0, sweep->state_size);
  for (size_t first = 0; first < sweep->regions; first += sweep->slab_rows) {
    const size_t left = sweep->regions - first;
    slab rows = {.first = first, .count = left < sweep->slab_rows ? left : sweep->slab_rows};
    const size_t blocks = (rows.count + LOCIQ_BLOCK_ROWS - 1) / LOCIQ_BLOCK_ROWS;
    status = read_slab(sweep, &rows, buffer, error);
    if (status != LOCIQ_OK) goto done;
    if (sweep->state_size == 0)
      run_independent(sweep, &rows, blocks);
    else
      run_folding(sweep, &rows, blocks, states, wave, total);
    if (sweep->slab != NULL) status = sweep->slab(sweep->context, rows.first, rows.count, error);
    if (status != LOCIQ_OK) goto done;
  }
done:
  free(states);
  free(buffer);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a pass runs, and where each thread keeps its vectors.
 */
#ifndef LOCIQ_SCHEDULE_PASS_H
#define LOCIQ_SCHEDULE_PASS_H

#include "schedule/work.h"

/* One kernel of a pass. Offsets are in doubles into a thread's arena, but `state`
 * in bytes into the state of a block. */
typedef struct lociq_run {
  const lociq_instance *instance;
  const lociq_kernel *kernel;
  lociq_result *result;
  bool kept; /* this pass is where its results are kept; else they only serve other kernels */
  size_t outputs;
  double *in_place[LOCIQ_OUTPUTS_MAXIMUM + 1]; /* where cells are kept, by output: all of the year, */
  double *slab[LOCIQ_OUTPUTS_MAXIMUM + 1];     /* or those of a slab, owned; both NULL: nowhere */
  size_t need_run[LOCIQ_NEEDS];                /* the run of this pass that makes a need, or LOCIQ_NONE */
  size_t stream[LOCIQ_OPERANDS];               /* of an operand whose rows are streamed */
  const double *by_region[LOCIQ_OPERANDS];     /* of one that is a value a region; else NULL */
  const double *published[LOCIQ_OPERANDS];     /* E_r of a streamed one; may be NULL */
  const lociq_earlier *earlier;                /* of each lag */
  size_t earlier_stream[LOCIQ_LAGS];           /* where its rows are streamed */
  const double *relative;                      /* what the reference has; NULL: results are not relative to it */
  bool counts_unknown;                         /* of a fold that looks back: cells of earlier years, by industry */
  size_t row_result, singles, block_result, state, unknown;
} lociq_run;

typedef struct lociq_pass {
  const lociq_work *work;
  size_t level, industries, width;
  lociq_run *runs; /* what is needed comes first */
  size_t run_count;
  const lociq_cube *streams[LOCIQ_STREAMS]; /* the measure first, where it is seen */
  size_t back[LOCIQ_STREAMS];               /* as lociq_sweep.back */
  size_t stream_count;
  lociq_preparation preparation;
  bool sees_measure, measure_is_operand, census, counts_industries, has_blocks, holds, large, looks_back;
  size_t slab_rows, state_size;
  double *arenas; /* one a thread, arena_size doubles each */
  size_t arena_size, operand_rows, absent, scratch, block_quotients, block_scratch;
} lociq_pass;

lociq_status lociq_pass_create(const lociq_work *work, size_t level, lociq_pass **pass, lociq_error *error);
void lociq_pass_free(lociq_pass *pass);

#endif

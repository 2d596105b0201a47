/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/advance.h"
#include "schedule/remark.h"

/* By rank 0 alone: what goes through LAPACK may have other bits elsewhere. */
static lociq_status run_kernel(const lociq_work *work, size_t position, const lociq_whole *whole, lociq_error *error) {
  const lociq_ranks ranks = work->rows.ranks;
  const lociq_instance *instance = &work->request->instances[position];
  const lociq_result *result = &work->results->of[position];
  lociq_status status = LOCIQ_OK;
  if (ranks.own == 0) status = instance->indicator->kernel->whole(whole, result->values, error);
  status = lociq_ranks_agree(ranks, status, error);
  if (status != LOCIQ_OK) return status;
  lociq_ranks_broadcast(ranks, 0, whole->remark, LOCIQ_REMARK_SIZE);
  lociq_ranks_broadcast(ranks, 0, result->values,
                        lociq_output_count(instance->indicator) * lociq_lanes_width(result->count) * sizeof(double));
  return LOCIQ_OK;
}

lociq_status lociq_whole_run(const lociq_work *work, size_t level, lociq_error *error) {
  const char *year = lociq_axis_code(work->rows.source->panel->axes[LOCIQ_YEAR], work->rows.year);
  for (size_t i = 0; i < work->request->count; i++) {
    const lociq_instance *instance = &work->request->instances[i];
    const lociq_kernel *kernel = instance->indicator->kernel;
    if (instance->level != level || kernel->form != LOCIQ_WHOLE) continue;
    lociq_status status = lociq_advance(work, level, LOCIQ_STEP_WHOLE, i, work->request->count, error);
    if (status != LOCIQ_OK) return status;
    char remark[LOCIQ_REMARK_SIZE] = "";
    lociq_whole whole = {.remark = remark,
                         .regions = work->rows.regions,
                         .industries = work->rows.industries,
                         .given = &work->request->supply.given,
                         .options = instance->options};
    for (size_t n = 0; n < LOCIQ_NEEDS; n++)
      if (instance->needs[n] != LOCIQ_NONE) whole.needs[n] = work->results->of[instance->needs[n]].values;
    for (size_t o = 0; o < instance->operand_count; o++) whole.operands[o] = work->operands[i][o].by_region;
    for (size_t n = 0; n < instance->lag_count; n++) whole.earlier[n] = work->earlier[i][n].by_region;
    lociq_held_show(work->held, kernel->held, &whole);
    lociq_result *result = &work->results->of[i];
    status = run_kernel(work, i, &whole, error);
    if (status == LOCIQ_OK) status = lociq_remark_take(work, i, year, remark, error);
    if (status != LOCIQ_OK) return status;
    /* What was read in does not follow from what is known here. */
    const bool is_given = (kernel->given & LOCIQ_GIVEN_RELATEDNESS) != 0 && whole.given->relatedness != NULL;
    if (kernel->held != 0 && !is_given)
      lociq_held_forget(work->held, work->request, work->structure, &work->results->census, instance, result);
    lociq_result_propagate(work->request, instance, result, work->rows.regions);
    for (size_t k = 0; k < lociq_output_count(instance->indicator); k++)
      for (size_t at = result->count; at < lociq_lanes_width(result->count); at++)
        lociq_result_output(result, k)[at] = NAN;
  }
  return LOCIQ_OK;
}

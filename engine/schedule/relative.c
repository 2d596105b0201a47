/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums run over the regions that know all operands, so that a figure above the
 * line has its like below. Streamed rows are summed in blocks, merged in order.
 */
#include "schedule/relative.h"

#include <string.h>

#include "core/memory.h"
#include "schedule/bytes.h"

/* Of one instance. Sums lie `width` apart, an operand each; after them how many regions
 * do not know all. */
typedef struct relating {
  const lociq_work *work;
  const lociq_instance *instance;
  const lociq_operand *operands;
  size_t industries, width;      /* 1, in a whole vector, where nothing is streamed */
  size_t stream[LOCIQ_OPERANDS]; /* of an operand whose rows are */
} relating;

enum { PRICE_LEVEL = 100 }; /* what the reference has of a value by region */

static bool is_streamed(const relating *job, size_t operand) {
  return job->instance->operands[operand] != NULL && job->operands[operand].by_region == NULL;
}

/* Whether it is broadcast over the industries: it is nothing to be summed. */
static bool is_by_region(const relating *job, size_t operand) {
  return (job->instance->indicator->kernel->by_region >> operand & 1u) != 0;
}

static relating make_job(const lociq_work *work, size_t position) {
  relating job = {.work = work,
                  .instance = &work->request->instances[position],
                  .operands = work->operands[position],
                  .industries = 1,
                  .width = LOCIQ_LANES};
  for (size_t o = 0; o < job.instance->operand_count; o++) {
    if (!is_streamed(&job, o)) continue;
    job.industries = work->rows.industries;
    job.width = lociq_lanes_width(job.industries);
  }
  return job;
}

static size_t sums_of(const relating *job) { return (job->instance->operand_count + 1) * job->width; }

LOCIQ_INLINE lociq_lanes lanes_at(const double *row, size_t i, size_t count, bool zero) {
  const lociq_lanes lanes =
      i + LOCIQ_LANES <= count ? lociq_lanes_load_unaligned(row + i) : lociq_lanes_load_some(row + i, count - i, NAN);
  return zero ? lociq_lanes_or_zero(lanes) : lanes;
}

/* rows are those of the operands to be summed, NULL at the others' places. */
LOCIQ_CLONED static void add_row(const relating *job, const double *const rows[LOCIQ_OPERANDS], double *sums) {
  const bool zero = job->work->request->missing == LOCIQ_MISSING_ZERO;
  const size_t width = job->width, operands = job->instance->operand_count;
  for (size_t i = 0; i < width; i += LOCIQ_LANES) {
    lociq_lanes all = lociq_lanes_all(0);
    for (size_t o = 0; o < operands; o++)
      if (rows[o] != NULL) all += lanes_at(rows[o], i, job->industries, zero);
    const lociq_mask known = lociq_lanes_known(all);
    for (size_t o = 0; o < operands; o++) {
      double *sum = sums + o * width + i;
      if (rows[o] == NULL) continue;
      lociq_lanes_store(sum,
                        lociq_lanes_load(sum) + lociq_lanes_where(known, lanes_at(rows[o], i, job->industries, zero)));
    }
    double *unknown = sums + operands * width + i;
    lociq_lanes_store(unknown,
                      lociq_lanes_load(unknown) + lociq_lanes_select(known, lociq_lanes_all(0), lociq_lanes_all(1)));
  }
}

/* A region's operands; row k of a span where there are streams. */
static void add_region(const relating *job, size_t region, const lociq_span *span, size_t k, double *sums) {
  const double *rows[LOCIQ_OPERANDS] = {NULL};
  bool known = true;
  for (size_t o = 0; o < job->instance->operand_count; o++) {
    const double *by_region = job->operands[o].by_region;
    if (job->instance->operands[o] == NULL) continue;
    if (by_region == NULL) rows[o] = span->values[job->stream[o]] + k * job->industries;
    if (by_region != NULL && !is_by_region(job, o)) rows[o] = by_region + region;
    if (by_region != NULL && isnan(by_region[region])) known = false;
  }
  if (known) add_row(job, rows, sums);
  double *unknown = sums + job->instance->operand_count * job->width;
  for (size_t i = 0; !known && i < job->industries; i++) unknown[i]++;
}

static void sum_block(void *context, const lociq_span *span, void *state) {
  const relating *job = context;
  for (size_t k = 0; k < span->count; k++) add_region(job, span->first + k, span, k, state);
}

static void merge_sums(void *context, void *total, const void *state) {
  const size_t count = sums_of(context);
  double *to = total;
  const double *from = state;
  for (size_t i = 0; i < count; i++) to[i] += from[i];
}

static lociq_status sum_regions(relating *job, double *sums, lociq_error *error) {
  lociq_sweep sweep = job->work->rows;
  sweep.cube_count = 0;
  for (size_t o = 0; o < job->instance->operand_count; o++) {
    if (!is_streamed(job, o)) continue;
    job->stream[o] = sweep.cube_count;
    sweep.cubes[sweep.cube_count] = job->instance->operands[o];
    sweep.back[sweep.cube_count++] = 0;
  }
  for (size_t r = 0; sweep.cube_count == 0 && r < sweep.regions; r++) add_region(job, r, NULL, 0, sums);
  if (sweep.cube_count == 0) return LOCIQ_OK;
  if (!sweep.source->in_memory)
    sweep.slab_rows = lociq_bytes_rows(job->work->memory, sweep.cube_count, sweep.regions, sweep.industries);
  sweep.state_size = sums_of(job) * sizeof *sums;
  sweep.context = job;
  sweep.block = sum_block;
  sweep.merge = merge_sums;
  sweep.slab = NULL;
  return lociq_sweep_run(&sweep, sums, error);
}

/* The aggregate's figures in the place of the sums. */
static lociq_status take_aggregate(const relating *job, double *sums, lociq_error *error) {
  const bool zero = job->work->request->missing == LOCIQ_MISSING_ZERO;
  for (size_t o = 0; o < job->instance->operand_count; o++) {
    const double *body = NULL;
    double total = NAN, *to = sums + o * job->width;
    if (job->instance->operands[o] == NULL || is_by_region(job, o)) continue;
    const lociq_status status = lociq_structure_aggregate(job->work->request, &job->work->rows,
                                                          job->instance->operands[o], &body, &total, error);
    if (status != LOCIQ_OK) return status;
    if (!is_streamed(job, o)) body = &total;
    for (size_t i = 0; i < job->industries; i++) {
      to[i] = body == NULL ? (double)NAN : body[i];
      if (zero && isnan(to[i])) to[i] = 0;
    }
  }
  return LOCIQ_OK;
}

/* The kernel's result on the sums; NaN where unknown or 0: nothing can be relative to it. */
static void reckon(const relating *job, const double *sums, double *result) {
  _Alignas(LOCIQ_LANES * sizeof(double)) const double level[LOCIQ_LANES] = {PRICE_LEVEL};
  lociq_row row = {.industries = job->industries,
                   .width = job->width,
                   .given = &job->work->request->supply.given,
                   .options = job->instance->options};
  for (size_t o = 0; o < job->instance->operand_count; o++)
    if (job->instance->operands[o] != NULL) row.operands[o] = is_by_region(job, o) ? level : sums + o * job->width;
  job->instance->indicator->kernel->row(&row, result);
  const double *unknown = sums + job->instance->operand_count * job->width;
  const bool propagate = job->work->request->missing == LOCIQ_MISSING_PROPAGATE;
  for (size_t i = 0; i < job->industries; i++)
    if (result[i] == 0 || (propagate && unknown[i] > 0)) result[i] = NAN;
}

lociq_status lociq_relative_fill(const lociq_work *work, lociq_error *error) {
  for (size_t i = 0; i < work->request->count; i++) {
    if (work->relative[i] == NULL) continue;
    relating job = make_job(work, i);
    double *sums = lociq_allocate_aligned(sums_of(&job), sizeof *sums);
    if (sums == NULL) return lociq_memory_error(error, "the reference");
    memset(sums, 0, sums_of(&job) * sizeof *sums);
    const lociq_status status =
        work->request->aggregate == LOCIQ_NONE ? sum_regions(&job, sums, error) : take_aggregate(&job, sums, error);
    if (status == LOCIQ_OK) reckon(&job, sums, work->relative[i]);
    free(sums);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

/* Whether the aggregate has something of an operand in a year asked for. */
static lociq_status find_figures(const relating *job, size_t operand, bool *found, lociq_error *error) {
  const lociq_request *request = job->work->request;
  const lociq_cube *cube = job->instance->operands[operand];
  const size_t count = (cube->shape & LOCIQ_BY_INDUSTRY) != 0 ? job->work->rows.industries : 1;
  lociq_sweep rows = job->work->rows;
  for (size_t y = 0; y < request->year_count && !*found; y++) {
    const double *body = NULL;
    double total = NAN;
    rows.year = request->first_year + y;
    const lociq_status status = lociq_structure_aggregate(request, &rows, cube, &body, &total, error);
    if (status != LOCIQ_OK) return status;
    for (size_t i = 0; body != NULL && i < count; i++) *found = *found || !isnan(body[i]);
    /* With --missing zero the total of nothing is 0. */
    if (!is_streamed(job, operand) && !isnan(total) && total != 0) *found = true;
  }
  return LOCIQ_OK;
}

static lociq_status check_aggregate(const relating *job, lociq_error *error) {
  const lociq_request *request = job->work->request;
  for (size_t o = 0; o < job->instance->operand_count; o++) {
    bool found = false;
    if (job->instance->operands[o] == NULL || is_by_region(job, o)) continue;
    const lociq_status status = find_figures(job, o, &found, error);
    if (status != LOCIQ_OK) return status;
    if (!found)
      return lociq_error_set(error, LOCIQ_INVALID, "reference is \"%s\", of which %s has no values", request->reference,
                             job->instance->operands[o]->name);
  }
  return LOCIQ_OK;
}

lociq_status lociq_relative_create(lociq_work *work, lociq_error *error) {
  work->relative = lociq_allocate(work->request->count, sizeof *work->relative);
  if (work->relative == NULL) return lociq_memory_error(error, "the reference");
  for (size_t i = 0; i < work->request->count; i++) {
    if (!lociq_instance_is_relative(&work->request->instances[i])) continue;
    const relating job = make_job(work, i);
    work->relative[i] = lociq_allocate_aligned(job.width, sizeof *work->relative[i]);
    if (work->relative[i] == NULL) return lociq_memory_error(error, "the reference");
    const lociq_status status = work->request->aggregate == LOCIQ_NONE ? LOCIQ_OK : check_aggregate(&job, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

void lociq_relative_free(lociq_work *work) {
  for (size_t i = 0; work->relative != NULL && i < work->request->count; i++) free(work->relative[i]);
  free(work->relative);
}

LOCIQ_CLONED void lociq_relative_scale(const double *reference, size_t count, double *result) {
  for (size_t i = 0; i < count; i++) result[i] = result[i] / reference[i] * 100;
}

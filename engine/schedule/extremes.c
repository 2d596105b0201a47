/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/extremes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/bounded.h"
#include "schedule/bytes.h"
#include "schedule/interval.h"
#include "schedule/measure.h"

static const struct {
  const char *suffix, *title;
} kinds[LOCIQ_EXTREMES] = {{"minimum", "Least within the bounds"}, {"maximum", "Largest within the bounds"}};

void lociq_extreme_name(const lociq_indicator *indicator, int what, char name[LOCIQ_EXTREME_NAME_SIZE]) {
  (void)snprintf(name, LOCIQ_EXTREME_NAME_SIZE, "%s_%s", indicator->name, kinds[what].suffix);
}

/* ---- what was asked for ---- */

const char *lociq_extremes_refusal(const lociq_request *request, const lociq_instance *instance) {
  const lociq_kernel *kernel = instance->indicator->kernel;
  if (kernel->extremes == NULL) return "has no way to find one: see lociq describe";
  if (request->raw_shares) return "rescales its shares to 1: leave --shares raw out";
  if (kernel->extremes_wanted != NULL && !kernel->extremes_wanted(instance->options))
    return "has one with other options alone: see lociq describe";
  for (size_t o = 0; o < instance->operand_count; o++)
    if (instance->operands[o] != NULL && !lociq_operand_is_streamed(instance, instance->operands[o]))
      return "is by region here: only cells have bounds";
  return NULL;
}

static bool has_bounds(const lociq_panel *panel, const lociq_request *request, const lociq_instance *instance) {
  if (lociq_instance_sees_measure(instance)) return lociq_bound_lower(panel, request->measure) != NULL;
  for (size_t o = 0; o < instance->operand_count; o++)
    if (instance->operands[o] != NULL && lociq_bound_lower(panel, instance->operands[o]) != NULL) return true;
  return false;
}

lociq_status lociq_extremes_choose(const lociq_panel *panel, const lociq_compute_options *options,
                                   lociq_request *request, lociq_error *error) {
  bool any = false;
  request->interval = options->interval;
  for (size_t i = 0; i < request->count && request->interval; i++) {
    const lociq_instance *instance = &request->instances[i];
    if (!instance->asked) continue;
    const char *refusal = lociq_extremes_refusal(request, instance);
    if (refusal != NULL && options->all) continue;
    if (refusal != NULL)
      return lociq_error_set(error, LOCIQ_INVALID, "interval gives no range of %s, which %s", instance->indicator->name,
                             refusal);
    any = any || has_bounds(panel, request, instance);
  }
  if (request->interval && !any)
    return lociq_error_set(error, LOCIQ_INVALID, "interval needs the bounds of %s, which lociq estimate finds",
                           request->measure == NULL ? "a measure" : request->measure->name);
  return LOCIQ_OK;
}

/* ---- what comes of it ---- */

static lociq_status describe(const lociq_request *request, const lociq_instance *instance, int what, lociq_cube **cube,
                             lociq_error *error) {
  enum { TITLE_SIZE = 512 };
  char name[LOCIQ_EXTREME_NAME_SIZE], title[TITLE_SIZE];
  lociq_extreme_name(instance->indicator, what, name);
  (void)snprintf(title, sizeof title, "%s: %s", instance->indicator->title, kinds[what].title);
  lociq_cube *made = NULL;
  lociq_status status = lociq_interval_describe_as(request, instance, name, title, true, &made, error);
  if (status == LOCIQ_OK) status = lociq_cube_add_text(made, "comment", instance->indicator->interval, error);
  if (status == LOCIQ_OK) *cube = made;
  if (status != LOCIQ_OK) lociq_cube_free(made);
  return status;
}

/* Where an instance's results of a year go: a slab of cells, or a value a region. */
typedef struct target {
  const lociq_instance *instance;
  bool by_cell;
  double *found[LOCIQ_EXTREMES];
} target;

typedef struct year_job {
  const lociq_work *work;
  lociq_bounded *bounded;
  target *targets;
  size_t target_count;
} year_job;

static void find_row(const year_job *job, const target *of, const lociq_span *span, size_t position,
                     const lociq_bounded_row *row) {
  const size_t industries = job->work->rows.industries, region = span->first + position;
  const size_t place = of->by_cell ? (region - span->slab_first) * industries : region;
  const size_t count = of->by_cell ? industries : 1;
  double *minimum = of->found[LOCIQ_MINIMUM] + place, *maximum = of->found[LOCIQ_MAXIMUM] + place;
  of->instance->indicator->kernel->extremes(row, minimum, maximum);
  for (size_t i = 0; i < count; i++) {
    if (!isfinite(minimum[i])) minimum[i] = NAN;
    if (!isfinite(maximum[i])) maximum[i] = NAN;
  }
}

static void find_block(void *context, const lociq_span *span, void *state) {
  (void)state;
  const year_job *job = context;
  for (size_t position = 0; position < span->count; position++) {
    lociq_bounded_row row;
    lociq_bounded_prepare(job->bounded, span, position, &row);
    for (size_t t = 0; t < job->target_count; t++) {
      lociq_bounded_add(job->bounded, span, job->targets[t].instance, &row);
      find_row(job, &job->targets[t], span, position, &row);
    }
  }
}

static lociq_status write_slab(void *context, size_t first, size_t count, lociq_error *error) {
  const year_job *job = context;
  const lociq_sink *sink = job->work->sink;
  lociq_status status = LOCIQ_OK;
  for (size_t t = 0; t < job->target_count; t++)
    for (int what = 0; what < LOCIQ_EXTREMES && job->targets[t].by_cell && status == LOCIQ_OK; what++) {
      char name[LOCIQ_EXTREME_NAME_SIZE];
      lociq_extreme_name(job->targets[t].instance->indicator, what, name);
      status = sink->rows(sink->context, name, job->work->year, first, count, job->targets[t].found[what], error);
    }
  return status;
}

static lociq_status write_year(const year_job *job, size_t year, lociq_error *error) {
  const lociq_sink *sink = job->work->sink;
  lociq_status status = LOCIQ_OK;
  for (size_t t = 0; t < job->target_count; t++)
    for (int what = 0; what < LOCIQ_EXTREMES && !job->targets[t].by_cell && status == LOCIQ_OK; what++) {
      char name[LOCIQ_EXTREME_NAME_SIZE];
      lociq_extreme_name(job->targets[t].instance->indicator, what, name);
      status = sink->year(sink->context, name, year, job->work->rows.regions, job->targets[t].found[what], error);
    }
  return status;
}

static lociq_status run_year(year_job *job, lociq_work *work, lociq_error *error) {
  job->work = work;
  lociq_status status = lociq_bounded_reckon(job->bounded, work, error);
  if (status != LOCIQ_OK) return status;
  lociq_sweep sweep = work->rows;
  lociq_bounded_stream(job->bounded, &sweep);
  sweep.state_size = 0;
  sweep.context = job;
  sweep.block = find_block;
  sweep.merge = NULL;
  sweep.slab = write_slab;
  status = lociq_sweep_run(&sweep, NULL, error);
  for (size_t t = 0; t < job->target_count && status == LOCIQ_OK; t++)
    for (int what = 0; what < LOCIQ_EXTREMES && !job->targets[t].by_cell; what++)
      lociq_sweep_gather(&sweep, job->targets[t].found[what], sizeof *job->targets[t].found[what]);
  return status == LOCIQ_OK ? write_year(job, work->year, error) : status;
}

static lociq_status create_targets(const lociq_work *work, year_job *job, lociq_error *error) {
  const lociq_request *request = work->request;
  job->targets = lociq_allocate(request->count, sizeof *job->targets);
  if (job->targets == NULL) return lociq_memory_error(error, "ranges");
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < request->count; i++) {
    const lociq_instance *instance = &request->instances[i];
    if (!instance->asked || lociq_extremes_refusal(request, instance) != NULL) continue;
    target *made = &job->targets[job->target_count++];
    *made = (target){.instance = instance, .by_cell = lociq_result_is_by_cell(instance->shape)};
    const size_t rows = made->by_cell ? work->rows.slab_rows : work->rows.regions;
    for (int what = 0; what < LOCIQ_EXTREMES; what++) {
      lociq_cube *cube = NULL;
      made->found[what] = lociq_allocate_aligned(rows, (made->by_cell ? work->rows.industries : 1) * sizeof(double));
      if (made->found[what] == NULL) return lociq_memory_error(error, "ranges");
      status = describe(request, instance, what, &cube, error);
      if (status == LOCIQ_OK) status = work->sink->create(work->sink->context, &cube, error);
      lociq_cube_free(cube);
      if (status != LOCIQ_OK) return status;
    }
  }
  return LOCIQ_OK;
}

/* Rows are read of all that is streamed, and both ends are kept of what is by cell. */
static size_t slab_rows(const lociq_work *work, const year_job *job) {
  lociq_sweep sweep = work->rows;
  lociq_bounded_stream(job->bounded, &sweep);
  size_t copies = work->rows.source->in_memory ? 0 : sweep.cube_count;
  for (size_t i = 0; i < work->request->count; i++)
    if (lociq_result_is_by_cell(work->request->instances[i].shape)) copies += LOCIQ_EXTREMES;
  return lociq_bytes_rows(work->memory, copies, sweep.regions, sweep.industries);
}

lociq_status lociq_extremes_run(const lociq_work *work, lociq_error *error) {
  year_job job = {.work = work};
  lociq_work of_year = *work;
  lociq_status status = lociq_bounded_create(work, &job.bounded, error);
  if (status == LOCIQ_OK) {
    of_year.rows.slab_rows = slab_rows(work, &job);
    status = create_targets(&of_year, &job, error);
  }
  for (size_t y = 0; y < work->request->year_count && status == LOCIQ_OK; y++) {
    of_year.year = y;
    of_year.rows.year = work->request->first_year + y;
    status = run_year(&job, &of_year, error);
  }
  for (size_t t = 0; t < job.target_count; t++)
    for (int what = 0; what < LOCIQ_EXTREMES; what++) free(job.targets[t].found[what]);
  free(job.targets);
  lociq_bounded_free(job.bounded);
  return status;
}

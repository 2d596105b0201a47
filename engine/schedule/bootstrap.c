/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/bootstrap.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "numeric/redraw.h"
#include "schedule/interval.h"
#include "schedule/option.h"
#include "schedule/resample.h"
#include "schedule/results.h"
#include "schedule/run.h"

/* A result of which there are intervals: its places, after those of the targets
 * before it. Cells are taken in whole rows. */
typedef struct target {
  const lociq_instance *instance;
  bool by_cell;
  size_t offset, count;
  double *found[LOCIQ_INTERVALS]; /* of the year; NULL for cells */
} target;

/* The replicates of a window of places, one replicate after the other. */
typedef struct collection {
  const lociq_request *request;
  lociq_ranks ranks; /* that share the replicates */
  target *targets;
  size_t target_count, places, industries;
  size_t first, count, room; /* of the window */
  size_t replicate;
  double *values;
  double *found[LOCIQ_INTERVALS]; /* of the window */
} collection;

/* ---- options ---- */

static lociq_status read_jobs(const lociq_option *option, const char *text, lociq_request *request,
                              lociq_error *error) {
  const lociq_option number = {.name = option->name, .type = LOCIQ_OPTION_REAL, .minimum = 1e-9, .maximum = 1e9};
  lociq_value value = {0};
  request->bootstrap.jobs_per_unit = request->measure == NULL ? 1 : lociq_counts_of_unit(request->measure->unit);
  if (strcmp(text, "unit") == 0) return LOCIQ_OK;
  const lociq_status status = lociq_option_read(&number, text, &value, error);
  if (status == LOCIQ_OK) request->bootstrap.jobs_per_unit = value.real;
  return status;
}

/* *value stays where there is no such option. */
static lociq_status read_option(const lociq_offer *offer, const lociq_compute_options *options, const char *name,
                                lociq_value *value, lociq_error *error) {
  const lociq_option *option = lociq_option_find(offer->shared, SIZE_MAX, name);
  return option == NULL ? LOCIQ_OK : lociq_option_read(option, lociq_option_text(option, options), value, error);
}

static lociq_status read_options(const lociq_offer *offer, const lociq_compute_options *options, lociq_request *request,
                                 lociq_error *error) {
  const lociq_option *jobs = lociq_option_find(offer->shared, SIZE_MAX, "jobs_per_unit");
  lociq_value count = {0}, resample = {0}, confidence = {0}, seed = {0};
  lociq_status status = read_option(offer, options, "bootstrap", &count, error);
  if (status == LOCIQ_OK) status = read_option(offer, options, "resample", &resample, error);
  if (status == LOCIQ_OK) status = read_option(offer, options, "confidence", &confidence, error);
  if (status == LOCIQ_OK) status = read_option(offer, options, "seed", &seed, error);
  if (status != LOCIQ_OK) return status;
  request->bootstrap = (lociq_bootstrap){.count = (size_t)count.integer,
                                         .regions = resample.choice == 1,
                                         .confidence = confidence.real,
                                         .seed = (uint64_t)seed.integer,
                                         .jobs_per_unit = 1};
  return jobs == NULL ? LOCIQ_OK : read_jobs(jobs, lociq_option_text(jobs, options), request, error);
}

lociq_status lociq_bootstrap_choose(const lociq_offer *offer, const lociq_compute_options *options,
                                    lociq_request *request, lociq_error *error) {
  const lociq_status status = read_options(offer, options, request, error);
  if (status != LOCIQ_OK || request->bootstrap.count == 0) return status;
  if (request->bootstrap.count == 1)
    return lociq_error_set(error, LOCIQ_INVALID, "bootstrap is 1, expected 0, or 2 and more");
  for (size_t i = 0; i < request->count && !options->all; i++) {
    const lociq_instance *instance = &request->instances[i];
    const char *refusal = instance->asked ? lociq_interval_refusal(request, instance) : NULL;
    if (refusal != NULL)
      return lociq_error_set(error, LOCIQ_INVALID, "bootstrap gives no intervals of %s, which %s",
                             instance->indicator->name, refusal);
  }
  return LOCIQ_OK;
}

/* ---- what a replicate computes ---- */

/* The request of one year, of results with intervals and what they need. */
static lociq_status narrow_request(const lociq_request *request, lociq_request *narrow, lociq_error *error) {
  bool *asked = lociq_allocate(request->count, sizeof *asked);
  if (asked == NULL) return lociq_memory_error(error, "a request");
  for (size_t i = 0; i < request->count; i++)
    asked[i] = request->instances[i].asked && lociq_interval_refusal(request, &request->instances[i]) == NULL;
  const lociq_status status = lociq_request_select(request, asked, narrow, error);
  narrow->year_count = 1;
  free(asked);
  return status;
}

/* ---- collecting ---- */

/* Values of a target from a place on: those of them that the window wants. */
static void keep(const collection *kept, const target *of, size_t place, size_t count, const double *values) {
  const size_t first = of->offset + place, end = kept->first + kept->count;
  const size_t from = first > kept->first ? first : kept->first, to = first + count < end ? first + count : end;
  if (from >= to) return;
  memcpy(kept->values + kept->replicate * kept->room + (from - kept->first), values + (from - first),
         (to - from) * sizeof *values);
}

static const target *find_target(const collection *kept, const char *name) {
  for (size_t i = 0; i < kept->target_count; i++)
    if (strcmp(kept->targets[i].instance->indicator->name, name) == 0) return &kept->targets[i];
  return NULL;
}

static lociq_status take_cube(void *context, lociq_cube **cube, lociq_error *error) {
  (void)context, (void)cube, (void)error;
  return LOCIQ_OK;
}

static double *no_place(void *context, const char *name, size_t year) {
  (void)context, (void)name, (void)year;
  return NULL;
}

static lociq_status take_rows(void *context, const char *name, size_t year, size_t first, size_t count,
                              const double *values, lociq_error *error) {
  (void)year, (void)error;
  const collection *kept = context;
  const target *of = find_target(kept, name);
  if (of != NULL) keep(kept, of, first * kept->industries, count * kept->industries, values);
  return LOCIQ_OK;
}

static lociq_status take_columns(void *context, const char *name, size_t year, size_t first, size_t count,
                                 const double *values, lociq_error *error) {
  (void)year, (void)error;
  const collection *kept = context;
  const target *of = find_target(kept, name);
  if (of == NULL) return LOCIQ_OK;
  for (size_t r = 0; r < of->count / kept->industries; r++)
    keep(kept, of, r * kept->industries + first, count, values + r * count);
  return LOCIQ_OK;
}

static lociq_status take_year(void *context, const char *name, size_t year, size_t count, const double *values,
                              lociq_error *error) {
  (void)year, (void)error;
  const collection *kept = context;
  const target *of = find_target(kept, name);
  if (of != NULL) keep(kept, of, 0, count, values);
  return LOCIQ_OK;
}

static lociq_status no_comment(void *context, const char *name, const char *text, lociq_error *error) {
  (void)context, (void)name, (void)text, (void)error;
  return LOCIQ_OK;
}

static lociq_status finish(void *context, lociq_error *error) {
  (void)context, (void)error;
  return LOCIQ_OK;
}

/* ---- a year ---- */

static lociq_status find_intervals(const collection *kept, lociq_error *error) {
  const lociq_bootstrap *bootstrap = &kept->request->bootstrap;
  const size_t threads = (size_t)omp_get_max_threads();
  double *scratch = lociq_allocate_aligned(threads * bootstrap->count, sizeof *scratch);
  if (scratch == NULL) return lociq_memory_error(error, "resamples");
#pragma omp parallel for schedule(static, LOCIQ_LANES)
  for (size_t p = 0; p < kept->count; p++) {
    double found[LOCIQ_INTERVALS];
    double *replicates = scratch + (size_t)omp_get_thread_num() * bootstrap->count;
    for (size_t b = 0; b < bootstrap->count; b++) replicates[b] = kept->values[b * kept->room + p];
    lociq_interval_find(replicates, bootstrap->count, bootstrap->confidence, found);
    for (int what = 0; what < LOCIQ_INTERVALS; what++) kept->found[what][p] = found[what];
  }
  free(scratch);
  return LOCIQ_OK;
}

/* All ranks have them, each writes some. */
static lociq_status write_rows(const collection *kept, const lociq_sink *sink, const char *name, size_t year,
                               size_t first, size_t count, const double *values, lociq_error *error) {
  const lociq_share share = lociq_ranks_share(kept->ranks, kept->ranks.own, count, 1);
  return sink->rows(sink->context, name, year, first + share.first, share.count,
                    values + share.first * kept->industries, error);
}

/* Cells go to the sink, other figures are kept until the year is complete. */
static lociq_status deliver(const collection *kept, const lociq_sink *sink, size_t year, lociq_error *error) {
  const size_t end = kept->first + kept->count;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < kept->target_count; i++) {
    const target *of = &kept->targets[i];
    const size_t from = of->offset > kept->first ? of->offset : kept->first;
    const size_t to = of->offset + of->count < end ? of->offset + of->count : end;
    if (from >= to) continue;
    for (int what = 0; what < LOCIQ_INTERVALS && status == LOCIQ_OK; what++) {
      const double *found = kept->found[what] + (from - kept->first);
      char name[LOCIQ_INTERVAL_NAME_SIZE];
      lociq_interval_name(of->instance->indicator, what, name);
      if (of->by_cell)
        status = write_rows(kept, sink, name, year, (from - of->offset) / kept->industries,
                            (to - from) / kept->industries, found, error);
      else
        memcpy(of->found[what] + (from - of->offset), found, (to - from) * sizeof *found);
    }
  }
  return status;
}

/* Where a window from kept->first on ends: cells are not split within a row. */
static size_t window_end(const collection *kept) {
  const size_t end = kept->first + kept->room;
  if (end >= kept->places) return kept->places;
  for (size_t i = 0; i < kept->target_count; i++) {
    const target *of = &kept->targets[i];
    if (!of->by_cell || end <= of->offset || end >= of->offset + of->count) continue;
    return of->offset + (end - of->offset) / kept->industries * kept->industries;
  }
  return end;
}

typedef struct replication {
  const lociq_request *narrow;
  lociq_resampling *resampling;
  lociq_compute_options options; /* of one replicate */
  size_t memory;
  const lociq_progress *progress;
  uint64_t done, all;
} replication;

static lociq_status run_window(replication *job, collection *kept, lociq_error *error) {
  const lociq_sink sink = {.context = kept,
                           .create = take_cube,
                           .place = no_place,
                           .rows = take_rows,
                           .columns = take_columns,
                           .year = take_year,
                           .comment = no_comment,
                           .finish = finish};
  const size_t replicates = kept->request->bootstrap.count;
  const lociq_share share = lociq_ranks_share(kept->ranks, kept->ranks.own, replicates, 1);
  lociq_status status = LOCIQ_OK;
  for (size_t k = 0; k < share.count && status == LOCIQ_OK; k++) {
    kept->replicate = share.first + k;
    if (!lociq_progress_report(job->progress, "resampling", job->done + k * replicates / share.count, job->all))
      status = lociq_error_set(error, LOCIQ_CANCELLED, "the computation was cancelled");
    if (status == LOCIQ_OK)
      status = lociq_run_request(job->narrow, lociq_resampling_choose(job->resampling, kept->replicate), &sink,
                                 &job->options, job->memory, error);
  }
  job->done += replicates;
  status = lociq_ranks_agree(kept->ranks, status, error);
  if (status == LOCIQ_OK)
    lociq_ranks_gather(kept->ranks, kept->values, kept->room * sizeof *kept->values, replicates, 1);
  return status;
}

static lociq_status run_year(replication *job, collection *kept, const lociq_sink *sink, size_t year,
                             lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (kept->first = 0; kept->first < kept->places && status == LOCIQ_OK; kept->first += kept->count) {
    kept->count = window_end(kept) - kept->first;
    status = run_window(job, kept, error);
    if (status == LOCIQ_OK) status = find_intervals(kept, error);
    if (status == LOCIQ_OK) status = deliver(kept, sink, year, error);
  }
  for (size_t i = 0; i < kept->target_count; i++) {
    const target *of = &kept->targets[i];
    for (int what = 0; what < LOCIQ_INTERVALS && !of->by_cell && status == LOCIQ_OK; what++) {
      char name[LOCIQ_INTERVAL_NAME_SIZE];
      lociq_interval_name(of->instance->indicator, what, name);
      status = sink->year(sink->context, name, year, of->count, of->found[what], error);
    }
  }
  return status;
}

/* ---- all of it ---- */

static lociq_status create_target(const lociq_instance *instance, size_t regions, collection *kept,
                                  lociq_error *error) {
  target *made = &kept->targets[kept->target_count++];
  const size_t by_region = (instance->shape & LOCIQ_BY_REGION) != 0 ? regions : 1;
  const size_t by_industry = (instance->shape & LOCIQ_BY_INDUSTRY) != 0 ? kept->industries : 1;
  *made = (target){.instance = instance,
                   .by_cell = lociq_result_is_by_cell(instance->shape),
                   .offset = kept->places,
                   .count = by_region * by_industry};
  kept->places += made->count;
  for (int what = 0; what < LOCIQ_INTERVALS && !made->by_cell; what++) {
    made->found[what] = lociq_allocate_aligned(made->count, sizeof *made->found[what]);
    if (made->found[what] == NULL) return lociq_memory_error(error, instance->indicator->name);
  }
  return LOCIQ_OK;
}

static lociq_status create_collection(const lociq_request *request, const lociq_request *narrow,
                                      const lociq_source *source, size_t memory, collection *kept, lociq_error *error) {
  const lociq_panel *panel = source->panel;
  lociq_status status = LOCIQ_OK;
  *kept = (collection){.request = request,
                       .ranks = lociq_source_ranks(source),
                       .industries = lociq_axis_count(panel->axes[LOCIQ_INDUSTRY])};
  kept->targets = lociq_allocate(narrow->count, sizeof *kept->targets);
  if (kept->targets == NULL) return lociq_memory_error(error, "resamples");
  for (size_t i = 0; i < narrow->count && status == LOCIQ_OK; i++)
    if (narrow->instances[i].asked)
      status = create_target(&narrow->instances[i], lociq_axis_count(panel->axes[LOCIQ_REGION]), kept, error);
  if (status != LOCIQ_OK) return status;
  const size_t fitting = memory / (request->bootstrap.count * sizeof(double));
  kept->room = fitting < kept->industries ? kept->industries : fitting;
  if (kept->room > kept->places) kept->room = kept->places;
  kept->values = lociq_allocate_aligned(request->bootstrap.count * kept->room, sizeof *kept->values);
  for (int what = 0; what < LOCIQ_INTERVALS; what++) {
    kept->found[what] = lociq_allocate_aligned(kept->room, sizeof *kept->found[what]);
    if (kept->values == NULL || kept->found[what] == NULL) return lociq_memory_error(error, "resamples");
  }
  return LOCIQ_OK;
}

static void clear_collection(collection *kept) {
  for (size_t i = 0; i < kept->target_count; i++)
    for (int what = 0; what < LOCIQ_INTERVALS; what++) free(kept->targets[i].found[what]);
  for (int what = 0; what < LOCIQ_INTERVALS; what++) free(kept->found[what]);
  free(kept->values);
  free(kept->targets);
}

static lociq_status create_results(const lociq_request *request, const collection *kept, const lociq_sink *sink,
                                   lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < kept->target_count; i++)
    for (int what = 0; what < LOCIQ_INTERVALS && status == LOCIQ_OK; what++) {
      lociq_cube *cube = NULL;
      status = lociq_interval_describe(request, kept->targets[i].instance, what, &cube, error);
      if (status == LOCIQ_OK) status = sink->create(sink->context, &cube, error);
      lociq_cube_free(cube);
    }
  return status;
}

lociq_status lociq_bootstrap_run(const lociq_request *request, const lociq_source *source, const lociq_sink *sink,
                                 const lociq_compute_options *options, size_t memory, lociq_error *error) {
  lociq_request narrow = {0};
  collection kept = {0};
  replication job = {.narrow = &narrow, .options = *options, .memory = memory / 4, .progress = options->progress};
  job.options.progress = NULL;
  lociq_status status = narrow_request(request, &narrow, error);
  if (status != LOCIQ_OK || narrow.count == 0) goto done;
  status = create_collection(request, &narrow, source, memory / 2, &kept, error);
  if (status == LOCIQ_OK) status = create_results(request, &kept, sink, error);
  if (status == LOCIQ_OK) status = lociq_resampling_create(&narrow, source, memory / 4, &job.resampling, error);
  job.all = request->year_count * request->bootstrap.count;
  for (size_t y = 0; y < request->year_count && status == LOCIQ_OK; y++) {
    narrow.first_year = request->first_year + y;
    job.done = y * request->bootstrap.count;
    status = run_year(&job, &kept, sink, y, error);
  }
done:
  lociq_resampling_free(job.resampling);
  clear_collection(&kept);
  free(narrow.instances);
  return status;
}

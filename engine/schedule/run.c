/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/run.h"

#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/advance.h"
#include "schedule/all_years.h"
#include "schedule/bootstrap.h"
#include "schedule/bytes.h"
#include "schedule/earlier.h"
#include "schedule/extremes.h"
#include "schedule/measure.h"
#include "schedule/relative.h"
#include "schedule/remark.h"

static lociq_status allocate_operands(lociq_work *work, lociq_error *error) {
  const lociq_request *request = work->request;
  work->operands = lociq_allocate(request->count, sizeof *work->operands);
  if (work->operands == NULL) return lociq_memory_error(error, "operands");
  for (size_t i = 0; i < request->count; i++)
    for (size_t o = 0; o < request->instances[i].operand_count; o++) {
      const lociq_cube *operand = request->instances[i].operands[o];
      const lociq_form form = request->instances[i].indicator->kernel->form;
      if (operand == NULL || form == LOCIQ_ALL_YEARS || lociq_operand_is_streamed(&request->instances[i], operand))
        continue;
      work->operands[i][o].by_region = lociq_allocate_column(work->rows.regions);
      if (work->operands[i][o].by_region == NULL) return lociq_memory_error(error, "operands");
    }
  return LOCIQ_OK;
}

static void free_work(lociq_work *work) {
  for (size_t i = 0; work->operands != NULL && i < work->request->count; i++)
    for (size_t o = 0; o < LOCIQ_OPERANDS; o++) free(work->operands[i][o].by_region);
  lociq_earlier_free(work);
  lociq_relative_free(work);
  lociq_all_years_free(work);
  lociq_remarks_free(work);
  free(work->operands);
  lociq_structure_free(work->structure);
  lociq_results_free(work->results);
  lociq_held_free(work->held);
}

/* The first level whose kernels look at the measure. */
static size_t census_level(const lociq_request *request) {
  size_t level = LOCIQ_NONE;
  for (size_t i = 0; i < request->count; i++)
    if (lociq_instance_sees_measure(&request->instances[i]) && request->instances[i].level < level)
      level = request->instances[i].level;
  return level;
}

/* Folds, columns, kernels of a whole year and results without regions look at what is known of an industry. */
static bool counts_industries(const lociq_request *request) {
  for (size_t i = 0; i < request->count; i++) {
    const lociq_kernel *kernel = request->instances[i].indicator->kernel;
    const lociq_form form = kernel->form;
    if (kernel->held != 0 || form == LOCIQ_FOLD || form == LOCIQ_COLUMN ||
        (request->instances[i].shape & LOCIQ_BY_REGION) == 0)
      return true;
  }
  return false;
}

static lociq_status prepare_work(lociq_work *work, lociq_error *error) {
  const size_t regions = work->rows.regions, industries = work->rows.industries;
  work->census_level = census_level(work->request);
  work->counts_industries = counts_industries(work->request);
  for (size_t i = 0; i < work->request->count; i++)
    if (work->request->instances[i].level >= work->levels) work->levels = work->request->instances[i].level + 1;
  work->remarks = lociq_allocate(work->request->count, sizeof *work->remarks);
  if (work->remarks == NULL) return lociq_memory_error(error, "remarks");
  lociq_status status = lociq_results_create(work->request, regions, industries, &work->results, error);
  if (status == LOCIQ_OK && work->request->measure != NULL)
    status = lociq_structure_create(regions, industries, work->request->equal, &work->structure, error);
  if (status == LOCIQ_OK) status = lociq_held_create(work->request, regions, industries, &work->held, error);
  if (status == LOCIQ_OK) status = allocate_operands(work, error);
  if (status == LOCIQ_OK) status = lociq_earlier_create(work, error);
  if (status == LOCIQ_OK) status = lociq_relative_create(work, error);
  return status;
}

static lociq_status fill_operands(const lociq_work *work, size_t position, lociq_error *error) {
  const lociq_instance *instance = &work->request->instances[position];
  double *coverage = work->results->of[position].coverage;
  const size_t regions = work->rows.regions;
  for (size_t o = 0; o < instance->operand_count; o++) {
    double *values = work->operands[position][o].by_region;
    if (values == NULL) continue;
    const lociq_status status = lociq_operand_fill(work, instance->operands[o], values, error);
    if (status != LOCIQ_OK) return status;
    for (size_t r = 0; r < regions; r++) {
      if (isnan(values[r])) coverage[r] = NAN;
      if (isnan(values[r]) && work->request->missing == LOCIQ_MISSING_ZERO) values[r] = 0;
    }
  }
  return LOCIQ_OK;
}

/* What kernels by region lower where something is not known. */
static void start_coverage(const lociq_work *work) {
  for (size_t i = 0; i < work->request->count; i++) {
    double *coverage = work->results->of[i].coverage;
    for (size_t r = 0; coverage != NULL && r < work->rows.regions; r++) coverage[r] = 1;
  }
}

static bool names_sites(const lociq_request *request) {
  for (size_t i = 0; i < request->count; i++)
    if ((request->instances[i].indicator->kernel->vectors & LOCIQ_SITED) != 0) return true;
  return false;
}

static lociq_status run_year(const lociq_work *work, lociq_error *error) {
  const lociq_request *request = work->request;
  start_coverage(work);
  lociq_status status = lociq_earlier_fill(work, error);
  if (status == LOCIQ_OK && request->measure != NULL)
    status = lociq_structure_reckon(work->structure, request, &work->rows, names_sites(request), error);
  for (size_t i = 0; i < request->count && status == LOCIQ_OK; i++) status = fill_operands(work, i, error);
  if (status == LOCIQ_OK) status = lociq_relative_fill(work, error);
  lociq_all_years_take(work);
  for (size_t level = 0; level < work->levels && status == LOCIQ_OK; level++) {
    status = lociq_pass_run(work, level, error);
    if (status == LOCIQ_OK) status = lociq_columns_run(work, level, error);
    if (status == LOCIQ_OK) status = lociq_whole_run(work, level, error);
  }
  if (status == LOCIQ_OK) status = lociq_results_write(work->results, request, work->sink, work->year, error);
  return status;
}

lociq_status lociq_run_create_results(const lociq_request *request, const lociq_sink *sink, lociq_error *error) {
  for (size_t i = 0; i < request->count; i++) {
    if (!request->instances[i].asked) continue;
    const lociq_instance *instance = &request->instances[i];
    lociq_status status = LOCIQ_OK;
    lociq_cube *cube = NULL;
    for (size_t k = 0; k < lociq_output_count(instance->indicator) && status == LOCIQ_OK; k++) {
      if (!lociq_output_is_given(instance, k)) continue;
      status = lociq_results_describe(request, instance, k, &cube, error);
      if (status == LOCIQ_OK) status = sink->create(sink->context, &cube, error);
      lociq_cube_free(cube);
      cube = NULL;
    }
    if (status == LOCIQ_OK) status = lociq_results_describe_coverage(instance, &cube, error);
    if (status == LOCIQ_OK && cube != NULL) status = sink->create(sink->context, &cube, error);
    lociq_cube_free(cube);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static lociq_status run_years(lociq_work *work, const lociq_compute_options *options, lociq_error *error) {
  const lociq_request *request = work->request;
  lociq_status status = prepare_work(work, error);
  if (status == LOCIQ_OK) status = lociq_run_create_results(request, work->sink, error);
  if (status == LOCIQ_OK) status = lociq_earlier_tell(work, error);
  if (status == LOCIQ_OK) status = lociq_all_years_run(work, error);
  for (size_t y = 0; y < request->year_count && status == LOCIQ_OK; y++) {
    if (request->due != NULL && !request->due[y]) continue;
    work->year = y;
    work->rows.year = request->first_year + y;
    status = lociq_advance(work, 0, LOCIQ_STEP_ROWS, 0, 1, error);
    if (status == LOCIQ_OK) status = run_year(work, error);
  }
  if (status == LOCIQ_OK && request->bootstrap.count > 0)
    status = lociq_bootstrap_run(request, work->rows.source, work->sink, options, work->memory, error);
  if (status == LOCIQ_OK && request->interval) status = lociq_extremes_run(work, error);
  if (status == LOCIQ_OK) status = lociq_remarks_write(work, error);
  if (status == LOCIQ_OK) status = work->sink->finish(work->sink->context, error);
  work->year = request->year_count;
  if (status == LOCIQ_OK) (void)lociq_advance(work, 0, LOCIQ_STEP_ROWS, 0, 1, NULL);
  return status;
}

lociq_status lociq_run_request(const lociq_request *request, const lociq_source *source, const lociq_sink *sink,
                               const lociq_compute_options *options, size_t memory, lociq_error *error) {
  const size_t regions = lociq_axis_count(source->panel->axes[LOCIQ_REGION]);
  const size_t industries = lociq_axis_count(source->panel->axes[LOCIQ_INDUSTRY]);
  const int threads_before = omp_get_max_threads();
  /* Not the clause num_threads: OpenBLAS would not see it. */
  if (options->threads > 0) omp_set_num_threads(options->threads);
  const lociq_ranks ranks = lociq_source_ranks(source);
  /* All of them take as many columns and replicates at once. */
  if (options->memory == 0) memory /= lociq_ranks_beside(ranks);
  memory = lociq_ranks_least(ranks, memory);
  lociq_work work = {.request = request, .sink = sink, .progress = options->progress, .memory = memory};
  work.rows = (lociq_sweep){.source = source,
                            .ranks = ranks,
                            .regions = regions,
                            .industries = industries,
                            .threads = (size_t)omp_get_max_threads()};
  work.rows.slab_rows = lociq_bytes_rows(memory, source->in_memory ? 0 : 1, regions, industries);
  const lociq_status status = run_years(&work, options, error);
  free_work(&work);
  if (options->threads > 0) omp_set_num_threads(threads_before);
  return status;
}

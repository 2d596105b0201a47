/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/resume.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/run.h"

typedef struct resuming {
  const lociq_reuse *reuse;
  const lociq_request *request;
  const lociq_source *source;
  const lociq_sink *sink;
  const lociq_compute_options *options;
  size_t memory;
} resuming;

/* ---- copying */

static lociq_status copy_rows(const resuming *job, const char *name, size_t year, size_t from, lociq_error *error) {
  const size_t regions = lociq_axis_count(job->source->panel->axes[LOCIQ_REGION]);
  const size_t industries = lociq_axis_count(job->source->panel->axes[LOCIQ_INDUSTRY]);
  const size_t fitting = job->memory / (industries * sizeof(double)) / LOCIQ_BLOCK_ROWS;
  size_t rows = (fitting == 0 ? 1 : fitting) * LOCIQ_BLOCK_ROWS;
  if (rows > regions) rows = regions;
  double *values = lociq_allocate_aligned(rows * industries, sizeof *values);
  if (values == NULL) return lociq_memory_error(error, name);
  lociq_status status = LOCIQ_OK;
  for (size_t first = 0; first < regions && status == LOCIQ_OK; first += rows) {
    const size_t count = regions - first < rows ? regions - first : rows;
    status = lociq_store_read_rows(job->reuse->earlier, name, from, first, count, values, NULL, error);
    if (status == LOCIQ_OK) status = job->sink->rows(job->sink->context, name, year, first, count, values, error);
  }
  free(values);
  return status;
}

static lociq_status copy_year(const resuming *job, const char *name, unsigned shape, size_t year, lociq_error *error) {
  const lociq_axis *years = job->source->panel->axes[LOCIQ_YEAR];
  const size_t from = lociq_axis_find(lociq_store_panel(job->reuse->earlier)->axes[LOCIQ_YEAR],
                                      lociq_axis_code(years, job->request->first_year + year));
  double *values = NULL;
  size_t count = 0;
  if (lociq_result_is_by_cell(shape)) return copy_rows(job, name, year, from, error);
  lociq_status status = lociq_store_load_part(job->reuse->earlier, name, LOCIQ_BODY, from, &values, &count, error);
  if (status == LOCIQ_OK) status = job->sink->year(job->sink->context, name, year, count, values, error);
  free(values);
  return status;
}

/* A year of all datasets of an instance but its intervals and ranges. */
static lociq_status copy_instance(const resuming *job, const lociq_instance *instance, size_t year,
                                  lociq_error *error) {
  char name[LOCIQ_OUTPUT_NAME_SIZE];
  lociq_status status = LOCIQ_OK;
  for (size_t k = 0; k < lociq_output_count(instance->indicator) && status == LOCIQ_OK; k++) {
    if (!lociq_output_is_given(instance, k)) continue;
    lociq_output_name(instance->indicator, k, name);
    status = copy_year(job, name, instance->shape, year, error);
  }
  if (status != LOCIQ_OK || !lociq_result_has_coverage(instance->shape)) return status;
  lociq_coverage_name(instance->indicator, name);
  return copy_year(job, name, LOCIQ_BY_YEAR, year, error);
}

/* What was remarked when all of it was computed. */
static lociq_status copy_remarks(const resuming *job, const lociq_instance *instance, lociq_error *error) {
  const char *name = instance->indicator->name;
  const lociq_cube *earlier = lociq_panel_find(lociq_store_panel(job->reuse->earlier), name);
  const lociq_attribute *comment = lociq_cube_attribute(earlier, "comment");
  if (comment == NULL || comment->text == NULL) return LOCIQ_OK;
  lociq_progress_remark(job->options->progress, "%s is missing where it was: %s", name, comment->text);
  return job->sink->comment(job->sink->context, name, comment->text, error);
}

static lociq_status copy_range(const resuming *job, const lociq_instance *instance, const char *name,
                               lociq_error *error) {
  lociq_cube *cube = NULL;
  lociq_status status =
      lociq_cube_copy_description(lociq_panel_find(lociq_store_panel(job->reuse->earlier), name), &cube, error);
  if (status == LOCIQ_OK) status = job->sink->create(job->sink->context, &cube, error);
  lociq_cube_free(cube);
  for (size_t y = 0; y < job->request->year_count && status == LOCIQ_OK; y++)
    status = copy_year(job, name, instance->shape, y, error);
  return status;
}

/* First all intervals, then all ranges: the order in which they are made. */
static lociq_status copy_ranges(const resuming *job, lociq_error *error) {
  static const size_t first[] = {0, LOCIQ_INTERVALS}, end[] = {LOCIQ_INTERVALS, LOCIQ_RANGES};
  lociq_status status = LOCIQ_OK;
  for (size_t kind = 0; kind < sizeof first / sizeof *first; kind++)
    for (size_t i = 0; i < job->request->count; i++)
      for (size_t range = first[kind]; range < end[kind] && status == LOCIQ_OK; range++) {
        const lociq_instance *instance = &job->request->instances[i];
        char name[LOCIQ_OUTPUT_NAME_SIZE];
        if (instance->asked && lociq_reuse_range_name(job->request, instance, range, name))
          status = copy_range(job, instance, name, error);
      }
  return status;
}

static lociq_status copy_years(const resuming *job, size_t position, lociq_error *error) {
  const lociq_instance *instance = &job->request->instances[position];
  lociq_status status = LOCIQ_OK;
  for (size_t y = 0; y < job->request->year_count && status == LOCIQ_OK; y++)
    if (lociq_reuse_takes(job->reuse, position, y)) status = copy_instance(job, instance, y, error);
  return status == LOCIQ_OK && lociq_reuse_takes_whole(job->reuse, position) ? copy_remarks(job, instance, error)
                                                                             : status;
}

/* What is damaged there is computed again: over what was copied of it. */
static lociq_status copy_all(const resuming *job, lociq_error *error) {
  const bool all = lociq_reuse_takes_all(job->reuse);
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < job->request->count && status == LOCIQ_OK; i++) {
    lociq_error told = {0};
    if (!job->request->instances[i].asked) continue;
    status = copy_years(job, i, &told);
    if (status == LOCIQ_OK) continue;
    if (status != LOCIQ_BAD_INPUT || lociq_request_has_ranges(job->request))
      return lociq_error_set(error, status, "%s", told.message);
    lociq_progress_remark(job->options->progress, "computing %s anew: %s", job->request->instances[i].indicator->name,
                          told.message);
    lociq_reuse_leave(job->reuse, i);
    status = LOCIQ_OK;
  }
  return status == LOCIQ_OK && all ? copy_ranges(job, error) : status;
}

/* ---- computing the rest */

/* Results are created, and finished, by us. */
static lociq_status leave_cube(void *context, lociq_cube **cube, lociq_error *error) {
  (void)context;
  (void)cube;
  (void)error;
  return LOCIQ_OK;
}

static lociq_status leave_open(void *context, lociq_error *error) {
  (void)context;
  (void)error;
  return LOCIQ_OK;
}

/* Whether two instances lack the same years. */
static bool lack_alike(const resuming *job, size_t first, size_t second) {
  const size_t years = job->request->year_count;
  return memcmp(job->reuse->taken + first * years, job->reuse->taken + second * years, years) == 0;
}

static bool is_left(const resuming *job, size_t i) {
  return job->request->instances[i].asked && !lociq_reuse_takes_whole(job->reuse, i);
}

/* "2009, 2012 to 2014": the years that an instance lacks. */
static void list_years(const resuming *job, size_t position, char *text, size_t size) {
  const lociq_axis *axis = job->source->panel->axes[LOCIQ_YEAR];
  const size_t years = job->request->year_count;
  size_t length = 0;
  text[0] = '\0';
  for (size_t y = 0; y < years && length + 1 < size; y++) {
    if (lociq_reuse_takes(job->reuse, position, y)) continue;
    size_t last = y;
    while (last + 1 < years && !lociq_reuse_takes(job->reuse, position, last + 1)) last++;
    const int from = lociq_axis_year(axis, job->request->first_year + y);
    length += (size_t)snprintf(text + length, size - length, "%s%d", length == 0 ? "" : ", ", from);
    if (last > y && length + 1 < size)
      length += (size_t)snprintf(text + length, size - length, "%s%d", last == y + 1 ? ", " : " to ",
                                 lociq_axis_year(axis, job->request->first_year + last));
    y = last;
  }
}

/* "reused 8 of 9 years of 61 indicators, computing 2016"; one is named. */
static void tell(const resuming *job, size_t position, size_t count) {
  const size_t years = job->request->year_count;
  char left[256];
  size_t taken = 0;
  for (size_t y = 0; y < years; y++) taken += lociq_reuse_takes(job->reuse, position, y);
  list_years(job, position, left, sizeof left);
  char what[LOCIQ_OUTPUT_NAME_SIZE];
  (void)snprintf(what, sizeof what, "%zu indicators", count);
  lociq_progress_remark(job->options->progress, "reused %zu of %zu year%s of %s%s%s", taken, years,
                        years == 1 ? "" : "s", count == 1 ? job->request->instances[position].indicator->name : what,
                        taken == years ? "" : ", computing ", left);
}

static lociq_status compute_alike(const resuming *job, size_t first, bool *asked, lociq_error *error) {
  const size_t years = job->request->year_count;
  lociq_request part = {0};
  lociq_sink open = *job->sink;
  bool *due = lociq_allocate(years, sizeof *due);
  if (due == NULL) return lociq_memory_error(error, "years");
  for (size_t y = 0; y < years; y++) due[y] = !lociq_reuse_takes(job->reuse, first, y);
  lociq_status status = lociq_request_select(job->request, asked, &part, error);
  part.due = due;
  open.create = leave_cube;
  open.finish = leave_open;
  if (status == LOCIQ_OK) status = lociq_run_request(&part, job->source, &open, job->options, job->memory, error);
  free(part.instances);
  free(due);
  return status;
}

/* Those that lack the same years are told together, and share their passes. */
static lociq_status compute_rest(const resuming *job, lociq_error *error) {
  const size_t count = job->request->count;
  bool *asked = lociq_allocate(count, sizeof *asked), *told = lociq_allocate(count, sizeof *told);
  lociq_status status = asked == NULL || told == NULL ? lociq_memory_error(error, "a request") : LOCIQ_OK;
  for (size_t first = 0; first < count && status == LOCIQ_OK; first++) {
    size_t alike = 0;
    if (!job->request->instances[first].asked || told[first]) continue;
    for (size_t i = 0; i < count; i++) {
      asked[i] = job->request->instances[i].asked && lack_alike(job, first, i);
      told[i] = told[i] || asked[i];
      alike += asked[i];
    }
    tell(job, first, alike);
    if (is_left(job, first)) status = compute_alike(job, first, asked, error);
  }
  free(asked);
  free(told);
  return status;
}

lociq_status lociq_resume_request(const lociq_reuse *reuse, const lociq_source *source, const lociq_sink *sink,
                                  const lociq_compute_options *options, size_t memory, lociq_error *error) {
  const resuming job = {
      .reuse = reuse, .request = reuse->request, .source = source, .sink = sink, .options = options, .memory = memory};
  lociq_status status = lociq_run_create_results(job.request, sink, error);
  if (status == LOCIQ_OK) status = copy_all(&job, error);
  if (status == LOCIQ_OK) status = compute_rest(&job, error);
  return status == LOCIQ_OK ? sink->finish(sink->context, error) : status;
}

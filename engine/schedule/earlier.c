/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/earlier.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/remark.h"

/* What an instance looks back at; NULL for one that sees all years anyway. */
static const lociq_cube *cube_of(const lociq_request *request, const lociq_instance *instance) {
  if (instance->indicator->kernel->form == LOCIQ_ALL_YEARS) return NULL;
  const bool columns = instance->indicator->kernel->form == LOCIQ_COLUMN;
  const bool own = columns ? lociq_instance_has_variable(instance) : instance->operand_count > 0;
  return own ? instance->operands[0] : request->measure;
}

static bool is_by_region(const lociq_work *work, size_t position) {
  const lociq_instance *instance = &work->request->instances[position];
  return work->operands[position][0].by_region != NULL && cube_of(work->request, instance) == instance->operands[0];
}

lociq_status lociq_earlier_create(lociq_work *work, lociq_error *error) {
  const lociq_request *request = work->request;
  work->earlier = lociq_allocate(request->count, sizeof *work->earlier);
  if (work->earlier == NULL) return lociq_memory_error(error, "earlier years");
  for (size_t i = 0; i < request->count; i++) {
    const lociq_instance *instance = &request->instances[i];
    const lociq_cube *cube = cube_of(request, instance);
    if (cube == NULL) continue;
    const bool published = cube->parts[LOCIQ_TOTAL_REGION].count > 0 && !request->summed;
    for (size_t n = 0; n < instance->lag_count; n++) {
      double **values = is_by_region(work, i) ? &work->earlier[i][n].by_region : &work->earlier[i][n].published;
      if (!is_by_region(work, i) && !published) continue;
      *values = lociq_allocate_column(work->rows.regions);
      if (*values == NULL) return lociq_memory_error(error, "earlier years");
    }
  }
  return LOCIQ_OK;
}

void lociq_earlier_free(lociq_work *work) {
  for (size_t i = 0; work->earlier != NULL && i < work->request->count; i++)
    for (size_t n = 0; n < LOCIQ_LAGS; n++) {
      free(work->earlier[i][n].by_region);
      free(work->earlier[i][n].published);
    }
  free(work->earlier);
}

/* The place of the year that lies so many years before the one in a place, by its number. */
static size_t find_before(const lociq_axis *years, size_t place, long lag) {
  const long wanted = lociq_axis_year(years, place) - lag;
  for (size_t y = 0; y <= place; y++)
    if (lociq_axis_year(years, y) == wanted) return y;
  return LOCIQ_NONE;
}

static size_t find_year(const lociq_work *work, long lag) {
  return find_before(work->rows.source->panel->axes[LOCIQ_YEAR], work->rows.year, lag);
}

/* Whether in any year that is computed it has a year to look back at. */
static bool has_earlier(const lociq_work *work, const lociq_instance *instance) {
  const lociq_axis *years = work->rows.source->panel->axes[LOCIQ_YEAR];
  for (size_t y = 0; y < work->request->year_count; y++)
    for (size_t n = 0; n < instance->lag_count; n++)
      if (find_before(years, work->request->first_year + y, instance->lags[n]) != LOCIQ_NONE) return true;
  return false;
}

lociq_status lociq_earlier_tell(const lociq_work *work, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < work->request->count && status == LOCIQ_OK; i++) {
    const lociq_instance *instance = &work->request->instances[i];
    char remark[LOCIQ_REMARK_SIZE];
    if (instance->lag_count == 0 || has_earlier(work, instance)) continue;
    const long lag = instance->lags[0];
    (void)snprintf(remark, sizeof remark, "there is nothing %ld year%s before any year that is computed", lag,
                   lag == 1 ? "" : "s");
    status = lociq_remark_take(work, i, NULL, remark, error);
  }
  return status;
}

lociq_status lociq_operand_fill(const lociq_work *work, const lociq_cube *cube, double *values, lociq_error *error) {
  const lociq_source *source = work->rows.source;
  if ((cube->shape & LOCIQ_BY_INDUSTRY) != 0)
    return lociq_structure_region_totals(work->request, &work->rows, cube, values, error);
  const double *body = NULL;
  const lociq_status status = source->part(source->context, cube, LOCIQ_BODY, work->rows.year, &body, error);
  if (status == LOCIQ_OK) memcpy(values, body, work->rows.regions * sizeof *values);
  return status;
}

static lociq_status fill_by_region(const lociq_work *work, size_t position, const lociq_cube *cube,
                                   lociq_earlier *earlier, lociq_error *error) {
  double *coverage = work->results->of[position].coverage;
  lociq_work before = *work;
  before.rows.year = earlier->year;
  const size_t regions = work->rows.regions;
  for (size_t r = 0; earlier->year == LOCIQ_NONE && r < regions; r++) earlier->by_region[r] = NAN;
  if (earlier->year != LOCIQ_NONE) {
    const lociq_status status = lociq_operand_fill(&before, cube, earlier->by_region, error);
    if (status != LOCIQ_OK) return status;
  }
  const bool zero = work->request->missing == LOCIQ_MISSING_ZERO;
  for (size_t r = 0; r < regions; r++) {
    if (!isnan(earlier->by_region[r]) || earlier->year == LOCIQ_NONE) continue;
    coverage[r] = NAN;
    if (zero) earlier->by_region[r] = 0;
  }
  return LOCIQ_OK;
}

static lociq_status fill_published(const lociq_work *work, const lociq_cube *cube, const lociq_earlier *earlier,
                                   lociq_error *error) {
  const lociq_source *source = work->rows.source;
  const double *totals = NULL;
  if (earlier->year == LOCIQ_NONE) return LOCIQ_OK;
  const lociq_status status = source->part(source->context, cube, LOCIQ_TOTAL_REGION, earlier->year, &totals, error);
  if (status == LOCIQ_OK) memcpy(earlier->published, totals, work->rows.regions * sizeof *totals);
  return status;
}

lociq_status lociq_earlier_fill(const lociq_work *work, lociq_error *error) {
  const lociq_request *request = work->request;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < request->count; i++) {
    const lociq_instance *instance = &request->instances[i];
    const lociq_cube *cube = cube_of(request, instance);
    for (size_t n = 0; n < instance->lag_count && status == LOCIQ_OK; n++) {
      lociq_earlier *earlier = &work->earlier[i][n];
      earlier->year = cube == NULL ? LOCIQ_NONE : find_year(work, instance->lags[n]);
      if (earlier->by_region != NULL) status = fill_by_region(work, i, cube, earlier, error);
      if (status == LOCIQ_OK && earlier->published != NULL) status = fill_published(work, cube, earlier, error);
    }
  }
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/resample.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "numeric/redraw.h"

enum { YEAR_SHIFT = 40, STREAM_SHIFT = 32, ROWS_AT_ONCE = 16 };

/* Parts of a year in the order of the drawn regions. */
enum { PERMUTED_TOTAL, PERMUTED_VARIABLE, PERMUTED };

/* A year of the measure, whole; values NULL where memory is short. */
typedef struct kept_year {
  double *values;
  size_t year, replicate; /* LOCIQ_NONE: nothing is kept */
} kept_year;

struct lociq_resampling {
  const lociq_request *request;
  const lociq_source *of;
  lociq_source source;
  size_t regions, industries, replicate;
  kept_year *base, *drawn;
  double *scratch;  /* a row a thread */
  uint32_t *chosen; /* the regions of the replicate; NULL where jobs are drawn */
  double *permuted[PERMUTED];
};

static lociq_status refuse(const lociq_resampling *resampling, lociq_redrawn found, size_t year, size_t region,
                           lociq_error *error) {
  const lociq_panel *panel = resampling->of->panel;
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "bootstrap cannot draw the jobs of region \"%s\" in %s: %s",
                         lociq_axis_code(panel->axes[LOCIQ_REGION], region),
                         lociq_axis_code(panel->axes[LOCIQ_YEAR], year), lociq_redrawn_text(found));
}

/* Rows [first, first + count); from and to may be the same. */
static lociq_status draw_rows(const lociq_resampling *resampling, size_t year, size_t first, size_t count,
                              const double *from, double *to, lociq_error *error) {
  const lociq_bootstrap *bootstrap = &resampling->request->bootstrap;
  const size_t width = resampling->industries;
  const uint64_t number = (uint64_t)(uint32_t)lociq_axis_year(resampling->of->panel->axes[LOCIQ_YEAR], year);
  lociq_redrawn found = LOCIQ_REDRAWN;
  size_t at = LOCIQ_NONE;
#pragma omp parallel for schedule(dynamic, ROWS_AT_ONCE)
  for (size_t k = 0; k < count; k++) {
    lociq_random random;
    lociq_random_start(&random, bootstrap->seed + (number << YEAR_SHIFT),
                       (uint64_t)(first + k) << STREAM_SHIFT | resampling->replicate);
    double *scratch = resampling->scratch + (size_t)omp_get_thread_num() * lociq_lanes_width(width);
    const lociq_redrawn drawn =
        lociq_counts_redraw(&random, bootstrap->jobs_per_unit, from + k * width, width, scratch, to + k * width);
    if (drawn == LOCIQ_REDRAWN) continue;
#pragma omp critical(resampling)
    if (k < at) {
      found = drawn;
      at = k;
    }
  }
  return found == LOCIQ_REDRAWN ? LOCIQ_OK : refuse(resampling, found, year, first + at, error);
}

/* Rows as they are; where a year is kept, from there. */
static lociq_status give_base(const lociq_resampling *resampling, const lociq_cube *cube, size_t year, size_t first,
                              size_t count, double *buffer, const double **values, lociq_error *error) {
  const lociq_source *of = resampling->of;
  kept_year *base = resampling->base;
  if (base->values == NULL || cube != resampling->request->measure)
    return of->rows(of->context, cube, year, first, count, buffer, values, error);
  if (base->year != year) {
    const double *read = NULL;
    base->year = LOCIQ_NONE;
    const lociq_status status = of->rows(of->context, cube, year, 0, resampling->regions, base->values, &read, error);
    if (status != LOCIQ_OK) return status;
    base->year = year;
  }
  *values = base->values + first * resampling->industries;
  return LOCIQ_OK;
}

static lociq_status give_drawn_jobs(const lociq_resampling *resampling, size_t year, size_t first, size_t count,
                                    double *buffer, const double **values, lociq_error *error) {
  kept_year *drawn = resampling->drawn;
  const lociq_cube *measure = resampling->request->measure;
  const double *base = NULL;
  if (drawn->values == NULL) {
    lociq_status status = give_base(resampling, measure, year, first, count, buffer, &base, error);
    if (status == LOCIQ_OK) status = draw_rows(resampling, year, first, count, base, buffer, error);
    *values = buffer;
    return status;
  }
  if (drawn->year != year || drawn->replicate != resampling->replicate) {
    drawn->year = LOCIQ_NONE;
    const size_t all = resampling->regions;
    lociq_status status = give_base(resampling, measure, year, 0, all, drawn->values, &base, error);
    if (status == LOCIQ_OK) status = draw_rows(resampling, year, 0, all, base, drawn->values, error);
    if (status != LOCIQ_OK) return status;
    drawn->year = year;
    drawn->replicate = resampling->replicate;
  }
  *values = drawn->values + first * resampling->industries;
  return LOCIQ_OK;
}

static lociq_status give_rows(const void *context, const lociq_cube *cube, size_t year, size_t first, size_t count,
                              double *buffer, const double **values, lociq_error *error) {
  const lociq_resampling *resampling = context;
  if (resampling->chosen == NULL) {
    if (cube == resampling->request->measure)
      return give_drawn_jobs(resampling, year, first, count, buffer, values, error);
    return give_base(resampling, cube, year, first, count, buffer, values, error);
  }
  for (size_t k = 0; k < count; k++) {
    double *place = buffer + k * resampling->industries;
    const double *row = NULL;
    const lociq_status status = give_base(resampling, cube, year, resampling->chosen[first + k], 1, place, &row, error);
    if (status != LOCIQ_OK) return status;
    if (row != place) memcpy(place, row, resampling->industries * sizeof *place);
  }
  *values = buffer;
  return LOCIQ_OK;
}

static lociq_status give_part(const void *context, const lociq_cube *cube, lociq_part part, size_t year,
                              const double **values, lociq_error *error) {
  const lociq_resampling *resampling = context;
  const lociq_source *of = resampling->of;
  const lociq_status status = of->part(of->context, cube, part, year, values, error);
  const bool by_region = part == LOCIQ_TOTAL_REGION || part == LOCIQ_BODY;
  if (status != LOCIQ_OK || *values == NULL || !by_region || resampling->chosen == NULL) return status;
  double *permuted = resampling->permuted[part == LOCIQ_BODY ? PERMUTED_VARIABLE : PERMUTED_TOTAL];
  for (size_t r = 0; r < resampling->regions; r++) permuted[r] = (*values)[resampling->chosen[r]];
  *values = permuted;
  return LOCIQ_OK;
}

/* Two years are kept where they fit: as it is, and as it was drawn. */
static lociq_status keep_years(lociq_resampling *made, size_t memory, lociq_error *error) {
  const size_t row = made->industries * sizeof(double);
  made->base = lociq_allocate(2, sizeof *made->base);
  if (made->base == NULL) return lociq_memory_error(error, "resampling");
  made->drawn = made->base + 1;
  made->base->year = made->drawn->year = LOCIQ_NONE;
  if (row == 0 || memory / 2 / row < made->regions) return LOCIQ_OK;
  if (!made->of->in_memory) made->base->values = lociq_allocate_aligned(made->regions, row);
  if (made->chosen == NULL) made->drawn->values = lociq_allocate_aligned(made->regions, row);
  if ((!made->of->in_memory && made->base->values == NULL) || (made->chosen == NULL && made->drawn->values == NULL))
    return lociq_memory_error(error, "resampling");
  return LOCIQ_OK;
}

static lociq_status allocate_chosen(lociq_resampling *made, lociq_error *error) {
  made->chosen = lociq_allocate(made->regions, sizeof *made->chosen);
  for (size_t i = 0; i < PERMUTED; i++) made->permuted[i] = lociq_allocate_aligned(made->regions, sizeof(double));
  if (made->chosen == NULL || made->permuted[PERMUTED_TOTAL] == NULL || made->permuted[PERMUTED_VARIABLE] == NULL)
    return lociq_memory_error(error, "resampling");
  return LOCIQ_OK;
}

lociq_status lociq_resampling_create(const lociq_request *request, const lociq_source *of, size_t memory,
                                     lociq_resampling **resampling, lociq_error *error) {
  lociq_resampling *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "resampling");
  *made = (lociq_resampling){.request = request,
                             .of = of,
                             .regions = lociq_axis_count(of->panel->axes[LOCIQ_REGION]),
                             .industries = lociq_axis_count(of->panel->axes[LOCIQ_INDUSTRY])};
  made->source =
      (lociq_source){.panel = of->panel, .context = made, .alone = true, .rows = give_rows, .part = give_part};
  const size_t threads = (size_t)omp_get_max_threads(), width = lociq_lanes_width(made->industries);
  lociq_status status = LOCIQ_OK;
  made->scratch = lociq_allocate_aligned(threads * width, sizeof *made->scratch);
  if (made->scratch == NULL) status = lociq_memory_error(error, "resampling");
  if (status == LOCIQ_OK && request->bootstrap.regions) status = allocate_chosen(made, error);
  if (status == LOCIQ_OK) status = keep_years(made, memory, error);
  if (status == LOCIQ_OK) *resampling = made;
  if (status != LOCIQ_OK) lociq_resampling_free(made);
  return status;
}

void lociq_resampling_free(lociq_resampling *resampling) {
  if (resampling == NULL) return;
  if (resampling->base != NULL) free(resampling->base->values);
  if (resampling->base != NULL) free(resampling->drawn->values);
  free(resampling->base);
  free(resampling->scratch);
  free(resampling->chosen);
  for (size_t i = 0; i < PERMUTED; i++) free(resampling->permuted[i]);
  free(resampling);
}

const lociq_source *lociq_resampling_choose(lociq_resampling *resampling, size_t replicate) {
  resampling->replicate = replicate;
  if (resampling->chosen == NULL) return &resampling->source;
  lociq_random random;
  lociq_random_start(&random, resampling->request->bootstrap.seed, (uint64_t)UINT32_MAX << STREAM_SHIFT | replicate);
  for (size_t r = 0; r < resampling->regions; r++)
    resampling->chosen[r] = lociq_random_below(&random, (uint32_t)resampling->regions);
  return &resampling->source;
}

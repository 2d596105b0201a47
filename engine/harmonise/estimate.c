/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <limits.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "harmonise/carry.h"
#include "harmonise/fill.h"

enum { ITERATIONS_DEFAULT = 10000, NAME_SIZE = 256 };

/* Bounds that leave one value, but for arithmetic: relative to the region's total. */
static const double DETERMINED = 1e-12;

typedef struct estimation {
  const lociq_estimate_options *options;
  const char *measure;
  lociq_ladder regions, industries;
  lociq_hierarchy region_tiers, industry_tiers;
  lociq_published published;
  lociq_prior_source prior;
  double least;
  lociq_panel *made;
  lociq_cube *cube, *lower, *upper; /* of `made` */
  double *values;                   /* of a year, as filled */
  lociq_estimate_report report;
} estimation;

lociq_estimate_options lociq_estimate_options_default(void) {
  return (lociq_estimate_options){.fill = LOCIQ_FILL_FIT, .tolerance = 1e-10, .iterations = ITERATIONS_DEFAULT};
}

static void estimation_clear(estimation *work) {
  lociq_hierarchy_clear(&work->region_tiers);
  lociq_hierarchy_clear(&work->industry_tiers);
  lociq_published_clear(&work->published);
  free(work->prior.figures.items);
  lociq_ladder_clear(&work->regions);
  lociq_ladder_clear(&work->industries);
  lociq_panel_free(work->made);
  free(work->values);
}

/* ---- what the tables are */

static lociq_status check_options(const lociq_estimate_options *options, size_t table_count, lociq_error *error) {
  if (table_count == 0) return lociq_error_set(error, LOCIQ_INVALID, "no table to estimate from");
  if (!(options->rounding >= 0) || isinf(options->rounding))
    return lociq_error_set(error, LOCIQ_INVALID, "the rounding is %g, expected a number of at least 0",
                           options->rounding);
  if (!(options->tolerance > 0 && options->tolerance < 1))
    return lociq_error_set(error, LOCIQ_INVALID, "the tolerance is %g, expected a number between 0 and 1",
                           options->tolerance);
  if (options->iterations == 0) return lociq_error_set(error, LOCIQ_INVALID, "no iteration is allowed");
  return LOCIQ_OK;
}

/* The axis of each table on which the measure lies, NULL where it does not. */
static lociq_status make_ladder(const lociq_panel *const *tables, size_t count, const char *measure,
                                lociq_axis_kind kind, unsigned bit, lociq_ladder *ladder, lociq_error *error) {
  const lociq_axis **axes = lociq_allocate(count, sizeof *axes);
  if (axes == NULL) return lociq_memory_error(error, "the levels of tables");
  for (size_t t = 0; t < count; t++) {
    const lociq_cube *cube = lociq_panel_find(tables[t], measure);
    axes[t] = cube != NULL && (cube->shape & bit) != 0 ? tables[t]->axes[kind] : NULL;
  }
  const lociq_status status = lociq_ladder_create(axes, count, ladder, error);
  free(axes);
  return status;
}

static lociq_status order_tables(estimation *work, const lociq_panel *const *tables, size_t count, lociq_error *error) {
  const char *measure = work->measure;
  lociq_status status = make_ladder(tables, count, measure, LOCIQ_REGION, LOCIQ_BY_REGION, &work->regions, error);
  if (status == LOCIQ_OK)
    status = make_ladder(tables, count, measure, LOCIQ_INDUSTRY, LOCIQ_BY_INDUSTRY, &work->industries, error);
  if (status == LOCIQ_OK)
    status = lociq_published_find(tables, count, measure, &work->regions, &work->industries, &work->published, error);
  if (status == LOCIQ_OK)
    status = lociq_hierarchy_create((const lociq_axis *const *)work->regions.axes, work->regions.count,
                                    &work->region_tiers, error);
  if (status == LOCIQ_OK)
    status = lociq_hierarchy_create((const lociq_axis *const *)work->industries.axes, work->industries.count,
                                    &work->industry_tiers, error);
  if (status == LOCIQ_OK) status = lociq_prior_find(&work->published, work->options->prior, &work->prior, error);
  return status;
}

static lociq_status check_negative(estimation *work, lociq_error *error) {
  work->least = lociq_published_negative(&work->published) ? -INFINITY : 0;
  if (work->options->fill == LOCIQ_FILL_GRAS && lociq_published_negative(&work->prior.figures)) work->least = -INFINITY;
  if (work->least < 0 && work->options->fill == LOCIQ_FILL_FIT)
    return lociq_error_set(error, LOCIQ_INVALID, "%s has figures below zero, to which only the fill gras can be fitted",
                           work->measure);
  return LOCIQ_OK;
}

/* ---- the new panel */

static bool has_codes(const lociq_axis *axis, const lociq_axis *of) {
  for (size_t i = 0; i < lociq_axis_count(of); i++)
    if (lociq_axis_find(axis, lociq_axis_code(of, i)) == LOCIQ_NONE) return false;
  return true;
}

/* Whether the new axes have all codes of those that the cube lies on. */
static bool fits(const lociq_panel *from, const lociq_cube *cube, const lociq_panel *to) {
  const bool regions = has_codes(to->axes[LOCIQ_REGION], from->axes[LOCIQ_REGION]);
  return ((cube->shape & LOCIQ_BY_REGION) == 0 || regions) &&
         ((cube->shape & LOCIQ_BY_INDUSTRY) == 0 || has_codes(to->axes[LOCIQ_INDUSTRY], from->axes[LOCIQ_INDUSTRY]));
}

static lociq_status make_panel(estimation *work, const lociq_panel *first, lociq_error *error) {
  lociq_status status = lociq_panel_create(&work->made, error);
  if (status != LOCIQ_OK) return status;
  const lociq_axis *axes[LOCIQ_AXIS_KINDS] = {NULL};
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) axes[kind] = first->axes[kind];
  axes[LOCIQ_REGION] = work->regions.axes[0];
  if (work->industries.count > 0) axes[LOCIQ_INDUSTRY] = work->industries.axes[0];
  for (int kind = 0; status == LOCIQ_OK && kind < LOCIQ_AXIS_KINDS; kind++)
    status = lociq_axis_copy(axes[kind], &work->made->axes[kind], error);
  return status;
}

/* The measure with what tables[0] has of it on the new axes; else its description alone. */
static lociq_status make_cube(estimation *work, const lociq_panel *first, lociq_error *error) {
  const lociq_cube *old = lociq_panel_find(first, work->measure);
  const bool by_industry = work->industries.count > 0, fine = (old->shape & LOCIQ_BY_INDUSTRY) != 0 || !by_industry;
  lociq_cube *cube = NULL;
  if (fine && fits(first, old, work->made)) {
    const lociq_status status = lociq_cube_carry(first, old, work->made, error);
    work->cube = lociq_panel_find(work->made, work->measure);
    return status;
  }
  lociq_status status = lociq_cube_copy_description(old, &cube, error);
  if (status != LOCIQ_OK) return status;
  cube->shape = (unsigned)LOCIQ_BY_YEAR | LOCIQ_BY_REGION | (by_industry ? (unsigned)LOCIQ_BY_INDUSTRY : 0);
  status = lociq_panel_add(work->made, cube, error);
  if (status != LOCIQ_OK) lociq_cube_free(cube);
  work->cube = cube;
  return status;
}

static lociq_status make_bound(estimation *work, const char *which, lociq_cube **bound, lociq_error *error) {
  char name[NAME_SIZE], title[NAME_SIZE];
  const lociq_cube *of = work->cube;
  lociq_cube *cube = NULL;
  (void)snprintf(name, sizeof name, "%s_%s", work->measure, which);
  (void)snprintf(title, sizeof title, "%s bound of %s", strcmp(which, "lower") == 0 ? "Lower" : "Upper", work->measure);
  lociq_status status = lociq_cube_create(name, "bound", of->shape, &cube, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&cube->title, title, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&cube->unit, of->unit, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&cube->source, of->source, error);
  if (status == LOCIQ_OK)
    status = lociq_cube_allocate(cube, LOCIQ_BODY, lociq_panel_count(work->made, of->shape), false, error);
  if (status == LOCIQ_OK) status = lociq_panel_add(work->made, cube, error);
  if (status != LOCIQ_OK) {
    lociq_cube_free(cube);
    return status;
  }
  *bound = cube;
  return LOCIQ_OK;
}

/* A bound of the measure from an earlier estimate: it is found anew. */
static bool is_bound_of(const lociq_cube *cube, const char *measure) {
  const size_t length = strlen(measure);
  return strcmp(cube->kind, "bound") == 0 && strncmp(cube->name, measure, length) == 0 &&
         (strcmp(cube->name + length, "_lower") == 0 || strcmp(cube->name + length, "_upper") == 0);
}

static lociq_status carry_others(estimation *work, const lociq_panel *first, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t k = 0; status == LOCIQ_OK && k < first->cube_count; k++) {
    const lociq_cube *cube = first->cubes[k];
    if (strcmp(cube->name, work->measure) == 0 || is_bound_of(cube, work->measure)) continue;
    if (fits(first, cube, work->made))
      status = lociq_cube_carry(first, cube, work->made, error);
    else
      lociq_progress_remark(work->options->progress, "%s is left out: its codes are not those of the estimate",
                            cube->name);
  }
  return status;
}

static bool is_published(const estimation *work, size_t r, size_t i) {
  for (size_t k = 0; k < work->published.count; k++)
    if (work->published.items[k].region_tier == r && work->published.items[k].industry_tier == i) return true;
  return false;
}

/* Puts what any table knows on two tiers into a part of the measure. */
static lociq_status gather_part(estimation *work, lociq_part part, size_t r, size_t i, lociq_error *error) {
  const size_t years = lociq_axis_count(work->made->axes[LOCIQ_YEAR]), width = work->industry_tiers.tiers[i].count;
  const size_t count = lociq_panel_count(work->made, lociq_cube_part_shape(work->cube, part));
  if (part != LOCIQ_BODY && !is_published(work, r, i)) return LOCIQ_OK;
  const lociq_status status = lociq_cube_allocate(work->cube, part, count, true, error);
  if (status != LOCIQ_OK) return status;
  lociq_grid *grid = &work->cube->parts[part];
  for (size_t y = 0; y < years; y++)
    lociq_published_gather(&work->published, lociq_axis_code(work->made->axes[LOCIQ_YEAR], y), r, i, width,
                           grid->values + y * (count / years), grid->flags + y * (count / years));
  return LOCIQ_OK;
}

static lociq_status gather(estimation *work, lociq_error *error) {
  const size_t r = work->regions.count, i = work->industries.count;
  lociq_status status = gather_part(work, LOCIQ_BODY, 0, 0, error);
  if (status == LOCIQ_OK && i > 0) status = gather_part(work, LOCIQ_TOTAL_REGION, 0, i, error);
  if (status == LOCIQ_OK && i > 0) status = gather_part(work, LOCIQ_TOTAL_INDUSTRY, r, 0, error);
  if (status == LOCIQ_OK) status = gather_part(work, LOCIQ_TOTAL, r, i, error);
  return status;
}

static lociq_status make(estimation *work, const lociq_panel *first, lociq_error *error) {
  lociq_status status = make_panel(work, first, error);
  if (status == LOCIQ_OK) status = make_cube(work, first, error);
  if (status == LOCIQ_OK) status = gather(work, error);
  if (status == LOCIQ_OK) status = make_bound(work, "lower", &work->lower, error);
  if (status == LOCIQ_OK) status = make_bound(work, "upper", &work->upper, error);
  if (status == LOCIQ_OK) status = carry_others(work, first, error);
  const size_t cells = work->region_tiers.tiers[0].count * work->industry_tiers.tiers[0].count;
  if (status == LOCIQ_OK && (work->values = lociq_allocate_aligned(cells, sizeof *work->values)) == NULL)
    status = lociq_memory_error(error, "the estimates");
  return status;
}

/* ---- a year */

static bool is_determined(const lociq_frame *frame, size_t cell) {
  const lociq_bounds *cells = &frame->tables[0][0], *totals = &frame->tables[0][frame->industries->tier_count - 1];
  const double total = totals->upper[cell / frame->industries->tiers[0].count], upper = cells->upper[cell];
  return upper - cells->lower[cell] <= DETERMINED * fmax(fabs(upper), isinf(total) ? 0 : fabs(total));
}

/* Bounds, and of missing cells what the fill found. */
static void write_year(estimation *work, const lociq_frame *frame, size_t year) {
  const lociq_bounds *cells = &frame->tables[0][0];
  const size_t count = lociq_frame_cells(frame, 0, 0);
  lociq_grid *body = &work->cube->parts[LOCIQ_BODY];
  for (size_t cell = 0; cell < count; cell++) {
    const size_t at = year * count + cell;
    work->lower->parts[LOCIQ_BODY].values[at] = cells->lower[cell];
    work->upper->parts[LOCIQ_BODY].values[at] = cells->upper[cell];
    work->report.cells++;
    if (cells->known[cell]) {
      work->report.known++;
      continue;
    }
    work->report.determined += is_determined(frame, cell);
    if (isnan(work->values[cell])) continue;
    work->report.estimated++;
    body->values[at] = work->values[cell];
    body->flags[at] |= LOCIQ_FLAG_ESTIMATED;
  }
}

static size_t larger(size_t first, size_t second) { return first > second ? first : second; }

static lociq_status solve_year(estimation *work, lociq_frame *frame, size_t year, lociq_error *error) {
  const lociq_estimate_options *options = work->options;
  const char *code = lociq_axis_code(work->made->axes[LOCIQ_YEAR], year);
  lociq_fitting fitting = {
      .tolerance = options->tolerance, .iterations = options->iterations, .threads = options->threads};
  size_t sweeps = 0;
  double worst = 0;
  lociq_status status = lociq_published_set(&work->published, code, options->rounding, frame, error);
  if (status == LOCIQ_OK && options->absent_zero) lociq_published_set_absent(&work->published, code, frame);
  if (status == LOCIQ_OK) status = lociq_frame_tighten(frame, code, &sweeps, error);
  if (status == LOCIQ_OK)
    status = lociq_frame_fill(frame, &work->prior, options->fill, code, &fitting, work->values, error);
  if (status == LOCIQ_OK) status = lociq_frame_deviation(frame, work->values, &worst, error);
  if (status != LOCIQ_OK) return status;
  write_year(work, frame, year);
  work->report.sweeps = larger(work->report.sweeps, sweeps);
  work->report.iterations = larger(work->report.iterations, fitting.done);
  work->report.worst = fmax(work->report.worst, worst);
  return status;
}

static lociq_status estimate_years(estimation *work, lociq_error *error) {
  const lociq_axis *years = work->made->axes[LOCIQ_YEAR];
  const lociq_estimate_options *options = work->options;
  const int first = options->first_year == 0 ? INT_MIN : options->first_year;
  const int last = options->last_year == 0 ? INT_MAX : options->last_year;
  lociq_status status = LOCIQ_OK;
  size_t done = 0;
  for (size_t y = 0; status == LOCIQ_OK && y < lociq_axis_count(years); y++) {
    lociq_frame *frame = NULL;
    if (lociq_axis_year(years, y) < first || lociq_axis_year(years, y) > last) continue;
    done++;
    if (!lociq_progress_report(options->progress, "estimating", y, lociq_axis_count(years)))
      return lociq_error_set(error, LOCIQ_CANCELLED, "estimating was cancelled");
    status = lociq_frame_create(&work->region_tiers, &work->industry_tiers, work->least, options->rest, &frame, error);
    if (status == LOCIQ_OK) status = solve_year(work, frame, y, error);
    lociq_frame_free(frame);
  }
  if (status == LOCIQ_OK && done == 0)
    return lociq_error_set(error, LOCIQ_INVALID, "the first table has no year from %d to %d", options->first_year,
                           options->last_year);
  return status;
}

lociq_status lociq_panel_estimate(const lociq_panel *const *tables, size_t table_count,
                                  const lociq_estimate_options *options, lociq_panel **estimated,
                                  lociq_estimate_report *report, lociq_error *error) {
  estimation work = {.options = options, .measure = options->measure == NULL ? "employment" : options->measure};
  const int threads_before = omp_get_max_threads();
  lociq_status status = check_options(options, table_count, error);
  if (options->threads > 0) omp_set_num_threads(options->threads);
  if (status == LOCIQ_OK) status = order_tables(&work, tables, table_count, error);
  if (status == LOCIQ_OK) status = check_negative(&work, error);
  if (status == LOCIQ_OK) status = make(&work, tables[0], error);
  if (status == LOCIQ_OK) status = estimate_years(&work, error);
  omp_set_num_threads(threads_before);
  if (status == LOCIQ_OK) {
    *estimated = work.made;
    if (report != NULL) *report = work.report;
    work.made = NULL;
  }
  estimation_clear(&work);
  return status;
}

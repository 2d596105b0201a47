/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/cases.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/memory.h"

enum { THREE_STARS = 3 };

typedef struct table {
  const lociq_axis *year_axis;
  size_t years, regions, industries;
  lociq_cube *stars, *quotient, *measure, *productivity;
} table;

static double cell_of(const table *of, const lociq_cube *cube, size_t year, size_t region, size_t industry) {
  return cube->parts[LOCIQ_BODY].values[(year * of->regions + region) * of->industries + industry];
}

static uint16_t flags_of(const table *of, size_t year, size_t region, size_t industry) {
  const uint16_t *flags = of->measure->parts[LOCIQ_BODY].flags;
  return flags == NULL ? 0 : flags[(year * of->regions + region) * of->industries + industry];
}

static double value_of(const table *of, const lociq_cube *cube, size_t year, size_t region) {
  return cube->parts[LOCIQ_BODY].values[year * of->regions + region];
}

/* The last year in which any region has stars. */
static size_t last_year(const table *of) {
  const size_t cells = of->regions * of->industries;
  for (size_t y = of->years; y-- > 0;)
    for (size_t i = 0; i < cells; i++)
      if (!isnan(of->stars->parts[LOCIQ_BODY].values[y * cells + i])) return y;
  return LOCIQ_NONE;
}

/* Years need not follow each other on the axis. */
static double yearly(const table *of, size_t first, size_t last, double before, double after) {
  const int years = lociq_axis_year(of->year_axis, last) - lociq_axis_year(of->year_axis, first);
  return pow(after / before, 1.0 / years) - 1;
}

/* Of an industry in all regions that are known in both years. */
static double growth_everywhere(const table *of, size_t first, size_t last, size_t industry) {
  double before = 0, after = 0;
  for (size_t r = 0; r < of->regions; r++) {
    const double earlier = cell_of(of, of->measure, first, r, industry),
                 later = cell_of(of, of->measure, last, r, industry);
    if (isnan(earlier) || isnan(later)) continue;
    before += earlier;
    after += later;
  }
  return before > 0 ? yearly(of, first, last, before, after) : (double)NAN;
}

static lociq_status middle_of(const table *of, size_t year, double *middle, lociq_error *error) {
  double *known = lociq_allocate(of->regions, sizeof *known);
  size_t count = 0;
  if (known == NULL) return lociq_memory_error(error, "case studies");
  for (size_t r = 0; r < of->regions; r++) {
    const double value = value_of(of, of->productivity, year, r);
    if (!isnan(value)) known[count++] = value;
  }
  gsl_sort(known, 1, count);
  *middle = count == 0 ? (double)NAN : gsl_stats_median_from_sorted_data(known, 1, count);
  free(known);
  return LOCIQ_OK;
}

/* The last year in which a region's productivity is known. */
static size_t productive_year(const table *of, size_t region) {
  size_t year = of->years;
  while (year > 0 && isnan(value_of(of, of->productivity, year - 1, region))) year--;
  return year == 0 ? LOCIQ_NONE : year - 1;
}

/* Whether it grew faster than the industry did everywhere; then by what. */
static bool grew(const table *of, size_t year, size_t region, size_t industry, lociq_case *found) {
  size_t first = 0;
  while (first < year && !(cell_of(of, of->measure, first, region, industry) > 0)) first++;
  const double last = cell_of(of, of->measure, year, region, industry);
  if (first == year || isnan(last)) return false;
  *found = (lociq_case){.region = region, .industry = industry, .first = first, .year = year, .size = last};
  found->size_first = cell_of(of, of->measure, first, region, industry);
  found->flags = flags_of(of, first, region, industry) | flags_of(of, year, region, industry);
  found->quotient = cell_of(of, of->quotient, year, region, industry);
  found->growth = yearly(of, first, year, found->size_first, last);
  found->growth_everywhere = growth_everywhere(of, first, year, industry);
  return found->growth > found->growth_everywhere;
}

static void look_at_region(const table *of, size_t year, size_t region, const double *middles, lociq_cases *cases) {
  const size_t productive = productive_year(of, region);
  if (productive == LOCIQ_NONE) return;
  const double productivity = value_of(of, of->productivity, productive, region);
  if (!(productivity > middles[productive])) return;
  for (size_t i = 0; i < of->industries; i++) {
    lociq_case found;
    if (cell_of(of, of->stars, year, region, i) != THREE_STARS || !grew(of, year, region, i, &found)) continue;
    found.productivity_year = productive;
    found.productivity = productivity;
    found.productivity_middle = middles[productive];
    cases->cases[cases->count++] = found;
  }
}

static int compare_cases(const void *left, const void *right) {
  const lociq_case *a = left, *b = right;
  if (a->quotient != b->quotient) return a->quotient > b->quotient ? -1 : 1;
  if (a->region != b->region) return a->region < b->region ? -1 : 1;
  return (a->industry > b->industry) - (a->industry < b->industry);
}

static lociq_status find_in(const table *of, lociq_cases *cases, lociq_error *error) {
  const size_t year = last_year(of);
  double *middles = lociq_allocate(of->years, sizeof *middles);
  lociq_status status = middles == NULL ? lociq_memory_error(error, "case studies") : LOCIQ_OK;
  cases->cases = lociq_allocate(of->regions * of->industries, sizeof *cases->cases);
  if (cases->cases == NULL) status = lociq_memory_error(error, "case studies");
  for (size_t y = 0; y < of->years && status == LOCIQ_OK; y++) status = middle_of(of, y, &middles[y], error);
  for (size_t r = 0; r < of->regions && status == LOCIQ_OK && year != LOCIQ_NONE; r++)
    look_at_region(of, year, r, middles, cases);
  if (status == LOCIQ_OK) qsort(cases->cases, cases->count, sizeof *cases->cases, compare_cases);
  free(middles);
  return status;
}

/* Loads what is there with this shape; else *cube stays NULL. */
static lociq_status load(const lociq_store *store, const char *name, unsigned shape, lociq_cube **cube,
                         lociq_cases *cases, lociq_error *error) {
  const lociq_cube *described = lociq_panel_find(lociq_store_panel(store), name);
  if (described != NULL && described->shape == shape) return lociq_store_load(store, name, cube, error);
  if (cases->lacks == NULL) cases->lacks = name;
  return LOCIQ_OK;
}

lociq_status lociq_cases_find(const lociq_store *store, lociq_cases *cases, lociq_error *error) {
  const lociq_panel *panel = lociq_store_panel(store);
  const unsigned regions = LOCIQ_BY_YEAR | LOCIQ_BY_REGION, cells = regions | LOCIQ_BY_INDUSTRY;
  table of = {.year_axis = panel->axes[LOCIQ_YEAR],
              .years = lociq_axis_count(panel->axes[LOCIQ_YEAR]),
              .regions = lociq_axis_count(panel->axes[LOCIQ_REGION]),
              .industries = lociq_axis_count(panel->axes[LOCIQ_INDUSTRY])};
  *cases = (lociq_cases){0};
  lociq_status status = load(store, "stars", cells, &of.stars, cases, error);
  const lociq_attribute *measure = of.stars == NULL ? NULL : lociq_cube_attribute(of.stars, "measure");
  if (status == LOCIQ_OK) status = load(store, "lq", cells, &of.quotient, cases, error);
  if (status == LOCIQ_OK) status = load(store, "labour_productivity", regions, &of.productivity, cases, error);
  if (status == LOCIQ_OK && cases->lacks == NULL)
    status = load(store, measure == NULL || measure->text == NULL ? "employment" : measure->text, cells, &of.measure,
                  cases, error);
  if (status == LOCIQ_OK && cases->lacks == NULL) status = find_in(&of, cases, error);
  lociq_cube_free(of.stars);
  lociq_cube_free(of.quotient);
  lociq_cube_free(of.measure);
  lociq_cube_free(of.productivity);
  return status;
}

void lociq_cases_clear(lociq_cases *cases) {
  free(cases->cases);
  *cases = (lociq_cases){0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/fill.h"

#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "harmonise/prior.h"
#include "numeric/balance.h"

/* ---- where the prior comes from */

static lociq_status find_year(const lociq_published *published, const char *year, lociq_prior_source *source,
                              lociq_error *error) {
  for (size_t k = 0; k < published->count; k++) {
    const lociq_publication *item = &published->items[k];
    if (item->part != LOCIQ_BODY || item->region_tier != 0 || item->industry_tier != 0 ||
        lociq_axis_find(item->panel->axes[LOCIQ_YEAR], year) == LOCIQ_NONE)
      continue;
    source->figures.items[source->figures.count++] = *item;
  }
  source->year = year;
  return source->figures.count > 0 ? LOCIQ_OK
                                   : lociq_error_set(error, LOCIQ_INVALID,
                                                     "the prior is the year %s, which no table on the finest regions "
                                                     "and industries has",
                                                     year);
}

static lociq_status find_measure(const lociq_published *published, const char *measure, lociq_prior_source *source,
                                 lociq_error *error) {
  for (size_t k = 0; k < published->count; k++) {
    lociq_publication item = published->items[k];
    const lociq_cube *cube = lociq_panel_find(item.panel, measure);
    if (item.part != LOCIQ_BODY || item.region_tier != 0 || item.industry_tier != 0 || cube == NULL ||
        strcmp(cube->kind, "measure") != 0 || cube->shape != item.cube->shape)
      continue;
    item.cube = cube;
    source->figures.items[source->figures.count++] = item;
  }
  return source->figures.count > 0 ? LOCIQ_OK
                                   : lociq_error_set(error, LOCIQ_INVALID,
                                                     "the prior is \"%s\", expected \"proportional\", a year, or a "
                                                     "measure that a table on the finest regions and industries has",
                                                     measure);
}

lociq_status lociq_prior_find(const lociq_published *published, const char *prior, lociq_prior_source *source,
                              lociq_error *error) {
  lociq_prior_source made = {.given = prior != NULL};
  if (prior == NULL || strcmp(prior, "proportional") == 0) {
    *source = made;
    return LOCIQ_OK;
  }
  made.figures.items = lociq_allocate(published->count, sizeof *made.figures.items);
  if (made.figures.items == NULL) return lociq_memory_error(error, "a prior");
  const bool is_year = prior[0] != '\0' && strspn(prior, "-0123456789") == strlen(prior);
  const lociq_status status =
      is_year ? find_year(published, prior, &made, error) : find_measure(published, prior, &made, error);
  if (status == LOCIQ_OK)
    *source = made;
  else
    free(made.figures.items);
  return status;
}

/* ---- the prior of a year */

/* NaN where there is none. */
static lociq_status gather_figures(const lociq_frame *frame, const lociq_prior_source *source, const char *year,
                                   double **figures, lociq_error *error) {
  const size_t count = lociq_frame_cells(frame, 0, 0);
  double *made = lociq_allocate_aligned(count, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a prior");
  for (size_t cell = 0; cell < count; cell++) made[cell] = (double)NAN;
  lociq_published_gather(&source->figures, source->year == NULL ? year : source->year, 0, 0,
                         frame->industries->tiers[0].count, made, NULL);
  *figures = made;
  return LOCIQ_OK;
}

static const char *region_of(const lociq_frame *frame, size_t cell) {
  return frame->regions->tiers[0].codes[cell / frame->industries->tiers[0].count];
}

static const char *industry_of(const lociq_frame *frame, size_t cell) {
  return frame->industries->tiers[0].codes[cell % frame->industries->tiers[0].count];
}

static lociq_status check_figures(const lociq_frame *frame, const double *figures, lociq_error *error) {
  for (size_t cell = 0; cell < lociq_frame_cells(frame, 0, 0); cell++)
    if (figures[cell] < 0 || isinf(figures[cell]))
      return lociq_error_set(error, LOCIQ_INVALID,
                             "the prior is %.15g for region %s, industry %s: below zero only the fill gras can be used",
                             figures[cell], region_of(frame, cell), industry_of(frame, cell));
  return LOCIQ_OK;
}

static lociq_status make_prior(const lociq_frame *frame, const lociq_prior_source *source, const char *year,
                               double *prior, lociq_error *error) {
  double *figures = NULL;
  lociq_status status = lociq_prior_proportional(frame, prior, error);
  if (status != LOCIQ_OK || source->figures.count == 0) return status;
  status = gather_figures(frame, source, year, &figures, error);
  if (status == LOCIQ_OK) status = check_figures(frame, figures, error);
  if (status == LOCIQ_OK) status = lociq_prior_scale(frame, figures, prior, error);
  free(figures);
  return status;
}

static lociq_status fit(const lociq_frame *frame, const lociq_prior_source *source, const char *year,
                        lociq_fitting *fitting, double *values, lociq_error *error) {
  double *prior = lociq_allocate_aligned(lociq_frame_cells(frame, 0, 0), sizeof *prior);
  if (prior == NULL) return lociq_memory_error(error, "a prior");
  lociq_status status = make_prior(frame, source, year, prior, error);
  if (status == LOCIQ_OK) status = lociq_frame_fit(frame, prior, year, fitting, values, error);
  free(prior);
  return status;
}

/* By the prior where one is given, else in equal parts. */
static lociq_status split(const lociq_frame *frame, const lociq_prior_source *source, const char *year, double *values,
                          lociq_error *error) {
  if (!source->given) return lociq_frame_split(frame, NULL, year, values, error);
  double *prior = lociq_allocate_aligned(lociq_frame_cells(frame, 0, 0), sizeof *prior);
  if (prior == NULL) return lociq_memory_error(error, "a prior");
  lociq_status status = make_prior(frame, source, year, prior, error);
  if (status == LOCIQ_OK) status = lociq_frame_split(frame, prior, year, values, error);
  free(prior);
  return status;
}

/* ---- GRAS: a prior with cells below zero, balanced to the totals of regions and industries */

static const double EXACT = 1e-9; /* bounds of a total that may be balanced to, relative */

/* A total, less what is known of it; LOCIQ_INVALID where the total is not. */
static lociq_status find_left(const lociq_bounds *totals, const lociq_tier *tier, const char *kind, const char *year,
                              double *left, lociq_error *error) {
  for (size_t k = 0; k < tier->count; k++) {
    const double width = totals->upper[k] - totals->lower[k];
    const double size = fmax(fabs(totals->upper[k]), fabs(totals->lower[k]));
    if (!totals->known[k] && (isinf(size) || width > EXACT * size))
      return lociq_error_set(
          error, LOCIQ_INVALID,
          "gras balances to the totals of all regions and industries: in %s that of the %s %s is not "
          "known",
          year, kind, tier->codes[k]);
    left[k] = totals->lower[k] + width / 2;
  }
  return LOCIQ_OK;
}

/* Takes known cells out of totals and prior: they stay as they are. */
static lociq_status take_known(const lociq_frame *frame, const char *year, double *prior, double *rows, double *columns,
                               lociq_error *error) {
  const size_t width = frame->industries->tiers[0].count;
  const lociq_bounds *cells = &frame->tables[0][0];
  for (size_t cell = 0; cell < lociq_frame_cells(frame, 0, 0); cell++) {
    if (cells->known[cell]) {
      const double value = cells->lower[cell] + (cells->upper[cell] - cells->lower[cell]) / 2;
      rows[cell / width] -= value;
      columns[cell % width] -= value;
      prior[cell] = 0;
    } else if (!isfinite(prior[cell])) {
      return lociq_error_set(error, LOCIQ_INVALID,
                             "gras balances a prior: in %s that of region %s, industry %s is missing", year,
                             region_of(frame, cell), industry_of(frame, cell));
    }
  }
  return LOCIQ_OK;
}

static lociq_status balance(const lociq_frame *frame, const double *prior, const double *rows, const double *columns,
                            const char *year, lociq_fitting *fitting, double *values, lociq_error *error) {
  lociq_balancing balancing = {
      .tolerance = fitting->tolerance, .iterations = fitting->iterations, .threads = fitting->threads};
  lociq_error own = {0};
  const lociq_tier *regions = &frame->regions->tiers[0], *industries = &frame->industries->tiers[0];
  const lociq_status status =
      lociq_balance(prior, regions->count, industries->count, rows, columns, &balancing, values, &own);
  fitting->done = balancing.done;
  fitting->worst = balancing.worst;
  if (status == LOCIQ_OK || status == LOCIQ_NO_MEMORY) return lociq_error_set(error, status, "%s", own.message);
  return lociq_error_set(error, status, "in %s %s (%s %s)", year, own.message, balancing.column ? "industry" : "region",
                         balancing.column ? industries->codes[balancing.position] : regions->codes[balancing.position]);
}

static void put_known(const lociq_frame *frame, double *values) {
  const lociq_bounds *cells = &frame->tables[0][0];
  for (size_t cell = 0; cell < lociq_frame_cells(frame, 0, 0); cell++)
    if (cells->known[cell]) values[cell] = cells->lower[cell] + (cells->upper[cell] - cells->lower[cell]) / 2;
}

static lociq_status gras(const lociq_frame *frame, const lociq_prior_source *source, const char *year,
                         lociq_fitting *fitting, double *values, lociq_error *error) {
  const lociq_tier *regions = &frame->regions->tiers[0], *industries = &frame->industries->tiers[0];
  double *prior = NULL, *left = lociq_allocate(regions->count + industries->count, sizeof *left);
  lociq_status status = LOCIQ_OK;
  if (left == NULL) return lociq_memory_error(error, "the totals");
  double *rows = left, *columns = left + regions->count;
  const size_t whole_region = frame->regions->tier_count - 1, whole_industry = frame->industries->tier_count - 1;
  if (source->figures.count == 0)
    status = lociq_error_set(error, LOCIQ_INVALID, "gras balances a prior: name a year or a measure as the prior");
  if (status == LOCIQ_OK) status = find_left(&frame->tables[0][whole_industry], regions, "region", year, rows, error);
  if (status == LOCIQ_OK)
    status = find_left(&frame->tables[whole_region][0], industries, "industry", year, columns, error);
  if (status == LOCIQ_OK) status = gather_figures(frame, source, year, &prior, error);
  if (status == LOCIQ_OK) status = take_known(frame, year, prior, rows, columns, error);
  if (status == LOCIQ_OK) status = balance(frame, prior, rows, columns, year, fitting, values, error);
  if (status == LOCIQ_OK) put_known(frame, values);
  free(prior);
  free(left);
  return status;
}

lociq_status lociq_frame_fill(const lociq_frame *frame, const lociq_prior_source *source, lociq_fill fill,
                              const char *year, lociq_fitting *fitting, double *values, lociq_error *error) {
  switch (fill) {
    case LOCIQ_FILL_FIT:
      return fit(frame, source, year, fitting, values, error);
    case LOCIQ_FILL_GRAS:
      return gras(frame, source, year, fitting, values, error);
    case LOCIQ_FILL_EQUAL:
      return split(frame, source, year, values, error);
    case LOCIQ_FILL_NONE:
      break;
  }
  for (size_t cell = 0; cell < lociq_frame_cells(frame, 0, 0); cell++) values[cell] = (double)NAN;
  return LOCIQ_OK;
}

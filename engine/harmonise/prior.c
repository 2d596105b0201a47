/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/prior.h"

#include <math.h>

#include "core/memory.h"

static double middle(const lociq_bounds *table, size_t cell) {
  return table->lower[cell] + (table->upper[cell] - table->lower[cell]) / 2;
}

/* What a total is, or NaN where its bounds say too little. */
static double total_of(const lociq_bounds *table, size_t cell) {
  return isfinite(table->upper[cell]) && isfinite(table->lower[cell]) ? middle(table, cell) : (double)NAN;
}

/* Sums over an axis of the finest table's known cells, and what follows from them. */
typedef struct side {
  size_t count;
  double *total; /* NaN: not known */
  double *known; /* the sum of known cells */
  double *left;
} side;

static lociq_status side_create(size_t count, side *made, lociq_error *error) {
  made->count = count;
  made->total = lociq_allocate(count, sizeof *made->total);
  made->known = lociq_allocate(count, sizeof *made->known);
  made->left = lociq_allocate(count, sizeof *made->left);
  return made->total != NULL && made->known != NULL && made->left != NULL ? LOCIQ_OK
                                                                          : lociq_memory_error(error, "a prior");
}

static void side_clear(side *made) {
  free(made->total);
  free(made->known);
  free(made->left);
}

static void sum_known(const lociq_frame *frame, side *rows, side *columns) {
  const size_t width = columns->count;
  const lociq_bounds *cells = &frame->tables[0][0];
  const lociq_bounds *by_region = &frame->tables[0][frame->industries->tier_count - 1];
  const lociq_bounds *by_industry = &frame->tables[frame->regions->tier_count - 1][0];
  for (size_t r = 0; r < rows->count; r++) rows->total[r] = total_of(by_region, r);
  for (size_t i = 0; i < width; i++) columns->total[i] = total_of(by_industry, i);
  for (size_t cell = 0; cell < rows->count * width; cell++) {
    if (!cells->known[cell]) continue;
    rows->known[cell / width] += middle(cells, cell);
    columns->known[cell % width] += middle(cells, cell);
  }
}

/* columns->left: an industry's share where it is known, times the totals of the regions where it is
 * not; NaN where there are no such totals. */
static lociq_status expect_left(const lociq_frame *frame, const side *rows, side *columns, lociq_error *error) {
  const size_t width = columns->count;
  const lociq_bounds *cells = &frame->tables[0][0];
  double *sums = lociq_allocate(2 * width, sizeof *sums);
  if (sums == NULL) return lociq_memory_error(error, "a prior");
  double *known = sums, *exposed = sums + width;
  for (size_t i = 0; i < width; i++) columns->left[i] = 0;
  for (size_t cell = 0; cell < rows->count * width; cell++) {
    const double total = rows->total[cell / width];
    if (isnan(total)) continue;
    if (!cells->known[cell]) {
      columns->left[cell % width] += total;
      continue;
    }
    known[cell % width] += middle(cells, cell);
    exposed[cell % width] += total;
  }
  for (size_t i = 0; i < width; i++)
    columns->left[i] = exposed[i] > 0 ? known[i] / exposed[i] * columns->left[i] : (double)NAN;
  free(sums);
  return LOCIQ_OK;
}

/* The mean of what is left elsewhere, or 1, in the place of what nobody can tell. */
static void complete(side *made) {
  double sum = 0;
  size_t told = 0;
  for (size_t k = 0; k < made->count; k++)
    if (made->left[k] > 0) {
      sum += made->left[k];
      told++;
    }
  for (size_t k = 0; k < made->count; k++)
    if (isnan(made->left[k])) made->left[k] = told > 0 ? sum / (double)told : 1;
}

static lociq_status find_left(const lociq_frame *frame, side *rows, side *columns, lociq_error *error) {
  for (size_t r = 0; r < rows->count; r++)
    rows->left[r] = isnan(rows->total[r]) ? (double)NAN : fmax(rows->total[r] - rows->known[r], 0);
  const lociq_status status = expect_left(frame, rows, columns, error);
  if (status != LOCIQ_OK) return status;
  for (size_t i = 0; i < columns->count; i++)
    if (!isnan(columns->total[i])) columns->left[i] = fmax(columns->total[i] - columns->known[i], 0);
  complete(rows);
  complete(columns);
  return LOCIQ_OK;
}

lociq_status lociq_prior_proportional(const lociq_frame *frame, double *prior, lociq_error *error) {
  side rows = {0}, columns = {0};
  lociq_status status = side_create(frame->regions->tiers[0].count, &rows, error);
  if (status == LOCIQ_OK) status = side_create(frame->industries->tiers[0].count, &columns, error);
  if (status == LOCIQ_OK) {
    sum_known(frame, &rows, &columns);
    status = find_left(frame, &rows, &columns, error);
  }
  if (status == LOCIQ_OK) {
    const lociq_bounds *cells = &frame->tables[0][0];
    double all = 0;
    for (size_t i = 0; i < columns.count; i++) all += columns.left[i];
    for (size_t cell = 0; cell < rows.count * columns.count; cell++)
      prior[cell] = cells->known[cell] ? middle(cells, cell)
                    : all > 0          ? rows.left[cell / columns.count] * (columns.left[cell % columns.count] / all)
                                       : 0;
  }
  side_clear(&rows);
  side_clear(&columns);
  return status;
}

/* known[i] and shown[i]: Σ x and Σ figures over an industry's cells in which both are known. */
static void sum_both(const lociq_frame *frame, const double *figures, double *known, double *shown) {
  const size_t width = frame->industries->tiers[0].count, count = frame->regions->tiers[0].count * width;
  const lociq_bounds *cells = &frame->tables[0][0];
  for (size_t cell = 0; cell < count; cell++) {
    if (!cells->known[cell] || isnan(figures[cell])) continue;
    known[cell % width] += middle(cells, cell);
    shown[cell % width] += figures[cell];
  }
}

static double ratio(double known, double shown, double otherwise) {
  return shown > 0 && known > 0 ? known / shown : otherwise;
}

lociq_status lociq_prior_scale(const lociq_frame *frame, const double *figures, double *prior, lociq_error *error) {
  const size_t width = frame->industries->tiers[0].count, count = frame->regions->tiers[0].count * width;
  double *sums = lociq_allocate(2 * width, sizeof *sums), all_known = 0, all_shown = 0;
  if (sums == NULL) return lociq_memory_error(error, "a prior");
  double *known = sums, *shown = sums + width;
  sum_both(frame, figures, known, shown);
  for (size_t i = 0; i < width; i++) {
    all_known += known[i];
    all_shown += shown[i];
  }
  for (size_t i = 0; i < width; i++) known[i] = ratio(known[i], shown[i], ratio(all_known, all_shown, 1));
  for (size_t cell = 0; cell < count; cell++)
    if (!isnan(figures[cell])) prior[cell] = figures[cell] * known[cell % width];
  free(sums);
  return LOCIQ_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "core/memory.h"
#include "harmonise/fill.h"

/* For each member of the finest tier its ancestor on another. */
static lociq_status find_ancestors(const lociq_hierarchy *axis, size_t tier, size_t **ancestors, lociq_error *error) {
  const size_t count = axis->tiers[0].count;
  size_t *made = lociq_allocate(count, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "sums");
  for (size_t m = 0; m < count; m++) {
    made[m] = m;
    for (size_t t = 0; t < tier; t++) made[m] = axis->tiers[t].above[made[m]];
  }
  *ancestors = made;
  return LOCIQ_OK;
}

static double deviation(const lociq_bounds *table, size_t cell, double sum, double magnitude, bool open) {
  const double above = sum - table->upper[cell], below = open ? 0 : table->lower[cell] - sum;
  const double off = fmax(above, below), size = fmax(magnitude, fabs(table->upper[cell]));
  return off > 0 && size > 0 ? off / size : 0;
}

/* Whether any sum between the finest cells and a table of these tiers may lack parts. */
static bool is_open(const lociq_frame *frame, size_t r, size_t i) {
  bool open = false;
  for (size_t t = 0; t < r; t++) open = open || lociq_frame_is_open(frame, frame->regions, t);
  for (size_t t = 0; t < i; t++) open = open || lociq_frame_is_open(frame, frame->industries, t);
  return open;
}

static lociq_status compare_table(const lociq_frame *frame, size_t r, size_t i, const double *values, double *worst,
                                  lociq_error *error) {
  const size_t width = frame->industries->tiers[0].count, columns = frame->industries->tiers[i].count;
  const size_t count = lociq_frame_cells(frame, r, i);
  size_t *rows = NULL, *kinds = NULL;
  double *sums = lociq_allocate(2 * count, sizeof *sums);
  if (sums == NULL) return lociq_memory_error(error, "sums");
  lociq_status status = find_ancestors(frame->regions, r, &rows, error);
  if (status == LOCIQ_OK) status = find_ancestors(frame->industries, i, &kinds, error);
  const size_t cells = rows == NULL || kinds == NULL ? 0 : lociq_frame_cells(frame, 0, 0);
  for (size_t cell = 0; status == LOCIQ_OK && cell < cells; cell++) {
    const size_t to = rows[cell / width] * columns + kinds[cell % width];
    sums[to] += values[cell];
    sums[count + to] += fabs(values[cell]);
  }
  const bool open = is_open(frame, r, i);
  for (size_t cell = 0; status == LOCIQ_OK && cell < count; cell++)
    if (frame->tables[r][i].known[cell])
      *worst = fmax(*worst, deviation(&frame->tables[r][i], cell, sums[cell], sums[count + cell], open));
  free(rows);
  free(kinds);
  free(sums);
  return status;
}

lociq_status lociq_frame_deviation(const lociq_frame *frame, const double *values, double *worst, lociq_error *error) {
  double found = 0;
  lociq_status status = LOCIQ_OK;
  for (size_t r = 0; r < frame->regions->tier_count; r++)
    for (size_t i = 0; status == LOCIQ_OK && i < frame->industries->tier_count; i++)
      if (r + i > 0) status = compare_table(frame, r, i, values, &found, error);
  if (status == LOCIQ_OK) *worst = found;
  return status;
}

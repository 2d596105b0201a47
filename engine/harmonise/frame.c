/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/frame.h"

#include <math.h>

#include "core/memory.h"

size_t lociq_frame_cells(const lociq_frame *frame, size_t r, size_t i) {
  return frame->regions->tiers[r].count * frame->industries->tiers[i].count;
}

static lociq_status create_table(lociq_bounds *table, size_t rows, size_t columns, double least, lociq_error *error) {
  if (columns != 0 && rows > SIZE_MAX / columns) return lociq_memory_error(error, "a frame");
  const size_t count = rows * columns;
  table->lower = lociq_allocate(count, sizeof *table->lower);
  table->upper = lociq_allocate(count, sizeof *table->upper);
  table->known = lociq_allocate(count, sizeof *table->known);
  if (table->lower == NULL || table->upper == NULL || table->known == NULL) return lociq_memory_error(error, "a frame");
  for (size_t k = 0; k < count; k++) {
    table->lower[k] = least;
    table->upper[k] = INFINITY;
  }
  return LOCIQ_OK;
}

lociq_status lociq_frame_create(const lociq_hierarchy *regions, const lociq_hierarchy *industries, double least,
                                lociq_rest rest, lociq_frame **frame, lociq_error *error) {
  lociq_frame *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a frame");
  *made = (lociq_frame){.regions = regions, .industries = industries, .least = least, .rest = rest};
  lociq_status status = LOCIQ_OK;
  for (size_t r = 0; status == LOCIQ_OK && r < regions->tier_count; r++)
    for (size_t i = 0; status == LOCIQ_OK && i < industries->tier_count; i++)
      status = create_table(&made->tables[r][i], regions->tiers[r].count, industries->tiers[i].count, least, error);
  if (status == LOCIQ_OK)
    *frame = made;
  else
    lociq_frame_free(made);
  return status;
}

void lociq_frame_free(lociq_frame *frame) {
  if (frame == NULL) return;
  for (size_t r = 0; r < LOCIQ_TIERS; r++)
    for (size_t i = 0; i < LOCIQ_TIERS; i++) {
      free(frame->tables[r][i].lower);
      free(frame->tables[r][i].upper);
      free(frame->tables[r][i].known);
    }
  free(frame);
}

bool lociq_frame_is_open(const lociq_frame *frame, const lociq_hierarchy *axis, size_t tier) {
  return frame->rest == LOCIQ_REST_ALL || (frame->rest == LOCIQ_REST_TOTALS && tier + 2 == axis->tier_count);
}

void lociq_frame_set(lociq_frame *frame, size_t r, size_t i, size_t cell, double value, double rounding) {
  lociq_bounds *table = &frame->tables[r][i];
  table->lower[cell] = value - rounding < frame->least ? frame->least : value - rounding;
  table->upper[cell] = value + rounding;
  table->known[cell] = true;
}

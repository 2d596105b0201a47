/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole columns: a panel of them is gathered from the rows by blocks, then each
 * is given to its kernels. A column is never split, so nothing depends on how
 * many fit the memory.
 */
#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/work.h"

enum { SMALLEST = 8, LARGEST = 256 };

/* Columns [first, first + count), each `height` long. */
typedef struct columns {
  const lociq_work *work;
  size_t industries, height, first, count;
  double *values;
  double *scratch; /* scratch_size doubles a thread */
  size_t scratch_size;
} columns;

static void gather_block(void *context, const lociq_span *span, void *state) {
  (void)state;
  const columns *panel = context;
  const bool zero = panel->work->request->missing == LOCIQ_MISSING_ZERO;
  const double *rows = span->values[0] + panel->first;
  for (size_t c = 0; c < panel->count; c += LOCIQ_LANES) {
    const size_t end = c + LOCIQ_LANES < panel->count ? c + LOCIQ_LANES : panel->count;
    for (size_t k = 0; k < span->count; k++)
      for (size_t j = c; j < end; j++) {
        const double value = rows[k * panel->industries + j];
        panel->values[j * panel->height + span->first + k] = zero && isnan(value) ? 0 : value;
      }
  }
}

static lociq_status gather(columns *panel, lociq_error *error) {
  const lociq_work *work = panel->work;
  lociq_sweep sweep = work->rows;
  const size_t fitting = work->memory / 2 / (panel->industries * sizeof(double)) / LOCIQ_BLOCK_ROWS;
  const size_t rows = (fitting == 0 ? 1 : fitting) * LOCIQ_BLOCK_ROWS;
  if (!sweep.source->in_memory && rows < sweep.slab_rows) sweep.slab_rows = rows;
  sweep.cubes[0] = work->request->measure;
  sweep.cube_count = 1;
  sweep.state_size = 0;
  sweep.context = panel;
  sweep.block = gather_block;
  sweep.merge = NULL;
  sweep.slab = NULL;
  return lociq_sweep_run(&sweep, NULL, error);
}

static bool is_lost(const lociq_work *work, size_t industry) {
  const lociq_missing missing = work->request->missing;
  const size_t known = (size_t)work->results->census.industry_known[industry];
  if (known == 0 && missing != LOCIQ_MISSING_ZERO) return true;
  if (isnan(work->structure->reference[industry])) return true;
  return missing == LOCIQ_MISSING_PROPAGATE && (known < work->rows.regions || work->structure->region_unknown);
}

static bool is_due(const lociq_instance *instance, size_t level) {
  return instance->level == level && instance->indicator->kernel->form == LOCIQ_COLUMN;
}

static void run_columns(const columns *panel, size_t level) {
  const lociq_work *work = panel->work;
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t c = 0; c < panel->count; c++) {
    const size_t industry = panel->first + c;
    for (size_t i = 0; i < work->request->count; i++) {
      const lociq_instance *instance = &work->request->instances[i];
      if (!is_due(instance, level)) continue;
      const lociq_column column = {.regions = work->rows.regions,
                                   .height = panel->height,
                                   .industry = industry,
                                   .values = panel->values + c * panel->height,
                                   .distribution = work->structure->distribution,
                                   .given = &work->request->supply.given,
                                   .options = instance->options,
                                   .scratch = panel->scratch + (size_t)omp_get_thread_num() * panel->scratch_size};
      double *result = &work->results->of[i].values[industry];
      *result = NAN;
      if (!is_lost(work, industry)) instance->indicator->kernel->column(&column, result);
    }
  }
}

/* How many columns are gathered at once. */
static size_t columns_at_once(const lociq_work *work, size_t height) {
  const size_t fitting = work->memory / 2 / (height * sizeof(double)) / LOCIQ_LANES * LOCIQ_LANES;
  const size_t bounded = fitting < SMALLEST ? SMALLEST : fitting > LARGEST ? LARGEST : fitting;
  return bounded < work->rows.industries ? bounded : work->rows.industries;
}

lociq_status lociq_columns_run(const lociq_work *work, size_t level, lociq_error *error) {
  size_t due = 0, scratch = 0;
  for (size_t i = 0; i < work->request->count; i++) {
    const lociq_instance *instance = &work->request->instances[i];
    if (!is_due(instance, level)) continue;
    due++;
    if (instance->indicator->kernel->scratch > scratch) scratch = instance->indicator->kernel->scratch;
  }
  if (due == 0) return LOCIQ_OK;
  const size_t height = lociq_lanes_width(work->rows.regions), at_once = columns_at_once(work, height);
  columns panel = {.work = work, .industries = work->rows.industries, .height = height};
  panel.values = lociq_allocate_aligned(at_once * height, sizeof *panel.values);
  panel.scratch_size = scratch * height;
  panel.scratch = lociq_allocate_aligned(work->rows.threads * panel.scratch_size, sizeof *panel.scratch);
  lociq_status status = LOCIQ_OK;
  if (panel.values == NULL || panel.scratch == NULL) status = lociq_memory_error(error, "columns");
  for (; status == LOCIQ_OK && panel.first < panel.industries; panel.first += at_once) {
    const size_t left = panel.industries - panel.first;
    panel.count = left < at_once ? left : at_once;
    status = gather(&panel, error);
    if (status == LOCIQ_OK) run_columns(&panel, level);
  }
  free(panel.values);
  free(panel.scratch);
  return status;
}

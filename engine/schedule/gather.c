/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/gather.h"

#include <string.h>

#include "core/memory.h"
#include "numeric/sum.h"
#include "schedule/bytes.h"

enum { SMALLEST = 8, LARGEST = 256 };

double *lociq_allocate_column(size_t regions) {
  const size_t height = lociq_lanes_width(regions);
  double *column = lociq_allocate_aligned(height, sizeof *column);
  for (size_t r = 0; column != NULL && r < height; r++) column[r] = NAN;
  return column;
}

lociq_status lociq_gather_add(lociq_columns *columns, const lociq_cube *cube, size_t back, size_t *at,
                              lociq_error *error) {
  for (size_t c = 0; c < columns->cube_count; c++)
    if (columns->cubes[c].cube == cube && columns->cubes[c].back == back) {
      *at = c;
      return LOCIQ_OK;
    }
  if (columns->cube_count == LOCIQ_STREAMS)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "more than %d measures and earlier years at once: compute some of the indicators apart",
                           LOCIQ_STREAMS);
  *at = columns->cube_count++;
  columns->cubes[*at] = (lociq_gathered){.cube = cube, .back = back};
  return LOCIQ_OK;
}

/* How many columns are gathered at once: those of 256 industries from a multiple
 * of 256 are whole chunks of a store. Of fewer, a power of 2: none lie in two chunks. */
static size_t columns_at_once(const lociq_columns *columns, size_t cell_results) {
  const lociq_work *work = columns->work;
  const size_t kept = columns->cube_count + (columns->wants_quotients ? 1 : 0) + cell_results;
  const size_t bytes = kept * columns->height * sizeof(double);
  size_t bounded = LARGEST;
  while (bounded > SMALLEST && bytes * bounded > columns->room / 2) bounded /= 2;
  return bounded < work->rows.industries ? bounded : work->rows.industries;
}

static lociq_status allocate_cube(const lociq_columns *columns, lociq_gathered *gathered, lociq_error *error) {
  const lociq_source *source = columns->work->rows.source;
  const size_t regions = columns->work->rows.regions, year = columns->work->rows.year - gathered->back;
  gathered->values = lociq_allocate_aligned(columns->at_once * columns->height, sizeof *gathered->values);
  gathered->sum = lociq_allocate(columns->at_once, sizeof *gathered->sum);
  gathered->known = lociq_allocate(columns->at_once, sizeof *gathered->known);
  gathered->by_region = lociq_allocate(gathered->covers ? regions : 0, sizeof *gathered->by_region);
  if (gathered->values == NULL || gathered->sum == NULL || gathered->known == NULL || gathered->by_region == NULL)
    return lociq_memory_error(error, "columns");
  if (!gathered->covers) return LOCIQ_OK;
  const lociq_status status =
      source->part(source->context, gathered->cube, LOCIQ_TOTAL_REGION, year, &gathered->published_region, error);
  if (status != LOCIQ_OK) return status;
  return source->part(source->context, gathered->cube, LOCIQ_TOTAL_INDUSTRY, year, &gathered->published_industry,
                      error);
}

lociq_status lociq_gather_create(lociq_columns *columns, size_t cell_results, lociq_error *error) {
  const lociq_structure *structure = columns->work->structure;
  lociq_status status = LOCIQ_OK;
  columns->at_once = columns_at_once(columns, cell_results);
  for (size_t c = 0; c < columns->cube_count && status == LOCIQ_OK; c++)
    status = allocate_cube(columns, &columns->cubes[c], error);
  if (status != LOCIQ_OK) return status;
  columns->total = lociq_allocate_column(columns->work->rows.regions);
  columns->distribution = lociq_allocate_column(columns->work->rows.regions);
  columns->absent = lociq_allocate_column(columns->work->rows.regions);
  if (columns->wants_quotients)
    columns->quotients = lociq_allocate_aligned(columns->at_once * columns->height, sizeof *columns->quotients);
  if (columns->total == NULL || columns->distribution == NULL || columns->absent == NULL ||
      (columns->wants_quotients && columns->quotients == NULL))
    return lociq_memory_error(error, "columns");
  for (size_t r = 0; structure != NULL && r < structure->regions; r++) {
    if (structure->region_total[r] != 0) columns->total[r] = structure->region_total[r];
    columns->distribution[r] = structure->distribution[r];
  }
  return LOCIQ_OK;
}

void lociq_gather_free(lociq_columns *columns) {
  for (size_t c = 0; c < columns->cube_count; c++) {
    free(columns->cubes[c].values);
    free(columns->cubes[c].sum);
    free(columns->cubes[c].known);
    free(columns->cubes[c].by_region);
  }
  free(columns->quotients);
  free(columns->total);
  free(columns->distribution);
  free(columns->absent);
}

/* Eight columns at a time: each line of the rows is read once. */
static void turn_rows(const lociq_columns *columns, const lociq_span *span, const double *rows, double *values) {
  const size_t industries = columns->work->rows.industries;
  rows += columns->first;
  for (size_t c = 0; c < columns->count; c += LOCIQ_LANES) {
    const size_t end = c + LOCIQ_LANES < columns->count ? c + LOCIQ_LANES : columns->count;
    for (size_t k = 0; k < span->count; k++)
      for (size_t j = c; j < end; j++) values[j * columns->height + span->first + k] = rows[k * industries + j];
  }
}

static void cover_rows(const lociq_columns *columns, const lociq_span *span, const double *rows,
                       const lociq_gathered *gathered) {
  const size_t industries = columns->work->rows.industries;
  for (size_t k = 0; k < span->count; k++) {
    size_t known = 0;
    const double sum = lociq_sum_known(rows + k * industries, industries, &known);
    gathered->by_region[span->first + k] = lociq_coverage_of(gathered->published_region, span->first + k, sum, known);
  }
}

static void gather_block(void *context, const lociq_span *span, void *state) {
  (void)state;
  const lociq_columns *columns = context;
  for (size_t c = 0; c < columns->cube_count; c++) {
    turn_rows(columns, span, span->values[c], columns->cubes[c].values);
    if (columns->cubes[c].covers && columns->first == 0) cover_rows(columns, span, span->values[c], &columns->cubes[c]);
  }
}

/* Counts what is known of a column before --missing zero fills it. */
static void settle_column(const lociq_columns *columns, const lociq_gathered *gathered, size_t column) {
  const lociq_work *work = columns->work;
  double *values = gathered->values + column * columns->height;
  gathered->sum[column] = lociq_sum_known(values, work->rows.regions, &gathered->known[column]);
  for (size_t r = 0; work->request->missing == LOCIQ_MISSING_ZERO && r < work->rows.regions; r++)
    if (isnan(values[r])) values[r] = 0;
  for (size_t r = work->rows.regions; r < columns->height; r++) values[r] = NAN;
}

/* s/x, the same operations as for rows. */
LOCIQ_CLONED static void fill_quotients(const double *values, const double *total, double reference, size_t height,
                                        double *quotients) {
  const lociq_lanes x = lociq_lanes_all(reference);
  for (size_t r = 0; r < height; r += LOCIQ_LANES)
    lociq_lanes_store(quotients + r, lociq_lanes_load(values + r) / lociq_lanes_load(total + r) / x);
}

lociq_status lociq_gather_run(lociq_columns *columns, lociq_error *error) {
  const lociq_work *work = columns->work;
  lociq_sweep sweep = work->rows;
  sweep.ranks = lociq_ranks_alone(); /* ranks share the columns */
  if (!sweep.source->in_memory) {
    const size_t copies = columns->cube_count, half = columns->room / 2;
    sweep.slab_rows = lociq_bytes_rows(half, copies, sweep.regions, sweep.industries);
  }
  for (size_t c = 0; c < columns->cube_count; c++) {
    sweep.cubes[c] = columns->cubes[c].cube;
    sweep.back[c] = columns->cubes[c].back;
  }
  sweep.cube_count = columns->cube_count;
  sweep.state_size = 0;
  sweep.context = columns;
  sweep.block = gather_block;
  sweep.merge = NULL;
  sweep.slab = NULL;
  const lociq_status status = lociq_sweep_run(&sweep, NULL, error);
  if (status != LOCIQ_OK) return status;
#pragma omp parallel for schedule(static)
  for (size_t k = 0; k < columns->count; k++) {
    for (size_t c = 0; c < columns->cube_count; c++) settle_column(columns, &columns->cubes[c], k);
    if (columns->wants_quotients)
      fill_quotients(columns->cubes[columns->measure].values + k * columns->height, columns->total,
                     work->structure->reference[columns->first + k], columns->height,
                     columns->quotients + k * columns->height);
  }
  return LOCIQ_OK;
}

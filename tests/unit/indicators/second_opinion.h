/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the second implementation of an indicator gives, from the raw figures of a
 * panel: of the request only the settings and what is given once are taken.
 */
#ifndef LOCIQ_TESTS_SECOND_OPINION_H
#define LOCIQ_TESTS_SECOND_OPINION_H

#include <lociq/lociq.h>
#include <math.h>
#include <stdlib.h>

#include "indicators/kernel.h"
#include "schedule/request.h"
#include "schedule/results.h"

typedef struct opinion {
  const lociq_request *request;
  const lociq_panel *panel;
  size_t regions, industries, years;
  void *memory[512]; /* of all that is made on the way */
  size_t memory_count;
} opinion;

static inline double *opinion_room(opinion *job, size_t count) {
  double *values = calloc(count + 1, sizeof *values);
  if (values == NULL || job->memory_count == sizeof job->memory / sizeof *job->memory) abort();
  job->memory[job->memory_count++] = values;
  return values;
}

static inline opinion opinion_create(const lociq_request *request, const lociq_panel *panel) {
  return (opinion){.request = request,
                   .panel = panel,
                   .regions = lociq_axis_count(panel->axes[LOCIQ_REGION]),
                   .industries = lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]),
                   .years = lociq_axis_count(panel->axes[LOCIQ_YEAR])};
}

static inline void opinion_free(opinion *job) {
  for (size_t k = 0; k < job->memory_count; k++) free(job->memory[k]);
  job->memory_count = 0;
}

/* How many values one output has in a year. */
static inline size_t opinion_count(const opinion *job, const lociq_instance *instance) {
  return lociq_panel_count(job->panel, instance->shape & ~(unsigned)LOCIQ_BY_YEAR);
}

/* One year of a part of a cube; NULL where it has none. */
static inline const double *opinion_part(const opinion *job, const lociq_cube *cube, lociq_part part, size_t year) {
  const lociq_grid *grid = &cube->parts[part];
  return grid->values == NULL ? NULL : grid->values + year * (grid->count / job->years);
}

/* A year's body as --missing has it; all NaN in a year that is not there. */
static inline const double *opinion_body(opinion *job, const lociq_cube *cube, size_t year) {
  const size_t count = job->regions * ((cube->shape & LOCIQ_BY_INDUSTRY) ? job->industries : 1);
  double *values = opinion_room(job, count);
  const bool zero = job->request->missing == LOCIQ_MISSING_ZERO;
  for (size_t k = 0; k < count; k++) {
    values[k] = year == LOCIQ_NONE ? (double)NAN : opinion_part(job, cube, LOCIQ_BODY, year)[k];
    if (year != LOCIQ_NONE && zero && isnan(values[k])) values[k] = 0;
  }
  return values;
}

/* E_r as published, else the sum of what is known; a region variable as it is. */
static inline const double *opinion_region(opinion *job, const lociq_cube *cube, size_t year) {
  const double *body = opinion_body(job, cube, year);
  if (year == LOCIQ_NONE || (cube->shape & LOCIQ_BY_INDUSTRY) == 0) return body;
  const double *published = job->request->summed ? NULL : opinion_part(job, cube, LOCIQ_TOTAL_REGION, year);
  double *values = opinion_room(job, job->regions);
  for (size_t r = 0; r < job->regions; r++) {
    size_t known = 0;
    for (size_t i = 0; i < job->industries; i++) {
      if (isnan(body[r * job->industries + i])) continue;
      values[r] += body[r * job->industries + i];
      known++;
    }
    if (known == 0) values[r] = NAN;
    if (published && !isnan(published[r])) values[r] = published[r];
    if (isnan(values[r]) && job->request->missing == LOCIQ_MISSING_ZERO) values[r] = 0;
  }
  return values;
}

/* Kernels see cells of what is by industry where they give cells themselves, row by row or column by column. */
static inline bool opinion_sees_cells(const lociq_instance *instance, const lociq_cube *cube) {
  const lociq_form form = instance->indicator->kernel->form;
  if (form == LOCIQ_WHOLE || form == LOCIQ_ALL_YEARS) return false;
  return (instance->shape & LOCIQ_BY_INDUSTRY) != 0 && (cube->shape & LOCIQ_BY_INDUSTRY) != 0;
}

static inline size_t opinion_year(const opinion *job, size_t year, long lag) {
  const lociq_axis *axis = job->panel->axes[LOCIQ_YEAR];
  for (size_t y = 0; y < job->years; y++)
    if (lociq_axis_year(axis, y) == lociq_axis_year(axis, year) - lag) return y;
  return LOCIQ_NONE;
}

static inline void opinion_measure(opinion *job, size_t year, lociq_table *table) {
  const lociq_request *request = job->request;
  if (request->measure != NULL) {
    table->values = opinion_body(job, request->measure, year);
    if (!request->summed) {
      const double *all = opinion_part(job, request->measure, LOCIQ_TOTAL, year);
      table->total_region = opinion_part(job, request->measure, LOCIQ_TOTAL_REGION, year);
      table->total_industry = opinion_part(job, request->measure, LOCIQ_TOTAL_INDUSTRY, year);
      if (all != NULL) table->total = *all;
    }
  }
  if (request->distribution_cube != NULL) table->distribution = opinion_body(job, request->distribution_cube, year);
  if (!request->equal) return;
  double *ones = opinion_room(job, job->regions);
  for (size_t r = 0; r < job->regions; r++) ones[r] = 1;
  table->distribution = ones;
}

/* What the aggregate that is the reference has of a cube: its cells, or its total. */
static inline const double *opinion_aggregate(opinion *job, const lociq_cube *cube, size_t year, bool by_cell) {
  const lociq_request *request = job->request;
  const double *bodies = opinion_part(job, cube, LOCIQ_AGGREGATE_BODY, year);
  const double *totals = request->summed ? NULL : opinion_part(job, cube, LOCIQ_AGGREGATE_TOTAL, year);
  const size_t industries = (cube->shape & LOCIQ_BY_INDUSTRY) ? job->industries : 1;
  const double nothing = request->missing == LOCIQ_MISSING_ZERO ? 0 : (double)NAN;
  double *values = opinion_room(job, industries), sum = nothing;
  if (bodies == NULL) return NULL;
  for (size_t i = 0; i < industries; i++) {
    const double value = bodies[request->aggregate * industries + i];
    values[i] = isnan(value) ? nothing : value;
    if (!isnan(value)) sum = isnan(sum) ? value : sum + value;
  }
  if (totals != NULL && !isnan(totals[request->aggregate])) sum = totals[request->aggregate];
  if (!by_cell) values[0] = sum;
  return values;
}

static inline void opinion_operands(opinion *job, const lociq_instance *instance, size_t year, lociq_table *table) {
  bool cells = lociq_instance_sees_measure(instance);
  for (size_t o = 0; o < instance->operand_count; o++) {
    const lociq_cube *cube = instance->operands[o];
    if (cube == NULL) continue;
    const bool by_cell = opinion_sees_cells(instance, cube);
    cells = cells || by_cell;
    table->operands[o] = by_cell ? opinion_body(job, cube, year) : opinion_region(job, cube, year);
    if (job->request->aggregate != LOCIQ_NONE) table->aggregate[o] = opinion_aggregate(job, cube, year, by_cell);
  }
  const lociq_form form = instance->indicator->kernel->form;
  if (instance->operand_count > 0 && !cells && (form == LOCIQ_ROW || form == LOCIQ_FOLD)) table->industries = 1;
  const bool own = form == LOCIQ_COLUMN ? lociq_instance_has_variable(instance) : instance->operand_count > 0;
  const lociq_cube *back = own ? instance->operands[0] : job->request->measure;
  for (size_t n = 0; back != NULL && n < instance->lag_count; n++) {
    const size_t then = opinion_year(job, year, instance->lags[n]);
    const bool by_cell = !own || opinion_sees_cells(instance, back);
    table->earlier[n] = by_cell ? opinion_body(job, back, then) : opinion_region(job, back, then);
    if (by_cell && !job->request->summed && then != LOCIQ_NONE)
      table->earlier_total_region[n] = opinion_part(job, back, LOCIQ_TOTAL_REGION, then);
  }
}

/* Outputs one after the other, each of opinion_count() values of the year; of a
 * kernel that sees all years, each of so many times the years, whatever the year. */
static inline const double *second_opinion(opinion *job, size_t position, size_t year);

static inline void opinion_years(opinion *job, const lociq_instance *instance, lociq_years *years) {
  int *numbers = (int *)(void *)opinion_room(job, job->years);
  for (size_t y = 0; y < job->years; y++) numbers[y] = lociq_axis_year(job->panel->axes[LOCIQ_YEAR], y);
  *years = (lociq_years){.years = job->years,
                         .regions = job->regions,
                         .year = numbers,
                         .given = &job->request->supply.given,
                         .options = instance->options};
  for (size_t o = 0; o < instance->operand_count; o++) {
    if (instance->operands[o] == NULL) continue;
    double *values = opinion_room(job, job->years * job->regions);
    for (size_t y = 0; y < job->years; y++) {
      const double *one = opinion_region(job, instance->operands[o], y);
      for (size_t r = 0; r < job->regions; r++) values[y * job->regions + r] = one[r];
    }
    years->operands[o] = values;
  }
  for (size_t n = 0; n < LOCIQ_NEEDS; n++)
    if (instance->needs[n] != LOCIQ_NONE) years->needs[n] = second_opinion(job, instance->needs[n], 0);
}

static inline const double *second_opinion(opinion *job, size_t position, size_t year) {
  const lociq_instance *instance = &job->request->instances[position];
  const lociq_kernel *kernel = instance->indicator->kernel;
  lociq_years years = {0};
  lociq_table table = {.regions = job->regions,
                       .industries = job->industries,
                       .total = NAN,
                       .given = &job->request->supply.given,
                       .raw_shares = job->request->raw_shares,
                       .options = instance->options};
  const size_t count = opinion_count(job, instance) * lociq_output_count(instance->indicator);
  double *result = opinion_room(job, count * (kernel->form == LOCIQ_ALL_YEARS ? job->years : 1));
  if (kernel->form == LOCIQ_ALL_YEARS) {
    opinion_years(job, instance, &years);
    table.years = &years;
  } else {
    opinion_measure(job, year, &table);
    opinion_operands(job, instance, year, &table);
    for (size_t n = 0; n < LOCIQ_NEEDS; n++)
      if (instance->needs[n] != LOCIQ_NONE) table.needs[n] = second_opinion(job, instance->needs[n], year);
  }
  kernel->naive(&table, result);
  return result;
}

#endif

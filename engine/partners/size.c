/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/size.h"

#include <math.h>

#include "core/memory.h"
#include "numeric/sum.h"

typedef struct sizing {
  const lociq_units *units;
  const double *total_region; /* published; NULL: none is */
  size_t next;                /* the first unit that no row has been seen of yet: they lie by region */
  double *sizes;
} sizing;

static double size_of(const sizing *job, const lociq_unit *unit, const double *row) {
  if (job->units->cluster != LOCIQ_NONE) return unit->industry == LOCIQ_NONE ? (double)NAN : row[unit->industry];
  const double published = job->total_region == NULL ? (double)NAN : job->total_region[unit->region];
  if (!isnan(published)) return published;
  size_t known = 0;
  const double sum = lociq_sum_known(row, lociq_axis_count(job->units->industries), &known);
  return known == 0 ? (double)NAN : sum;
}

static void see(void *context, size_t region, const double *row) {
  sizing *job = context;
  const lociq_units *units = job->units;
  for (; job->next < units->count && units->items[job->next].region == region; job->next++)
    job->sizes[job->next] = size_of(job, &units->items[job->next], row);
}

lociq_status lociq_units_size(const lociq_statistics *statistics, const lociq_units *units, double **sizes,
                              lociq_error *error) {
  lociq_statistic measure = {0};
  lociq_status status = lociq_statistics_open(statistics, statistics->measure, statistics->year, &measure, error);
  if (status != LOCIQ_OK) return status;
  sizing job = {.units = units, .total_region = measure.total_region};
  job.sizes = lociq_allocate(units->count, sizeof *job.sizes);
  if (job.sizes == NULL) status = lociq_memory_error(error, "the units' sizes");
  for (size_t u = 0; u < units->count && status == LOCIQ_OK; u++) job.sizes[u] = (double)NAN;
  if (status == LOCIQ_OK)
    status = lociq_statistics_sweep(statistics, statistics->measure, statistics->year, see, &job, error);
  lociq_statistic_clear(&measure);
  if (status == LOCIQ_OK)
    *sizes = job.sizes;
  else
    free(job.sizes);
  return status;
}

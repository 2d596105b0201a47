/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/size.h"

#include <math.h>

#include "core/memory.h"
#include "numeric/sum.h"

static double size_of(const lociq_statistic *measure, const lociq_units *units, const lociq_unit *unit) {
  const size_t industries = lociq_axis_count(units->industries);
  if (unit->region == LOCIQ_NONE) return (double)NAN;
  const double *row = measure->values + unit->region * industries;
  if (units->cluster != LOCIQ_NONE) return unit->industry == LOCIQ_NONE ? (double)NAN : row[unit->industry];
  const double published = measure->total_region == NULL ? (double)NAN : measure->total_region[unit->region];
  if (!isnan(published)) return published;
  size_t known = 0;
  const double sum = lociq_sum_known(row, industries, &known);
  return known == 0 ? (double)NAN : sum;
}

lociq_status lociq_units_size(const lociq_statistics *statistics, const lociq_units *units, double **sizes,
                              lociq_error *error) {
  lociq_statistic measure = {0};
  const lociq_status status = lociq_statistics_read(statistics, statistics->measure, statistics->year, &measure, error);
  if (status != LOCIQ_OK) return status;
  double *made = lociq_allocate(units->count, sizeof *made);
  for (size_t u = 0; made != NULL && u < units->count; u++) made[u] = size_of(&measure, units, &units->items[u]);
  lociq_statistic_clear(&measure);
  if (made == NULL) return lociq_memory_error(error, "the units' sizes");
  *sizes = made;
  return LOCIQ_OK;
}

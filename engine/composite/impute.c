/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "composite/em.h"
#include "composite/table.h"
#include "core/memory.h"

/* A year of the table while it is filled: what was there before stays in `known`. */
typedef struct filling {
  lociq_table_of_units *table;
  const lociq_imputation *how;
  const lociq_groups_of_units *groups;
  const bool *left_out; /* of all years; may be NULL */
  double *before;       /* units × columns of the year */
  double *scratch;      /* units */
  size_t year;
} filling;

static double *value_at(const filling *job, size_t unit, size_t column) {
  const lociq_table_of_units *table = job->table;
  return &table->values[(job->year * table->units + unit) * table->columns + column];
}

static double before_at(const filling *job, size_t unit, size_t column) {
  return job->before[unit * job->table->columns + column];
}

static bool takes_part(const filling *job, size_t unit) {
  return job->left_out == NULL || !job->left_out[job->year * job->table->units + unit];
}

static size_t group_of(const filling *job, size_t unit) {
  return job->groups == NULL || job->groups->group == NULL ? LOCIQ_NONE : job->groups->group[unit];
}

/* ---- means and medians, of all or of a group ---- */

static double middle_of(const filling *job, size_t column, size_t group, bool median) {
  size_t known = 0;
  for (size_t u = 0; u < job->table->units; u++) {
    const double x = before_at(job, u, column);
    if (isnan(x) || (group != LOCIQ_NONE && group_of(job, u) != group)) continue;
    job->scratch[known++] = x;
  }
  if (known == 0) return NAN;
  if (!median) return gsl_stats_mean(job->scratch, 1, known);
  gsl_sort(job->scratch, 1, known);
  return gsl_stats_median_from_sorted_data(job->scratch, 1, known);
}

static double fill_from_middle(const filling *job, size_t unit, size_t column, bool by_group, bool median) {
  const size_t group = by_group ? group_of(job, unit) : LOCIQ_NONE;
  const double found = group == LOCIQ_NONE ? NAN : middle_of(job, column, group, median);
  return isnan(found) ? middle_of(job, column, LOCIQ_NONE, median) : found;
}

/* ---- the unit's other years ---- */

/* The values of other years are those that were there: years are filled from the last to the first. */
static double fill_from_years(const filling *job, size_t unit, size_t column) {
  const lociq_table_of_units *table = job->table;
  for (size_t back = 1; back <= job->year; back++) {
    const double x = table->values[((job->year - back) * table->units + unit) * table->columns + column];
    if (!isnan(x)) return x;
  }
  return NAN;
}

static double fill_from_later_years(const filling *job, const double *original, size_t unit, size_t column) {
  const lociq_table_of_units *table = job->table;
  for (size_t y = job->year + 1; y < table->years; y++) {
    const double x = original[(y * table->units + unit) * table->columns + column];
    if (!isnan(x)) return x;
  }
  return NAN;
}

/* ---- the nearest units ---- */

/* Mean square of the differences, in standard deviations, over what is known of both. */
static double distance_between(const filling *job, const double *deviations, size_t unit, size_t other) {
  double sum = 0;
  size_t known = 0;
  for (size_t c = 0; c < job->table->columns; c++) {
    const double off = (before_at(job, unit, c) - before_at(job, other, c)) / deviations[c];
    if (!isfinite(off)) continue;
    sum += off * off;
    known++;
  }
  return known == 0 ? INFINITY : sum / (double)known;
}

static double deviation_of(const filling *job, size_t column) {
  size_t known = 0;
  for (size_t u = 0; u < job->table->units; u++)
    if (!isnan(before_at(job, u, column))) job->scratch[known++] = before_at(job, u, column);
  return known < 2 ? 0 : gsl_stats_sd(job->scratch, 1, known);
}

/* One unit after the other in order of distance, ties in the order of units. */
static double fill_from_nearest(const filling *job, const double *distances, size_t column) {
  double sum = 0, nearest = -1;
  size_t taken = 0;
  while (taken < job->how->neighbours) {
    double next = INFINITY;
    for (size_t u = 0; u < job->table->units; u++)
      if (!isnan(before_at(job, u, column)) && distances[u] > nearest && distances[u] < next) next = distances[u];
    if (isinf(next)) break;
    for (size_t u = 0; u < job->table->units && taken < job->how->neighbours; u++) {
      if (isnan(before_at(job, u, column)) || distances[u] != next) continue;
      sum += before_at(job, u, column);
      taken++;
    }
    nearest = next;
  }
  return taken == 0 ? (double)NAN : sum / (double)taken;
}

static bool lacks_any(const filling *job, size_t unit) {
  for (size_t c = 0; c < job->table->columns; c++)
    if (isnan(before_at(job, unit, c))) return true;
  return false;
}

static lociq_status fill_by_neighbours(const filling *job, lociq_error *error) {
  const size_t units = job->table->units, columns = job->table->columns;
  double *deviations = lociq_allocate(columns, sizeof *deviations), *distances = lociq_allocate(units, sizeof(double));
  if (deviations == NULL || distances == NULL) {
    free(deviations);
    free(distances);
    return lociq_memory_error(error, "an imputation");
  }
  for (size_t c = 0; c < columns; c++) deviations[c] = deviation_of(job, c);
  for (size_t u = 0; u < units; u++) {
    if (!takes_part(job, u) || !lacks_any(job, u)) continue;
    for (size_t other = 0; other < units; other++)
      distances[other] = other == u ? INFINITY : distance_between(job, deviations, u, other);
    for (size_t c = 0; c < columns; c++)
      if (isnan(before_at(job, u, c))) *value_at(job, u, c) = fill_from_nearest(job, distances, c);
  }
  free(deviations);
  free(distances);
  return LOCIQ_OK;
}

/* ---- all of it ---- */

static void fill_places(const filling *job, const double *original) {
  const lociq_impute method = job->how->method;
  const bool by_group = method == LOCIQ_IMPUTE_GROUP_MEAN || method == LOCIQ_IMPUTE_GROUP_MEDIAN;
  const bool median = method == LOCIQ_IMPUTE_MEDIAN || method == LOCIQ_IMPUTE_GROUP_MEDIAN;
  for (size_t u = 0; u < job->table->units; u++)
    for (size_t c = 0; c < job->table->columns && takes_part(job, u); c++) {
      if (!isnan(before_at(job, u, c))) continue;
      double found = NAN;
      if (method == LOCIQ_IMPUTE_PREVIOUS) {
        found = fill_from_years(job, u, c);
        if (isnan(found)) found = fill_from_later_years(job, original, u, c);
      } else {
        found = fill_from_middle(job, u, c, by_group, median);
      }
      *value_at(job, u, c) = found;
    }
}

/* The rows of the units that take part, together, and back again. */
static lociq_status fill_by_em(const filling *job, lociq_error *error) {
  const size_t columns = job->table->columns;
  double *rows = lociq_allocate(job->table->units, columns * sizeof *rows);
  if (rows == NULL) return lociq_memory_error(error, "an imputation");
  size_t count = 0;
  for (size_t u = 0; u < job->table->units; u++)
    if (takes_part(job, u)) memcpy(rows + count++ * columns, value_at(job, u, 0), columns * sizeof *rows);
  const lociq_status status = lociq_em_fill(rows, count, columns, job->how->iterations, job->how->tolerance, error);
  count = 0;
  for (size_t u = 0; u < job->table->units && status == LOCIQ_OK; u++)
    if (takes_part(job, u)) memcpy(value_at(job, u, 0), rows + count++ * columns, columns * sizeof *rows);
  free(rows);
  return status;
}

static lociq_status fill_year(const filling *job, const double *original, lociq_error *error) {
  const size_t count = job->table->units * job->table->columns;
  memcpy(job->before, original + job->year * count, count * sizeof *job->before);
  switch (job->how->method) {
    case LOCIQ_IMPUTE_NONE:
      return LOCIQ_OK;
    case LOCIQ_IMPUTE_NEIGHBOURS:
      return fill_by_neighbours(job, error);
    case LOCIQ_IMPUTE_EM:
      return fill_by_em(job, error);
    default:
      fill_places(job, original);
      return LOCIQ_OK;
  }
}

lociq_status lociq_units_impute(lociq_table_of_units *table, const lociq_imputation *how,
                                const lociq_groups_of_units *groups, const bool *left_out, bool *imputed,
                                lociq_error *error) {
  const size_t count = table->years * table->units * table->columns;
  lociq_table_of_units original = {0};
  filling job = {.table = table, .how = how, .groups = groups, .left_out = left_out};
  lociq_status status = lociq_units_copy(table, &original, error);
  job.before = lociq_allocate(table->units, table->columns * sizeof *job.before);
  job.scratch = lociq_allocate(table->units, sizeof *job.scratch);
  if (status != LOCIQ_OK) goto done;
  if (job.before == NULL || job.scratch == NULL) {
    status = lociq_memory_error(error, "an imputation");
    goto done;
  }
  for (job.year = table->years; job.year > 0 && status == LOCIQ_OK;) {
    job.year--;
    status = fill_year(&job, original.values, error);
  }
  for (size_t k = 0; k < count && status == LOCIQ_OK; k++)
    imputed[k] = isnan(original.values[k]) && !isnan(table->values[k]);
done:
  free(job.before);
  free(job.scratch);
  lociq_units_clear(&original);
  return status;
}

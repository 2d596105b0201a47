/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/em.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/memory.h"

/* The columns standardised; scratch matrices are columns × columns. */
typedef struct em {
  size_t units, columns;
  const double *values; /* as they are, NaN where missing */
  double *centre, *spread;
  double *mean, *covariance;         /* of the standardised columns */
  double *new_mean, *new_covariance; /* sums while a step goes on */
  double *factor, *solved, *filled;  /* Cholesky's; one row of coefficients a missing column; a unit's values */
  size_t *known, *missing;           /* columns */
  size_t known_count, missing_count;
} em;

static double standardised(const em *job, size_t unit, size_t column) {
  return (job->values[unit * job->columns + column] - job->centre[column]) / job->spread[column];
}

static lociq_status standardise(em *job, lociq_error *error) {
  for (size_t c = 0; c < job->columns; c++) {
    double sum = 0, squares = 0, known = 0;
    for (size_t u = 0; u < job->units; u++) {
      const double x = job->values[u * job->columns + c];
      sum += isnan(x) ? 0 : x;
      known += isnan(x) ? 0 : 1;
    }
    job->centre[c] = sum / known;
    for (size_t u = 0; u < job->units; u++) {
      const double off = job->values[u * job->columns + c] - job->centre[c];
      squares += isnan(off) ? 0 : off * off;
    }
    job->spread[c] = sqrt(squares / known);
    if (!(known >= 2 && job->spread[c] > 0))
      return lociq_error_set(error, LOCIQ_INVALID,
                             "em needs two values that differ of each indicator: number %zu has not", c + 1);
  }
  if (job->units > job->columns) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "em needs more units than indicators: there are %zu and %zu", job->units,
                         job->columns);
}

static void start(em *job) {
  for (size_t c = 0; c < job->columns; c++) {
    job->mean[c] = 0;
    for (size_t d = 0; d < job->columns; d++) job->covariance[c * job->columns + d] = c == d ? 1 : 0;
  }
}

static void part_columns(em *job, size_t unit) {
  job->known_count = job->missing_count = 0;
  for (size_t c = 0; c < job->columns; c++) {
    if (isnan(job->values[unit * job->columns + c]))
      job->missing[job->missing_count++] = c;
    else
      job->known[job->known_count++] = c;
  }
}

static double covariance_of(const em *job, size_t c, size_t d) { return job->covariance[c * job->columns + d]; }

/* Cholesky's factor of the known columns' covariance; false where it is singular. */
static bool factorise(const em *job) {
  static const double LEAST = 1e-12;
  const size_t n = job->known_count;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      double sum = covariance_of(job, job->known[i], job->known[j]);
      for (size_t k = 0; k < j; k++) sum -= job->factor[i * n + k] * job->factor[j * n + k];
      if (i == j && !(sum > LEAST)) return false;
      job->factor[i * n + j] = i == j ? sqrt(sum) : sum / job->factor[j * n + j];
    }
  return true;
}

/* The coefficients of a missing column on the known ones. */
static void solve_for(const em *job, size_t column, double *coefficients) {
  const size_t n = job->known_count;
  for (size_t i = 0; i < n; i++) {
    double sum = covariance_of(job, column, job->known[i]);
    for (size_t k = 0; k < i; k++) sum -= job->factor[i * n + k] * coefficients[k];
    coefficients[i] = sum / job->factor[i * n + i];
  }
  for (size_t i = n; i > 0; i--) {
    double sum = coefficients[i - 1];
    for (size_t k = i; k < n; k++) sum -= job->factor[k * n + i - 1] * coefficients[k];
    coefficients[i - 1] = sum / job->factor[(i - 1) * n + i - 1];
  }
}

/* A unit's values, the missing ones as expected; its coefficients stay in `solved`. */
static bool expect(em *job, size_t unit) {
  part_columns(job, unit);
  for (size_t k = 0; k < job->known_count; k++) job->filled[job->known[k]] = standardised(job, unit, job->known[k]);
  if (job->missing_count == 0) return true;
  if (!factorise(job)) return false;
  for (size_t m = 0; m < job->missing_count; m++) {
    const size_t column = job->missing[m];
    double *coefficients = job->solved + m * job->columns, sum = job->mean[column];
    solve_for(job, column, coefficients);
    for (size_t k = 0; k < job->known_count; k++)
      sum += coefficients[k] * (job->filled[job->known[k]] - job->mean[job->known[k]]);
    job->filled[column] = sum;
  }
  return true;
}

/* What is not known of a missing value adds to the covariance. */
static void add_uncertainty(const em *job) {
  for (size_t m = 0; m < job->missing_count; m++)
    for (size_t o = 0; o < job->missing_count; o++) {
      const size_t c = job->missing[m], d = job->missing[o];
      double left = covariance_of(job, c, d);
      for (size_t k = 0; k < job->known_count; k++)
        left -= job->solved[m * job->columns + k] * covariance_of(job, job->known[k], d);
      job->new_covariance[c * job->columns + d] += left;
    }
}

/* One step; *change is the largest of a mean or covariance. */
static lociq_status step(em *job, double *change, lociq_error *error) {
  const size_t n = job->columns;
  memset(job->new_mean, 0, n * sizeof *job->new_mean);
  memset(job->new_covariance, 0, n * n * sizeof *job->new_covariance);
  for (size_t u = 0; u < job->units; u++) {
    if (!expect(job, u))
      return lociq_error_set(error, LOCIQ_INVALID, "em finds no answer: the indicators depend on each other");
    for (size_t c = 0; c < n; c++) {
      job->new_mean[c] += job->filled[c];
      for (size_t d = 0; d < n; d++) job->new_covariance[c * n + d] += job->filled[c] * job->filled[d];
    }
    add_uncertainty(job);
  }
  *change = 0;
  const double units = (double)job->units;
  for (size_t c = 0; c < n; c++) job->new_mean[c] /= units;
  for (size_t c = 0; c < n; c++) {
    for (size_t d = 0; d < n; d++) {
      const double found = job->new_covariance[c * n + d] / units - job->new_mean[c] * job->new_mean[d];
      *change = fmax(*change, fabs(found - covariance_of(job, c, d)));
      job->covariance[c * n + d] = found;
    }
    *change = fmax(*change, fabs(job->new_mean[c] - job->mean[c]));
  }
  memcpy(job->mean, job->new_mean, n * sizeof *job->mean);
  return LOCIQ_OK;
}

static lociq_status converge(em *job, size_t iterations, double tolerance, lociq_error *error) {
  double change = INFINITY;
  start(job);
  for (size_t n = 0; n < iterations && change > tolerance; n++) {
    const lociq_status status = step(job, &change, error);
    if (status != LOCIQ_OK) return status;
  }
  if (change <= tolerance) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "em has not converged in %zu iterations: the last one changed %.1e",
                         iterations, change);
}

static lociq_status allocate(em *job, lociq_error *error) {
  const size_t n = job->columns;
  double **const vectors[] = {&job->centre, &job->spread, &job->mean, &job->new_mean, &job->filled};
  double **const matrices[] = {&job->covariance, &job->new_covariance, &job->factor, &job->solved};
  bool complete = true;
  for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++)
    complete = (*vectors[k] = lociq_allocate(n, sizeof(double))) != NULL && complete;
  for (size_t k = 0; k < sizeof matrices / sizeof *matrices; k++)
    complete = (*matrices[k] = lociq_allocate(n, n * sizeof(double))) != NULL && complete;
  job->known = lociq_allocate(n, sizeof *job->known);
  job->missing = lociq_allocate(n, sizeof *job->missing);
  complete = complete && job->known != NULL && job->missing != NULL;
  return complete ? LOCIQ_OK : lociq_memory_error(error, "an imputation");
}

static void clear(em *job) {
  double *const all[] = {job->centre,     job->spread,         job->mean,   job->new_mean, job->filled,
                         job->covariance, job->new_covariance, job->factor, job->solved};
  for (size_t k = 0; k < sizeof all / sizeof *all; k++) free(all[k]);
  free(job->known);
  free(job->missing);
}

lociq_status lociq_em_fill(double *values, size_t units, size_t columns, size_t iterations, double tolerance,
                           lociq_error *error) {
  em job = {.units = units, .columns = columns, .values = values};
  lociq_status status = allocate(&job, error);
  if (status == LOCIQ_OK) status = standardise(&job, error);
  if (status == LOCIQ_OK) status = converge(&job, iterations, tolerance, error);
  for (size_t u = 0; u < units && status == LOCIQ_OK; u++) {
    if (!expect(&job, u))
      status = lociq_error_set(error, LOCIQ_INVALID, "em finds no answer: the indicators depend on each other");
    for (size_t m = 0; m < job.missing_count && status == LOCIQ_OK; m++) {
      const size_t c = job.missing[m];
      values[u * columns + c] = job.centre[c] + job.spread[c] * job.filled[c];
    }
  }
  clear(&job);
  return status;
}

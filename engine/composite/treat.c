/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>
#include <math.h>
#include <string.h>

#include "composite/moments.h"
#include "core/memory.h"

lociq_treatment lociq_treatment_default(void) {
  return (lociq_treatment){
      .method = LOCIQ_TREAT_NONE, .skewness = 2, .kurtosis = 3.5, .most = 5, .lambda = (double)NAN};
}

/* A column with little spread of its own is left alone: it has no outliers. */
static bool passes(const lociq_column_of_units *column, const lociq_treatment *how, double *skewness,
                   double *kurtosis) {
  *skewness = lociq_column_skewness(column);
  *kurtosis = lociq_column_kurtosis(column);
  return isnan(*skewness) || isnan(*kurtosis) || fabs(*skewness) < how->skewness || *kurtosis < how->kurtosis;
}

/* ---- winsorising ---- */

static double *place(const lociq_column_of_units *column, size_t i) { return &column->values[i * column->stride]; }

/* Of the values that were not yet moved the one farthest out joins those that were, and
 * all of these become the farthest of the rest. False where there is no rest. */
static bool move_one(const lociq_column_of_units *column, bool high, signed char *moved) {
  const double side = high ? 1 : -1;
  const signed char mark = high ? 1 : -1;
  size_t farthest = column->count;
  for (size_t i = 0; i < column->count; i++) {
    const double x = *place(column, i);
    if (moved[i] == mark || isnan(x)) continue;
    if (farthest == column->count || side * x > side * *place(column, farthest)) farthest = i;
  }
  double next = NAN;
  for (size_t i = 0; i < column->count; i++) {
    const double x = *place(column, i);
    if (i == farthest || moved[i] == mark || isnan(x)) continue;
    if (isnan(next) || side * x > side * next) next = x;
  }
  if (isnan(next)) return false;
  moved[farthest] = mark;
  for (size_t i = 0; i < column->count; i++)
    if (moved[i] == mark) *place(column, i) = next;
  return true;
}

static void winsorise(const lociq_column_of_units *column, const lociq_treatment *how, signed char *moved,
                      lociq_treatment_record *record) {
  double skewness = 0, kurtosis = 0;
  for (size_t n = 0; n < how->most; n++) {
    const bool passed = passes(column, how, &skewness, &kurtosis);
    if (isnan(skewness) || (passed && !how->always)) return;
    if (!move_one(column, skewness >= 0, moved)) return;
    if (skewness >= 0)
      record->winsorised_high++;
    else
      record->winsorised_low++;
  }
}

/* ---- transforming ---- */

static void take_logarithm(const lociq_column_of_units *column) {
  static const double SHIFT = 0.01;
  const lociq_moments of = lociq_column_moments(column);
  for (size_t i = 0; i < column->count; i++)
    *place(column, i) = log(*place(column, i) - of.minimum + SHIFT * (of.maximum - of.minimum));
}

static double box_cox(double x, double lambda) { return lambda == 0 ? log(x) : expm1(lambda * log(x)) / lambda; }

/* Minus the likelihood of lambda, but for what does not depend on it. */
static double unlikelihood(double lambda, void *context) {
  const lociq_column_of_units *column = context;
  double sum = 0, logarithms = 0, n = 0;
  for (size_t i = 0; i < column->count; i++) {
    const double x = *place(column, i);
    if (isnan(x)) continue;
    sum += box_cox(x, lambda);
    logarithms += log(x);
    n++;
  }
  double squares = 0;
  for (size_t i = 0; i < column->count; i++) {
    const double off = box_cox(*place(column, i), lambda) - sum / n;
    squares += isnan(off) ? 0 : off * off;
  }
  return n / 2 * log(squares / n) - (lambda - 1) * logarithms;
}

/* Brent's method, from the best of some places; at most 5 either way. */
static lociq_status find_lambda(lociq_column_of_units column, double *lambda, lociq_error *error) {
  enum { PLACES = 41, ITERATIONS = 200 };
  static const double LEAST = -5, STEP = 0.25, CLOSE = 1e-10;
  size_t best = 0;
  double values[PLACES];
  for (size_t k = 0; k < PLACES; k++) {
    values[k] = unlikelihood(LEAST + STEP * (double)k, &column);
    if (values[k] < values[best]) best = k;
  }
  *lambda = LEAST + STEP * (double)best;
  if (best == 0 || best + 1 == PLACES || !(values[best] < values[best - 1] && values[best] < values[best + 1]))
    return LOCIQ_OK;
  gsl_min_fminimizer *search = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
  if (search == NULL) return lociq_memory_error(error, "a search");
  gsl_function function = {.function = unlikelihood, .params = &column};
  int failed = gsl_min_fminimizer_set_with_values(search, &function, *lambda, values[best], *lambda - STEP,
                                                  values[best - 1], *lambda + STEP, values[best + 1]);
  for (int n = 0; n < ITERATIONS && failed == GSL_SUCCESS; n++) {
    failed = gsl_min_fminimizer_iterate(search);
    const double lower = gsl_min_fminimizer_x_lower(search), upper = gsl_min_fminimizer_x_upper(search);
    if (gsl_min_test_interval(lower, upper, CLOSE, 0) == GSL_SUCCESS) break;
  }
  *lambda = gsl_min_fminimizer_x_minimum(search);
  gsl_min_fminimizer_free(search);
  return LOCIQ_OK;
}

static lociq_status take_box_cox(const lociq_column_of_units *column, double given, double *lambda,
                                 lociq_error *error) {
  const lociq_moments of = lociq_column_moments(column);
  for (size_t i = 0; i < column->count && of.minimum <= 0; i++) *place(column, i) += 1 - of.minimum;
  *lambda = given;
  const lociq_status status = isnan(given) ? find_lambda(*column, lambda, error) : LOCIQ_OK;
  for (size_t i = 0; i < column->count && status == LOCIQ_OK; i++)
    *place(column, i) = box_cox(*place(column, i), *lambda);
  return status;
}

/* ---- all of it ---- */

typedef struct treating {
  const lociq_column_of_units *column;
  const lociq_treatment *how;
  signed char *moved;
  double *untreated;
  lociq_treatment_record *record;
} treating;

static void put_back(const treating *job) {
  for (size_t i = 0; i < job->column->count; i++) *place(job->column, i) = job->untreated[i];
  memset(job->moved, 0, job->column->count);
  job->record->winsorised_low = job->record->winsorised_high = 0;
}

static lociq_status treat(const treating *job, lociq_error *error) {
  lociq_treatment_record *record = job->record;
  double skewness = 0, kurtosis = 0;
  switch (job->how->method) {
    case LOCIQ_TREAT_NONE:
      return LOCIQ_OK;
    case LOCIQ_TREAT_WINSORISE:
    case LOCIQ_TREAT_STAGED:
      winsorise(job->column, job->how, job->moved, record);
      if (job->how->method == LOCIQ_TREAT_WINSORISE || passes(job->column, job->how, &skewness, &kurtosis))
        return LOCIQ_OK;
      put_back(job);
      take_logarithm(job->column);
      break;
    case LOCIQ_TREAT_LOG:
      take_logarithm(job->column);
      break;
    case LOCIQ_TREAT_BOX_COX: {
      const lociq_status status = take_box_cox(job->column, job->how->lambda, &record->lambda, error);
      if (status != LOCIQ_OK) return status;
      break;
    }
  }
  record->transformed = true;
  return LOCIQ_OK;
}

lociq_status lociq_column_treat(const lociq_column_of_units *column, const lociq_treatment *how, bool *changed,
                                lociq_treatment_record *record, lociq_error *error) {
  *record = (lociq_treatment_record){.lambda = NAN};
  record->passed_before = passes(column, how, &record->skewness_before, &record->kurtosis_before);
  const lociq_moments of = lociq_column_moments(column);
  treating job = {.column = column,
                  .how = how,
                  .moved = lociq_allocate(column->count, sizeof *job.moved),
                  .untreated = lociq_allocate(column->count, sizeof *job.untreated),
                  .record = record};
  lociq_status status = LOCIQ_OK;
  if (job.moved == NULL || job.untreated == NULL) {
    status = lociq_memory_error(error, "a treatment");
    goto done;
  }
  for (size_t i = 0; i < column->count; i++) job.untreated[i] = *place(column, i);
  if (!lociq_moments_are_flat(&of) && (!record->passed_before || how->always)) status = treat(&job, error);
  record->passed_after = passes(column, how, &record->skewness_after, &record->kurtosis_after);
  for (size_t i = 0; i < column->count && changed != NULL; i++) changed[i] = job.moved[i] != 0;
done:
  free(job.moved);
  free(job.untreated);
  return status;
}

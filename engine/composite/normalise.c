/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "composite/moments.h"
#include "composite/score.h"

static const char *const same_everywhere = "has the same value everywhere, or none: it cannot be normalised so";

static double *place(const lociq_column_of_units *column, size_t i) { return &column->values[i * column->stride]; }

/* x ← offset + factor (x − from). */
static void rescale(const lociq_column_of_units *column, double from, double factor, double offset) {
  for (size_t i = 0; i < column->count; i++) *place(column, i) = offset + factor * (*place(column, i) - from);
}

/* In place: how many known values are lower (for direction -1: higher), times factor, plus offset. */
static lociq_status count_lower(const lociq_column_of_units *column, int direction, double factor, double offset,
                                lociq_error *error) {
  const lociq_status status = lociq_scores_count_lower(column->values, column->count, column->stride, direction,
                                                       column->values, column->stride, error);
  if (status == LOCIQ_OK) rescale(column, 0, factor, offset);
  return status;
}

/* ---- distances ---- */

/* 1 at the goal, 0 at the worst value; beyond the goal more. */
static lociq_status measure_distance(const lociq_column_of_units *column, const lociq_moments *of, double goal,
                                     int direction, bool cap, const char *what, lociq_error *error) {
  const double worst = direction > 0 ? of->minimum : of->maximum;
  if (isnan(goal)) return lociq_error_set(error, LOCIQ_INVALID, "has no %s", what);
  if (!(direction * goal > direction * worst))
    return lociq_error_set(error, LOCIQ_INVALID, "has a %s of %g, which is no better than its worst value, %g", what,
                           goal, worst);
  for (size_t i = 0; i < column->count; i++) {
    const double found = (*place(column, i) - worst) / (goal - worst);
    *place(column, i) = cap && found > 1 ? 1 : found;
  }
  return LOCIQ_OK;
}

static lociq_status divide_by_maximum(const lociq_column_of_units *column, const lociq_moments *of, int direction,
                                      lociq_error *error) {
  if (direction < 0)
    return lociq_error_set(error, LOCIQ_INVALID, "is better where it is less: a share of the maximum cannot say that");
  if (!(of->maximum > 0)) return lociq_error_set(error, LOCIQ_INVALID, "has no positive maximum");
  for (size_t i = 0; i < column->count; i++) *place(column, i) /= of->maximum;
  return LOCIQ_OK;
}

static lociq_status hold_to_goalposts(const lociq_column_of_units *column, const lociq_normalisation *how,
                                      lociq_error *error) {
  const double lower = how->goalposts[0], upper = how->goalposts[1];
  if (!(lower < upper)) return lociq_error_set(error, LOCIQ_INVALID, "has no goalposts, a lower and an upper one");
  for (size_t i = 0; i < column->count; i++) {
    double found = (*place(column, i) - lower) / (upper - lower);
    found = found < 0 ? 0 : found > 1 ? 1 : found;
    *place(column, i) = how->scale * (how->direction > 0 ? found : 1 - found);
  }
  return LOCIQ_OK;
}

/* ---- all of it ---- */

static lociq_status normalise_spread(const lociq_column_of_units *column, const lociq_normalisation *how,
                                     const lociq_moments *of, lociq_error *error) {
  if (lociq_moments_are_flat(of)) return lociq_error_set(error, LOCIQ_INVALID, "%s", same_everywhere);
  if (how->method == LOCIQ_NORMALISE_Z_SCORE) {
    const double sd = sqrt(of->squares / (double)(how->population ? of->known : of->known - 1));
    rescale(column, of->mean, how->direction * how->sd / sd, how->mean);
    return LOCIQ_OK;
  }
  const double factor = (how->upper - how->lower) / (of->maximum - of->minimum);
  if (how->direction > 0)
    rescale(column, of->minimum, factor, how->lower);
  else
    rescale(column, of->maximum, -factor, how->lower);
  return LOCIQ_OK;
}

lociq_status lociq_column_normalise(const lociq_column_of_units *column, const lociq_normalisation *how,
                                    lociq_error *error) {
  const lociq_moments of = lociq_column_moments(column);
  switch (how->method) {
    case LOCIQ_NORMALISE_NONE:
      rescale(column, 0, how->direction, 0);
      return LOCIQ_OK;
    case LOCIQ_NORMALISE_MIN_MAX:
    case LOCIQ_NORMALISE_Z_SCORE:
      return normalise_spread(column, how, &of, error);
    case LOCIQ_NORMALISE_RANK:
      return count_lower(column, how->direction, 1, 1, error);
    case LOCIQ_NORMALISE_PERCENTILE_RANK:
      if (of.known < 2) return lociq_error_set(error, LOCIQ_INVALID, "%s", same_everywhere);
      return count_lower(column, how->direction, 1 / (double)(of.known - 1), 0, error);
    case LOCIQ_NORMALISE_BORDA:
      return count_lower(column, how->direction, 1, 0, error);
    case LOCIQ_NORMALISE_DISTANCE_TO_TARGET:
      return measure_distance(column, &of, how->target, how->direction, how->cap, "target", error);
    case LOCIQ_NORMALISE_DISTANCE_TO_REFERENCE:
      return measure_distance(column, &of, how->reference, how->direction, false, "value of the reference unit", error);
    case LOCIQ_NORMALISE_DISTANCE_TO_MAXIMUM:
      return divide_by_maximum(column, &of, how->direction, error);
    case LOCIQ_NORMALISE_GOALPOSTS:
      return hold_to_goalposts(column, how, error);
  }
  return LOCIQ_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "composite/moments.h"
#include "composite/score.h"
#include "core/memory.h"

static double part_of(const lociq_parts *of, size_t unit, size_t part) { return of->values[unit * of->stride + part]; }

/* The weight of what is known of a unit. */
static double known_weight(const lociq_parts *of, size_t unit) {
  double sum = 0;
  for (size_t k = 0; k < of->count; k++)
    if (!isnan(part_of(of, unit, k))) sum += of->weights[k];
  return sum;
}

/* ---- means ---- */

static double forward(const lociq_aggregation *how, double x) {
  switch (how->method) {
    case LOCIQ_AGGREGATE_GEOMETRIC:
      return log(x);
    case LOCIQ_AGGREGATE_HARMONIC:
      return 1 / x;
    case LOCIQ_AGGREGATE_POWER:
      return how->power == 0 ? log(x) : pow(x, how->power);
    default:
      return x;
  }
}

static double backward(const lociq_aggregation *how, double mean) {
  switch (how->method) {
    case LOCIQ_AGGREGATE_GEOMETRIC:
      return exp(mean);
    case LOCIQ_AGGREGATE_HARMONIC:
      return 1 / mean;
    case LOCIQ_AGGREGATE_POWER:
      return how->power == 0 ? exp(mean) : pow(mean, 1 / how->power);
    default:
      return mean;
  }
}

static lociq_status take_mean(const lociq_aggregation *how, const lociq_parts *of, size_t unit, double known,
                              double *score, lociq_error *error) {
  double sum = 0;
  for (size_t k = 0; k < of->count; k++) {
    const double x = part_of(of, unit, k);
    if (isnan(x) || of->weights[k] == 0) continue;
    if (x <= 0 && how->method != LOCIQ_AGGREGATE_ARITHMETIC)
      return lociq_error_set(error, LOCIQ_INVALID, "part %zu is %g, of which there is no %s mean: all must be above 0",
                             k + 1, x, lociq_composite_methods(LOCIQ_COMPOSITE_AGGREGATE)[how->method].name);
    sum += of->weights[k] * forward(how, x);
  }
  *score = backward(how, sum / known);
  return LOCIQ_OK;
}

/* ---- Mazziotta and Pareto ---- */

/* What each part is divided by and held against, so that it becomes z. */
typedef struct scaling {
  double from, factor;
} scaling;

static const double CENTRE = 100;

/* 10 population sd each side of 100; of the adjusted one 60 from inf to sup. A part
 * that is the same everywhere is 100. */
static scaling scale_part(const lociq_aggregation *how, const lociq_parts *of, size_t part) {
  static const double SPREAD = 10, SPAN = 60;
  double *values = (double *)of->values + part; /* only read */
  const lociq_column_of_units column = {.values = values, .count = of->units, .stride = of->stride};
  const lociq_moments found = lociq_column_moments(&column);
  if (how->method == LOCIQ_AGGREGATE_MAZZIOTTA_PARETO) {
    const double sd = sqrt(found.squares / (double)found.known);
    return (scaling){found.mean, lociq_moments_are_flat(&found) ? 0 : SPREAD / sd};
  }
  const double inf = isnan(how->goalposts[0]) ? found.minimum : how->goalposts[0];
  const double sup = isnan(how->goalposts[1]) ? found.maximum : how->goalposts[1];
  const double reference = isnan(how->reference) ? found.mean : how->reference;
  return (scaling){reference, inf < sup ? SPAN / (sup - inf) : 0};
}

static double penalise(const lociq_aggregation *how, const lociq_parts *of, size_t unit, const scaling *scalings,
                       double known) {
  double mean = 0, squares = 0;
  for (size_t k = 0; k < of->count; k++) {
    const double z = CENTRE + scalings[k].factor * (part_of(of, unit, k) - scalings[k].from);
    if (!isnan(z)) mean += of->weights[k] / known * z;
  }
  for (size_t k = 0; k < of->count; k++) {
    const double z = CENTRE + scalings[k].factor * (part_of(of, unit, k) - scalings[k].from);
    if (!isnan(z)) squares += of->weights[k] / known * (z - mean) * (z - mean);
  }
  const double penalty = squares / mean;
  return how->negative ? mean + penalty : mean - penalty;
}

/* ---- Copeland ---- */

double lociq_units_outrank(const lociq_parts *parts, size_t unit, size_t other) {
  static const double HALF = 0.5;
  double better = 0, known = 0;
  for (size_t k = 0; k < parts->count; k++) {
    const double x = part_of(parts, unit, k), y = part_of(parts, other, k);
    if (isnan(x) || isnan(y)) continue;
    known += parts->weights[k];
    better += x > y ? parts->weights[k] : x == y ? HALF * parts->weights[k] : 0;
  }
  return known > 0 ? better / known : (double)NAN;
}

static double count_outranked(const lociq_parts *of, size_t unit) {
  static const double HALF = 0.5, ROUNDING = 1e-12;
  double score = 0;
  for (size_t other = 0; other < of->units; other++) {
    if (other == unit) continue;
    const double better = lociq_units_outrank(of, unit, other);
    score += better > HALF + ROUNDING ? 1 : better < HALF - ROUNDING ? -1 : 0;
  }
  return score;
}

/* ---- all of it ---- */

static lociq_status score_unit(const lociq_aggregation *how, const lociq_parts *of, size_t unit,
                               const scaling *scalings, double *score, lociq_error *error) {
  double all = 0;
  for (size_t k = 0; k < of->count; k++) all += of->weights[k];
  const double known = known_weight(of, unit);
  *score = NAN;
  if (known <= 0 || known < how->availability * all) return LOCIQ_OK;
  switch (how->method) {
    case LOCIQ_AGGREGATE_MAZZIOTTA_PARETO:
    case LOCIQ_AGGREGATE_ADJUSTED_MAZZIOTTA_PARETO:
      *score = penalise(how, of, unit, scalings, known);
      return LOCIQ_OK;
    case LOCIQ_AGGREGATE_COPELAND:
      *score = count_outranked(of, unit);
      return LOCIQ_OK;
    default:
      return take_mean(how, of, unit, known, score, error);
  }
}

static lociq_status check_weights(const lociq_parts *of, lociq_error *error) {
  double all = 0;
  for (size_t k = 0; k < of->count; k++) {
    if (!(of->weights[k] >= 0)) return lociq_error_set(error, LOCIQ_INVALID, "a weight is %g", of->weights[k]);
    all += of->weights[k];
  }
  return all > 0 ? LOCIQ_OK : lociq_error_set(error, LOCIQ_INVALID, "all weights are 0");
}

lociq_status lociq_units_aggregate(const lociq_aggregation *how, const lociq_parts *parts, double *scores,
                                   size_t score_stride, size_t *culprit, lociq_error *error) {
  scaling *scalings = NULL;
  lociq_status status = check_weights(parts, error);
  const bool scaled =
      how->method == LOCIQ_AGGREGATE_MAZZIOTTA_PARETO || how->method == LOCIQ_AGGREGATE_ADJUSTED_MAZZIOTTA_PARETO;
  *culprit = SIZE_MAX;
  if (status != LOCIQ_OK) return status;
  if (scaled) scalings = lociq_allocate(parts->count, sizeof *scalings);
  if (scaled && scalings == NULL) return lociq_memory_error(error, "scores");
  for (size_t k = 0; k < parts->count && scaled; k++) scalings[k] = scale_part(how, parts, k);
  for (size_t unit = 0; unit < parts->units && status == LOCIQ_OK; unit++) {
    status = score_unit(how, parts, unit, scalings, &scores[unit * score_stride], error);
    if (status != LOCIQ_OK) *culprit = unit;
  }
  free(scalings);
  return status;
}

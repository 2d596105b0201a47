/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "composite/diagnosis.h"
#include "composite/moments.h"
#include "core/memory.h"

enum { FEWEST = 5 };

/* Wide ones last: there the regression is a straight line. */
static const double bandwidths[] = {0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.2, 1.6, 2.4, 4.8, 9.6};

typedef struct points {
  double *x, *y;
  size_t count;
} points;

static lociq_status keep_points(const lociq_column_of_units *x, const lociq_column_of_units *y, points *kept,
                                lociq_error *error) {
  double *both = lociq_allocate(x->count, 2 * sizeof *both);
  if (both == NULL) return lociq_memory_error(error, "a regression");
  *kept = (points){.x = both, .y = both + x->count};
  for (size_t i = 0; i < x->count; i++) {
    const double a = lociq_column_at(x, i), b = lociq_column_at(y, i);
    if (isnan(a) || isnan(b)) continue;
    kept->x[kept->count] = a;
    kept->y[kept->count++] = b;
  }
  return LOCIQ_OK;
}

/* The value at x[at] of the line fitted around it, without that point itself where it is left out; NaN where no other
 * point is near. */
static double fit_at(const points *of, size_t at, double bandwidth, bool leave_out) {
  double weight = 0, first = 0, second = 0, with = 0, first_with = 0;
  for (size_t i = 0; i < of->count; i++) {
    if (leave_out && i == at) continue;
    const double off = (of->x[i] - of->x[at]) / bandwidth, w = exp(-0.5 * off * off);
    weight += w;
    first += w * off;
    second += w * off * off;
    with += w * of->y[i];
    first_with += w * off * of->y[i];
  }
  /* Points that all lie at one place have no slope, only a mean. */
  const double determinant = weight * second - first * first;
  if (determinant > 1e-12 * weight * second) return (second * with - first * first_with) / determinant;
  return weight > 0 ? with / weight : NAN;
}

static double left_out_error(const points *of, double bandwidth) {
  double sum = 0;
  for (size_t i = 0; i < of->count; i++) {
    const double off = of->y[i] - fit_at(of, i, bandwidth, true);
    sum += off * off;
  }
  return sum;
}

/* A bandwidth that leaves a point alone has an error of NaN, and is never the best. */
static double best_bandwidth(const points *of, double deviation) {
  const size_t count = sizeof bandwidths / sizeof bandwidths[0];
  double best = deviation * bandwidths[count - 1], least = INFINITY;
  for (size_t b = 0; b < count; b++) {
    const double wrong = left_out_error(of, deviation * bandwidths[b]);
    if (!(wrong < least)) continue;
    least = wrong;
    best = deviation * bandwidths[b];
  }
  return best;
}

static lociq_status explain(const points *of, double *effect, lociq_error *error) {
  const lociq_column_of_units x = {.values = of->x, .count = of->count, .stride = 1};
  const lociq_column_of_units y = {.values = of->y, .count = of->count, .stride = 1};
  const lociq_moments along = lociq_column_moments(&x), whole = lociq_column_moments(&y);
  *effect = NAN;
  if (of->count < FEWEST || lociq_moments_are_flat(&along) || lociq_moments_are_flat(&whole)) return LOCIQ_OK;
  double *fitted = lociq_allocate(of->count, sizeof *fitted);
  if (fitted == NULL) return lociq_memory_error(error, "a regression");
  const double bandwidth = best_bandwidth(of, sqrt(along.squares / (double)(of->count - 1)));
  for (size_t i = 0; i < of->count; i++) fitted[i] = fit_at(of, i, bandwidth, false);
  const lociq_column_of_units expected = {.values = fitted, .count = of->count, .stride = 1};
  *effect = fmin(1, lociq_column_moments(&expected).squares / whole.squares);
  free(fitted);
  return LOCIQ_OK;
}

lociq_status lociq_diagnosis_main_effect(const lociq_column_of_units *x, const lociq_column_of_units *y, double *effect,
                                         lociq_error *error) {
  points kept = {0};
  double found = NAN;
  lociq_status status = keep_points(x, y, &kept, error);
  if (status == LOCIQ_OK) status = explain(&kept, &found, error);
  free(kept.x);
  if (status == LOCIQ_OK) *effect = found;
  return status;
}

static lociq_column_of_units scores_in(const lociq_composition *composition, size_t year, size_t node) {
  const lociq_table_of_units *scores = &composition->scores;
  return (lociq_column_of_units){.values = scores->values + year * scores->units * scores->columns + node,
                                 .count = scores->units,
                                 .stride = scores->columns};
}

/* Makes the known effects of each level add up to what its nominal weights add up to. */
static void share_effects(const lociq_design *design, const double *nominal, const double *effects, double *effective) {
  for (size_t n = 0; n < design->node_count; n++) {
    double sum = 0, weight = 0;
    for (size_t m = 0; m < design->node_count; m++) {
      if (design->nodes[m].level != design->nodes[n].level || isnan(effects[m])) continue;
      sum += effects[m];
      weight += nominal[m];
    }
    effective[n] = sum > 0 ? effects[n] / sum * weight : NAN;
  }
}

lociq_status lociq_diagnosis_weights(const lociq_design *design, const lociq_composition *composition, size_t year,
                                     double *nominal, double *effects, double *effective, lociq_error *error) {
  const double *weights = composition->weights + (design->year_by_year ? year * design->node_count : 0);
  const lociq_column_of_units whole = scores_in(composition, year, 0);
  nominal[0] = effects[0] = 1;
  for (size_t n = 1; n < design->node_count; n++) {
    const lociq_column_of_units part = scores_in(composition, year, n);
    nominal[n] = nominal[design->nodes[n].parent] * weights[n];
    const lociq_status status = lociq_diagnosis_main_effect(&part, &whole, &effects[n], error);
    if (status != LOCIQ_OK) return status;
  }
  share_effects(design, nominal, effects, effective);
  return LOCIQ_OK;
}

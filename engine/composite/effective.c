/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "composite/diagnosis.h"
#include "composite/moments.h"
#include "core/memory.h"
#include "numeric/exponential.h"

enum { FEWEST = 5 };

/* In standard deviations, each half of the one before: where a bandwidth is halved, a weight is taken to the fourth
 * power. The widest make the regression a straight line. */
static const struct {
  double widest;
  size_t count;
} bandwidths[] = {{1.6, 5}, {9.6, 7}};
enum { MOST = 7 };

/* Eight at a time; past the last point all is 0. */
typedef struct points {
  double *x, *y, *weights;
  size_t count, width;
} points;

static lociq_status keep_points(const lociq_column_of_units *x, const lociq_column_of_units *y, points *kept,
                                lociq_error *error) {
  const size_t width = lociq_lanes_width(x->count);
  double *all = lociq_allocate_aligned(width, 3 * sizeof *all);
  if (all == NULL) return lociq_memory_error(error, "a regression");
  memset(all, 0, 3 * width * sizeof *all);
  *kept = (points){.x = all, .y = all + width, .weights = all + 2 * width};
  for (size_t i = 0; i < x->count; i++) {
    const double a = lociq_column_at(x, i), b = lociq_column_at(y, i);
    if (isnan(a) || isnan(b)) continue;
    kept->x[kept->count] = a;
    kept->y[kept->count++] = b;
  }
  kept->width = lociq_lanes_width(kept->count);
  return LOCIQ_OK;
}

/* By how far each point is from x[at]. */
LOCIQ_CLONED static void weigh(const points *of, size_t at, double bandwidth) {
  const double narrow = 1 / bandwidth, from = of->x[at];
  for (size_t i = 0; i < of->width; i += LOCIQ_LANES) {
    const lociq_lanes off = (lociq_lanes_load(of->x + i) - from) * narrow;
    lociq_lanes_store(of->weights + i, lociq_exponential(-0.5 * off * off));
  }
  for (size_t i = of->count; i < of->width; i++) of->weights[i] = 0;
}

/* The value at x[at] of the line fitted with these weights; NaN where all are 0. Makes them those of half the
 * bandwidth. */
LOCIQ_CLONED static double fit_at(const points *of, size_t at) {
  const double from = of->x[at];
  lociq_lanes weights = {0}, firsts = {0}, seconds = {0}, withs = {0}, firsts_with = {0};
  for (size_t i = 0; i < of->width; i += LOCIQ_LANES) {
    const lociq_lanes off = lociq_lanes_load(of->x + i) - from, y = lociq_lanes_load(of->y + i);
    const lociq_lanes w = lociq_lanes_load(of->weights + i), moment = w * off, square = w * w;
    weights += w;
    firsts += moment;
    seconds += moment * off;
    withs += w * y;
    firsts_with += moment * y;
    lociq_lanes_store(of->weights + i, square * square);
  }
  const double weight = lociq_lanes_sum(weights), first = lociq_lanes_sum(firsts), second = lociq_lanes_sum(seconds);
  const double with = lociq_lanes_sum(withs), first_with = lociq_lanes_sum(firsts_with);
  /* Points that all lie at one place have no slope, only a mean. */
  const double determinant = weight * second - first * first;
  if (determinant > 1e-12 * weight * second) return (second * with - first * first_with) / determinant;
  return weight > 0 ? with / weight : NAN;
}

/* The squared error of each bandwidth when each point is left out where the line is fitted. */
static void leave_out(const points *of, double bandwidth, size_t count, double *errors) {
  memset(errors, 0, count * sizeof *errors);
  for (size_t at = 0; at < of->count; at++) {
    weigh(of, at, bandwidth);
    of->weights[at] = 0;
    for (size_t k = 0; k < count; k++) {
      const double off = of->y[at] - fit_at(of, at);
      errors[k] += off * off;
    }
  }
}

/* A bandwidth that leaves a point alone has an error of NaN, and is never the best. */
static double best_bandwidth(const points *of, double deviation) {
  double best = NAN, least = INFINITY;
  for (size_t c = 0; c < sizeof bandwidths / sizeof bandwidths[0]; c++) {
    double errors[MOST];
    const double widest = deviation * bandwidths[c].widest;
    leave_out(of, widest, bandwidths[c].count, errors);
    for (size_t k = 0; k < bandwidths[c].count; k++) {
      if (!(errors[k] < least)) continue;
      least = errors[k];
      best = ldexp(widest, -(int)k);
    }
  }
  return isnan(best) ? deviation * bandwidths[1].widest : best;
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
  for (size_t i = 0; i < of->count; i++) {
    weigh(of, i, bandwidth);
    fitted[i] = fit_at(of, i);
  }
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
  bool refused = false;
  nominal[0] = effects[0] = 1;
  for (size_t n = 1; n < design->node_count; n++) nominal[n] = nominal[design->nodes[n].parent] * weights[n];
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t n = 1; n < design->node_count; n++) {
    const lociq_column_of_units part = scores_in(composition, year, n);
    if (lociq_diagnosis_main_effect(&part, &whole, &effects[n], NULL) == LOCIQ_OK) continue;
#pragma omp atomic write
    refused = true;
  }
  if (refused) return lociq_memory_error(error, "a regression");
  share_effects(design, nominal, effects, effective);
  return LOCIQ_OK;
}

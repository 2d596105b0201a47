/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "composite/complete.h"
#include "composite/score.h"
#include "core/memory.h"
#include "numeric/eigen.h"

enum { FEWEST = 3 };

static lociq_status keep_complete(const double *parts, size_t units, size_t count, size_t stride,
                                  lociq_complete_units *kept, lociq_error *error) {
  const lociq_status status = lociq_complete_units_keep(parts, units, count, stride, kept, error);
  if (status != LOCIQ_OK || kept->units >= FEWEST) return status;
  return lociq_error_set(error, LOCIQ_INVALID, "knows all parts of %zu units: weights from data need %d", kept->units,
                         FEWEST);
}

/* ---- the methods: each fills weights, which need not add up to 1 ---- */

static lociq_status weigh_by_components(double *correlations, size_t count, double *weights, lociq_error *error) {
  double largest = 0, residual = 0;
  const lociq_status status = lociq_eigen_largest(correlations, count, 1, &largest, weights, &residual, error);
  for (size_t k = 0; k < count; k++) weights[k] *= weights[k];
  return status;
}

static void weigh_by_contrast(const double *correlations, const double *deviations, size_t count, double *weights) {
  for (size_t k = 0; k < count; k++) {
    double conflict = 0;
    for (size_t j = 0; j < count; j++) conflict += 1 - correlations[k * count + j];
    weights[k] = deviations[k] * conflict;
  }
}

static lociq_status weigh_by_entropy(const lociq_complete_units *of, double *weights, lociq_error *error) {
  for (size_t k = 0; k < of->count; k++) {
    double sum = 0, entropy = 0;
    for (size_t u = 0; u < of->units; u++) {
      const double x = of->values[u * of->count + k];
      if (x < 0)
        return lociq_error_set(error, LOCIQ_INVALID, "part %zu is %g somewhere: shares of it must not be negative",
                               k + 1, x);
      sum += x;
    }
    if (!(sum > 0)) return lociq_error_set(error, LOCIQ_INVALID, "part %zu is 0 everywhere: it has no shares", k + 1);
    for (size_t u = 0; u < of->units; u++) {
      const double p = of->values[u * of->count + k] / sum;
      entropy += p > 0 ? p * log(p) : 0;
    }
    /* Of equal shares this is 0 but for rounding. */
    weights[k] = fmax(0, 1 + entropy / log((double)of->units));
  }
  return LOCIQ_OK;
}

static lociq_status weigh_from_data(lociq_weight method, const lociq_complete_units *of, double *weights,
                                    lociq_error *error) {
  if (method == LOCIQ_WEIGHT_ENTROPY) return weigh_by_entropy(of, weights, error);
  const size_t n = of->count;
  double *correlations = lociq_allocate(n, n * sizeof *correlations);
  double *deviations = lociq_allocate(n, sizeof *deviations);
  lociq_status status = LOCIQ_OK;
  if (correlations == NULL || deviations == NULL)
    status = lociq_memory_error(error, "weights");
  else
    status = lociq_complete_units_correlate(of, correlations, deviations, error);
  if (status == LOCIQ_OK && method == LOCIQ_WEIGHT_PCA) status = weigh_by_components(correlations, n, weights, error);
  if (status == LOCIQ_OK && method == LOCIQ_WEIGHT_CRITIC) weigh_by_contrast(correlations, deviations, n, weights);
  free(correlations);
  free(deviations);
  return status;
}

/* ---- all of it ---- */

static lociq_status make_sum_one(double *weights, size_t count, lociq_error *error) {
  double sum = 0;
  for (size_t k = 0; k < count; k++) {
    if (!(weights[k] >= 0) || isinf(weights[k]))
      return lociq_error_set(error, LOCIQ_INVALID, "part %zu has the weight %g, expected 0 or more", k + 1, weights[k]);
    sum += weights[k];
  }
  if (!(sum > 0)) return lociq_error_set(error, LOCIQ_INVALID, "all weights are 0");
  for (size_t k = 0; k < count; k++) weights[k] /= sum;
  return LOCIQ_OK;
}

lociq_status lociq_weights_find(const lociq_weighing *how, const double *parts, size_t units, size_t count,
                                size_t stride, const double *given, double *weights, lociq_error *error) {
  lociq_complete_units kept = {0};
  lociq_status status = LOCIQ_OK;
  if (how->method == LOCIQ_WEIGHT_EQUAL || count == 1) {
    for (size_t k = 0; k < count; k++) weights[k] = 1;
  } else if (how->method == LOCIQ_WEIGHT_GIVEN) {
    memcpy(weights, given, count * sizeof *weights);
  } else {
    status = keep_complete(parts, units, count, stride, &kept, error);
    if (status == LOCIQ_OK) status = weigh_from_data(how->method, &kept, weights, error);
    free(kept.values);
  }
  return status == LOCIQ_OK ? make_sum_one(weights, count, error) : status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/anderson.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/memory.h"

enum { DEPTH = 8 }; /* steps that are combined */

/* A residual is image − at, over the image: differences of those, and of the images,
 * from one step to the next, the oldest overwritten. */
struct lociq_anderson {
  size_t count, held, next;
  bool started;
  double *residual, *image; /* of the last step */
  double *residuals[DEPTH], *images[DEPTH];
};

lociq_status lociq_anderson_create(size_t count, lociq_anderson **anderson, lociq_error *error) {
  lociq_anderson *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "an iteration");
  made->count = count;
  made->residual = lociq_allocate(count, sizeof *made->residual);
  made->image = lociq_allocate(count, sizeof *made->image);
  bool complete = made->residual != NULL && made->image != NULL;
  for (size_t k = 0; k < DEPTH; k++) {
    made->residuals[k] = lociq_allocate(count, sizeof(double));
    made->images[k] = lociq_allocate(count, sizeof(double));
    complete = complete && made->residuals[k] != NULL && made->images[k] != NULL;
  }
  if (!complete) {
    lociq_anderson_free(made);
    return lociq_memory_error(error, "an iteration");
  }
  *anderson = made;
  return LOCIQ_OK;
}

void lociq_anderson_free(lociq_anderson *anderson) {
  if (anderson == NULL) return;
  for (size_t k = 0; k < DEPTH; k++) {
    free(anderson->residuals[k]);
    free(anderson->images[k]);
  }
  free(anderson->residual);
  free(anderson->image);
  free(anderson);
}

void lociq_anderson_forget(lociq_anderson *anderson) {
  anderson->held = anderson->next = 0;
  anderson->started = false;
}

static double residual_of(const double *at, const double *image, size_t i) {
  return image[i] > 0 ? 1 - at[i] / image[i] : 0;
}

static void keep_step(lociq_anderson *anderson, const double *at, const double *image) {
  const size_t slot = anderson->next;
  for (size_t i = 0; i < anderson->count; i++) {
    const double residual = residual_of(at, image, i);
    if (anderson->started) {
      anderson->residuals[slot][i] = residual - anderson->residual[i];
      anderson->images[slot][i] = image[i] - anderson->image[i];
    }
    anderson->residual[i] = residual;
    anderson->image[i] = image[i];
  }
  if (anderson->started) {
    anderson->next = (slot + 1) % DEPTH;
    if (anderson->held < DEPTH) anderson->held++;
  }
  anderson->started = true;
}

static double product(const double *first, const double *second, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += first[i] * second[i];
  return sum;
}

/* The least squares of residual − Σ weight · difference, by Cholesky; false where the
 * differences depend on each other. */
static bool weigh(const lociq_anderson *anderson, double weights[DEPTH]) {
  static const double LEAST = 1e-12;
  const size_t n = anderson->held;
  double factor[DEPTH][DEPTH];
  for (size_t k = 0; k < n; k++) {
    for (size_t j = 0; j <= k; j++) {
      const double whole = product(anderson->residuals[k], anderson->residuals[j], anderson->count);
      double sum = whole;
      for (size_t l = 0; l < j; l++) sum -= factor[k][l] * factor[j][l];
      if (j == k && !(sum > LEAST * whole)) return false;
      factor[k][j] = j == k ? sqrt(sum) : sum / factor[j][j];
    }
    weights[k] = product(anderson->residuals[k], anderson->residual, anderson->count);
    for (size_t l = 0; l < k; l++) weights[k] -= factor[k][l] * weights[l];
    weights[k] /= factor[k][k];
  }
  for (size_t k = n; k > 0; k--) {
    for (size_t l = k; l < n; l++) weights[k - 1] -= factor[l][k - 1] * weights[l];
    weights[k - 1] /= factor[k - 1][k - 1];
  }
  return true;
}

void lociq_anderson_step(lociq_anderson *anderson, double *at, const double *image) {
  double weights[DEPTH] = {0};
  keep_step(anderson, at, image);
  const bool founded = anderson->held > 0 && weigh(anderson, weights);
  bool positive = true;
  for (size_t i = 0; i < anderson->count; i++) {
    at[i] = image[i];
    for (size_t k = 0; k < anderson->held && founded && image[i] > 0; k++) at[i] -= weights[k] * anderson->images[k][i];
    positive = positive && (image[i] > 0 ? at[i] > 0 && isfinite(at[i]) : at[i] == 0);
  }
  if (founded && positive) return;
  memcpy(at, image, anderson->count * sizeof *at);
  if (anderson->held > 0) lociq_anderson_forget(anderson);
}

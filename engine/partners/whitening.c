/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/whitening.h"

#include <math.h>

#include "core/memory.h"

/* Regions on one line vary so little that nothing would be shrunken, and S had no inverse. */
static const double least_shrinkage = 1e-6;

static bool complete(const lociq_profiles *profiles, size_t region) {
  const double *known = lociq_profile_known(profiles, region), *row = lociq_profile_derived(profiles, region);
  for (size_t i = 0; i < profiles->industries; i++)
    if ((known != NULL && known[i] == 0) || isnan(row[i])) return false;
  return true;
}

/* One complete row less the means, into `centred`. */
static double centre(const lociq_profiles *profiles, size_t region, const double *means, double *centred) {
  double squares = 0;
  for (size_t i = 0; i < profiles->industries; i++) {
    centred[i] = lociq_profile_derived(profiles, region)[i] - means[i];
    squares += centred[i] * centred[i];
  }
  return squares;
}

/* S, on and below the diagonal; *fourth the mean of |x|⁴. Gives the number of complete regions. */
static double covary(const lociq_profiles *profiles, double *means, double *centred, double *covariance,
                     double *fourth) {
  const size_t size = profiles->industries;
  double count = 0;
  for (size_t r = 0; r < profiles->regions; r++) {
    if (!complete(profiles, r)) continue;
    for (size_t i = 0; i < size; i++) means[i] += lociq_profile_derived(profiles, r)[i];
    count++;
  }
  for (size_t i = 0; i < size; i++) means[i] /= count;
  for (size_t r = 0; r < profiles->regions; r++) {
    if (!complete(profiles, r)) continue;
    const double squares = centre(profiles, r, means, centred);
    *fourth += squares * squares / count;
    for (size_t i = 0; i < size; i++)
      for (size_t j = 0; j <= i; j++) covariance[i * size + j] += centred[i] * centred[j];
  }
  for (size_t i = 0; i < size * size; i++) covariance[i] /= count;
  return count;
}

/* ‖S − mI‖²/p is how far S lies from mI, (mean |x|⁴ − ‖S‖²)/(np) how much of that is chance. */
static void shrink(double *covariance, size_t size, double count, double fourth) {
  double trace = 0, squares = 0;
  for (size_t i = 0; i < size; i++) {
    trace += covariance[i * size + i];
    for (size_t j = 0; j <= i; j++) squares += (j < i ? 2 : 1) * covariance[i * size + j] * covariance[i * size + j];
  }
  const double terms = (double)size, mean = trace / terms;
  const double far = squares / terms - mean * mean, chance = (fourth - squares) / (count * terms);
  const bool identity = count < 3 || mean == 0;
  double part = chance < far ? chance / far : 1;
  if (part < least_shrinkage) part = least_shrinkage;
  for (size_t i = 0; i < size; i++)
    for (size_t j = 0; j <= i; j++) {
      double *cell = &covariance[i * size + j];
      *cell = identity ? i == j : (1 - part) * *cell + (i == j ? part * mean : 0);
    }
}

/* Cholesky in place: L on and below the diagonal. Plain sums: LAPACK's last bits depend on the threads. */
static void factor(double *matrix, size_t size) {
  for (size_t i = 0; i < size; i++)
    for (size_t j = 0; j <= i; j++) {
      double sum = matrix[i * size + j];
      for (size_t k = 0; k < j; k++) sum -= matrix[i * size + k] * matrix[j * size + k];
      matrix[i * size + j] = j < i ? sum / matrix[j * size + j] : sqrt(sum);
    }
}

/* W = L⁻¹, column by column. */
static void invert(const double *factors, size_t size, size_t width, double *whitening) {
  for (size_t j = 0; j < size; j++) {
    double *column = whitening + j * width;
    column[j] = 1 / factors[j * size + j];
    for (size_t i = j + 1; i < size; i++) {
      double sum = 0;
      for (size_t k = j; k < i; k++) sum -= factors[i * size + k] * column[k];
      column[i] = sum / factors[i * size + i];
    }
  }
}

lociq_status lociq_profiles_whiten(const lociq_profiles *profiles, double *whitening, lociq_error *error) {
  const size_t size = profiles->industries;
  double *covariance = lociq_allocate(size * size, sizeof *covariance), fourth = 0;
  double *means = lociq_allocate(size, sizeof *means), *centred = lociq_allocate(size, sizeof *centred);
  const bool there = covariance != NULL && means != NULL && centred != NULL;
  if (there) {
    const double count = covary(profiles, means, centred, covariance, &fourth);
    shrink(covariance, size, count, fourth);
    factor(covariance, size);
    invert(covariance, size, profiles->width, whitening);
  }
  free(covariance);
  free(means);
  free(centred);
  return there ? LOCIQ_OK : lociq_memory_error(error, "the industries' covariance");
}

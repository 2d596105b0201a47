/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/whitening.h"

#include <math.h>

#include "core/memory.h"
#include "partners/profiles.h"
#include "partners/scales.h"

/* Regions on one line vary so little that nothing would be shrunken, and S had no inverse. */
static const double least_shrinkage = 1e-6;

/* What is added up over the regions that know all industries. */
typedef struct moments {
  double count, fourth;       /* of these regions; Σ|x|⁴, then its mean */
  double *means, *covariance; /* the latter on and below the diagonal */
  double *row;                /* a region's */
} moments;

/* The region's scaled row, or false where something of it is unknown. */
static bool scale_complete(const lociq_profiles *profiles, size_t region, double *row) {
  const double *known = lociq_profile_known(profiles, region);
  lociq_profile_scale(profiles, region, row);
  for (size_t i = 0; i < profiles->industries; i++)
    if ((known != NULL && known[i] == 0) || isnan(row[i])) return false;
  return true;
}

static void add_row(moments *of, size_t size) {
  for (size_t i = 0; i < size; i++) of->means[i] += of->row[i];
  of->count++;
}

static void add_products(moments *of, size_t size) {
  double squares = 0;
  for (size_t i = 0; i < size; i++) {
    of->row[i] -= of->means[i];
    squares += of->row[i] * of->row[i];
  }
  of->fourth += squares * squares / of->count;
  for (size_t i = 0; i < size; i++)
    for (size_t j = 0; j <= i; j++) of->covariance[i * size + j] += of->row[i] * of->row[j];
}

static lociq_status look(lociq_profiles *profiles, void (*see)(moments *, size_t), moments *of, lociq_error *error) {
  for (size_t r = 0; r < profiles->regions; r++) {
    const lociq_status status = lociq_profiles_reach(profiles, r, error);
    if (status != LOCIQ_OK) return status;
    if (scale_complete(profiles, r, of->row)) see(of, profiles->industries);
  }
  return LOCIQ_OK;
}

/* S, and the mean of |x|⁴. */
static lociq_status covary(lociq_profiles *profiles, moments *of, lociq_error *error) {
  const size_t size = profiles->industries;
  lociq_status status = look(profiles, add_row, of, error);
  if (status != LOCIQ_OK) return status;
  for (size_t i = 0; i < size; i++) of->means[i] /= of->count;
  status = look(profiles, add_products, of, error);
  for (size_t i = 0; i < size * size; i++) of->covariance[i] /= of->count;
  return status;
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

lociq_status lociq_profiles_whiten(lociq_profiles *profiles, lociq_error *error) {
  const size_t size = profiles->industries, width = profiles->width;
  moments of = {.means = lociq_allocate(size, sizeof *of.means),
                .covariance = lociq_allocate(size, size * sizeof *of.covariance),
                .row = lociq_allocate(width, sizeof *of.row)};
  profiles->whitening = lociq_allocate_aligned(size, width * sizeof *profiles->whitening);
  lociq_status status = LOCIQ_OK;
  if (of.means == NULL || of.covariance == NULL || of.row == NULL || profiles->whitening == NULL)
    status = lociq_memory_error(error, "the industries' covariance");
  for (size_t i = 0; i < size * width && status == LOCIQ_OK; i++) profiles->whitening[i] = 0;
  if (status == LOCIQ_OK) status = covary(profiles, &of, error);
  if (status == LOCIQ_OK) {
    shrink(of.covariance, size, of.count, of.fourth);
    factor(of.covariance, size);
    invert(of.covariance, size, width, profiles->whitening);
  }
  free(of.covariance);
  free(of.means);
  free(of.row);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "indicators/complexity/options.h"
#include "numeric/cooccurrence.h"
#include "numeric/eigen.h"

/* Closer to 1, or to each other, eigenvalues are taken to be equal. */
static const double EQUAL = 1e-10;

/* What is left of a year when who holds nothing, and what nobody holds, has gone. */
typedef struct problem {
  const lociq_whole *whole;
  uint64_t *turned; /* industry by industry */
  double *diversity, *ubiquity, *K;
  size_t *of; /* the smaller side's live members */
  size_t size;
  bool by_region; /* the smaller side */
  double *matrix, *vectors;
} problem;

static void problem_clear(problem *made) {
  free(made->turned);
  free(made->diversity);
  free(made->ubiquity);
  free(made->K);
  free(made->of);
  free(made->matrix);
  free(made->vectors);
}

static lociq_status count_live(problem *made, lociq_error *error) {
  const lociq_whole *whole = made->whole;
  const size_t regions = whole->regions, industries = whole->industries, height = lociq_bits_words(regions);
  size_t live[2] = {0, 0};
  made->turned = lociq_allocate_aligned(industries * height, sizeof *made->turned);
  made->diversity = lociq_allocate(regions, sizeof(double));
  made->ubiquity = lociq_allocate(industries, sizeof(double));
  made->K = lociq_allocate(regions, sizeof(double));
  made->of = lociq_allocate(regions < industries ? industries : regions, sizeof *made->of);
  if (made->turned == NULL || made->diversity == NULL || made->ubiquity == NULL || made->K == NULL || made->of == NULL)
    return lociq_memory_error(error, "complexity");
  lociq_bits_transpose(whole->specialised, regions, industries, made->turned);
  for (size_t r = 0; r < regions; r++) {
    made->diversity[r] = (double)lociq_bits_count(whole->specialised + r * whole->words, whole->words);
    live[0] += made->diversity[r] > 0 ? 1 : 0;
  }
  for (size_t i = 0; i < industries; i++) {
    made->ubiquity[i] = (double)lociq_bits_count(made->turned + i * height, height);
    live[1] += made->ubiquity[i] > 0 ? 1 : 0;
  }
  made->by_region = live[0] < live[1];
  const double *counts = made->by_region ? made->diversity : made->ubiquity;
  for (size_t k = 0; k < (made->by_region ? regions : industries); k++)
    if (counts[k] > 0) made->of[made->size++] = k;
  return LOCIQ_OK;
}

/* U^-½ Mᵀ D^-1 M U^-½, or the same of regions, over the live members. */
static lociq_status form(problem *made, lociq_error *error) {
  const lociq_whole *whole = made->whole;
  const size_t all = made->by_region ? whole->regions : whole->industries;
  const double *counts = made->by_region ? made->diversity : made->ubiquity;
  double *shares = lociq_allocate_aligned(all * all, sizeof *shares);
  made->matrix = lociq_allocate_aligned(made->size * made->size, sizeof *made->matrix);
  made->vectors = lociq_allocate(3 * made->size, sizeof *made->vectors);
  lociq_status status = LOCIQ_OK;
  if (shares == NULL || made->matrix == NULL || made->vectors == NULL)
    status = lociq_memory_error(error, "complexity");
  else if (made->by_region)
    status = lociq_cooccurrence_share(made->turned, whole->industries, all, shares, error);
  else
    status = lociq_cooccurrence_share(whole->specialised, whole->regions, all, shares, error);
  for (size_t a = 0; status == LOCIQ_OK && a < made->size; a++)
    for (size_t b = 0; b < made->size; b++) {
      const size_t own = made->of[a], other = made->of[b];
      made->matrix[a * made->size + b] = shares[own * all + other] / sqrt(counts[own] * counts[other]);
    }
  free(shares);
  return status;
}

/* The mean of the values of what a row of bits holds; NaN where it holds nothing. */
static double mean_held(const uint64_t *row, size_t count, const double *values) {
  double sum = 0, held = 0;
  for (size_t k = 0; k < count; k++) {
    if (!lociq_bits_has(row, k)) continue;
    sum += values[k];
    held++;
  }
  return sum / held;
}

static void average_industries(const problem *made, const double *p) {
  const lociq_whole *whole = made->whole;
#pragma omp parallel for schedule(static)
  for (size_t r = 0; r < whole->regions; r++)
    made->K[r] = mean_held(whole->specialised + r * whole->words, whole->industries, p);
}

/* p with K = D^-1 M p, from the second vector of the smaller side. */
static void spread(const problem *made, double value, double *p) {
  const lociq_whole *whole = made->whole;
  const double *vector = made->vectors + made->size, *counts = made->by_region ? made->diversity : made->ubiquity;
  double *side = made->by_region ? made->K : p;
  for (size_t k = 0; k < (made->by_region ? whole->regions : whole->industries); k++) side[k] = NAN;
  for (size_t k = 0; k < made->size; k++) side[made->of[k]] = vector[k] / sqrt(counts[made->of[k]]);
  const size_t height = lociq_bits_words(whole->regions);
  for (size_t i = 0; made->by_region && i < whole->industries; i++)
    p[i] = mean_held(made->turned + i * height, whole->regions, made->K) / value;
  average_industries(made, p);
}

/* 1 or -1, so that K goes with diversity; by its skewness where it does neither;
 * 0 where that tells nothing either. */
static double sign_of(const double *K, const double *diversity, size_t regions) {
  double mean = 0, live = 0, along = 0, cubes = 0, length = 0, own = 0;
  const lociq_moments moments = lociq_moments_of(K, regions, false);
  for (size_t r = 0; r < regions; r++) {
    mean += isnan(K[r]) ? 0 : diversity[r];
    live += isnan(K[r]) ? 0 : 1;
  }
  mean /= live;
  for (size_t r = 0; r < regions; r++) {
    if (isnan(K[r])) continue;
    const double z = (K[r] - moments.mean) / moments.sd;
    along += z * (diversity[r] - mean);
    length += (diversity[r] - mean) * (diversity[r] - mean);
    own += z * z;
    cubes += z * z * z;
  }
  if (fabs(along) > 1e-8 * sqrt(length * own)) return along > 0 ? 1 : -1;
  if (fabs(cubes) > 1e-8 * live) return cubes > 0 ? 1 : -1;
  return 0;
}

static const char *fault_of(const double values[3], size_t size) {
  if (values[1] > 1 - EQUAL) return "the regions fall into groups that share no industry";
  if (values[1] <= EQUAL) return "all regions hold the same";
  if (size > 2 && values[1] - values[2] <= EQUAL) return "the second and the third eigenvalue are equal";
  return NULL;
}

static lociq_status solve(problem *made, double *p, lociq_error *error) {
  const lociq_whole *whole = made->whole;
  double values[3] = {0}, residual = 0;
  for (size_t i = 0; i < whole->industries; i++) p[i] = NAN;
  lociq_status status = count_live(made, error);
  if (status != LOCIQ_OK) return status;
  if (made->size < 2) {
    (void)snprintf(whole->remark, LOCIQ_REMARK_SIZE, "fewer than two regions or industries are left");
    return LOCIQ_OK;
  }
  status = form(made, error);
  if (status == LOCIQ_OK)
    status = lociq_eigen_largest(made->matrix, made->size, made->size < 3 ? made->size : 3, values, made->vectors,
                                 &residual, error);
  if (status != LOCIQ_OK) return status;
  const char *fault = fault_of(values, made->size);
  double sign = 0;
  if (fault == NULL) {
    spread(made, values[1], p);
    sign = sign_of(made->K, made->diversity, whole->regions);
    if (sign == 0) fault = "which end is the complex one cannot be told";
  }
  const double scale = sign / lociq_moments_of(made->K, whole->regions, false).sd;
  for (size_t i = 0; i < whole->industries; i++) p[i] = fault == NULL ? scale * p[i] : (double)NAN;
  if (fault != NULL) (void)snprintf(whole->remark, LOCIQ_REMARK_SIZE, "%s", fault);
  return LOCIQ_OK;
}

static lociq_status complexity(const lociq_whole *whole, double *result, lociq_error *error) {
  problem made = {.whole = whole};
  const lociq_status status = solve(&made, result, error);
  problem_clear(&made);
  return status;
}

/* ---- the second implementation: Jacobi's rotations on the industries ---- */

static void rotate(double *a, double *v, size_t n, size_t p, size_t q) {
  if (a[p * n + q] == 0) return;
  const double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const double t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
  const double c = 1 / sqrt(t * t + 1), s = t * c;
  for (size_t k = 0; k < n; k++) {
    const double first = a[k * n + p], second = a[k * n + q];
    a[k * n + p] = c * first - s * second;
    a[k * n + q] = s * first + c * second;
  }
  for (size_t k = 0; k < n; k++) {
    const double first = a[p * n + k], second = a[q * n + k], one = v[k * n + p], other = v[k * n + q];
    a[p * n + k] = c * first - s * second;
    a[q * n + k] = s * first + c * second;
    v[k * n + p] = c * one - s * other;
    v[k * n + q] = s * one + c * other;
  }
}

static double naive_count(const lociq_table *table, size_t position, bool is_region) {
  double count = 0;
  for (size_t k = 0; k < (is_region ? table->industries : table->regions); k++)
    count += lociq_naive_holds(table, is_region ? position : k, is_region ? k : position) ? 1 : 0;
  return count;
}

static double naive_cell(const lociq_table *table, size_t i, size_t j) {
  double sum = 0;
  for (size_t r = 0; r < table->regions; r++)
    if (lociq_naive_holds(table, r, i) && lociq_naive_holds(table, r, j)) sum += 1 / naive_count(table, r, true);
  return sum == 0 ? 0 : sum / sqrt(naive_count(table, i, false) * naive_count(table, j, false));
}

/* Industry i's place on the second vector, or NaN for all of them. */
static void naive_vector(const lociq_table *table, const double *a, const double *v, double *p) {
  const size_t n = table->industries;
  size_t order[3] = {LOCIQ_NONE, LOCIQ_NONE, LOCIQ_NONE}, live = 0, regions = 0;
  for (size_t r = 0; r < table->regions; r++) regions += naive_count(table, r, true) > 0 ? 1 : 0;
  for (size_t i = 0; i < n; i++) live += naive_count(table, i, false) > 0 ? 1 : 0;
  for (size_t k = 0; k < 3 && k < n; k++)
    for (size_t i = 0; i < n; i++) {
      if ((k > 0 && i == order[0]) || (k > 1 && i == order[1])) continue;
      if (order[k] == LOCIQ_NONE || a[i * n + i] > a[order[k] * n + order[k]]) order[k] = i;
    }
  for (size_t i = 0; i < n; i++) p[i] = NAN;
  if (live < 2 || regions < 2) return;
  const double values[3] = {1, a[order[1] * n + order[1]], n > 2 ? a[order[2] * n + order[2]] : 0};
  if (fault_of(values, 3) != NULL) return;
  for (size_t i = 0; i < n; i++) {
    const double count = naive_count(table, i, false);
    if (count > 0) p[i] = v[i * n + order[1]] / sqrt(count);
  }
}

static void naive(const lociq_table *table, double *result) {
  const size_t n = table->industries;
  double *a = calloc(n * n + 1, sizeof *a), *v = calloc(n * n + 1, sizeof *v);
  double *K = calloc(table->regions + 1, sizeof *K), *k = calloc(table->regions + 1, sizeof *k);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) a[i * n + j] = naive_cell(table, i, j);
  for (size_t i = 0; i < n; i++) v[i * n + i] = 1;
  for (int round = 0; round < 60; round++)
    for (size_t p = 0; p < n; p++)
      for (size_t q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  naive_vector(table, a, v, result);
  for (size_t r = 0; r < table->regions; r++) {
    for (size_t i = 0; i < n; i++)
      if (lociq_naive_holds(table, r, i)) K[r] += result[i];
    k[r] = naive_count(table, r, true);
    K[r] /= k[r];
  }
  const double sign = sign_of(K, k, table->regions), sd = lociq_moments_of(K, table->regions, false).sd;
  for (size_t i = 0; i < n; i++) result[i] = sign == 0 ? (double)NAN : sign * result[i] / sd;
  free(a);
  free(v);
  free(K);
  free(k);
}

static const lociq_kernel kernel = {
    .form = LOCIQ_WHOLE, .held = LOCIQ_HELD_SPECIALISED, .whole = complexity, .naive = naive};

const lociq_indicator lociq_indicator_complexity = {
    .name = "complexity",
    .title = "Second eigenvector of industries",
    .family = "complexity",
    .unit = "1",
    .formula = "p: U^-1 M' D^-1 M p = lambda_2 p",
    .reading = "What eci and pci are made of.",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -(double)INFINITY,
    .maximum = (double)INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD},
    .kernel = &kernel};

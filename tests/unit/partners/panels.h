/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small panels for the tests of partners: one year, one measure.
 */
#ifndef LOCIQ_TESTS_PANELS_H
#define LOCIQ_TESTS_PANELS_H

#include <lociq/partners.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "partners/profiles.h"
#include "partners/similarity.h"

#define UNKNOWN ((double)NAN)

/* codes NULL: prefix and a number of four digits. */
static inline lociq_axis *axis_made(lociq_axis_kind kind, const char *prefix, const char *const *codes, size_t count) {
  lociq_member *members = calloc(count + 1, sizeof *members);
  char(*made)[16] = calloc(count + 1, sizeof *made);
  lociq_axis *axis = NULL;
  for (size_t i = 0; i < count; i++) {
    (void)snprintf(made[i], sizeof made[i], "%s%04zu", prefix, i);
    members[i] = (lociq_member){.code = codes == NULL ? made[i] : codes[i], .level = LOCIQ_NO_LEVEL};
  }
  assert_int_equal(lociq_axis_create(kind, members, count, &axis, NULL), LOCIQ_OK);
  free(members);
  free(made);
  return axis;
}

/* employment of 2015 by region and industry; values are copied. */
static inline lociq_panel *panel_made(const char *const *codes, size_t regions, size_t industries,
                                      const double *values) {
  static const char *const years[] = {"2015"};
  lociq_panel *panel = NULL;
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  panel->axes[LOCIQ_YEAR] = axis_made(LOCIQ_YEAR, "", years, 1);
  panel->axes[LOCIQ_REGION] = axis_made(LOCIQ_REGION, "R", codes, regions);
  panel->axes[LOCIQ_INDUSTRY] = axis_made(LOCIQ_INDUSTRY, "I", NULL, industries);
  panel->axes[LOCIQ_AGGREGATE] = axis_made(LOCIQ_AGGREGATE, "", NULL, 0);
  assert_int_equal(
      lociq_cube_create("employment", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY, &cube, NULL),
      LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, regions * industries, false, NULL), LOCIQ_OK);
  memcpy(cube->parts[LOCIQ_BODY].values, values, regions * industries * sizeof *values);
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
  return panel;
}

static inline double random_unit(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double)(*state >> 11) * 0x1p-53;
}

/* Jobs: skewed, some zero; of the cells, `unknown` of them are. The caller frees. */
static inline double *jobs_made(size_t cells, double unknown, uint64_t seed) {
  double *values = malloc((cells + 1) * sizeof *values);
  for (size_t i = 0; i < cells; i++) {
    const double size = random_unit(&seed), lot = random_unit(&seed);
    values[i] = lot < unknown ? UNKNOWN : lot > 1 - 0.1 * (1 - unknown) ? 0 : floor(exp(9 * size)) / 10;
  }
  return values;
}

/* Rows that are mixtures of 20, so that they differ in few directions. The caller frees. */
static inline double *mixtures_made(size_t regions, size_t industries) {
  double *origins = jobs_made(20 * industries, 0, 3), *values = calloc(regions * industries + 1, sizeof *values);
  uint64_t seed = 3;
  for (size_t r = 0; r < regions; r++)
    for (size_t k = 0; k < 20; k++) {
      const double part = pow(random_unit(&seed), 4);
      for (size_t i = 0; i < industries; i++) values[r * industries + i] += part * origins[k * industries + i];
    }
  free(origins);
  return values;
}

/* The same scores by plain loops over the raw values: what the engine's are checked against. */
static inline double naive_cosine(const double *a, const double *b, size_t count) {
  long double products = 0, left = 0, right = 0;
  for (size_t i = 0; i < count; i++) {
    if (isnan(a[i]) || isnan(b[i])) continue;
    products += (long double)a[i] * b[i];
    left += (long double)a[i] * a[i];
    right += (long double)b[i] * b[i];
  }
  return (double)(products / sqrtl(left * right));
}

static inline double naive_krugman(const double *a, const double *b, size_t count) {
  long double left = 0, right = 0, distance = 0;
  for (size_t i = 0; i < count; i++) {
    if (isnan(a[i]) || isnan(b[i])) continue;
    left += a[i];
    right += b[i];
  }
  for (size_t i = 0; i < count; i++)
    if (!isnan(a[i]) && !isnan(b[i])) distance += fabsl(a[i] / left - b[i] / right);
  return left == 0 || right == 0 ? UNKNOWN : (double)(1 - distance / 2);
}

static inline void naive_shares(double *rows, size_t regions, size_t industries) {
  for (size_t r = 0; r < regions; r++) {
    long double total = 0;
    for (size_t i = 0; i < industries; i++)
      if (!isnan(rows[r * industries + i])) total += rows[r * industries + i];
    for (size_t i = 0; i < industries; i++) rows[r * industries + i] = (double)(rows[r * industries + i] / total);
  }
}

/* Of a region without a profile the shares are 0/0, hence unknown. */
static inline void naive_standardise(double *rows, size_t regions, size_t industries) {
  naive_shares(rows, regions, industries);
  for (size_t i = 0; i < industries; i++) {
    long double sum = 0, squares = 0, known = 0;
    for (size_t r = 0; r < regions; r++)
      if (!isnan(rows[r * industries + i])) sum += rows[r * industries + i], known++;
    for (size_t r = 0; r < regions; r++)
      if (!isnan(rows[r * industries + i]))
        squares += (rows[r * industries + i] - sum / known) * (rows[r * industries + i] - sum / known);
    const long double deviation = sqrtl(squares / known);
    for (size_t r = 0; r < regions; r++) {
      double *cell = &rows[r * industries + i];
      if (!isnan(*cell)) *cell = deviation < 1e-12 ? 0 : (double)((*cell - sum / known) / deviation);
    }
  }
}

static inline double naive_pearson(const double *a, const double *b, size_t count) {
  long double left = 0, right = 0, products = 0, left_squares = 0, right_squares = 0;
  size_t known = 0;
  for (size_t i = 0; i < count; i++) {
    if (isnan(a[i]) || isnan(b[i])) continue;
    left += a[i];
    right += b[i];
    known++;
  }
  for (size_t i = 0; i < count; i++) {
    if (isnan(a[i]) || isnan(b[i])) continue;
    const long double x = a[i] - left / known, y = b[i] - right / known;
    products += x * y;
    left_squares += x * x;
    right_squares += y * y;
  }
  return (double)(products / sqrtl(left_squares * right_squares));
}

/* Shares to 0 … 1 by industry. */
static inline void naive_stretch(double *rows, size_t regions, size_t industries) {
  naive_shares(rows, regions, industries);
  for (size_t i = 0; i < industries; i++) {
    double least = INFINITY, largest = 0;
    for (size_t r = 0; r < regions; r++) {
      least = fmin(least, rows[r * industries + i]);
      largest = fmax(largest, rows[r * industries + i]);
    }
    for (size_t r = 0; r < regions; r++) {
      double *cell = &rows[r * industries + i];
      if (!isnan(*cell)) *cell = largest - least < 1e-12 ? 0 : (*cell - least) / (largest - least);
    }
  }
}

static inline double naive_gower(const double *a, const double *b, size_t count) {
  long double distance = 0, known = 0;
  for (size_t i = 0; i < count; i++) {
    if (isnan(a[i]) || isnan(b[i])) continue;
    distance += fabsl((long double)a[i] - b[i]);
    known++;
  }
  return (double)(1 - distance / known);
}

/* 1 where the share is at least the industry's of the whole, over the regions that know it. Sums are those of double:
 * where one region alone knows an industry, its quotient is 1, on the edge. */
static inline void naive_specialise(double *rows, size_t regions, size_t industries) {
  double *totals = calloc(regions + 1, sizeof *totals);
  for (size_t r = 0; r < regions; r++)
    for (size_t i = 0; i < industries; i++)
      if (!isnan(rows[r * industries + i])) totals[r] += rows[r * industries + i];
  for (size_t i = 0; i < industries; i++) {
    double sum = 0, whole = 0;
    for (size_t r = 0; r < regions; r++)
      if (!isnan(rows[r * industries + i])) sum += rows[r * industries + i], whole += totals[r];
    for (size_t r = 0; r < regions; r++) {
      double *cell = &rows[r * industries + i];
      if (!isnan(*cell)) *cell = totals[r] == 0 ? UNKNOWN : sum > 0 && *cell / totals[r] / (sum / whole) >= 1;
    }
  }
  free(totals);
}

static inline double naive_jaccard(const double *a, const double *b, size_t count) {
  double shared = 0, either = 0;
  for (size_t i = 0; i < count; i++) {
    if (isnan(a[i]) || isnan(b[i])) continue;
    shared += a[i] == 1 && b[i] == 1;
    either += a[i] == 1 || b[i] == 1;
  }
  return shared / either;
}

/* n of N known on both sides. */
static inline double naive_euclid(const double *a, const double *b, size_t count) {
  long double squares = 0, known = 0;
  for (size_t i = 0; i < count; i++) {
    if (isnan(a[i]) || isnan(b[i])) continue;
    squares += ((long double)a[i] - b[i]) * ((long double)a[i] - b[i]);
    known++;
  }
  return known == 0 ? UNKNOWN : (double)(1 / (1 + sqrtl(squares * count / known)));
}

/* Of rows without unknown cells: their covariance S by definition, its distance to the mean variance on a diagonal, and
 * the mean distance of x x' to S, over n; what Ledoit and Wolf (2004) weigh. */
static inline void naive_shrunken(const double *rows, size_t count, size_t size, long double *matrix) {
  long double mean = 0, far = 0, chance = 0;
  for (size_t i = 0; i < size * size; i++)
    for (size_t r = 0; r < count; r++)
      matrix[i] += (long double)rows[r * size + i / size] * rows[r * size + i % size] / count;
  for (size_t i = 0; i < size; i++) mean += matrix[i * size + i] / size;
  for (size_t i = 0; i < size * size; i++) {
    const long double off = matrix[i] - (i / size == i % size ? mean : 0);
    far += off * off / size;
    for (size_t r = 0; r < count; r++) {
      const long double one = (long double)rows[r * size + i / size] * rows[r * size + i % size] - matrix[i];
      chance += one * one / size / count / count;
    }
  }
  const long double part = count < 3 || mean == 0 || chance >= far ? 1 : fmaxl(chance / far, 1e-6L);
  for (size_t i = 0; i < size * size; i++) {
    const bool diagonal = i / size == i % size;
    matrix[i] = count < 3 || mean == 0 ? diagonal : (1 - part) * matrix[i] + (diagonal ? part * mean : 0);
  }
}

/* Gauss and Jordan, in place; the matrix is positive definite. */
static inline void naive_invert(long double *matrix, size_t size) {
  for (size_t k = 0; k < size; k++) {
    const long double pivot = matrix[k * size + k];
    for (size_t j = 0; j < size; j++) matrix[k * size + j] /= pivot;
    matrix[k * size + k] = 1 / pivot;
    for (size_t i = 0; i < size; i++) {
      if (i == k) continue;
      const long double times = matrix[i * size + k];
      matrix[i * size + k] = 0;
      for (size_t j = 0; j < size; j++) matrix[i * size + j] -= times * matrix[k * size + j];
    }
  }
}

/* The inverse covariance of the rows that know all, which is left behind the rows. */
static inline void naive_precision(double *rows, size_t regions, size_t industries) {
  double *complete = malloc((regions * industries + 1) * sizeof *complete);
  long double *matrix = calloc(industries * industries, sizeof *matrix);
  size_t count = 0;
  for (size_t r = 0; r < regions; r++) {
    bool known = true;
    for (size_t i = 0; i < industries; i++) known = known && !isnan(rows[r * industries + i]);
    if (known) memcpy(complete + count++ * industries, rows + r * industries, industries * sizeof *rows);
  }
  for (size_t i = 0; i < industries; i++) {
    long double mean = 0;
    for (size_t r = 0; r < count; r++) mean += (long double)complete[r * industries + i] / count;
    for (size_t r = 0; r < count; r++) complete[r * industries + i] = (double)(complete[r * industries + i] - mean);
  }
  naive_shrunken(complete, count, industries, matrix);
  naive_invert(matrix, industries);
  for (size_t i = 0; i < industries * industries; i++) rows[regions * industries + i] = (double)matrix[i];
  free(complete);
  free(matrix);
}

static inline double naive_mahalanobis(const double *a, const double *b, size_t count, const double *precision) {
  long double sum = 0, known = 0;
  for (size_t i = 0; i < count; i++) {
    if (isnan(a[i]) || isnan(b[i])) continue;
    for (size_t j = 0; j < count; j++)
      if (!isnan(a[j]) && !isnan(b[j]))
        sum += ((long double)a[i] - b[i]) * precision[i * count + j] * ((long double)a[j] - b[j]);
    known++;
  }
  return known == 0 ? UNKNOWN : (double)(1 / (1 + sqrtl(fmaxl(sum, 0) * count / known)));
}

/* What the similarity compares of all the regions, where it is not the values themselves. The caller frees. */
static inline double *naive_rows(const char *similarity, const double *values, size_t regions, size_t industries) {
  double *rows = malloc(((regions + industries) * industries + 1) * sizeof *rows);
  memcpy(rows, values, regions * industries * sizeof *rows);
  if (strcmp(similarity, "euclid") == 0 || strcmp(similarity, "mahalanobis") == 0)
    naive_standardise(rows, regions, industries);
  if (strcmp(similarity, "gower") == 0) naive_stretch(rows, regions, industries);
  if (strcmp(similarity, "jaccard") == 0) naive_specialise(rows, regions, industries);
  if (strcmp(similarity, "mahalanobis") == 0) naive_precision(rows, regions, industries);
  return rows;
}

/* The lesser of the two shares that the cells known in both have of all known cells. */
static inline double naive_coverage(const double *a, const double *b, size_t count) {
  long double left = 0, right = 0, left_all = 0, right_all = 0;
  for (size_t i = 0; i < count; i++) {
    if (!isnan(a[i])) left_all += a[i];
    if (!isnan(b[i])) right_all += b[i];
    if (isnan(a[i]) || isnan(b[i])) continue;
    left += a[i];
    right += b[i];
  }
  const long double one = left / left_all, other = right / right_all;
  return (double)(one < other ? one : other);
}

/* Of two of naive_rows. */
static inline double naive_score(const char *similarity, const double *rows, size_t regions, size_t first,
                                 size_t second, size_t count) {
  const double *a = rows + first * count, *b = rows + second * count;
  if (strcmp(similarity, "cosine") == 0) return naive_cosine(a, b, count);
  if (strcmp(similarity, "krugman") == 0) return naive_krugman(a, b, count);
  if (strcmp(similarity, "pearson") == 0) return naive_pearson(a, b, count);
  if (strcmp(similarity, "euclid") == 0) return naive_euclid(a, b, count);
  if (strcmp(similarity, "gower") == 0) return naive_gower(a, b, count);
  if (strcmp(similarity, "jaccard") == 0) return naive_jaccard(a, b, count);
  assert_string_equal(similarity, "mahalanobis");
  return naive_mahalanobis(a, b, count, rows + regions * count);
}

static inline lociq_measure_year table_made(const lociq_panel *panel) {
  return (lociq_measure_year){.measure = "employment",
                              .regions = panel->axes[LOCIQ_REGION],
                              .industries = panel->axes[LOCIQ_INDUSTRY],
                              .year = 2015,
                              .values = panel->cubes[0]->parts[LOCIQ_BODY].values};
}

/* The profiles of a panel's measure. */
static inline lociq_profiles *profiles_made(const lociq_panel *panel, const lociq_similarity_method *method) {
  const lociq_measure_year table = table_made(panel);
  lociq_profiles *profiles = NULL;
  assert_int_equal(lociq_profiles_create(&table, method, &profiles, NULL), LOCIQ_OK);
  return profiles;
}

/* The same with room for as few rows as can be. */
static inline lociq_profiles *panels_made(const lociq_panel *panel, const lociq_similarity_method *method) {
  lociq_measure_year table = table_made(panel);
  lociq_profiles *profiles = NULL;
  table.memory = 1;
  assert_int_equal(lociq_profiles_create(&table, method, &profiles, NULL), LOCIQ_OK);
  return profiles;
}

#endif

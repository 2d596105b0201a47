/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"

/* Sums over the regions where an industry and another are both known, by the other. */
enum { COUNT, X, Y, XX, YY, XY, SUMS };

LOCIQ_INLINE void add(double *sums, lociq_lanes terms) { lociq_lanes_store(sums, lociq_lanes_load(sums) + terms); }

LOCIQ_CLONED static void add_region(const double *quotients, size_t width, double own, double *sums) {
  const lociq_lanes x = lociq_lanes_all(own), one = lociq_lanes_all(1);
  for (size_t k = 0; k < width; k += LOCIQ_LANES) {
    const lociq_lanes y = lociq_lanes_load(quotients + k);
    const lociq_mask known = lociq_lanes_known(y);
    add(sums + COUNT * width + k, lociq_lanes_where(known, one));
    add(sums + X * width + k, lociq_lanes_where(known, x));
    add(sums + Y * width + k, lociq_lanes_where(known, y));
  }
}

/* X and Y are means by now. */
LOCIQ_CLONED static void add_deviations(const double *quotients, size_t width, double own, double *sums) {
  for (size_t k = 0; k < width; k += LOCIQ_LANES) {
    const lociq_lanes quotient = lociq_lanes_load(quotients + k);
    const lociq_mask known = lociq_lanes_known(quotient);
    const lociq_lanes x = lociq_lanes_where(known, lociq_lanes_all(own) - lociq_lanes_load(sums + X * width + k));
    const lociq_lanes y = lociq_lanes_where(known, quotient - lociq_lanes_load(sums + Y * width + k));
    add(sums + XX * width + k, x * x);
    add(sums + YY * width + k, y * y);
    add(sums + XY * width + k, x * y);
  }
}

static double correlation(const double *sums, size_t width, size_t j) {
  const double n = sums[COUNT * width + j], x = sums[X * width + j], y = sums[Y * width + j];
  const double xx = sums[XX * width + j], yy = sums[YY * width + j], r = sums[XY * width + j] / sqrt(xx * yy);
  /* What is left of equal quotients is rounding. */
  if (!(xx > 1e-18 * n * x * x) || !(yy > 1e-18 * n * y * y)) return NAN;
  return r > 1 ? 1 : r < -1 ? -1 : r;
}

/* Twice over the regions: subtracting squares would lose digits. */
static void correlate_one(const lociq_whole *whole, size_t i, double *sums) {
  const size_t width = lociq_lanes_width(whole->industries);
  memset(sums, 0, SUMS * width * sizeof *sums);
  for (int round = 0; round < 2; round++) {
    for (size_t r = 0; r < whole->regions; r++) {
      const double *quotients = whole->quotients + r * width;
      if (isnan(quotients[i])) continue;
      if (round == 0)
        add_region(quotients, width, quotients[i], sums);
      else
        add_deviations(quotients, width, quotients[i], sums);
    }
    for (size_t k = 0; round == 0 && k < width; k++) {
      sums[X * width + k] /= sums[COUNT * width + k];
      sums[Y * width + k] /= sums[COUNT * width + k];
    }
  }
}

static lociq_status correlate(const lociq_whole *whole, double *result, lociq_error *error) {
  const size_t industries = whole->industries, width = lociq_lanes_width(industries);
  double *room = lociq_allocate_aligned((size_t)omp_get_max_threads() * SUMS * width, sizeof *room);
  if (room == NULL) return lociq_memory_error(error, "correlations");
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t i = 0; i < industries; i++) {
    double *sums = room + (size_t)omp_get_thread_num() * SUMS * width;
    correlate_one(whole, i, sums);
    for (size_t j = 0; j < industries; j++) result[i * industries + j] = correlation(sums, width, j);
  }
  free(room);
  return LOCIQ_OK;
}

static double naive_correlation(const lociq_table *table, size_t i, size_t j) {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0, least = INFINITY, largest = -(double)INFINITY;
  double low = INFINITY, high = -(double)INFINITY;
  for (int round = 0; round < 2; round++)
    for (size_t r = 0; r < table->regions; r++) {
      const double a = lociq_naive_quotient(table, r, i), b = lociq_naive_quotient(table, r, j);
      if (isnan(a) || isnan(b)) continue;
      if (round == 0) {
        n++;
        x += a;
        y += b;
        least = fmin(least, a);
        largest = fmax(largest, a);
        low = fmin(low, b);
        high = fmax(high, b);
        continue;
      }
      xx += (a - x / n) * (a - x / n);
      yy += (b - y / n) * (b - y / n);
      xy += (a - x / n) * (b - y / n);
    }
  if (n == 0 || largest - least <= 1e-9 * largest || high - low <= 1e-9 * high) return NAN;
  return xy / sqrt(xx * yy);
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++)
    for (size_t j = 0; j < table->industries; j++) {
      const double r = naive_correlation(table, i, j);
      result[i * table->industries + j] = isnan(r) ? r : fmax(-1, fmin(1, r));
    }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_WHOLE, .held = LOCIQ_HELD_QUOTIENTS, .whole = correlate, .naive = naive};

const lociq_indicator lociq_indicator_quotient_correlation = {
    .name = "quotient_correlation",
    .title = "Correlation of two industries' location quotients",
    .family = "relatedness",
    .unit = "1",
    .formula = "r of LQ_ri and LQ_rj over regions",
    .reading = "What proximity is made of with relatedness=continuous.",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER,
    .minimum = -1,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};

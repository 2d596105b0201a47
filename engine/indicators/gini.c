/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/gini.h"

#include <math.h>

#include "indicators/range.h"
#include "numeric/sort.h"

/* 1 minus twice the area under the curve of own on other. */
static double lorenz(const double *ratios, const double *other, size_t count, double own_sum, double other_sum) {
  double reached = 0, area = 0;
  for (size_t k = 0; k < count; k++) {
    const double own = ratios[k] * other[k];
    area += other[k] * (2 * reached + own);
    reached += own;
  }
  return 1 - area / (own_sum * other_sum);
}

/* 2/(n² mean C) Σ λ (C − mean C), λ the ranks 1..n of C ascending. */
static double of_quotients(const double *quotients, size_t count) {
  double ranked = 0, sum = 0;
  for (size_t k = 0; k < count; k++) {
    ranked += (2 * (double)k + 1 - (double)count) * quotients[k];
    sum += quotients[k];
  }
  return ranked / ((double)count * sum);
}

double lociq_gini(const double *own, const double *other, size_t count, bool quotients, double *scratch) {
  double *ratios = scratch, *weights = scratch + count, own_sum = 0, other_sum = 0;
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (isnan(own[i]) || isnan(other[i])) continue;
    own_sum += own[i];
    other_sum += other[i];
    /* Where other is 0 the curve only rises, at its very end. */
    if (other[i] == 0) continue;
    ratios[kept] = own[i] / other[i];
    weights[kept++] = other[i];
  }
  if (!(own_sum > 0 && other_sum > 0)) return NAN;
  lociq_sort_pairs(ratios, weights, kept, scratch + 2 * count);
  return lociq_at_least(quotients ? of_quotients(ratios, kept) : lorenz(ratios, weights, kept, own_sum, other_sum), 0);
}

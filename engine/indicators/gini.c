/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/gini.h"

#include <math.h>

#include "indicators/range.h"
#include "numeric/lanes.h"
#include "numeric/sort.h"

/* Ratios in ascending order. Those that are 0, as many are, need no sorting: of them it is enough how many there are
 * and what they weigh. */
typedef struct sorted {
  const double *ratios, *other;
  size_t count, zeros;
  double zeros_weight;
} sorted;

/* 1 minus twice the area under the curve of own on other. */
static double lorenz(const sorted *of, double own_sum, double other_sum) {
  double reached = 0, area = 0;
  size_t k = 0;
  for (; k < of->count && of->ratios[k] < 0; k++) {
    const double own = of->ratios[k] * of->other[k];
    area += of->other[k] * (2 * reached + own);
    reached += own;
  }
  area += of->zeros_weight * (2 * reached);
  for (; k < of->count; k++) {
    const double own = of->ratios[k] * of->other[k];
    area += of->other[k] * (2 * reached + own);
    reached += own;
  }
  return 1 - area / (own_sum * other_sum);
}

/* 2/(n² mean C) Σ λ (C − mean C), λ the ranks 1..n of C ascending. */
static double of_quotients(const sorted *of) {
  const double count = (double)(of->count + of->zeros);
  double ranked = 0, sum = 0;
  for (size_t k = 0; k < of->count; k++) {
    const size_t rank = of->ratios[k] < 0 ? k : k + of->zeros;
    ranked += (2 * (double)rank + 1 - count) * of->ratios[k];
    sum += of->ratios[k];
  }
  return ranked / (count * sum);
}

typedef struct sides {
  double own_sum, other_sum;
} sides;

/* own/other, NaN where either is not known or other is 0: there the curve only rises, at its very end. */
LOCIQ_CLONED static sides divide(const double *own, const double *other, size_t count, double *ratios, sorted *of) {
  lociq_lanes own_sum = {0}, other_sum = {0}, weight = {0};
  lociq_mask zeros = {0};
  for (size_t i = 0; i < count; i += LOCIQ_LANES) {
    const bool whole = i + LOCIQ_LANES <= count;
    const lociq_lanes y = whole ? lociq_lanes_load_unaligned(own + i) : lociq_lanes_load_some(own + i, count - i, NAN);
    const lociq_lanes x =
        whole ? lociq_lanes_load_unaligned(other + i) : lociq_lanes_load_some(other + i, count - i, NAN);
    const lociq_mask known = lociq_lanes_both(y, x);
    const lociq_lanes ratio = lociq_lanes_select((lociq_mask)(x == 0.0), lociq_lanes_all(NAN), y / x);
    const lociq_mask none = (lociq_mask)(ratio == 0.0);
    own_sum += lociq_lanes_where(known, y);
    other_sum += lociq_lanes_where(known, x);
    zeros += lociq_lanes_tally(none);
    weight += lociq_lanes_where(none, x);
    if (whole) lociq_lanes_store_unaligned(ratios + i, ratio);
    for (size_t lane = 0; !whole && i + lane < count; lane++) ratios[i + lane] = ratio[lane];
  }
  of->zeros = lociq_lanes_count(zeros);
  of->zeros_weight = lociq_lanes_sum(weight);
  return (sides){lociq_lanes_sum(own_sum), lociq_lanes_sum(other_sum)};
}

/* Leaves out zeros and what is not known. Without a branch: they come as they like. */
static size_t compact(const double *other, size_t count, double *ratios, double *weights) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    const double ratio = ratios[i];
    ratios[kept] = ratio;
    weights[kept] = other[i];
    kept += (size_t)(fabs(ratio) > 0);
  }
  return kept;
}

double lociq_gini(const double *own, const double *other, size_t count, bool quotients, double *scratch) {
  double *ratios = scratch, *weights = scratch + count;
  sorted of = {.ratios = ratios, .other = weights};
  const sides all = divide(own, other, count, ratios, &of);
  if (!(all.own_sum > 0 && all.other_sum > 0)) return NAN;
  of.count = compact(other, count, ratios, weights);
  lociq_sort_pairs(ratios, weights, of.count, scratch + 2 * count);
  return lociq_at_least(quotients ? of_quotients(&of) : lorenz(&of, all.own_sum, all.other_sum), 0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pearson: the cosine of what the shares have above their mean. Shares over the n
 * cells known in both add up to 1, so that their mean is 1/n.
 */
#include <float.h>
#include <math.h>

#include "partners/similarity.h"

/* A region's shares in the cells that another knows too. */
typedef struct side {
  const double *values;
  double whole, mean;
} side;

LOCIQ_INLINE side side_of(const lociq_profiles *profiles, size_t region, size_t other) {
  const double *values = lociq_profile_values(profiles, region);
  lociq_lanes whole = {0}, known = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes both = lociq_profile_both(profiles, region, other, i);
    whole += lociq_lanes_load(values + i) * both;
    known += both;
  }
  return (side){values, lociq_lanes_sum(whole), 1 / lociq_lanes_sum(known)};
}

LOCIQ_INLINE lociq_lanes deviations(const side *own, lociq_lanes both, size_t i) {
  return (lociq_lanes_load(own->values + i) / own->whole - own->mean) * both;
}

/* Whether the deviations are no more than what rounds a share of 1/n: the wholes are right to n/8 + 3 roundings. */
static bool flat(double squares, double mean) { return !(squares * mean > 4 * DBL_EPSILON * DBL_EPSILON); }

LOCIQ_CLONED
static void direct(const lociq_profiles *profiles, size_t region, double *row) {
  const side own = side_of(profiles, region, region);
  lociq_lanes sums = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes x = deviations(&own, lociq_profile_both(profiles, region, region, i), i);
    lociq_lanes_store(row + i, x);
    sums += x * x;
  }
  const double squares = lociq_lanes_sum(sums), norm = flat(squares, own.mean) ? (double)NAN : sqrt(squares);
  for (size_t i = 0; i < profiles->width; i++) row[i] /= norm;
}

LOCIQ_CLONED
static double score(const lociq_profiles *profiles, size_t a, size_t b, double *parts) {
  const side left = side_of(profiles, a, b), right = side_of(profiles, b, a);
  if (!(left.whole > 0 && right.whole > 0)) return (double)NAN;
  lociq_lanes products = {0}, of_left = {0}, of_right = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes both = lociq_profile_both(profiles, a, b, i);
    const lociq_lanes x = deviations(&left, both, i), y = deviations(&right, both, i);
    if (parts != NULL) lociq_lanes_store(parts + i, x * y);
    products += x * y;
    of_left += x * x;
    of_right += y * y;
  }
  const double left_squares = lociq_lanes_sum(of_left), right_squares = lociq_lanes_sum(of_right);
  if (flat(left_squares, left.mean) || flat(right_squares, right.mean)) return (double)NAN;
  const double norm = sqrt(left_squares * right_squares), correlation = lociq_lanes_sum(products) / norm;
  for (size_t i = 0; parts != NULL && i < profiles->width; i++) parts[i] /= norm;
  return correlation > 1 ? 1 : correlation < -1 ? -1 : correlation;
}

const lociq_similarity_method lociq_similarity_pearson = {.shares = true, .direct = direct, .score = score};

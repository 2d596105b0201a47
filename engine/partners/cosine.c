/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cosine: the profiles' angle, whatever their sizes. Where cells are unknown the
 * three sums over those known in both are products of matrices: Σab of the values, Σa² of the squares
 * with the other's mask, and Σb² likewise.
 */
#include <math.h>

#include "partners/similarity.h"

/* Squares; not wanted where all cells are known. */
static bool derives(const lociq_profiles *profiles) { return !profiles->complete; }

static void derive(const lociq_profiles *profiles, size_t region, double *derived) {
  const double *values = lociq_profile_values(profiles, region);
  for (size_t i = 0; i < profiles->width; i++) derived[i] = values[i] * values[i];
}

LOCIQ_CLONED
static void direct(const lociq_profiles *profiles, size_t region, double *row) {
  const double *values = lociq_profile_values(profiles, region);
  lociq_lanes squares = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes x = lociq_lanes_load(values + i);
    squares += x * x;
  }
  const double norm = sqrt(lociq_lanes_sum(squares));
  for (size_t i = 0; i < profiles->width; i++) row[i] = values[i] / norm;
}

/* The values that the other side knows too. */
LOCIQ_INLINE lociq_lanes common(const double *values, const double *other_known) {
  lociq_lanes lanes = lociq_lanes_load(values);
  if (other_known != NULL) lanes *= lociq_lanes_load(other_known);
  return lanes;
}

LOCIQ_CLONED
static double score(const lociq_profiles *profiles, size_t a, size_t b, double *parts) {
  const double *left = lociq_profile_values(profiles, a), *right = lociq_profile_values(profiles, b);
  const double *left_known = lociq_profile_known(profiles, a), *right_known = lociq_profile_known(profiles, b);
  lociq_lanes products = {0}, of_left = {0}, of_right = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    const lociq_lanes x = common(left + i, right_known == NULL ? NULL : right_known + i);
    const lociq_lanes y = common(right + i, left_known == NULL ? NULL : left_known + i);
    products += x * y;
    of_left += x * x;
    of_right += y * y;
  }
  /* One root of the product: a profile beside itself, or beside a whole multiple of itself, then gives 1. */
  const double norm = sqrt(lociq_lanes_sum(of_left) * lociq_lanes_sum(of_right));
  if (parts != NULL)
    for (size_t i = 0; i < profiles->width; i++) parts[i] = left[i] * right[i] / norm;
  const double cosine = lociq_lanes_sum(products) / norm;
  return cosine > 1 ? 1 : cosine < -1 ? -1 : cosine;
}

static void scan(const lociq_profiles *profiles, size_t row, size_t rows, size_t column, size_t columns, double *scores,
                 size_t stride, double *scratch) {
  const size_t width = profiles->width;
  if (profiles->known == NULL) {
    lociq_similarity_score_block(score, profiles, row, rows, column, columns, scores, stride);
    return;
  }
  double *of_left = scratch, *of_right = scratch + (size_t)LOCIQ_SCAN_ROWS * LOCIQ_SCAN_COLUMNS;
  lociq_similarity_multiply(width, lociq_profile_values(profiles, row), rows, lociq_profile_values(profiles, column),
                            columns, scores, stride);
  lociq_similarity_multiply(width, lociq_profile_derived(profiles, row), rows, lociq_profile_known(profiles, column),
                            columns, of_left, LOCIQ_SCAN_COLUMNS);
  lociq_similarity_multiply(width, lociq_profile_known(profiles, row), rows, lociq_profile_derived(profiles, column),
                            columns, of_right, LOCIQ_SCAN_COLUMNS);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) {
      const size_t at = i * LOCIQ_SCAN_COLUMNS + j;
      scores[i * stride + j] /= sqrt(of_left[at] * of_right[at]); /* 0/0 where there is nothing: NaN */
    }
}

const lociq_similarity_method lociq_similarity_cosine = {
    .derives = derives, .derive = derive, .direct = direct, .scan = scan, .score = score};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Krugman, or Finger–Kreinin: the part of two shares that overlaps. Over the cells
 * known in both each side's whole is a product of matrices, values with the other's
 * mask; a cell known on one side only overlaps by min(s, 0) = 0.
 */
#include <math.h>

#include "partners/similarity.h"

/* All known: shares. Else they depend on the pair. */
static bool derives(const lociq_profiles *profiles) { return profiles->complete; }

static void derive(const lociq_profiles *profiles, size_t region, double *derived) {
  const double *values = lociq_profile_values(profiles, region);
  double whole = 0;
  for (size_t i = 0; i < profiles->width; i++) whole += values[i];
  for (size_t i = 0; i < profiles->width; i++) derived[i] = values[i] / whole;
}

/* Σ min(a_i·scale, b_i·others[j]) for four rows b, in whatever order: the scan's last bits show nowhere. */
LOCIQ_CLONED
static void overlap_four(const double *row, const double scale[4], const double *others, const double other_scale[4],
                         size_t width, double overlaps[4]) {
  const double *b0 = others, *b1 = b0 + width, *b2 = b1 + width, *b3 = b2 + width;
  double o0 = 0, o1 = 0, o2 = 0, o3 = 0;
#pragma omp simd reduction(+ : o0, o1, o2, o3)
  for (size_t i = 0; i < width; i++) {
    const double a = row[i];
    const double x0 = a * scale[0], y0 = b0[i] * other_scale[0], x1 = a * scale[1], y1 = b1[i] * other_scale[1];
    const double x2 = a * scale[2], y2 = b2[i] * other_scale[2], x3 = a * scale[3], y3 = b3[i] * other_scale[3];
    o0 += x0 < y0 ? x0 : y0;
    o1 += x1 < y1 ? x1 : y1;
    o2 += x2 < y2 ? x2 : y2;
    o3 += x3 < y3 ? x3 : y3;
  }
  overlaps[0] = o0;
  overlaps[1] = o1;
  overlaps[2] = o2;
  overlaps[3] = o3;
}

LOCIQ_CLONED
static double overlap_one(const double *row, double scale, const double *other, double other_scale, size_t width) {
  double overlap = 0;
#pragma omp simd reduction(+ : overlap)
  for (size_t i = 0; i < width; i++) {
    const double x = row[i] * scale, y = other[i] * other_scale;
    overlap += x < y ? x : y;
  }
  return overlap;
}

/* One row against columns, given the factors that make shares of both. */
static void scan_row(const double *row, const double *scales, const double *others, const double *other_scales,
                     size_t width, size_t columns, double *scores) {
  size_t j = 0;
  for (; j + 4 <= columns; j += 4)
    overlap_four(row, scales + j, others + j * width, other_scales + j, width, scores + j);
  for (; j < columns; j++) scores[j] = overlap_one(row, scales[j], others + j * width, other_scales[j], width);
}

/* 1 / Σ of the values that the other side knows; NaN when they are nothing. */
static void scales_of(double *sums, size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) {
      double *sum = &sums[i * LOCIQ_SCAN_COLUMNS + j];
      *sum = *sum > 0 ? 1 / *sum : (double)NAN;
    }
}

static void scan(const lociq_profiles *profiles, size_t row, size_t rows, size_t column, size_t columns, double *scores,
                 size_t stride, double *scratch) {
  const size_t width = profiles->width;
  if (profiles->known == NULL) {
    for (size_t j = 0; j < columns; j++) scratch[j] = 1;
    for (size_t i = 0; i < rows; i++)
      scan_row(lociq_profile_derived(profiles, row + i), scratch, lociq_profile_derived(profiles, column), scratch,
               width, columns, scores + i * stride);
    return;
  }
  const double *left = lociq_profile_values(profiles, row), *right = lociq_profile_values(profiles, column);
  double *of_left = scratch, *of_right = scratch + (size_t)LOCIQ_SCAN_ROWS * LOCIQ_SCAN_COLUMNS;
  lociq_similarity_multiply(width, left, rows, lociq_profile_known(profiles, column), columns, of_left,
                            LOCIQ_SCAN_COLUMNS);
  lociq_similarity_multiply(width, lociq_profile_known(profiles, row), rows, right, columns, of_right,
                            LOCIQ_SCAN_COLUMNS);
  scales_of(of_left, rows, columns);
  scales_of(of_right, rows, columns);
  for (size_t i = 0; i < rows; i++) {
    const size_t at = i * LOCIQ_SCAN_COLUMNS;
    scan_row(left + i * width, of_left + at, right, of_right + at, width, columns, scores + i * stride);
    for (size_t j = 0; j < columns; j++) /* a comparison with NaN picked the other side */
      if (isnan(of_left[at + j]) || isnan(of_right[at + j])) scores[i * stride + j] = (double)NAN;
  }
}

/* The sum of the values that the other side knows too. */
LOCIQ_INLINE double whole_of(const double *values, const double *other_known, size_t width) {
  lociq_lanes sum = {0};
  for (size_t i = 0; i < width; i += LOCIQ_LANES) {
    lociq_lanes lanes = lociq_lanes_load(values + i);
    if (other_known != NULL) lanes *= lociq_lanes_load(other_known + i);
    sum += lanes;
  }
  return lociq_lanes_sum(sum);
}

LOCIQ_CLONED
static double score(const lociq_profiles *profiles, size_t a, size_t b, double *parts) {
  const double *left = lociq_profile_values(profiles, a), *right = lociq_profile_values(profiles, b);
  const double left_whole = whole_of(left, lociq_profile_known(profiles, b), profiles->width);
  const double right_whole = whole_of(right, lociq_profile_known(profiles, a), profiles->width);
  if (!(left_whole > 0 && right_whole > 0)) return (double)NAN;
  lociq_lanes overlaps = {0};
  for (size_t i = 0; i < profiles->width; i += LOCIQ_LANES) {
    /* Divided, not multiplied by a reciprocal: proportional regions then have the same shares. */
    const lociq_lanes part =
        lociq_lanes_lesser(lociq_lanes_load(left + i) / left_whole, lociq_lanes_load(right + i) / right_whole);
    overlaps += part;
    if (parts != NULL) lociq_lanes_store(parts + i, part);
  }
  const double overlap = lociq_lanes_sum(overlaps);
  return overlap > 1 ? 1 : overlap;
}

const lociq_similarity_method lociq_similarity_krugman = {
    .shares = true, .derives = derives, .derive = derive, .scan = scan, .score = score};

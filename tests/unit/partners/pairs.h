/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of every similarity, checked on pairs of profiles. The tests of
 * each one run all of these.
 */
#ifndef LOCIQ_TESTS_PAIRS_H
#define LOCIQ_TESTS_PAIRS_H

#include "unit/partners/panels.h"

enum { PAIR_REGIONS = 150, PAIR_INDUSTRIES = 37 };

/* Both sides sum at most 40 terms of one sign: 40 · 2^-53 twice under a root and once above, thrice over. */
static const double pair_tolerance = 2e-14;

static inline const lociq_similarity_method *method_of(const char *name) {
  const lociq_similarity *similarity = NULL;
  const lociq_similarity_method *method = NULL;
  assert_int_equal(lociq_similarity_find(name, &similarity, &method, NULL), LOCIQ_OK);
  assert_string_equal(similarity->name, name);
  return method;
}

static inline double scan_one(const lociq_similarity_method *method, const lociq_profiles *profiles, size_t a,
                              size_t b) {
  double *scratch = malloc(2 * sizeof(double) * LOCIQ_SCAN_ROWS * LOCIQ_SCAN_COLUMNS), score = 0;
  lociq_similarity_scan(method, profiles, a, 1, b, 1, &score, 1, scratch);
  free(scratch);
  return score;
}

/* The score is the naive one, symmetric to the last bit, the sum of its parts, and the scan's to within the margin. */
static inline void check_pair(const char *name, const lociq_profiles *profiles, const double *rows, size_t a,
                              size_t b) {
  const lociq_similarity_method *method = method_of(name);
  double *parts = lociq_allocate_aligned(profiles->width, sizeof *parts), sum = 0;
  const double score = method->score(profiles, a, b, parts), other = method->score(profiles, b, a, NULL);
  const double naive =
      naive_score(name, rows, PAIR_REGIONS, profiles->positions[a], profiles->positions[b], PAIR_INDUSTRIES);
  const double scanned = scan_one(method, profiles, a, b);
  assert_int_equal(isnan(score) != 0, isnan(naive) != 0);
  assert_int_equal(isnan(scanned) != 0, isnan(naive) != 0);
  if (!isnan(score)) {
    assert_memory_equal(&score, &other, sizeof score);
    for (size_t i = 0; i < profiles->width; i++) sum += parts[i];
    assert_true(fabs(score - naive) <= pair_tolerance);
    assert_true(fabs(score - sum) <= pair_tolerance);
    assert_true(fabs(score - scanned) <= lociq_similarity_margin(profiles));
  }
  free(parts);
}

static inline void check_pairs(const char *name, double unknown) {
  double *values = jobs_made((size_t)PAIR_REGIONS * PAIR_INDUSTRIES, unknown, 7);
  lociq_panel *panel = panel_made(NULL, PAIR_REGIONS, PAIR_INDUSTRIES, values);
  lociq_profiles *profiles = profiles_made(panel, method_of(name));
  double *rows = naive_rows(name, values, PAIR_REGIONS, PAIR_INDUSTRIES);
  assert_int_equal(profiles->known == NULL, unknown == 0);
  for (size_t a = 0; a < profiles->regions; a++)
    for (size_t b = a; b < profiles->regions; b += 3) check_pair(name, profiles, rows, a, b);
  lociq_profiles_free(profiles);
  lociq_panel_free(panel);
  free(values);
  free(rows);
}

/* The first two regions of some, compared. */
static inline double score_among(const char *name, const double *rows, size_t regions, size_t industries) {
  lociq_panel *panel = panel_made(NULL, regions, industries, rows);
  lociq_profiles *profiles = profiles_made(panel, method_of(name));
  assert_int_equal(profiles->regions, regions);
  const double score = method_of(name)->score(profiles, 0, 1, NULL);
  const double scanned = scan_one(method_of(name), profiles, 0, 1);
  assert_int_equal(isnan(score) != 0, isnan(scanned) != 0);
  assert_true(isnan(score) || fabs(score - scanned) <= lociq_similarity_margin(profiles));
  lociq_profiles_free(profiles);
  lociq_panel_free(panel);
  return score;
}

static inline double score_of(const char *name, const double *rows, size_t industries) {
  return score_among(name, rows, 2, industries);
}

#endif

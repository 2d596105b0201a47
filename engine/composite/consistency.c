/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "composite/complete.h"
#include "composite/diagnosis.h"
#include "composite/moments.h"
#include "core/memory.h"
#include "numeric/eigen.h"

enum { FEWEST = 3 };

static lociq_status keep_parts(const lociq_design *design, const lociq_composition *composition, size_t node,
                               lociq_complete_units *kept, lociq_error *error) {
  const lociq_table_of_units *scores = &composition->scores;
  return lociq_complete_units_keep(scores->values + design->nodes[node].first_part, scores->years * scores->units,
                                   design->nodes[node].part_count, scores->columns, kept, error);
}

static double alpha_of(const lociq_complete_units *of, double *sums) {
  const size_t n = of->count;
  double squares = 0;
  for (size_t k = 0; k < n; k++) {
    const lociq_column_of_units part = {.values = of->values + k, .count = of->units, .stride = n};
    squares += lociq_column_moments(&part).squares;
  }
  for (size_t u = 0; u < of->units; u++)
    for (size_t k = 0; k < n; k++) sums[u] += of->values[u * n + k];
  const lociq_column_of_units sum = {.values = sums, .count = of->units, .stride = 1};
  const lociq_moments whole = lociq_column_moments(&sum);
  if (of->units < FEWEST || lociq_moments_are_flat(&whole)) return NAN;
  return (double)n / (double)(n - 1) * (1 - squares / whole.squares);
}

lociq_status lociq_diagnosis_alpha(const lociq_design *design, const lociq_composition *composition, size_t node,
                                   double *alpha, lociq_error *error) {
  lociq_complete_units kept = {0};
  double found = NAN;
  if (design->nodes[node].part_count > 1) {
    const lociq_status status = keep_parts(design, composition, node, &kept, error);
    if (status != LOCIQ_OK) return status;
    double *sums = lociq_allocate(kept.units, sizeof *sums);
    if (sums != NULL) found = alpha_of(&kept, sums);
    free(kept.values);
    if (sums == NULL) return lociq_memory_error(error, "sums of parts");
    free(sums);
  }
  *alpha = found;
  return LOCIQ_OK;
}

/* Which of a vector's elements is farthest from 0: the first of those that differ by rounding alone. */
static size_t farthest(const double *vector, size_t count) {
  size_t best = 0;
  for (size_t k = 1; k < count; k++)
    if (fabs(vector[k]) > fabs(vector[best]) * (1 + 1e-9)) best = k;
  return best;
}

/* From vectors of length 1 to correlations with the parts. What rounding leaves below 0 of an eigenvalue is 0. */
static void load(double *vectors, const double *values, size_t count) {
  for (size_t c = 0; c < count; c++) {
    double *vector = vectors + c * count;
    const double scale = copysign(sqrt(fmax(0, values[c])), vector[farthest(vector, count)]);
    for (size_t k = 0; k < count; k++) vector[k] *= scale;
  }
}

static lociq_status find_components(const lociq_complete_units *of, double *values, double *loadings,
                                    lociq_error *error) {
  const size_t n = of->count;
  if (of->units < FEWEST)
    return lociq_error_set(error, LOCIQ_INVALID, "knows all parts of %zu units: components need %d", of->units, FEWEST);
  double *correlations = lociq_allocate(n, n * sizeof *correlations);
  double *deviations = lociq_allocate(n, sizeof *deviations);
  double residual = 0;
  lociq_status status = LOCIQ_OK;
  if (correlations == NULL || deviations == NULL)
    status = lociq_memory_error(error, "components");
  else
    status = lociq_complete_units_correlate(of, correlations, deviations, error);
  if (status == LOCIQ_OK) status = lociq_eigen_largest(correlations, n, n, values, loadings, &residual, error);
  if (status == LOCIQ_OK) load(loadings, values, n);
  free(correlations);
  free(deviations);
  return status;
}

lociq_status lociq_diagnosis_components(const lociq_design *design, const lociq_composition *composition, size_t node,
                                        double *values, double *loadings, lociq_error *error) {
  lociq_complete_units kept = {0};
  lociq_status status = keep_parts(design, composition, node, &kept, error);
  if (status == LOCIQ_OK) status = find_components(&kept, values, loadings, error);
  free(kept.values);
  return status;
}

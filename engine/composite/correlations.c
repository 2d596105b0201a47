/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "composite/diagnosis.h"
#include "core/memory.h"

enum { FEWEST = 3 };

typedef struct pair_of_scores {
  const double *first, *second;
  size_t rows, stride;
} pair_of_scores;

static size_t pair_means(const pair_of_scores *of, double *mean, double *other) {
  size_t known = 0;
  double sum = 0, sum_other = 0;
  for (size_t i = 0; i < of->rows * of->stride; i += of->stride) {
    if (isnan(of->first[i]) || isnan(of->second[i])) continue;
    known++;
    sum += of->first[i];
    sum_other += of->second[i];
  }
  *mean = sum / (double)known;
  *other = sum_other / (double)known;
  return known;
}

double lociq_diagnosis_correlation(const lociq_composition *composition, size_t node, size_t other, size_t *known) {
  const lociq_table_of_units *scores = &composition->scores;
  const pair_of_scores of = {.first = scores->values + node,
                             .second = scores->values + other,
                             .rows = scores->years * scores->units,
                             .stride = scores->columns};
  double mean = 0, mean_other = 0, product = 0, squares = 0, squares_other = 0;
  const size_t count = pair_means(&of, &mean, &mean_other);
  if (known != NULL) *known = count;
  if (count < FEWEST) return NAN;
  for (size_t i = 0; i < of.rows * of.stride; i += of.stride) {
    if (isnan(of.first[i]) || isnan(of.second[i])) continue;
    const double off = of.first[i] - mean, off_other = of.second[i] - mean_other;
    product += off * off_other;
    squares += off * off;
    squares_other += off_other * off_other;
  }
  /* Where a product of small squares would vanish, their roots do not. */
  const double spread = sqrt(squares) * sqrt(squares_other);
  return spread > 0 ? fmax(-1, fmin(1, product / spread)) : NAN;
}

void lociq_diagnosis_correlations(const lociq_composition *composition, double *matrix) {
  const size_t nodes = composition->scores.columns;
  for (size_t n = 0; n < nodes; n++)
    for (size_t m = n; m < nodes; m++)
      matrix[n * nodes + m] = matrix[m * nodes + n] = lociq_diagnosis_correlation(composition, n, m, NULL);
}

static size_t count_pairs(const lociq_design *design) {
  size_t pairs = 0;
  for (size_t n = 0; n < design->node_count; n++) {
    const size_t parts = design->nodes[n].part_count;
    if (parts > 1) pairs += parts * (parts - 1) / 2;
  }
  return pairs;
}

lociq_status lociq_diagnosis_flag(const lociq_design *design, const lociq_composition *composition, double redundant,
                                  double negative, lociq_flagged_pair **pairs, size_t *count, lociq_error *error) {
  lociq_flagged_pair *flagged = lociq_allocate(count_pairs(design), sizeof *flagged);
  if (flagged == NULL) return lociq_memory_error(error, "flagged pairs");
  size_t found = 0;
  for (size_t p = 0; p < design->node_count; p++) {
    const size_t end = design->nodes[p].first_part + design->nodes[p].part_count;
    for (size_t n = design->nodes[p].first_part; design->nodes[p].part_count > 0 && n < end; n++)
      for (size_t m = n + 1; m < end; m++) {
        const double r = lociq_diagnosis_correlation(composition, n, m, NULL);
        if (r >= redundant || r <= negative)
          flagged[found++] = (lociq_flagged_pair){.node = n, .other = m, .r = r, .redundant = r >= redundant};
      }
  }
  *pairs = flagged;
  *count = found;
  return LOCIQ_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks whose scores are given, pair by pair.
 */
#ifndef LOCIQ_TESTS_MATRIX_BLOCK_H
#define LOCIQ_TESTS_MATRIX_BLOCK_H

#include "partners/match.h"

/* count × count scores, own by other. */
typedef struct matrix_scores {
  size_t count;
  const double *scores;
} matrix_scores;

static inline double matrix_score(const lociq_block *block, size_t own, size_t other, double *parts) {
  const matrix_scores *matrix = block->state;
  const double score = matrix->scores[own * matrix->count + other];
  if (parts != NULL) parts[0] = score;
  return score;
}

static const lociq_block_method matrix_directed = {.directed = true, .score = matrix_score},
                                matrix_mutual = {.directed = false, .score = matrix_score};

static inline lociq_block matrix_block(const lociq_block_method *method, double weight, matrix_scores *matrix) {
  return (lociq_block){
      .method = method, .directed = method->directed, .weight = weight, .item_count = 1, .state = matrix};
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_sort_double.h>
#include <math.h>

#include "composite/score.h"
#include "core/memory.h"

lociq_status lociq_scores_count_lower(const double *scores, size_t units, size_t stride, int direction, double *counts,
                                      size_t count_stride, lociq_error *error) {
  double *sorted = lociq_allocate(units, sizeof *sorted);
  if (sorted == NULL) return lociq_memory_error(error, "ranks");
  size_t known = 0;
  for (size_t u = 0; u < units; u++)
    if (!isnan(scores[u * stride])) sorted[known++] = direction * scores[u * stride];
  gsl_sort(sorted, 1, known);
  for (size_t u = 0; u < units; u++) {
    const double score = direction * scores[u * stride];
    size_t low = 0, high = known;
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if (sorted[middle] < score)
        low = middle + 1;
      else
        high = middle;
    }
    counts[u * count_stride] = isnan(score) ? (double)NAN : (double)low;
  }
  free(sorted);
  return LOCIQ_OK;
}

lociq_status lociq_scores_rank(const double *scores, size_t units, size_t stride, double *ranks, size_t rank_stride,
                               lociq_error *error) {
  const lociq_status status = lociq_scores_count_lower(scores, units, stride, -1, ranks, rank_stride, error);
  for (size_t u = 0; u < units && status == LOCIQ_OK; u++) ranks[u * rank_stride] += 1;
  return status;
}

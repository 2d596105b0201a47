/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/inequality/deviation.h"

#include <math.h>

lociq_status lociq_relative_deviation(const lociq_whole *whole, bool sample, double *result, lociq_error *error) {
  lociq_weighted of = {0};
  const lociq_status status = lociq_weighted_gather(whole, &of, error);
  if (status != LOCIQ_OK) return status;
  const double count = (double)of.count;
  double sum = 0;
  for (size_t k = 0; k < of.count; k++) sum += of.shares[k] * (of.values[k] - of.mean) * (of.values[k] - of.mean);
  if (sample) sum = of.count > 1 ? sum * count / (count - 1) : NAN;
  result[0] = lociq_weighted_usable(&of, true, whole->remark) ? sqrt(sum) / of.mean : NAN;
  result[LOCIQ_WEIGHTED_APART] = count;
  lociq_weighted_clear(&of);
  return LOCIQ_OK;
}

/* From the squared differences of all pairs. */
void lociq_naive_relative_deviation(const lociq_table *table, bool sample, double *result) {
  const lociq_naive_moments all = lociq_naive_weighted_moments(table);
  double squares = 0;
  for (size_t r = 0; r < table->regions; r++)
    for (size_t q = 0; q < r; q++) {
      const lociq_naive_pair one = lociq_naive_weighted(table, r), other = lociq_naive_weighted(table, q);
      if (isnan(one.value) || isnan(other.value)) continue;
      squares += one.weight * other.weight * (one.value - other.value) * (one.value - other.value);
    }
  double variance = squares / (all.weights * all.weights);
  if (sample) variance /= 1 - 1 / all.regions;
  result[0] = all.mean > 0 ? sqrt(variance) / all.mean : NAN;
  result[1] = all.regions;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/complete.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/memory.h"

lociq_status lociq_complete_units_keep(const double *parts, size_t units, size_t count, size_t stride,
                                       lociq_complete_units *kept, lociq_error *error) {
  lociq_complete_units found = {.count = count, .values = lociq_allocate(units, count * sizeof *found.values)};
  if (found.values == NULL) return lociq_memory_error(error, "units");
  for (size_t u = 0; u < units; u++) {
    const double *row = parts + u * stride;
    bool known = true;
    for (size_t k = 0; k < count; k++) known = known && !isnan(row[k]);
    if (known) memcpy(found.values + found.units++ * count, row, count * sizeof *row);
  }
  *kept = found;
  return LOCIQ_OK;
}

static double mean_of(const lociq_complete_units *of, size_t part) {
  double sum = 0;
  for (size_t u = 0; u < of->units; u++) sum += of->values[u * of->count + part];
  return sum / (double)of->units;
}

static double product_of(const lociq_complete_units *of, size_t part, size_t other, const double *means) {
  double sum = 0;
  for (size_t u = 0; u < of->units; u++)
    sum += (of->values[u * of->count + part] - means[part]) * (of->values[u * of->count + other] - means[other]);
  return sum;
}

lociq_status lociq_complete_units_correlate(const lociq_complete_units *of, double *correlations, double *deviations,
                                            lociq_error *error) {
  const size_t n = of->count;
  double *means = lociq_allocate(n, sizeof *means);
  if (means == NULL) return lociq_memory_error(error, "correlations");
  lociq_status status = LOCIQ_OK;
  for (size_t k = 0; k < n; k++) means[k] = mean_of(of, k);
  for (size_t k = 0; k < n && status == LOCIQ_OK; k++) {
    deviations[k] = sqrt(product_of(of, k, k, means));
    if (!(deviations[k] > 0))
      status = lociq_error_set(error, LOCIQ_INVALID, "part %zu is the same everywhere: it has no correlations", k + 1);
  }
  for (size_t k = 0; k < n && status == LOCIQ_OK; k++)
    for (size_t j = 0; j < n; j++)
      correlations[k * n + j] = k == j ? 1 : product_of(of, k, j, means) / (deviations[k] * deviations[j]);
  free(means);
  return status;
}

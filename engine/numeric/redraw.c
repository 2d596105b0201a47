/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/redraw.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

double lociq_counts_of_unit(const char *unit) {
  if (strstr(unit, "thousand") != NULL) return 1e3;
  return strstr(unit, "million") != NULL ? 1e6 : 1;
}

/* From the last cell to the first, each of what is left: with sums of the cells up
 * to one, its share of them is at most 1 whatever was rounded. */
lociq_redrawn lociq_counts_redraw(const lociq_random *random, double counts_per_unit, const double *row, size_t count,
                                  double *sums, double *drawn) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (row[i] < 0) return LOCIQ_REDRAWN_BELOW_ZERO;
    if (!isnan(row[i])) sum += row[i];
    sums[i] = sum;
  }
  const double counts = rint(sum * counts_per_unit);
  if (!(counts <= UINT32_MAX)) return LOCIQ_REDRAWN_TOO_MANY;
  if (counts == 0) {
    memmove(drawn, row, count * sizeof *drawn);
    return LOCIQ_REDRAWN;
  }
  unsigned left = (unsigned)counts;
  for (size_t i = count; i > 0; i--) {
    const double value = row[i - 1];
    unsigned here = value > 0 ? left : 0;
    if (value > 0 && value < sums[i - 1]) here = gsl_ran_binomial(&random->generator, value / sums[i - 1], left);
    left -= here;
    drawn[i - 1] = isnan(value) ? (double)NAN : here * (sum / counts);
  }
  return LOCIQ_REDRAWN;
}

const char *lociq_redrawn_text(lociq_redrawn fault) {
  return fault == LOCIQ_REDRAWN_BELOW_ZERO ? "a cell is below 0" : "they are more than 2^32";
}

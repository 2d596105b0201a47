/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/location/spread.h"

#include "indicators/naive.h"

lociq_status lociq_spread(const lociq_whole *whole, double *result, lociq_error *error) {
  (void)error;
  const double *of = whole->operands[0], *total = whole->needs[0];
  double sum = 0, all = 0, known = 0;
  for (size_t r = 0; r < whole->regions; r++) {
    if (!isnan(of[r])) sum += of[r];
    if (isnan(total[r])) continue;
    all += total[r];
    if (!isnan(of[r])) known += total[r];
  }
  for (size_t r = 0; r < whole->regions; r++)
    result[r] = of[r] == 0 || known == 0 ? (double)NAN : sum / (known / all) / of[r];
  return LOCIQ_OK;
}

static double of_region(const lociq_table *table, size_t region) { return table->operands[0][region]; }

void lociq_naive_spread(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    double sum = 0, all = 0, known = 0;
    for (size_t q = 0; q < table->regions; q++) {
      const double total = lociq_naive_total_region(table, q);
      const bool counts = !isnan(total) && total != 0;
      if (counts) all += total;
      if (isnan(of_region(table, q))) continue;
      sum += of_region(table, q);
      if (counts) known += total;
    }
    result[r] = known == 0 || of_region(table, r) == 0 ? NAN : sum * all / known / of_region(table, r);
  }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/concentration/others.h"

static double mean_part(const lociq_table *table, size_t region, size_t industry) {
  double sum = 0, count = 0;
  for (size_t i = 0; i < table->industries; i++) {
    const double a = lociq_naive_location(table, region, i);
    if (i == industry || isnan(a)) continue;
    sum += a;
    count++;
  }
  return count > 0 ? sum / count : NAN;
}

lociq_sides lociq_naive_others_sides(const lociq_table *table, size_t region, size_t industry) {
  const double a = lociq_naive_location(table, region, industry);
  if (table->options[0].choice == LOCIQ_REFERENCE_MEAN_OF_OTHERS)
    return (lociq_sides){a, mean_part(table, region, industry)};
  const double own = lociq_naive_value(table, region, industry);
  const double rest = lociq_naive_total(table) - lociq_naive_total_industry(table, industry);
  return (lociq_sides){a, rest > 0 ? (lociq_naive_total_region(table, region) - own) / rest : NAN};
}

void lociq_others_add(const lociq_row *row, bool counterparts, double *sums) {
  for (size_t i = 0; i < row->industries; i++) {
    const double own = row->location[i], other = lociq_part_of_others(row, i);
    if (!isnan(own) && !isnan(other)) sums[i] += counterparts ? other : own;
  }
}

void lociq_naive_others_sums(const lociq_table *table, bool counterparts, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    result[i] = 0;
    for (size_t r = 0; r < table->regions; r++) {
      const lociq_sides cell = lociq_naive_others_sides(table, r, i);
      if (!isnan(cell.own) && !isnan(cell.other)) result[i] += counterparts ? cell.other : cell.own;
    }
  }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/specialisation/variety.h"

#include <string.h>

#include "indicators/naive.h"

void lociq_variety_parts(const lociq_row *row, double *parts) {
  const lociq_groups *groups = &row->given->industry_groups;
  memset(parts, 0, row->width * sizeof *parts); /* there are at most as many groups as industries */
  for (size_t i = 0; i < row->industries; i++) parts[groups->of[i]] += row->known_share[i];
}

double lociq_naive_variety_share(const lociq_table *table, size_t region, size_t industry) {
  double sum = 0;
  for (size_t i = 0; i < table->industries; i++)
    if (!isnan(lociq_naive_value(table, region, i))) sum += lociq_naive_value(table, region, i);
  if (sum == 0) return NAN;
  const double e = lociq_naive_value(table, region, industry);
  return isnan(e) ? 0 : e / (table->raw_shares ? lociq_naive_total_region(table, region) : sum);
}

double lociq_naive_variety_part(const lociq_table *table, size_t region, size_t group) {
  double sum = 0;
  for (size_t i = 0; i < table->industries; i++)
    if (table->given->industry_groups.of[i] == group) sum += lociq_naive_variety_share(table, region, i);
  return sum;
}

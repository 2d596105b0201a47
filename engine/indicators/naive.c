/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/naive.h"

#include <math.h>

double lociq_naive_value(const lociq_table *table, size_t region, size_t industry) {
  return table->values[region * table->industries + industry];
}

double lociq_naive_total_region(const lociq_table *table, size_t region) {
  if (table->total_region && !isnan(table->total_region[region])) return table->total_region[region];
  double sum = NAN;
  for (size_t i = 0; i < table->industries; i++) {
    const double e = lociq_naive_value(table, region, i);
    if (!isnan(e)) sum = isnan(sum) ? e : sum + e;
  }
  return sum;
}

double lociq_naive_total(const lociq_table *table) {
  if (!isnan(table->total)) return table->total;
  double sum = NAN;
  for (size_t r = 0; r < table->regions; r++) {
    const double total = lociq_naive_total_region(table, r);
    if (!isnan(total)) sum = isnan(sum) ? total : sum + total;
  }
  return sum;
}

static double quotient_or_missing(double above, double below) { return below == 0 ? NAN : above / below; }

double lociq_naive_reference(const lociq_table *table, size_t industry) {
  double x;
  if (table->total_industry && !isnan(table->total_industry[industry])) {
    x = quotient_or_missing(table->total_industry[industry], lociq_naive_total(table));
  } else {
    double above = 0, below = 0;
    for (size_t r = 0; r < table->regions; r++) {
      const double e = lociq_naive_value(table, r, industry);
      if (isnan(e)) continue;
      above += e;
      below += lociq_naive_total_region(table, r);
    }
    x = quotient_or_missing(above, below);
  }
  return x == 0 ? NAN : x;
}

double lociq_naive_total_industry(const lociq_table *table, size_t industry) {
  return lociq_naive_reference(table, industry) * lociq_naive_total(table);
}

double lociq_naive_share(const lociq_table *table, size_t region, size_t industry) {
  return quotient_or_missing(lociq_naive_value(table, region, industry), lociq_naive_total_region(table, region));
}

double lociq_naive_quotient(const lociq_table *table, size_t region, size_t industry) {
  return lociq_naive_share(table, region, industry) / lociq_naive_reference(table, industry);
}

double lociq_naive_location(const lociq_table *table, size_t region, size_t industry) {
  return quotient_or_missing(lociq_naive_value(table, region, industry), lociq_naive_total_industry(table, industry));
}

double lociq_naive_distribution(const lociq_table *table, size_t region) {
  if (!table->distribution)
    return quotient_or_missing(lociq_naive_total_region(table, region), lociq_naive_total(table));
  double sum = 0;
  for (size_t r = 0; r < table->regions; r++)
    if (!isnan(table->distribution[r])) sum += table->distribution[r];
  return quotient_or_missing(table->distribution[region], sum);
}

lociq_sides lociq_naive_region_sides(const lociq_table *table, size_t region, size_t industry) {
  return (lociq_sides){lociq_naive_share(table, region, industry), lociq_naive_reference(table, industry)};
}

lociq_sides lociq_naive_industry_sides(const lociq_table *table, size_t region, size_t industry) {
  return (lociq_sides){lociq_naive_location(table, region, industry), lociq_naive_distribution(table, region)};
}

/* Cells region × industry of the half-open ranges. */
static lociq_sides sums_of(const lociq_table *table, const size_t region[2], const size_t industry[2],
                           lociq_sides_of sides) {
  lociq_sides sums = {0, 0};
  for (size_t r = region[0]; r < region[1]; r++)
    for (size_t i = industry[0]; i < industry[1]; i++) {
      const lociq_sides cell = sides(table, r, i);
      if (isnan(cell.own) || isnan(cell.other)) continue;
      sums.own += cell.own;
      sums.other += cell.other;
    }
  if (sums.own == 0 || sums.other == 0) return (lociq_sides){NAN, NAN};
  return table->raw_shares ? (lociq_sides){1, 1} : sums;
}

static double distance_of(const lociq_table *table, const size_t region[2], const size_t industry[2],
                          lociq_sides_of sides) {
  const lociq_sides sums = sums_of(table, region, industry, sides);
  double distance = isnan(sums.own) ? NAN : 0;
  for (size_t r = region[0]; r < region[1]; r++)
    for (size_t i = industry[0]; i < industry[1]; i++) {
      const lociq_sides cell = sides(table, r, i);
      if (isnan(cell.own) || isnan(cell.other)) continue;
      distance += fabs(cell.own / sums.own - cell.other / sums.other);
    }
  return distance;
}

lociq_sides lociq_naive_region_sums(const lociq_table *table, size_t region, lociq_sides_of sides) {
  return sums_of(table, (size_t[]){region, region + 1}, (size_t[]){0, table->industries}, sides);
}

lociq_sides lociq_naive_industry_sums(const lociq_table *table, size_t industry, lociq_sides_of sides) {
  return sums_of(table, (size_t[]){0, table->regions}, (size_t[]){industry, industry + 1}, sides);
}

double lociq_naive_region_distance(const lociq_table *table, size_t region, lociq_sides_of sides) {
  return distance_of(table, (size_t[]){region, region + 1}, (size_t[]){0, table->industries}, sides);
}

double lociq_naive_industry_distance(const lociq_table *table, size_t industry, lociq_sides_of sides) {
  return distance_of(table, (size_t[]){0, table->regions}, (size_t[]){industry, industry + 1}, sides);
}

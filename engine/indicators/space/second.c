/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/space/second.h"

#include <string.h>

#include "core/memory.h"
#include "indicators/naive.h"
#include "indicators/space/neighbourhood.h"
#include "numeric/random.h"

/* The weight that a region gives another, as it is given. */
static double weight(const lociq_second *second, size_t region, size_t other) {
  const lociq_neighbours *near = &second->table->given->neighbours;
  for (size_t e = near->first[region]; e < near->first[region + 1]; e++)
    if (near->region[e] == other) return near->weight[e];
  return 0;
}

static double weight_sum(const lociq_second *second, size_t region, bool star) {
  double sum = 0, largest = 0;
  for (size_t q = 0; q < second->table->regions; q++) {
    if (isnan(second->z[q])) continue;
    sum += weight(second, region, q);
    largest = fmax(largest, weight(second, region, q));
  }
  return star ? sum + largest : sum;
}

static double own(const lociq_second *second, size_t region) {
  return weight_sum(second, region, true) - weight_sum(second, region, false);
}

static bool standardise(lociq_second *second) {
  const size_t regions = second->table->regions;
  double sum = 0, squares = 0, largest = 0;
  for (size_t r = 0; r < regions; r++) {
    if (isnan(second->z[r])) continue;
    second->count++;
    sum += second->values[r];
    largest = fmax(largest, fabs(second->values[r]));
  }
  second->mean = sum / second->count;
  for (size_t r = 0; r < regions; r++)
    if (!isnan(second->z[r])) squares += pow(second->values[r] - second->mean, 2);
  second->deviation = sqrt(squares / second->count);
  if (second->count < 2 || !(second->deviation > 1e-13 * largest)) return false;
  for (size_t r = 0; r < regions; r++) second->z[r] = (second->z[r] - second->mean) / second->deviation;
  return true;
}

bool lociq_second_open(lociq_second *second, const lociq_table *table, size_t industry) {
  *second = (lociq_second){.table = table};
  second->z = lociq_allocate(table->regions, sizeof *second->z);
  second->values = lociq_allocate(table->regions, sizeof *second->values);
  second->order = lociq_allocate(table->regions, sizeof *second->order);
  if (second->z == NULL || second->values == NULL || second->order == NULL) return false;
  for (size_t r = 0; r < table->regions; r++)
    second->values[r] = second->z[r] = table->operands[0] == NULL
                                           ? lociq_naive_quotient(table, r, industry)
                                           : table->operands[0][r * table->industries + industry];
  for (size_t round = 0; round < table->regions; round++)
    for (size_t r = 0; r < table->regions; r++)
      if (weight_sum(second, r, false) == 0) second->z[r] = NAN;
  return standardise(second);
}

void lociq_second_close(lociq_second *second) {
  free(second->z);
  free(second->values);
  free(second->order);
}

const uint32_t *lociq_second_draw(lociq_second *second, size_t b) {
  const size_t regions = second->table->regions;
  lociq_random random;
  lociq_random_start(&random, (uint64_t)second->table->options[LOCIQ_SPACE_SEED].integer, b);
  lociq_random_identity(second->order, regions);
  lociq_random_shuffle(&random, second->order, 0, regions, regions);
  size_t kept = 0;
  for (size_t r = 0; r < regions; r++)
    if (!isnan(second->z[second->order[r]])) second->order[kept++] = second->order[r];
  return second->order;
}

double lociq_second_moran(const lociq_second *second, const uint32_t *order) {
  const size_t regions = second->table->regions;
  double sum = 0;
  for (size_t r = 0, nth = 0; r < regions; r++) {
    if (isnan(second->z[r])) continue;
    double lag = 0;
    for (size_t q = 0, other = 0; q < regions; q++) {
      if (isnan(second->z[q])) continue;
      lag += weight(second, r, q) * second->z[order == NULL ? q : order[other]];
      other++;
    }
    sum += second->z[order == NULL ? r : order[nth]] * lag / weight_sum(second, r, false);
    nth++;
  }
  return sum / second->count;
}

double lociq_second_lag(const lociq_second *second, size_t region, bool star, const uint32_t *order) {
  double sum = star ? own(second, region) * second->z[region] : 0;
  for (size_t q = 0, next = 0; q < second->table->regions; q++) {
    if (isnan(second->z[q]) || weight(second, region, q) == 0) continue;
    if (order != NULL && order[next] == region) next++;
    sum += weight(second, region, q) * second->z[order == NULL ? q : order[next]];
    next++;
  }
  return sum / weight_sum(second, region, star);
}

double lociq_second_squares(const lociq_second *second, size_t region, bool star) {
  double sum = star ? pow(own(second, region), 2) : 0;
  for (size_t q = 0; q < second->table->regions; q++)
    if (!isnan(second->z[q])) sum += pow(weight(second, region, q), 2);
  return sum / pow(weight_sum(second, region, star), 2);
}

double lociq_second_deviation(double value, double mean, double variance) {
  return variance > 1e-10 * (mean * mean + 1e-10) ? (value - mean) / sqrt(variance) : (double)NAN;
}

void lociq_second_conditional(lociq_second *second, size_t region, bool star, double *mean, double *variance,
                              double *p) {
  const size_t permutations = (size_t)second->table->options[LOCIQ_SPACE_PERMUTATIONS].integer;
  const double observed = lociq_second_lag(second, region, star, NULL);
  double sum = 0, squares = 0, reached = 0;
  for (size_t b = 0; b < permutations; b++) {
    const double value = lociq_second_lag(second, region, star, lociq_second_draw(second, b));
    sum += value;
    squares += value * value;
    reached += value >= observed - 1e-10 ? 1 : 0;
  }
  *mean = sum / (double)permutations;
  *variance = squares / (double)permutations - *mean * *mean;
  *p = (fmin(reached, (double)permutations - reached) + 1) / (1 + (double)permutations);
}

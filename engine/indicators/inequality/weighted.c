/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/inequality/weighted.h"

#include <math.h>
#include <stdio.h>

#include "core/memory.h"

static lociq_status allocate(size_t regions, lociq_weighted *gathered, lociq_error *error) {
  gathered->values = lociq_allocate(regions, sizeof *gathered->values);
  gathered->shares = lociq_allocate(regions, sizeof *gathered->shares);
  gathered->regions = lociq_allocate(regions, sizeof *gathered->regions);
  if (gathered->values != NULL && gathered->shares != NULL && gathered->regions != NULL) return LOCIQ_OK;
  lociq_weighted_clear(gathered);
  return lociq_memory_error(error, "a region variable and its weights");
}

/* y; missing where what it is divided by is 0. */
static double value_of(const lociq_whole *whole, size_t region) {
  const double *per = whole->operands[LOCIQ_WEIGHTED_PER];
  const double above = whole->operands[LOCIQ_WEIGHTED_VARIABLE][region];
  if (per == NULL) return above;
  return per[region] == 0 ? NAN : above / per[region];
}

lociq_status lociq_weighted_gather(const lociq_whole *whole, lociq_weighted *gathered, lociq_error *error) {
  const double *weights = whole->operands[LOCIQ_WEIGHTED_WEIGHT];
  const lociq_status status = allocate(whole->regions, gathered, error);
  if (status != LOCIQ_OK) return status;
  double sum = 0, product = 0;
  size_t count = 0;
  for (size_t r = 0; r < whole->regions; r++) {
    const double value = value_of(whole, r), weight = weights == NULL ? 1 : weights[r];
    if (weight < 0) {
      (void)snprintf(whole->remark, LOCIQ_REMARK_SIZE, "a weight is below 0");
      return LOCIQ_OK;
    }
    if (isnan(value) || !(weight > 0)) continue;
    gathered->values[count] = value;
    gathered->shares[count] = weight;
    gathered->regions[count++] = r;
    gathered->negative = gathered->negative || value < 0;
    sum += weight;
    product += weight * value;
  }
  for (size_t k = 0; k < count; k++) gathered->shares[k] /= sum;
  gathered->count = count;
  gathered->mean = product / sum;
  return LOCIQ_OK;
}

void lociq_weighted_clear(lociq_weighted *gathered) {
  free(gathered->values);
  free(gathered->shares);
  free(gathered->regions);
  *gathered = (lociq_weighted){0};
}

bool lociq_weighted_usable(const lociq_weighted *gathered, bool negative_allowed, char *remark) {
  if (gathered->count == 0) return false;
  const char *reason = NULL;
  if (gathered->negative && !negative_allowed)
    reason = "a value is below 0";
  else if (!(gathered->mean > 0))
    reason = "the mean is not above 0";
  if (reason != NULL) (void)snprintf(remark, LOCIQ_REMARK_SIZE, "%s", reason);
  return reason == NULL;
}

lociq_naive_pair lociq_naive_weighted(const lociq_table *table, size_t region) {
  const double *per = table->operands[LOCIQ_WEIGHTED_PER], *weights = table->operands[LOCIQ_WEIGHTED_WEIGHT];
  lociq_naive_pair pair = {table->operands[LOCIQ_WEIGHTED_VARIABLE][region], 1};
  if (per != NULL) pair.value = per[region] == 0 ? NAN : pair.value / per[region];
  if (weights != NULL) pair.weight = weights[region];
  if (isnan(pair.value) || isnan(pair.weight) || pair.weight == 0) return (lociq_naive_pair){NAN, NAN};
  return pair;
}

lociq_naive_moments lociq_naive_weighted_moments(const lociq_table *table) {
  lociq_naive_moments moments = {.least = INFINITY};
  double product = 0;
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_naive_pair pair = lociq_naive_weighted(table, r);
    if (isnan(pair.value)) continue;
    moments.weights += pair.weight;
    product += pair.weight * pair.value;
    moments.least = fmin(moments.least, pair.value);
    moments.regions++;
  }
  moments.mean = product / moments.weights;
  return moments;
}

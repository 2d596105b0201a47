/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/complexity/averages.h"

#include "core/memory.h"
#include "indicators/complexity/options.h"
#include "numeric/bits.h"

enum { RAW, HUNDRED };

static const double EQUAL = 1e-12; /* of the largest: what is closer is rounding */

static void stretch(double *values, size_t count) {
  double least = INFINITY, largest = -(double)INFINITY;
  for (size_t k = 0; k < count; k++) {
    if (values[k] < least) least = values[k];
    if (values[k] > largest) largest = values[k];
  }
  const double range = largest - least > EQUAL * largest ? largest - least : (double)NAN;
  for (size_t k = 0; k < count; k++) values[k] = 100 * (values[k] - least) / range;
}

/* values[k] = the mean of the other side's values over what k holds; with others
 * NULL how much it holds. NaN, and 0 for sums, where it holds nothing. */
static void average(const uint64_t *bits, size_t count, size_t words, const double *others, double *values) {
#pragma omp parallel for schedule(static)
  for (size_t k = 0; k < count; k++) {
    const uint64_t *row = bits + k * words;
    const double held = (double)lociq_bits_count(row, words);
    const double sum = others == NULL ? held : lociq_bits_sum(row, words, others) / held;
    values[k] = held == 0 ? 0 : sum; /* no row has a bit there */
  }
}

lociq_status lociq_averages_run(const lociq_whole *whole, bool of_regions, double *result, lociq_error *error) {
  const size_t regions = whole->regions, industries = whole->industries, height = lociq_bits_words(regions);
  const long steps = whole->options[1].integer;
  uint64_t *turned = lociq_allocate_aligned(industries * height, sizeof *turned);
  double *by_region = lociq_allocate_aligned(height * LOCIQ_WORD, sizeof *by_region);
  double *by_industry = lociq_allocate_aligned(whole->words * LOCIQ_WORD, sizeof *by_industry);
  lociq_status status = LOCIQ_OK;
  if (turned == NULL || by_region == NULL || by_industry == NULL) {
    status = lociq_memory_error(error, "reflections");
    goto done;
  }
  for (size_t k = regions; k < height * LOCIQ_WORD; k++) by_region[k] = 0;
  for (size_t k = industries; k < whole->words * LOCIQ_WORD; k++) by_industry[k] = 0;
  lociq_bits_transpose(whole->specialised, regions, industries, turned);
  /* Only the side that the last step comes from: each step looks at the other side. */
  bool region_turn = of_regions == (steps % 2 == 0);
  for (long n = 0; n <= steps; n++, region_turn = !region_turn) {
    if (region_turn)
      average(whole->specialised, regions, whole->words, n == 0 ? NULL : by_industry, by_region);
    else
      average(turned, industries, height, n == 0 ? NULL : by_region, by_industry);
  }
  const size_t count = of_regions ? regions : industries;
  for (size_t k = 0; k < count; k++) {
    result[k] = of_regions ? by_region[k] : by_industry[k];
    if (result[k] == 0) result[k] = NAN;
  }
  if (whole->options[2].choice == HUNDRED) stretch(result, count);
done:
  free(turned);
  free(by_region);
  free(by_industry);
  return status;
}

static double naive_reflection(const lociq_table *table, size_t position, bool of_region, long steps) {
  double sum = 0, held = 0;
  for (size_t l = 0; l < (of_region ? table->industries : table->regions); l++) {
    if (!lociq_naive_holds(table, of_region ? position : l, of_region ? l : position)) continue;
    held++;
    sum += steps == 0 ? 0 : naive_reflection(table, l, !of_region, steps - 1);
  }
  return held == 0 ? (double)NAN : steps == 0 ? held : sum / held;
}

void lociq_averages_naive(const lociq_table *table, bool of_regions, double *result) {
  const size_t count = of_regions ? table->regions : table->industries;
  for (size_t k = 0; k < count; k++) result[k] = naive_reflection(table, k, of_regions, table->options[1].integer);
  if (table->options[2].choice == HUNDRED) stretch(result, count);
}

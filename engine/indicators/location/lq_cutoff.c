/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * z is sorted once: a resample is then how often each place was drawn, and its
 * percentile is found by counting from the top, without sorting again.
 */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"
#include "numeric/random.h"
#include "numeric/sort.h"

enum { RESAMPLES, SEED };
enum { CUTOFF, QUOTIENT, FIGURES };

#define PERCENTILE 0.95

/* Of the logarithms of an industry's quotients. */
typedef struct moments {
  double mean, deviation;
} moments;

static moments standardise(double *values, size_t count) {
  double sum = 0, squares = 0;
  for (size_t k = 0; k < count; k++) sum += values[k];
  const double mean = sum / (double)count;
  for (size_t k = 0; k < count; k++) squares += (values[k] - mean) * (values[k] - mean);
  const double deviation = sqrt(squares / (double)count);
  for (size_t k = 0; k < count; k++) values[k] = (values[k] - mean) / deviation;
  return (moments){mean, deviation};
}

/* Type 7 of the places that were drawn, drawn[k] times each; `count` in all. */
static double percentile(const double *ascending, const uint32_t *drawn, size_t count) {
  const double position = PERCENTILE * (double)(count - 1);
  const size_t below = (size_t)position, above = below + 1 < count ? below + 1 : below;
  size_t left = count, k = count; /* so many lie at or below place k - 1 */
  while (left - drawn[k - 1] > above) left -= drawn[--k];
  const double upper = ascending[k - 1];
  while (left - drawn[k - 1] > below) left -= drawn[--k];
  return ascending[k - 1] + (position - (double)below) * (upper - ascending[k - 1]);
}

static void lq_cutoff(const lociq_column *column, double *result) {
  double *values = column->scratch, *sorting = values + column->height, *payload = sorting + 2 * column->height;
  size_t count = 0;
  for (size_t r = 0; r < column->regions; r++)
    if (column->quotient[r] > 0) values[count++] = log10(column->quotient[r]);
  if (count < 2) return;
  for (size_t k = 0; k < count; k++) payload[k] = 0;
  lociq_sort_pairs(values, payload, count, sorting); /* first: then sums do not depend on the order of regions */
  const moments found = standardise(values, count);
  /* Regions that do not differ have a deviation that is all rounding. */
  if (!(found.deviation > LOCIQ_ROUNDING * (1 + fabs(found.mean)))) return;
  uint32_t *drawn = (uint32_t *)(void *)sorting;
  const long resamples = column->options[RESAMPLES].integer;
  double sum = 0;
  for (long b = 0; b < resamples; b++) {
    lociq_random random;
    lociq_random_start(&random, (uint64_t)column->options[SEED].integer, (uint64_t)b);
    lociq_random_resample(&random, drawn, count);
    sum += percentile(values, drawn, count);
  }
  result[CUTOFF] = sum / (double)resamples;
  result[QUOTIENT] = pow(10, found.mean + found.deviation * result[CUTOFF]);
}

/* ---- the second implementation ---- */

static int compare(const void *first, const void *second) {
  const double a = *(const double *)first, b = *(const double *)second;
  return (a > b) - (a < b);
}

/* The quotients themselves, ascending, are drawn from: their logarithms are not sorted. */
static double naive_percentile(const double *quotients, size_t count, const lociq_table *table, long resample,
                               double *sample) {
  lociq_random random;
  lociq_random_start(&random, (uint64_t)table->options[SEED].integer, (uint64_t)resample);
  for (size_t k = 0; k < count; k++) sample[k] = log10(quotients[lociq_random_below(&random, (uint32_t)count)]);
  qsort(sample, count, sizeof *sample, compare);
  return gsl_stats_quantile_from_sorted_data(sample, 1, count, PERCENTILE);
}

static void naive(const lociq_table *table, double *result) {
  double *quotients = calloc(2 * table->regions, sizeof *quotients), *sample = quotients + table->regions;
  for (size_t i = 0; i < table->industries && quotients != NULL; i++) {
    size_t count = 0;
    double mean = 0, variance = 0, sum = 0;
    for (size_t r = 0; r < table->regions; r++)
      if (lociq_naive_quotient(table, r, i) > 0) quotients[count++] = lociq_naive_quotient(table, r, i);
    qsort(quotients, count, sizeof *quotients, compare);
    for (size_t k = 0; k < count; k++) mean += log10(quotients[k]) / (double)count;
    for (size_t k = 0; k < count; k++) variance += pow(log10(quotients[k]) - mean, 2) / (double)count;
    for (long b = 0; b < table->options[RESAMPLES].integer && count > 0; b++)
      sum += naive_percentile(quotients, count, table, b, sample);
    const double cutoff = sum / (double)table->options[RESAMPLES].integer;
    const bool differ = count > 1 && sqrt(variance) > LOCIQ_ROUNDING * (1 + fabs(mean));
    result[CUTOFF * table->industries + i] = differ ? (cutoff - mean) / sqrt(variance) : (double)NAN;
    result[QUOTIENT * table->industries + i] = differ ? pow(10, cutoff) : (double)NAN;
  }
  free(quotients);
}

static const lociq_kernel kernel = {
    .form = LOCIQ_COLUMN, .vectors = LOCIQ_QUOTIENT, .scratch = 4, .column = lq_cutoff, .naive = naive};

const lociq_indicator lociq_indicator_lq_cutoff = {
    .name = "lq_cutoff",
    .title = "Cut-off of the standardised location quotient",
    .family = "location",
    .unit = "1",
    .formula = "mean over B resamples of the regions of the 95th percentile of z = (log10 LQ - mean)/sd",
    .reading =
        "Regions whose standardised location quotient (log10=yes) lies above it count as agglomerations of the "
        "industry: a threshold of its own for every industry, in place of one quotient, 1 or 2, for all. "
        "lq_cutoff_quotient is the same as a location quotient.",
    .note =
        "z, with the population standard deviation, is fixed before resampling: each resample draws as many of the "
        "industry's regions as there are, with replacement. Regions without the industry, which have no logarithm, are "
        "left out. Percentiles are type 7. One seed is one answer, on any number of threads; the resamples of all "
        "industries are drawn with the same numbers. Missing where fewer than two regions differ.",
    .reference =
        "Tian, Z. (2013): Measuring agglomeration using the standardized location quotient with a bootstrap method. "
        "The Journal of Regional Analysis and Policy 43(2), 186-197",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {{.name = "resamples",
                 .help = "how many resamples of the regions are drawn",
                 .type = LOCIQ_OPTION_INTEGER,
                 .preset = "1000",
                 .minimum = 1,
                 .maximum = 1e6},
                {.name = "seed",
                 .help = "of the random numbers: one seed is one answer",
                 .type = LOCIQ_OPTION_INTEGER,
                 .preset = "1",
                 .minimum = 0,
                 .maximum = 4294967295.0}},
    .outputs = {{"quotient", "Cut-off of the location quotient", "1", "The location quotient that stands at lq_cutoff.",
                 0, INFINITY}},
    .kernel = &kernel};

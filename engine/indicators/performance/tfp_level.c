/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/performance/factors.h"

enum { OPTION_BASE = LOCIQ_FACTOR_OPTIONS, BASE_YEAR = 0 };

/* The mean of observations [first, first + count) that take part; all NaN where none does. */
static lociq_factors mean_of(const lociq_years *years, size_t first, size_t count) {
  lociq_factors sum = {0};
  double known = 0;
  for (size_t k = first; k < first + count; k++) {
    const lociq_factors one = lociq_factors_of(years, k);
    if (isnan(one.output)) continue;
    known++;
    sum.output += one.output;
    sum.labour += one.labour;
    sum.capital += one.capital;
    sum.share += one.share;
  }
  return (lociq_factors){sum.output / known, sum.labour / known, sum.capital / known, sum.share / known};
}

static double logarithm_of(const lociq_factors *own, const lociq_factors *mean) {
  const double labour = (own->share + mean->share) / 2;
  return (own->output - mean->output) - labour * (own->labour - mean->labour) -
         (1 - labour) * (own->capital - mean->capital);
}

static lociq_status tfp_level(const lociq_years *years, double *result, lociq_error *error) {
  (void)error;
  const size_t all = years->years * years->regions;
  const bool by_year = years->options[OPTION_BASE].choice == BASE_YEAR;
  lociq_factors mean = mean_of(years, 0, all);
  for (size_t y = 0; y < years->years; y++) {
    if (by_year) mean = mean_of(years, y * years->regions, years->regions);
    for (size_t k = y * years->regions; k < (y + 1) * years->regions; k++) {
      const lociq_factors own = lociq_factors_of(years, k);
      result[all + k] = logarithm_of(&own, &mean);
      result[k] = exp(result[all + k]);
    }
  }
  return LOCIQ_OK;
}

/* GEKS: the mean over all others of the bilateral Törnqvist indices. It lies off
 * Caves, Christensen and Diewert's by half the covariances of share and input,
 * which are the same for all. */
static double naive_geks(const lociq_years *years, size_t k, size_t first, size_t count) {
  const lociq_factors own = lociq_naive_factors_of(years, k);
  double sum = 0, known = 0, share = 0, labour = 0, capital = 0, labour_products = 0, capital_products = 0;
  for (size_t j = first; j < first + count; j++) {
    const lociq_factors other = lociq_naive_factors_of(years, j);
    if (isnan(other.output)) continue;
    const double mean_share = (own.share + other.share) / 2;
    sum += own.output - other.output - mean_share * (own.labour - other.labour) -
           (1 - mean_share) * (own.capital - other.capital);
    share += other.share;
    labour += other.labour;
    capital += other.capital;
    labour_products += other.share * other.labour;
    capital_products += (1 - other.share) * other.capital;
    known++;
  }
  const double labour_covariance = labour_products / known - share / known * labour / known;
  const double capital_covariance = capital_products / known - (1 - share / known) * capital / known;
  return sum / known - (labour_covariance + capital_covariance) / 2;
}

static void naive(const lociq_table *table, double *result) {
  const lociq_years *years = table->years;
  const size_t all = years->years * years->regions;
  const bool pooled = years->options[OPTION_BASE].choice != BASE_YEAR;
  for (size_t y = 0; y < years->years; y++)
    for (size_t r = 0; r < years->regions; r++) {
      const size_t year = y * years->regions, k = year + r;
      result[all + k] = naive_geks(years, k, pooled ? 0 : year, pooled ? all : years->regions);
      result[k] = exp(result[all + k]);
    }
}

static const lociq_kernel kernel = {.form = LOCIQ_ALL_YEARS,
                                    .needs = {"capital_stock"},
                                    .needs_wanted = lociq_factors_need_stock,
                                    .all_years = tfp_level,
                                    .naive = naive};

const lociq_indicator lociq_indicator_tfp_level = {
    .name = "tfp_level",
    .title = "Level of total factor productivity",
    .family = "performance",
    .unit = "1",
    .formula = "exp((ln Y - mean ln Y) - sum_k (s_k + mean s_k)/2 (ln X_k - mean ln X_k)), k labour and capital",
    .reading =
        "The region's output over what the geometric mean of the regions would produce with its labour and capital: 2 "
        "is twice as much.",
    .note = LOCIQ_NOTE_FACTORS
    "Means run over the regions that take part in the year, or with base=pooled over those of all years of the store, "
    "so that levels can be compared from year to year where output and capital are in constant prices. The ratio of "
    "two regions is the one that GEKS on Törnqvist indices gives, and goes over any third region unchanged. At "
    "current exchange rates it also measures price levels: output in purchasing power standards takes them out.",
    .reference =
        "Caves, D. W., Christensen, L. R. and Diewert, W. E. (1982): Multilateral comparisons of output, input, and "
        "productivity using superlative index numbers. The Economic Journal 92(365), 73-86",
    .doi = "10.2307/2232257",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTIONS_FACTORS,
                {.name = "base",
                 .help =
                     "what a region is held against: year, the mean of the regions in the year; pooled, that of all "
                     "regions and years",
                 .type = LOCIQ_OPTION_CHOICE,
                 .preset = "year",
                 .choices = "year|pooled"}},
    .outputs = {{.suffix = "log",
                 .title = "Logarithm of the level of total factor productivity",
                 .unit = "1",
                 .reading = "Differences of two regions are in logarithmic points: 0.1 is about a tenth more.",
                 .minimum = -INFINITY,
                 .maximum = INFINITY}},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/performance/factors.h"

enum { OPTION_SPAN = LOCIQ_FACTOR_OPTIONS, RESIDUAL = 0, OUTPUT, LABOUR, CAPITAL, PARTS };

/* The position of the year, or LOCIQ_NONE. */
static size_t find_year(const lociq_years *years, long wanted) {
  for (size_t y = 0; y < years->years; y++)
    if (years->year[y] == wanted) return y;
  return LOCIQ_NONE;
}

static lociq_status tfp_growth(const lociq_years *years, double *result, lociq_error *error) {
  (void)error;
  const size_t all = years->years * years->regions;
  const long span = years->options[OPTION_SPAN].integer;
  for (size_t k = 0; k < all; k++) {
    const size_t y = k / years->regions, before = find_year(years, years->year[y] - span);
    for (size_t p = 0; p < PARTS; p++) result[p * all + k] = NAN;
    if (before == LOCIQ_NONE) continue;
    const lociq_factors now = lociq_factors_of(years, k);
    const lociq_factors then = lociq_factors_of(years, before * years->regions + k % years->regions);
    const double share = (now.share + then.share) / 2, long_ago = (double)span;
    result[OUTPUT * all + k] = (now.output - then.output) / long_ago;
    result[LABOUR * all + k] = share * (now.labour - then.labour) / long_ago;
    result[CAPITAL * all + k] = (1 - share) * (now.capital - then.capital) / long_ago;
    result[RESIDUAL * all + k] = result[OUTPUT * all + k] - result[LABOUR * all + k] - result[CAPITAL * all + k];
  }
  return LOCIQ_OK;
}

/* As the growth of a Törnqvist ratio: the ratios are multiplied first. */
static void naive(const lociq_table *table, double *result) {
  const lociq_years *years = table->years;
  const size_t all = years->years * years->regions;
  for (size_t k = 0; k < all * PARTS; k++) result[k] = NAN;
  for (size_t y = 0; y < years->years; y++)
    for (size_t z = 0; z < y; z++)
      for (size_t r = 0; r < years->regions && years->year[y] - years->year[z] == years->options[OPTION_SPAN].integer;
           r++) {
        const lociq_factors now = lociq_naive_factors_of(years, y * years->regions + r);
        const lociq_factors then = lociq_naive_factors_of(years, z * years->regions + r);
        const double share = now.share / 2 + then.share / 2, span = years->year[y] - years->year[z];
        const double output = exp(now.output - then.output), labour = exp(now.labour - then.labour);
        const double capital = exp(now.capital - then.capital);
        double *to = result + y * years->regions + r;
        to[0] = log(output / (pow(labour, share) * pow(capital, 1 - share))) / span;
        to[all] = log(output) / span;
        to[2 * all] = log(pow(labour, share)) / span;
        to[3 * all] = log(pow(capital, 1 - share)) / span;
      }
}

static size_t lags(const lociq_value *options, long years[LOCIQ_LAGS]) {
  years[0] = options[OPTION_SPAN].integer;
  return 1;
}

static const lociq_kernel kernel = {.form = LOCIQ_ALL_YEARS,
                                    .needs = {"capital_stock"},
                                    .needs_wanted = lociq_factors_need_stock,
                                    .lags = lags,
                                    .all_years = tfp_growth,
                                    .naive = naive};

#define PART(SUFFIX, TITLE, READING) \
  { .suffix = (SUFFIX), .title = (TITLE), .unit = "1", .reading = (READING), .minimum = -INFINITY, .maximum = INFINITY }

const lociq_indicator lociq_indicator_tfp_growth = {
    .name = "tfp_growth",
    .title = "Growth of total factor productivity",
    .family = "performance",
    .unit = "1",
    .formula = "(ln Y_t/Y_(t-n) - sum_k (s_k,t + s_k,t-n)/2 ln X_k,t/X_k,t-n) / n, k labour and capital",
    .reading =
        "What of the yearly growth of output (0.01 is about one per cent) the growth of labour and capital does not "
        "account for.",
    .note = LOCIQ_NOTE_FACTORS
    "Törnqvist growth accounting: shares are means of the two years, growth is logarithmic and, with a span above 1, "
    "the mean a year. The outputs are the growth of output and the contributions of labour and capital, which with "
    "the residual add up to it. Missing where the store does not have the year that lies span years back. Output and "
    "capital should be in constant prices.",
    .reference =
        "Jorgenson, D. W. and Griliches, Z. (1967): The explanation of productivity change. The Review of Economic "
        "Studies 34(3), 249-283",
    .doi = "10.2307/2296675",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTIONS_FACTORS,
                {.name = "span",
                 .help = "how many years the growth is taken over",
                 .type = LOCIQ_OPTION_INTEGER,
                 .preset = "1",
                 .minimum = 1,
                 .maximum = 100}},
    .outputs = {PART("output", "Growth of output", "Mean logarithmic growth a year."),
                PART("labour", "Contribution of labour to the growth of output",
                     "The growth of labour times its mean share."),
                PART("capital", "Contribution of capital to the growth of output",
                     "The growth of capital times its mean share.")},
    .kernel = &kernel};

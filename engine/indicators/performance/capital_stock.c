/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"

enum { OPTION_DEPRECIATION = 1, OPTION_GROWTH, FIRST_YEARS = 5 };

/* A region's investment over the years, `stride` apart. */
typedef struct series {
  const double *values;
  size_t years, stride;
  const int *year;
} series;

static double at(const series *investment, size_t y) { return investment->values[y * investment->stride]; }

/* Mean log growth over the first years, as many as follow each other without a
 * gap; NaN where there are not two. */
static double own_growth(const series *investment, size_t first) {
  size_t last = first;
  while (last + 1 < investment->years && last + 1 < first + FIRST_YEARS &&
         investment->year[last + 1] == investment->year[last] + 1 && !isnan(at(investment, last + 1)))
    last++;
  const double from = at(investment, first), to = at(investment, last);
  if (last == first || from <= 0 || to <= 0) return NAN;
  return log(to / from) / (double)(last - first);
}

static void accumulate(const series *investment, double depreciation, double growth, double *stock) {
  size_t first = 0;
  for (size_t y = 0; y < investment->years; y++) stock[y * investment->stride] = NAN;
  while (first < investment->years && isnan(at(investment, first))) first++;
  if (first == investment->years) return;
  if (isnan(growth)) growth = own_growth(investment, first);
  if (!(growth + depreciation > 0) || !(growth > -1) || at(investment, first) < 0) return;
  double held = at(investment, first) * (1 + growth) / (growth + depreciation);
  stock[first * investment->stride] = held;
  for (size_t y = first + 1; y < investment->years; y++) {
    const bool follows = investment->year[y] == investment->year[y - 1] + 1;
    held = follows ? (1 - depreciation) * held + at(investment, y) : NAN;
    stock[y * investment->stride] = held;
  }
}

static lociq_status capital_stock(const lociq_years *years, double *result, lociq_error *error) {
  (void)error;
  const double depreciation = years->options[OPTION_DEPRECIATION].real, growth = years->options[OPTION_GROWTH].real;
  for (size_t r = 0; r < years->regions; r++) {
    const series investment = {years->operands[0] + r, years->years, years->regions, years->year};
    accumulate(&investment, depreciation, growth, result + r);
  }
  return LOCIQ_OK;
}

/* What is left of each year's investment, and of what was there before the first:
 * K_t = sum_j (1-d)^(t-j) I_j + (1-d)^(t+1) I_0/(g+d). */
static double naive_stock(const lociq_years *years, size_t region, size_t t) {
  const double left = 1 - years->options[OPTION_DEPRECIATION].real;
  double growth = years->options[OPTION_GROWTH].real, sum = 0;
  size_t first = 0;
  for (; first < years->years && isnan(years->operands[0][first * years->regions + region]); first++) continue;
  if (first > t) return NAN;
  for (size_t y = first; y <= t; y++) {
    if (years->year[y] - years->year[first] != (int)(y - first)) return NAN;
    sum += pow(left, (double)(t - y)) * years->operands[0][y * years->regions + region];
  }
  const double start = years->operands[0][first * years->regions + region];
  double mean = 0, count = 0;
  for (size_t y = first + 1; y < years->years && y < first + FIRST_YEARS; y++) {
    if (years->year[y] != years->year[y - 1] + 1 || isnan(years->operands[0][y * years->regions + region])) break;
    mean = log(years->operands[0][y * years->regions + region]) - log(start);
    count++;
  }
  if (isnan(growth)) growth = mean / count;
  if (!isfinite(growth) || growth + 1 - left <= 0 || growth <= -1 || start < 0) return NAN;
  return sum + pow(left, (double)(t - first + 1)) * start / (growth + 1 - left);
}

static void naive(const lociq_table *table, double *result) {
  const lociq_years *years = table->years;
  for (size_t y = 0; y < years->years; y++)
    for (size_t r = 0; r < years->regions; r++) result[y * years->regions + r] = naive_stock(years, r, y);
}

static const lociq_kernel kernel = {.form = LOCIQ_ALL_YEARS, .all_years = capital_stock, .naive = naive};

const lociq_indicator lociq_indicator_capital_stock = {
    .name = "capital_stock",
    .title = "Capital stock at the end of the year",
    .family = "performance",
    .unit = "",
    .formula = "K_t = (1-d) K_(t-1) + I_t, K_0 = I_0 (1+g) / (g+d)",
    .reading =
        "What is left of all investment up to the end of the year, in the units of the investment, which should be in "
        "constant prices.",
    .note =
        "Perpetual inventory over all years of the store, whatever years are asked for. The series begins in the first "
        "year whose investment is known. d is the option depreciation; g, by which investment grew before that year, "
        "is the option growth, or with growth=own the mean log growth of the region's investment over its first five "
        "years (fewer where the series is shorter): five years of a slump make it negative, and where g + d is 0 or "
        "below the stock is missing, which a rate given with growth avoids. A year that the store does not have, or "
        "whose investment is unknown, makes all that follow missing. Prices are the user's: nothing is deflated. A "
        "measure by industry is taken as the region's total.",
    .reference = "OECD (2009): Measuring Capital. OECD Manual 2009, second edition. OECD Publishing, Paris",
    .doi = "10.1787/9789264068476-en",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options =
        {{.name = "investment", .help = "the measure of investment", .type = LOCIQ_OPTION_MEASURE, .preset = "gfcf"},
         {.name = "depreciation",
          .help = "the part of the stock that is used up in a year",
          .type = LOCIQ_OPTION_REAL,
          .preset = "0.05",
          .minimum = 0,
          .maximum = 1},
         {.name = "growth",
          .help = "yearly growth of investment before the first year; own: mean log growth of the region's "
                  "investment over its first five years",
          .type = LOCIQ_OPTION_REAL,
          .preset = "own",
          .choices = "own",
          .minimum = -1,
          .maximum = INFINITY}},
    .kernel = &kernel};

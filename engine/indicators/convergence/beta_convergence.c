/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "core/memory.h"
#include "indicators/inequality/weighted.h"
#include "indicators/kernel.h"
#include "indicators/range.h"
#include "numeric/logarithm.h"

enum { SPAN = 2, FORM, ESTIMATION };
enum { FORM_TOTAL, FORM_ANNUAL };
enum { ESTIMATION_OLS, ESTIMATION_NONLINEAR };

typedef struct fit {
  double beta, intercept, standard_error, standard_error_hc1, r_squared, speed, speed_standard_error, half_life,
      regions;
} fit;
enum { FIGURES = sizeof(fit) / sizeof(double) };

static const fit nothing = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0};

/* y of a region and year; missing where what it is divided by is 0. */
static double value_of(const lociq_years *years, size_t year, size_t region) {
  const size_t at = year * years->regions + region;
  const double *per = years->operands[LOCIQ_WEIGHTED_PER], above = years->operands[LOCIQ_WEIGHTED_VARIABLE][at];
  if (per == NULL) return above;
  return per[at] == 0 ? NAN : above / per[at];
}

/* The place of the year `span` years before; LOCIQ_NONE where the panel has none. */
static size_t start_of(const lociq_years *years, size_t year) {
  for (size_t y = 0; y < year; y++)
    if (years->year[y] == years->year[year] - years->options[SPAN].integer) return y;
  return LOCIQ_NONE;
}

/* How beta turns into what is left of a distance after the span: 1 + beta, or with annual growth 1 + beta T. */
static double factor_of(const lociq_years *years) {
  return years->options[FORM].choice == FORM_ANNUAL ? (double)years->options[SPAN].integer : 1;
}

/* The speed that beta stands for, and its error: the derivative of -ln(1 + beta f)/T is f/(T (1 + beta f)). */
static void tell_speed(const lociq_years *years, fit *found) {
  const double span = (double)years->options[SPAN].integer, factor = factor_of(years);
  const double left = 1 + found->beta * factor;
  if (!(found->beta < 0 && left > 0)) return;
  double logarithm = NAN;
  lociq_logarithm_fill(&left, &logarithm, 1);
  found->speed = -logarithm / span;
  found->speed_standard_error = found->standard_error * factor / (span * left);
  found->half_life = 0.69314718055994531 / found->speed;
}

static double mean_of(const double *values, size_t count) {
  double sum = 0;
  for (size_t k = 0; k < count; k++) sum += values[k];
  return sum / (double)count;
}

/* Least squares of growth on the start, both ln y. */
static void regress(const double *start, const double *growth, size_t count, fit *found) {
  const double start_mean = mean_of(start, count), growth_mean = mean_of(growth, count), n = (double)count;
  double squares = 0, products = 0, growth_squares = 0, residuals = 0, robust = 0;
  for (size_t k = 0; k < count; k++) {
    squares += (start[k] - start_mean) * (start[k] - start_mean);
    products += (start[k] - start_mean) * (growth[k] - growth_mean);
    growth_squares += (growth[k] - growth_mean) * (growth[k] - growth_mean);
  }
  if (!(squares > 0)) return;
  found->beta = products / squares;
  found->intercept = growth_mean - found->beta * start_mean;
  for (size_t k = 0; k < count; k++) {
    const double residual = growth[k] - growth_mean - found->beta * (start[k] - start_mean);
    residuals += residual * residual;
    robust += (start[k] - start_mean) * (start[k] - start_mean) * residual * residual;
  }
  if (growth_squares > 0) found->r_squared = lociq_at_least(1 - residuals / growth_squares, 0);
  if (count <= 2) return;
  found->standard_error = sqrt(residuals / (n - 2) / squares);
  found->standard_error_hc1 = sqrt(robust * n / (n - 2)) / squares;
}

/* ln y at both ends, of the regions where both are known; how many, or 0 where one is not above 0. */
static size_t gather(const lociq_years *years, size_t first, size_t last, double *start, double *end) {
  size_t count = 0;
  for (size_t r = 0; r < years->regions; r++) {
    const double from = value_of(years, first, r), to = value_of(years, last, r);
    if (isnan(from) || isnan(to)) continue;
    if (!(from > 0 && to > 0)) return 0;
    start[count] = from;
    end[count++] = to;
  }
  lociq_logarithm_fill(start, start, count);
  lociq_logarithm_fill(end, end, count);
  return count;
}

static fit fit_year(const lociq_years *years, size_t year, double *start, double *growth) {
  fit found = nothing;
  const size_t first = start_of(years, year);
  if (first == LOCIQ_NONE) return found;
  const size_t count = gather(years, first, year, start, growth);
  for (size_t k = 0; k < count; k++) growth[k] = (growth[k] - start[k]) / factor_of(years);
  if (count > 1) regress(start, growth, count, &found);
  found.regions = (double)count;
  /* The sum of squares in the speed has its minimum where beta is: only where there is such a speed. */
  if (years->options[ESTIMATION].choice == ESTIMATION_NONLINEAR && !(1 + found.beta * factor_of(years) > 0)) {
    found = nothing;
    found.regions = (double)count;
  }
  tell_speed(years, &found);
  return found;
}

static void store(const fit *found, size_t year, size_t apart, double *result) {
  const double figures[] = {found->beta,      found->intercept, found->standard_error,       found->standard_error_hc1,
                            found->r_squared, found->speed,     found->speed_standard_error, found->half_life,
                            found->regions};
  for (size_t k = 0; k < FIGURES; k++) result[k * apart + year] = figures[k];
}

static lociq_status beta(const lociq_years *years, double *result, lociq_error *error) {
  double *start = lociq_allocate(2 * years->regions, sizeof *start);
  if (start == NULL) return lociq_memory_error(error, "a regression");
  for (size_t y = 0; y < years->years; y++) {
    const fit found = fit_year(years, y, start, start + years->regions);
    store(&found, y, years->years, result);
  }
  free(start);
  return LOCIQ_OK;
}

/* ---- the second implementation: over all pairs of regions ---- */

static double distance(const lociq_years *years, size_t year, size_t one, size_t other) {
  return log(value_of(years, year, one) / value_of(years, year, other));
}

static bool counts(const lociq_years *years, size_t first, size_t year, size_t region) {
  return !isnan(value_of(years, first, region)) && !isnan(value_of(years, year, region));
}

/* Growth over the span in the regression's terms, and what it leaves of a region. */
static double growth_of(const lociq_years *years, size_t first, size_t year, size_t region) {
  return log(value_of(years, year, region) / value_of(years, first, region)) / factor_of(years);
}

static void naive_errors(const lociq_years *years, size_t first, size_t year, fit *found) {
  double starts = 0, growths = 0, n = found->regions, squares = 0, residuals = 0, robust = 0, all = 0;
  for (size_t r = 0; r < years->regions; r++) {
    if (!counts(years, first, year, r)) continue;
    starts += log(value_of(years, first, r)) / n;
    growths += growth_of(years, first, year, r) / n;
  }
  found->intercept = growths - found->beta * starts;
  for (size_t r = 0; r < years->regions; r++) {
    if (!counts(years, first, year, r)) continue;
    const double off = log(value_of(years, first, r)) - starts, growth = growth_of(years, first, year, r);
    const double residual = growth - found->intercept - found->beta * (off + starts);
    squares += off * off;
    all += (growth - growths) * (growth - growths);
    residuals += residual * residual;
    robust += off * off * residual * residual;
  }
  if (all > 0) found->r_squared = fmax(0, 1 - residuals / all);
  if (n <= 2) return;
  found->standard_error = sqrt(residuals / (squares * (n - 2)));
  found->standard_error_hc1 = sqrt(robust / (squares * squares) * (n / (n - 2)));
}

static fit naive_fit(const lociq_years *years, size_t first, size_t year) {
  fit found = nothing;
  double squares = 0, products = 0;
  for (size_t r = 0; r < years->regions; r++) {
    if (!counts(years, first, year, r)) continue;
    if (!(value_of(years, first, r) > 0 && value_of(years, year, r) > 0)) return nothing;
    found.regions++;
    for (size_t q = 0; q < r; q++) {
      if (!counts(years, first, year, q)) continue;
      const double start = distance(years, first, r, q);
      squares += start * start;
      products += start * (distance(years, year, r, q) - start) / factor_of(years);
    }
  }
  if (!(squares > 0)) return found;
  found.beta = products / squares;
  naive_errors(years, first, year, &found);
  const double span = (double)years->options[SPAN].integer, left = 1 + found.beta * factor_of(years);
  if (years->options[ESTIMATION].choice == ESTIMATION_NONLINEAR && !(left > 0)) {
    const double regions = found.regions;
    found = nothing;
    found.regions = regions;
  }
  if (!(left > 0 && found.beta < 0)) return found;
  found.speed = -log(left) / span;
  found.half_life = log(2) / found.speed;
  found.speed_standard_error = found.standard_error * factor_of(years) / left / span;
  return found;
}

static void naive(const lociq_table *table, double *result) {
  const lociq_years *years = table->years;
  for (size_t y = 0; y < years->years; y++) {
    const size_t first = start_of(years, y);
    const fit found = first == LOCIQ_NONE ? nothing : naive_fit(years, first, y);
    store(&found, y, years->years, result);
  }
}

static size_t lags(const lociq_value *options, long years[LOCIQ_LAGS]) {
  years[0] = options[SPAN].integer;
  return 1;
}

static const lociq_kernel kernel = {.form = LOCIQ_ALL_YEARS, .lags = lags, .all_years = beta, .naive = naive};

#define FIGURE(its_suffix, its_title, its_reading, least, most)                                              \
  {                                                                                                          \
    .suffix = (its_suffix), .title = (its_title), .unit = "1", .reading = (its_reading), .minimum = (least), \
    .maximum = (most)                                                                                        \
  }

const lociq_indicator lociq_indicator_beta_convergence = {
    .name = "beta_convergence",
    .title = "Beta of convergence between regions",
    .family = "convergence",
    .unit = "1",
    .formula = "beta of ln(y_T/y_0) = alpha + beta ln y_0, T = span; form=annual: of ln(y_T/y_0)/T; y = variable / per",
    .reading = "Below 0 where what the poorer regions have grows faster. A result stands in the last year of its span.",
    .note =
        "Least squares over the regions known in both years. The speed is -ln(1+beta)/T, with form=annual "
        "-ln(1+beta T)/T, the half-life ln 2/speed; they are missing for beta of 0 or more, and where nothing would be "
        "left of a distance. estimation=nonlinear fits alpha and the speed itself, with beta = -(1-exp(-speed T)) (over "
        "T): the same minimum, and the standard error of the speed is that of this fit; all is missing where there is no "
        "such speed. REAT's betaconv.ols takes annual growth for T above 1, as form=annual, but its speed stays "
        "-ln(1+beta)/T. HC1 is MacKinnon and White's (1985). Missing where a y is not above 0.",
    .reference =
        "MacKinnon, J. G. and White, H. (1985): Some heteroskedasticity-consistent covariance matrix estimators with "
        "improved finite sample properties. Journal of Econometrics 29(3), 305-325, "
        "https://doi.org/10.1016/0304-4076(85)90158-7; Barro, R. J. and Sala-i-Martin, X. (1992): Convergence. Journal "
        "of Political Economy 100(2), 223-251",
    .doi = "10.1086/261816",
    .shape = LOCIQ_BY_YEAR,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_VARIABLE,
                LOCIQ_OPTION_PER,
                {.name = "span",
                 .help = "years from the start to the end",
                 .type = LOCIQ_OPTION_INTEGER,
                 .preset = "1",
                 .minimum = 1,
                 .maximum = 1000},
                {.name = "form",
                 .help = "total: growth over the whole span; annual: a year's",
                 .type = LOCIQ_OPTION_CHOICE,
                 .preset = "total",
                 .choices = "total|annual"},
                {.name = "estimation",
                 .help = "ols: of beta; nonlinear: of the speed",
                 .type = LOCIQ_OPTION_CHOICE,
                 .preset = "ols",
                 .choices = "ols|nonlinear"}},
    .outputs = {FIGURE("intercept", "Intercept", "alpha.", -INFINITY, INFINITY),
                FIGURE("standard_error", "Standard error of beta", "Classical: all errors vary the same.", 0, INFINITY),
                FIGURE("standard_error_hc1", "Robust standard error of beta",
                       "HC1: errors may vary from region to region.", 0, INFINITY),
                FIGURE("r_squared", "Part explained", "R squared of the regression.", 0, 1),
                FIGURE("speed", "Speed of convergence",
                       "The part of the distance to the common path that goes in a year, continuously.", 0, INFINITY),
                FIGURE("speed_standard_error", "Standard error of the speed", "From that of beta, to first order.", 0,
                       INFINITY),
                FIGURE("half_life", "Half-life", "Years until half of the distance is gone.", 0, INFINITY),
                LOCIQ_OUTPUT_REGIONS},
    .kernel = &kernel};

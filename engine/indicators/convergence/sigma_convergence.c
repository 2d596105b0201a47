/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "core/memory.h"
#include "indicators/inequality/weighted.h"
#include "numeric/logarithm.h"

enum { VARIATION_OF = 2 };
enum { OF_LEVELS, OF_LOGARITHMS };

static double mean_of(const double *values, size_t count) {
  double sum = 0;
  for (size_t k = 0; k < count; k++) sum += values[k];
  return sum / (double)count;
}

static double deviation(const double *values, size_t count, double mean) {
  double squares = 0;
  for (size_t k = 0; k < count; k++) squares += (values[k] - mean) * (values[k] - mean);
  return sqrt(squares / (double)count);
}

static bool usable(const lociq_weighted *of, char *remark) {
  for (size_t k = 0; k < of->count; k++) {
    if (of->values[k] > 0) continue;
    (void)snprintf(remark, LOCIQ_REMARK_SIZE, "a value is not above 0");
    return false;
  }
  return of->count > 0;
}

static lociq_status sigma(const lociq_whole *whole, double *result, lociq_error *error) {
  lociq_weighted of = {0};
  lociq_status status = lociq_weighted_gather(whole, &of, error);
  if (status != LOCIQ_OK) return status;
  double *logarithms = lociq_allocate(of.count, sizeof *logarithms);
  if (logarithms == NULL) {
    status = lociq_memory_error(error, "logarithms");
    goto done;
  }
  result[0] = result[LOCIQ_WEIGHTED_APART] = NAN;
  result[2 * LOCIQ_WEIGHTED_APART] = (double)of.count;
  if (!usable(&of, whole->remark)) goto done;
  lociq_logarithm_fill(of.values, logarithms, of.count);
  const double mean = mean_of(logarithms, of.count);
  result[0] = deviation(logarithms, of.count, mean);
  const bool levels = whole->options[VARIATION_OF].choice == OF_LEVELS;
  const double relative = levels ? deviation(of.values, of.count, of.mean) / of.mean : result[0] / mean;
  result[LOCIQ_WEIGHTED_APART] = isfinite(relative) ? relative : NAN;
done:
  free(logarithms);
  lociq_weighted_clear(&of);
  return status;
}

/* From the squared differences of all pairs, of y or of ln y. */
static double over_pairs(const lociq_table *table, bool logarithms, double *mean) {
  double squares = 0, sum = 0, count = 0;
  for (size_t r = 0; r < table->regions; r++) {
    const double one = lociq_naive_weighted(table, r).value;
    if (isnan(one)) continue;
    sum += logarithms ? log(one) : one;
    count++;
    for (size_t q = 0; q < r; q++) {
      const double other = lociq_naive_weighted(table, q).value;
      const double difference = logarithms ? log(one / other) : one - other;
      if (!isnan(other)) squares += difference * difference;
    }
  }
  *mean = sum / count;
  return sqrt(squares) / count;
}

static void naive(const lociq_table *table, double *result) {
  const lociq_naive_moments all = lociq_naive_weighted_moments(table);
  const bool logarithms = table->options[VARIATION_OF].choice == OF_LOGARITHMS;
  double mean = NAN;
  result[0] = result[1] = NAN;
  result[2] = all.regions;
  if (!(all.least > 0) || all.regions == 0) return;
  result[0] = over_pairs(table, true, &mean);
  const double relative = over_pairs(table, logarithms, &mean) / mean;
  result[1] = isfinite(relative) ? relative : NAN;
}

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE, .whole = sigma, .naive = naive};

const lociq_indicator lociq_indicator_sigma_convergence = {
    .name = "sigma_convergence",
    .title = "Dispersion of regions, for sigma convergence",
    .family = "convergence",
    .unit = "1",
    .formula = "sqrt(sum (ln y - mean ln y)^2 / n); y = variable / per",
    .reading =
        "The standard deviation of the regions' logarithms. There is sigma convergence when it falls from year to year.",
    .note =
        "Population standard deviation, as REAT's sigmaconv has it with sigma.type=sd; its coefficient of variation of "
        "logarithms is the output variation with cv=log. All regions count the same. Missing where a y is not above 0.",
    .reference = "Barro, R. J. and Sala-i-Martin, X. (1992): Convergence. Journal of Political Economy 100(2), 223-251",
    .doi = "10.1086/261816",
    .shape = LOCIQ_BY_YEAR,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_VARIABLE,
                LOCIQ_OPTION_PER,
                {.name = "cv",
                 .help = "the coefficient of variation of y itself (level), or of ln y (log)",
                 .type = LOCIQ_OPTION_CHOICE,
                 .preset = "level",
                 .choices = "level|log"}},
    .outputs = {{.suffix = "variation",
                 .title = "Coefficient of variation of the regions",
                 .unit = "1",
                 .reading = "The standard deviation relative to the mean, of y or (cv=log) of ln y.",
                 .minimum = -INFINITY,
                 .maximum = INFINITY},
                LOCIQ_OUTPUT_REGIONS},
    .kernel = &kernel};

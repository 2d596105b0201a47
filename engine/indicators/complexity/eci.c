/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/complexity/options.h"
#include "numeric/bits.h"

static lociq_status eci(const lociq_whole *whole, double *result, lociq_error *error) {
  (void)error;
  const double *p = whole->needs[0];
#pragma omp parallel for schedule(static)
  for (size_t r = 0; r < whole->regions; r++) {
    double sum = 0, held = 0;
    for (size_t i = 0; i < whole->industries; i++)
      if (lociq_bits_has(whole->specialised + r * whole->words, i)) {
        sum += p[i];
        held++;
      }
    result[r] = sum / held;
  }
  const lociq_moments moments = lociq_moments_of(result, whole->regions, whole->options[1].choice == LOCIQ_SD_SAMPLE);
  for (size_t r = 0; r < whole->regions; r++) result[r] = (result[r] - moments.mean) / moments.sd;
  return LOCIQ_OK;
}

static void naive(const lociq_table *table, double *result) {
  double sum = 0, squares = 0, live = 0;
  for (size_t r = 0; r < table->regions; r++) {
    double held = 0;
    result[r] = 0;
    for (size_t i = 0; i < table->industries; i++) {
      if (!lociq_naive_holds(table, r, i)) continue;
      result[r] += table->needs[0][i];
      held++;
    }
    result[r] /= held;
    live += isnan(result[r]) ? 0 : 1;
    sum += isnan(result[r]) ? 0 : result[r];
  }
  for (size_t r = 0; r < table->regions; r++) squares += isnan(result[r]) ? 0 : pow(result[r] - sum / live, 2);
  const double sd = sqrt(squares / (table->options[1].choice == LOCIQ_SD_SAMPLE ? live - 1 : live));
  for (size_t r = 0; r < table->regions; r++) result[r] = (result[r] - sum / live) / sd;
}

static const lociq_kernel kernel = {
    .form = LOCIQ_WHOLE, .held = LOCIQ_HELD_SPECIALISED, .needs = {"complexity"}, .whole = eci, .naive = naive};

const lociq_indicator lociq_indicator_eci = {
    .name = "eci",
    .title = "Economic complexity of the region",
    .family = "complexity",
    .unit = "1",
    .formula = "K: D^-1 M U^-1 M' K = lambda_2 K, standardised; D and U the diagonals of diversity and ubiquity",
    .reading =
        "How much a region is like those that hold many industries which few others hold: above 0 more than the mean "
        "region, in standard deviations.",
    .note =
        "Found through the symmetric form over regions or industries, whichever are fewer, with a residual below "
        "1e-10. The sign is such that the correlation with diversity is positive, or, where that is 0, the skewness. "
        "Regions that hold nothing and industries that nobody holds leave and are missing. Missing where the second "
        "eigenvalue exceeds 1 - 1e-10 (the regions fall apart) or is within 1e-10 of the third. economiccomplexity and "
        "py-ecomplexity standardise by the population; EconGeo's KCI is (ECI - sum(k ECI)/sum(k)) over its sum, k the "
        "diversity. sd=sample divides by n - 1. With --missing propagate a hole anywhere makes all of it missing.",
    .reference =
        "Hidalgo, C. A. and Hausmann, R. (2009): The building blocks of economic complexity. Proceedings of the "
        "National Academy of Sciences 106(26), 10570-10575",
    .doi = "10.1073/pnas.0900943106",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = -(double)INFINITY,
    .maximum = (double)INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD, LOCIQ_OPTION_SD},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/inequality/deviation.h"

static lociq_status williamson(const lociq_whole *whole, double *result, lociq_error *error) {
  return lociq_relative_deviation(whole, false, result, error);
}

static void naive(const lociq_table *table, double *result) { lociq_naive_relative_deviation(table, false, result); }

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE, .whole = williamson, .naive = naive};

const lociq_indicator lociq_indicator_williamson = {
    .name = "williamson",
    .title = "Williamson's index of regional inequality",
    .family = "inequality",
    .unit = "1",
    .formula = "sqrt(sum p (y - mu)^2) / mu, mu = sum p y; y = variable / per, p the shares of population",
    .reading = "The standard deviation of the regions, each as heavy as its population, as a part of the mean.",
    .note =
        "Deviations are from the weighted mean; REAT's williamson takes them from the unweighted one, which is another "
        "number. A total, such as gdp, is made one per head with per=population. Missing where the mean is not above 0.",
    .reference =
        "Williamson, J. G. (1965): Regional inequality and the process of national development: a description of the "
        "patterns. Economic Development and Cultural Change 13(4, part 2), 1-84",
    .doi = "10.1086/450136",
    .shape = LOCIQ_BY_YEAR,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_VARIABLE, LOCIQ_OPTION_PER, LOCIQ_OPTION_WEIGHT("population")},
    .outputs = {LOCIQ_OUTPUT_REGIONS},
    .kernel = &kernel};

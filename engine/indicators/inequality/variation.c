/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/inequality/deviation.h"

enum { DEVIATION = 3 };

static lociq_status variation(const lociq_whole *whole, double *result, lociq_error *error) {
  return lociq_relative_deviation(whole, whole->options[DEVIATION].choice == 1, result, error);
}

static void naive(const lociq_table *table, double *result) {
  lociq_naive_relative_deviation(table, table->options[DEVIATION].choice == 1, result);
}

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE, .whole = variation, .naive = naive};

const lociq_indicator lociq_indicator_variation = {
    .name = "variation",
    .title = "Coefficient of variation between regions",
    .family = "inequality",
    .unit = "1",
    .formula = "sqrt(sum p (y - mu)^2) / mu, mu = sum p y; y = variable / per, p the weights' shares",
    .reading = "The standard deviation of the regions as a part of their mean.",
    .note =
        "Population standard deviation; deviation=sample multiplies by sqrt(n/(n-1)), which is what REAT's cv gives "
        "unless told otherwise. With weights it is Williamson's index. Negative y are allowed; missing where the mean "
        "is not above 0.",
    .reference = "Cowell, F. A. (2011): Measuring Inequality, 3rd edition. Oxford University Press, Oxford",
    .doi = "10.1093/acprof:osobl/9780199594030.001.0001",
    .shape = LOCIQ_BY_YEAR,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_VARIABLE,
                LOCIQ_OPTION_PER,
                LOCIQ_OPTION_WEIGHT("none"),
                {.name = "deviation",
                 .help = "population: divided by n; sample: by n - 1",
                 .type = LOCIQ_OPTION_CHOICE,
                 .preset = "population",
                 .choices = "population|sample"}},
    .outputs = {LOCIQ_OUTPUT_REGIONS},
    .kernel = &kernel};

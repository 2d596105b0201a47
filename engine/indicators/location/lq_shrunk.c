/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "numeric/lanes.h"

LOCIQ_CLONED static void shrunk(const lociq_row *row, double *result) {
  const double kappa = row->options[0].real / row->given->jobs_per_unit;
  for (size_t i = 0; i < row->industries; i++)
    result[i] = (row->values[i] + kappa) / (row->total * row->reference[i] + kappa);
}

static void naive(const lociq_table *table, double *result) {
  const double kappa = table->options[0].real / table->given->jobs_per_unit;
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++) {
      const double total = lociq_naive_total_region(table, r), expected = total * lociq_naive_reference(table, i);
      const double e = lociq_naive_value(table, r, i);
      result[r * table->industries + i] = total == 0 ? NAN : (e + kappa) / (expected + kappa);
    }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_VALUES | LOCIQ_REFERENCE, .row = shrunk, .naive = naive};

const lociq_indicator lociq_indicator_lq_shrunk = {
    .name = "lq_shrunk",
    .title = "Location quotient shrunk towards 1",
    .family = "location",
    .unit = "1",
    .formula = "(e + kappa) / (E_r x + kappa)",
    .reading =
        "As the location quotient, but a cell in which few jobs are expected stays near 1: the fewer, the nearer. For "
        "small areas, where the quotient is mostly chance.",
    .note =
        "kappa is a number of jobs, whatever the unit of the measure: where that is in thousands, 0.01 of it for ten "
        "jobs; --jobs_per_unit says it of other units. kappa=0 gives the location quotient. It is the mean of the "
        "posterior gamma distribution of a Poisson rate with a prior of mean 1 and shape kappa.",
    .reference =
        "Clayton, D. and Kaldor, J. (1987): Empirical Bayes estimates of age-standardized relative risks for use in "
        "disease mapping. Biometrics 43(3), 671-681",
    .doi = "10.2307/2532003",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {{.name = "kappa",
                 .help = "how many jobs are added to both the found and the expected ones",
                 .type = LOCIQ_OPTION_REAL,
                 .preset = "10",
                 .minimum = 0,
                 .maximum = INFINITY}},
    .kernel = &kernel};

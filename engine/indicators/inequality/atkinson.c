/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/inequality/weighted.h"
#include "indicators/range.h"

enum { EPSILON = 3 };

/* What all regions would have to have, as a part of the mean, for the same welfare. */
static double equivalent(const lociq_weighted *of, double epsilon) {
  double sum = 0;
  for (size_t k = 0; k < of->count; k++) {
    const double part = of->values[k] / of->mean;
    /* From epsilon = 1 on, a region that has nothing outweighs all others. */
    if (part == 0 && epsilon >= 1) return 0;
    sum += of->shares[k] * (epsilon == 1 ? log(part) : pow(part, 1 - epsilon));
  }
  return epsilon == 1 ? exp(sum) : pow(sum, 1 / (1 - epsilon));
}

static lociq_status atkinson(const lociq_whole *whole, double *result, lociq_error *error) {
  lociq_weighted of = {0};
  const lociq_status status = lociq_weighted_gather(whole, &of, error);
  if (status != LOCIQ_OK) return status;
  const bool usable = lociq_weighted_usable(&of, false, whole->remark);
  const double part = usable ? equivalent(&of, whole->options[EPSILON].real) : NAN;
  result[0] = lociq_at_least(1 - part, 0);
  result[LOCIQ_WEIGHTED_APART] = part * of.mean;
  result[2 * LOCIQ_WEIGHTED_APART] = (double)of.count;
  lociq_weighted_clear(&of);
  return LOCIQ_OK;
}

/* The power mean of y itself, or the geometric one as a product of powers. */
static double mean_of_order(const lociq_table *table, double weights, double order) {
  double sum = 0, product = 1;
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_naive_pair one = lociq_naive_weighted(table, r);
    if (isnan(one.value)) continue;
    product *= pow(one.value, one.weight / weights);
    sum += one.weight * pow(one.value, order); /* infinite for 0 and a negative order: the mean is 0 */
  }
  return order == 0 ? product : pow(sum / weights, 1 / order);
}

static void naive(const lociq_table *table, double *result) {
  const lociq_naive_moments all = lociq_naive_weighted_moments(table);
  const bool usable = all.least >= 0 && all.mean > 0;
  result[1] = usable ? mean_of_order(table, all.weights, 1 - table->options[EPSILON].real) : NAN;
  result[0] = 1 - result[1] / all.mean;
  result[2] = all.regions;
}

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE, .whole = atkinson, .naive = naive};

const lociq_indicator lociq_indicator_atkinson = {
    .name = "atkinson",
    .title = "Atkinson index of inequality between regions",
    .family = "inequality",
    .unit = "1",
    .formula =
        "1 - (sum p (y/mu)^(1-epsilon))^(1/(1-epsilon)), for epsilon = 1: 1 - exp(sum p ln(y/mu)); mu = sum p y, "
        "y = variable / per, p the weights' shares",
    .reading =
        "The part of the mean that could be given up for equality without loss of welfare; the higher epsilon, the more "
        "the poorest regions count.",
    .note =
        "With a region of y = 0 it is 1 from epsilon = 1 on, its limit. Missing where a y is below 0. PySAL's Atkinson "
        "and REAT's atkinson are the unweighted index.",
    .reference = "Atkinson, A. B. (1970): On the measurement of inequality. Journal of Economic Theory 2(3), 244-263",
    .doi = "10.1016/0022-0531(70)90039-6",
    .shape = LOCIQ_BY_YEAR,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_VARIABLE,
                LOCIQ_OPTION_PER,
                LOCIQ_OPTION_WEIGHT("none"),
                {.name = "epsilon",
                 .help = "aversion to inequality: 0 for none",
                 .type = LOCIQ_OPTION_REAL,
                 .preset = "0.5",
                 .minimum = 0,
                 .maximum = 100}},
    .outputs = {{.suffix = "equivalent",
                 .title = "Equally distributed equivalent",
                 .unit = "",
                 .reading = "What every region would have to have for the same welfare.",
                 .minimum = 0,
                 .maximum = INFINITY},
                LOCIQ_OUTPUT_REGIONS},
    .kernel = &kernel};

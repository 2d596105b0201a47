/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/complexity/iteration.h"
#include "indicators/options.h"

static lociq_status fitness(const lociq_whole *whole, double *result, lociq_error *error) {
  return lociq_iteration_fitness(whole, whole->needs[0] + lociq_lanes_width(whole->industries), result, error);
}

static void naive(const lociq_table *table, double *result) {
  lociq_iteration_naive(table, LOCIQ_ITERATED_FITNESS, result);
}

static const lociq_kernel kernel = {
    .form = LOCIQ_WHOLE, .held = LOCIQ_HELD_SPECIALISED, .needs = {"iteration"}, .whole = fitness, .naive = naive};

const lociq_indicator lociq_indicator_fitness = {
    .name = "fitness",
    .title = "Fitness of the region",
    .family = "complexity",
    .unit = "1",
    .formula = "F <- sum_i M Q, Q <- 1 / sum_r (M / F), both from the step before, each divided by its mean; start 1",
    .reading = "How many industries a region holds, each counted by its quality: 1 is the mean region.",
    .note =
        "The steps end after `iterations`, or once the ranks of regions and of industries have stayed as they were for "
        "10. Regions that hold nothing and industries that nobody holds leave and are missing. Some regions tend to 0 "
        "as the steps go on, so that only figures after the same number of steps can be compared.",
    .reference =
        "Tacchella, A., Cristelli, M., Caldarelli, G., Gabrielli, A. and Pietronero, L. (2012): A new metrics for "
        "countries' fitness and products' complexity. Scientific Reports 2, 723",
    .doi = "10.1038/srep00723",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD, LOCIQ_OPTION_ITERATIONS},
    .kernel = &kernel};

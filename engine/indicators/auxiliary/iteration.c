/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/complexity/iteration.h"
#include "indicators/options.h"

static lociq_status iteration(const lociq_whole *whole, double *result, lociq_error *error) {
  return lociq_iteration_run(whole, result, result + lociq_lanes_width(whole->industries), error);
}

static void naive(const lociq_table *table, double *result) {
  lociq_iteration_naive(table, LOCIQ_ITERATED_QUALITY, result);
  lociq_iteration_naive(table, LOCIQ_ITERATED_BEFORE, result + table->industries);
}

static const lociq_kernel kernel = {
    .form = LOCIQ_WHOLE, .held = LOCIQ_HELD_SPECIALISED, .whole = iteration, .naive = naive};

const lociq_indicator lociq_indicator_iteration = {
    .name = "iteration",
    .title = "Quality of industries around the last step",
    .family = "auxiliary",
    .unit = "1",
    .formula = "Q <- 1 / sum_r (M / F), F <- sum_i M Q, both from the step before, each divided by its mean; start 1",
    .reading = "With what each industry had before the last step, which gives the fitness of regions after it.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD, LOCIQ_OPTION_ITERATIONS},
    .outputs = {{.suffix = "before",
                 .title = "Quality of industries before the last step",
                 .unit = "1",
                 .reading = "1 is the mean industry.",
                 .minimum = 0,
                 .maximum = INFINITY}},
    .kernel = &kernel};

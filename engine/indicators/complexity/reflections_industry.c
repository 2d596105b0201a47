/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/complexity/averages.h"
#include "indicators/options.h"

static lociq_status reflections(const lociq_whole *whole, double *result, lociq_error *error) {
  return lociq_averages_run(whole, false, result, error);
}

static void naive(const lociq_table *table, double *result) { lociq_averages_naive(table, false, result); }

static const lociq_kernel kernel = {
    .form = LOCIQ_WHOLE, .held = LOCIQ_HELD_SPECIALISED, .whole = reflections, .naive = naive};

const lociq_indicator lociq_indicator_reflections_industry = {
    .name = "reflections_industry",
    .title = "Reflections of the industry",
    .family = "complexity",
    .unit = "1",
    .formula = "k_i,n = sum_r M k_r,n-1 / k_i,0; k_r,0 diversity, k_i,0 ubiquity",
    .reading = "Even steps refine the ubiquity of an industry, odd ones the diversity of the regions that hold it.",
    .note = LOCIQ_REFLECTIONS_NOTE,
    .reference =
        "Hidalgo, C. A. and Hausmann, R. (2009): The building blocks of economic complexity. Proceedings of the "
        "National Academy of Sciences 106(26), 10570-10575",
    .doi = "10.1073/pnas.0900943106",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD, LOCIQ_OPTION_STEPS, LOCIQ_OPTION_STRETCH},
    .kernel = &kernel};

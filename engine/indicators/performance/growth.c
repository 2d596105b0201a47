/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"

enum { CAGR, LOGARITHM };

static size_t lags(const lociq_value *options, long lags_of[LOCIQ_LAGS]) {
  lags_of[0] = options[2].integer;
  return 1;
}

static double growth_of(double now, double then, const lociq_value *options) {
  const double span = (double)options[2].integer;
  if (!(then > 0) || !(now >= 0)) return NAN;
  if (options[1].choice == CAGR) return pow(now / then, 1 / span) - 1;
  return now > 0 ? log(now / then) / span : (double)NAN;
}

static void growth(const lociq_row *row, double *result) {
  for (size_t i = 0; i < row->industries; i++)
    result[i] = growth_of(row->operands[0][i], row->earlier[0][i], row->options);
}

/* By the roots and logarithms of the two figures apart. */
static void naive(const lociq_table *table, double *result) {
  const double span = (double)table->options[2].integer;
  for (size_t k = 0; k < table->regions * table->industries; k++) {
    const double now = table->operands[0][k], then = table->earlier[0][k];
    const double compound = pow(now, 1 / span) / pow(then, 1 / span) - 1;
    const double logarithmic = (log(now) - log(then)) / span;
    result[k] = now >= 0 && then > 0 ? compound : (double)NAN;
    if (table->options[1].choice == LOGARITHM) result[k] = now > 0 && then > 0 ? logarithmic : (double)NAN;
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW, .lags = lags, .row = growth, .naive = naive};

const lociq_indicator lociq_indicator_growth = {
    .name = "growth",
    .title = "Mean annual growth",
    .family = "performance",
    .unit = "1",
    .formula = "(v_t / v_(t-k))^(1/k) - 1; log: ln(v_t / v_(t-k)) / k",
    .reading = "0.02 is growth of 2 percent a year over the last k years.",
    .note =
        "k is the option `span`. By region and industry where the measure is, else by region. Years are taken by their "
        "number, also those before the first one asked for; missing where the earlier year is not there, or its figure "
        "is not above 0. EconGeo gives the growth of the whole span in percent, which with span=1 is 100 times this.",
    .reference =
        "OECD (2001): Measuring Productivity: Measurement of Aggregate "
        "and Industry-level Productivity Growth. OECD Publishing, Paris",
    .doi = "10.1787/9789264194519-en",
    .shape = 0,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {{.name = "variable",
                 .help = "the measure or region variable that grows",
                 .type = LOCIQ_OPTION_MEASURE,
                 .preset = "employment"},
                {.name = "method",
                 .help = "cagr: compound annual growth; log: mean annual difference of logarithms",
                 .type = LOCIQ_OPTION_CHOICE,
                 .preset = "cagr",
                 .choices = "cagr|log"},
                {.name = "span",
                 .help = "how many years back the earlier figure lies",
                 .type = LOCIQ_OPTION_INTEGER,
                 .preset = "1",
                 .minimum = 1,
                 .maximum = 100}},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/inequality/theil.h"

static lociq_status theil_l(const lociq_whole *whole, double *result, lociq_error *error) {
  return lociq_theil_reckon(LOCIQ_THEIL_L, whole, result, error);
}

static void naive(const lociq_table *table, double *result) { lociq_naive_theil(LOCIQ_THEIL_L, table, result); }

static const lociq_kernel kernel = {
    .form = LOCIQ_WHOLE, .given = LOCIQ_GIVEN_COUNTRIES, .whole = theil_l, .naive = naive};

const lociq_indicator lociq_indicator_theil_l = {
    .name = "theil_l",
    .title = "Theil's L of inequality between regions",
    .family = "inequality",
    .unit = "1",
    .formula = "sum p ln(mu/y), mu = sum p y; y = variable / per, p the weights' shares",
    .reading =
        "The mean logarithmic deviation: 0 when all regions have the same; it splits into a part within countries and "
        "one between them.",
    .note =
        "It is what REAT's theil gives. Infinite, and so missing, where a y is 0; missing too where one is below 0. PySAL "
        "has T alone. A region's country is that of its NUTS or FIPS code, else its topmost parent, else itself.",
    .reference =
        "Theil, H. (1967): Economics and Information Theory. North-Holland, Amsterdam; Shorrocks, A. F. (1980): The "
        "class of additively decomposable inequality measures. Econometrica 48(3), 613-625",
    .doi = "10.2307/1913126",
    .shape = LOCIQ_BY_YEAR,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_VARIABLE, LOCIQ_OPTION_PER, LOCIQ_OPTION_WEIGHT("none")},
    .outputs = {LOCIQ_OUTPUTS_THEIL},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/inequality/theil.h"

static lociq_status theil_t(const lociq_whole *whole, double *result, lociq_error *error) {
  return lociq_theil_reckon(LOCIQ_THEIL_T, whole, result, error);
}

static void naive(const lociq_table *table, double *result) { lociq_naive_theil(LOCIQ_THEIL_T, table, result); }

static const lociq_kernel kernel = {
    .form = LOCIQ_WHOLE, .given = LOCIQ_GIVEN_COUNTRIES, .whole = theil_t, .naive = naive};

const lociq_indicator lociq_indicator_theil_t = {
    .name = "theil_t",
    .title = "Theil's T of inequality between regions",
    .family = "inequality",
    .unit = "1",
    .formula = "sum p (y/mu) ln(y/mu), mu = sum p y; y = variable / per, p the weights' shares",
    .reading =
        "0 when all regions have the same, ln n when one of n has everything; it splits into a part within countries "
        "and one between them.",
    .note =
        "A region of y = 0 adds nothing, as 0 ln 0 = 0; PySAL's Theil puts the smallest double in its place, with the "
        "same result. A region's country is that of its NUTS or FIPS code, else its topmost parent, else itself. "
        "Missing where a y is below 0. What REAT calls theil is theil_l here.",
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

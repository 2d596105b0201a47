/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/location/spread.h"

static const lociq_kernel kernel = {
    .form = LOCIQ_WHOLE, .needs = {"region_total"}, .whole = lociq_spread, .naive = lociq_naive_spread};

const lociq_indicator lociq_indicator_area_spread = {
    .name = "area_spread",
    .title = "All area over the region's",
    .family = "auxiliary",
    .unit = "1",
    .formula = "A / A_r",
    .reading = "What litzenberger_sternberg multiplies by.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_AREA},
    .kernel = &kernel};

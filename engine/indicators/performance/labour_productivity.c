/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/performance/ratio.h"

const lociq_indicator lociq_indicator_labour_productivity = {
    .name = "labour_productivity",
    .title = "Labour productivity",
    .family = "performance",
    .unit = "",
    .formula =
        "product / labour, with prices=pps over price_level / 100; with relative=100 over the reference's, times 100",
    .reading = "What one person (or one hour, with labour=hours) produces, in the units of the two measures.",
    .note =
        "By region and industry where both measures are, else by region. Gross value added comes before gross domestic "
        "product, and persons before hours, where the store has both. Missing where the labour is "
        "0." LOCIQ_NOTE_PRICES LOCIQ_NOTE_RELATIVE,
    .interval = LOCIQ_INTERVAL_RATIO,
    .reference =
        "OECD (2001): Measuring Productivity: Measurement of Aggregate "
        "and Industry-level Productivity Growth. OECD Publishing, Paris",
    .doi = "10.1787/9789264194519-en",
    .shape = 0,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_RELATIVE,
                LOCIQ_OPTION_PRICES,
                {.name = "product", .help = "the measure of output", .type = LOCIQ_OPTION_MEASURE, .preset = "gva|gdp"},
                {.name = "labour",
                 .help = "the measure of labour",
                 .type = LOCIQ_OPTION_MEASURE,
                 .preset = "employment|hours"},
                LOCIQ_OPTION_PRICE_LEVEL},
    .kernel = &lociq_ratio_at_prices_kernel};

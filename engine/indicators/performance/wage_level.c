/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/performance/ratio.h"

const lociq_indicator lociq_indicator_wage_level = {
    .name = "wage_level",
    .title = "Wage level",
    .family = "performance",
    .unit = "",
    .formula =
        "wages / persons, with prices=pps over price_level / 100; with relative=100 over the reference's, times 100",
    .reading = "Mean pay of a person over the year, in the units of the two measures.",
    .note =
        "By region and industry where both measures are, else by region. Employees, whose wages they are, come before "
        "all employed where the store has both. Missing where there are no "
        "persons." LOCIQ_NOTE_PRICES LOCIQ_NOTE_RELATIVE,
    .interval = LOCIQ_INTERVAL_RATIO,
    .reference =
        "European Communities (2013): European System of Accounts, ESA 2010, "
        "chapters 4 and 11. Publications Office of the European Union, Luxembourg",
    .shape = 0,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options =
        {LOCIQ_OPTION_RELATIVE,
         LOCIQ_OPTION_PRICES,
         {.name = "wages", .help = "the measure of pay", .type = LOCIQ_OPTION_MEASURE, .preset = "wages|compensation"},
         {.name = "persons",
          .help = "the measure of those who are paid",
          .type = LOCIQ_OPTION_MEASURE,
          .preset = "employees|employment"},
         LOCIQ_OPTION_PRICE_LEVEL},
    .kernel = &lociq_ratio_at_prices_kernel};

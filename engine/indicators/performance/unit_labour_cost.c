/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/performance/ratio.h"

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .is_relative = lociq_ratio_is_relative, .row = lociq_ratio, .naive = lociq_naive_ratio};

const lociq_indicator lociq_indicator_unit_labour_cost = {
    .name = "unit_labour_cost",
    .title = "Unit labour cost",
    .family = "performance",
    .unit = "",
    .formula = "(wages / employees) / (product / employed); with relative=100 over the reference's, times 100",
    .reading =
        "What an employee is paid over what one who works produces: the cost of labour in a unit of output. Nominal, "
        "its growth is that of wages beyond productivity; real, it is the adjusted wage share.",
    .note =
        "By region and industry where all measures are, else by region. Wages are at current prices. Real unit labour "
        "costs have output at current prices too; nominal ones have it in constant prices, which the measure named by "
        "--product must then be: say kind=nominal with it, as the figures do not tell which they are. Missing where "
        "there are no employees or no output. The persons can be hours, with employees' hours beside "
        "them." LOCIQ_NOTE_RELATIVE,
    .reference =
        "OECD (2001): Measuring Productivity: Measurement of Aggregate "
        "and Industry-level Productivity Growth. OECD Publishing, Paris",
    .doi = "10.1787/9789264194519-en",
    .shape = 0,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options =
        {LOCIQ_OPTION_RELATIVE,
         {.name = "wages", .help = "the measure of pay", .type = LOCIQ_OPTION_MEASURE, .preset = "wages|compensation"},
         {.name = "product", .help = "the measure of output", .type = LOCIQ_OPTION_MEASURE, .preset = "gva|gdp"},
         {.name = "employed",
          .help = "all who work, in heads or hours",
          .type = LOCIQ_OPTION_MEASURE,
          .preset = "employment|hours"},
         {.name = "employees",
          .help = "the employees among them, in the same unit",
          .type = LOCIQ_OPTION_MEASURE,
          .preset = "employees"},
         {.name = "kind",
          .help =
              "what the product makes of it, kept with the result: real, for output at current prices; nominal, for "
              "output in constant prices. The figures are those of the measures either way",
          .type = LOCIQ_OPTION_CHOICE,
          .preset = "real",
          .choices = "real|nominal"}},
    .kernel = &kernel};

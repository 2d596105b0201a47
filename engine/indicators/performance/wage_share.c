/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/performance/ratio.h"

enum { OPTION_EMPLOYED = 3, OPTION_EMPLOYEES, OPTION_ADJUSTED };

static bool operand_wanted(const lociq_value *options, size_t operand) {
  return operand < LOCIQ_RATIO_TIMES || options[OPTION_ADJUSTED].choice == 1;
}

static const char *lacks(const lociq_value *options) {
  const bool known = options[OPTION_EMPLOYED].choice < 0 && options[OPTION_EMPLOYEES].choice < 0;
  return options[OPTION_ADJUSTED].choice == 1 && !known ? "employed and employees: adjusted=yes multiplies by them"
                                                        : NULL;
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW,
                                    .operand_wanted = operand_wanted,
                                    .lacks = lacks,
                                    .is_relative = lociq_ratio_is_relative,
                                    .row = lociq_ratio,
                                    .naive = lociq_naive_ratio};

const lociq_indicator lociq_indicator_wage_share = {
    .name = "wage_share",
    .title = "Wage share",
    .family = "performance",
    .unit = "",
    .formula =
        "wages / product, with adjusted=yes times employed / employees; with relative=100 over the reference's, times "
        "100",
    .reading =
        "The part of value added that is paid to employees: 0.6 is 60 per cent. With adjusted=yes the self-employed "
        "are counted as if each were paid as an employee is, and the share can be above 1.",
    .note =
        "By region and industry where all measures that are taken are, else by region. Both measures must be in the "
        "same unit of money at current prices. The share of industries or regions with many self-employed (farming, "
        "say) is low for their sake alone unless adjusted. Missing where the product is 0, or with adjusted=yes where "
        "there are no employees." LOCIQ_NOTE_RELATIVE,
    .reference = "Krueger, A. B. (1999): Measuring labor's share. American Economic Review 89(2), 45-51",
    .doi = "10.1257/aer.89.2.45",
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
          .preset = "employment|hours|none",
          .choices = "none"},
         {.name = "employees",
          .help = "the employees among them, in the same unit",
          .type = LOCIQ_OPTION_MEASURE,
          .preset = "employees|none",
          .choices = "none"},
         {.name = "adjusted",
          .help = "yes: times employed over employees, so that the self-employed count as employees do",
          .type = LOCIQ_OPTION_CHOICE,
          .preset = "no",
          .choices = "no|yes"}},
    .kernel = &kernel};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/describe.h"

static const char intro[] =
    "# Indicators\n"
    "\n"
    "Made from the catalogue: `lociq list --format markdown`.\n"
    "\n"
    "## The letters\n"
    "\n"
    "| letter | is |\n"
    "|---|---|\n"
    "| e | the measure (employment unless `--measure` says otherwise) of industry i in region r |\n"
    "| E_r, E_i, E | its totals: of the region, of the industry, of everything; as published where they are |\n"
    "| s | e / E_r, the industry's share of the region |\n"
    "| x | E_i / E, the reference structure: the industry's share of the whole |\n"
    "| a | e / E_i, the region's part of the industry |\n"
    "| g | E_r / E, the region's part of the whole, or what `--distribution` says |\n"
    "| LQ | s / x, the location quotient |\n"
    "| M | 1 where LQ reaches the threshold (default 1), else 0 |\n"
    "| n, R | the number of industries, of regions |\n"
    "\n"
    "0 log 0 = 0. 0/0 is missing. A total of zero makes its row or column missing, never 0 or infinite.\n"
    "Percentiles are type 7, the default of R and numpy.\n"
    "\n"
    "## Incomplete data\n"
    "\n"
    "Missing is not zero: a suppressed or unknown cell takes no part, and every result carries `coverage`, the\n"
    "share of the published total that was known (1 where none is published).\n"
    "\n"
    "- **E_r** is the published total of the region, else the sum of its known industries.\n"
    "- **x** is E_i / E where E_i is published. Else it is the sum of e over the sum of E_r, over only the regions\n"
    "  where e is known (matched denominators), and E_i = x E in what follows from it. Dividing the known cells by\n"
    "  the total of all regions would inflate the location "
    "quotient of an industry that is suppressed in many of them.\n"
    "- **Indices of a whole distribution** (Krugman, Hoover, Gini, entropy, Herfindahl, Theil, Hachman, ogive, variety,\n"
    "  structural change) rescale the shares of both sides to 1 over the cells known on both; `--shares raw` does not.\n"
    "- **An index that leaves its range**, as shares of negative cells can make it, is missing, not held at the edge.\n"
    "\n"
    "## Options of all indicators\n"
    "\n";

static void add_option(lociq_text *text, const lociq_option *option) {
  lociq_text_add_format(text, "- `--%s` (", option->name);
  lociq_text_add_option_values(text, option);
  lociq_text_add_format(text, "; default %s): ", option->preset);
  lociq_text_add(text, option->help);
  lociq_text_add(text, "\n");
}

static void add_output(lociq_text *text, const lociq_indicator *indicator, const lociq_output *output) {
  lociq_text_add_format(text, "- Also gives `%s_%s` (%s; ", indicator->name, output->suffix, output->title);
  lociq_text_add_range(text, output->minimum, output->maximum);
  lociq_text_add_format(text, "; unit: %s): ", output->unit[0] ? output->unit : "that of the measures");
  lociq_text_add(text, output->reading);
  lociq_text_add(text, "\n");
}

void lociq_text_add_markdown_intro(lociq_text *text) {
  lociq_text_add(text, intro);
  for (const lociq_option *option = lociq_shared_options(); option->name; option++) add_option(text, option);
}

void lociq_text_add_markdown_entry(lociq_text *text, const lociq_indicator *indicator) {
  lociq_text_add_format(text, "### %s\n\n%s, by ", indicator->name, indicator->title);
  lociq_text_add_shape(text, indicator->shape);
  lociq_text_add_format(text, ".\n\n    %s\n\n", indicator->formula);
  lociq_text_add_wrapped(text, indicator->reading, 0);
  if (indicator->note) {
    lociq_text_add(text, "\n");
    lociq_text_add_wrapped(text, indicator->note, 0);
  }
  lociq_text_add(text, "\n- Range: ");
  lociq_text_add_range(text, indicator->minimum, indicator->maximum);
  lociq_text_add_format(text, "; unit: %s\n", indicator->unit[0] ? indicator->unit : "that of the measures");
  for (size_t k = 0; k < LOCIQ_OUTPUTS_MAXIMUM && indicator->outputs[k].suffix; k++)
    add_output(text, indicator, &indicator->outputs[k]);
  for (size_t k = 0; k < LOCIQ_OPTIONS_MAXIMUM && indicator->options[k].name; k++)
    add_option(text, &indicator->options[k]);
  if (indicator->interval) lociq_text_add_format(text, "- With `--interval`: %s\n", indicator->interval);
  lociq_text_add(text, "- Reference: ");
  lociq_text_add(text, indicator->reference);
  if (indicator->doi) lociq_text_add_format(text, ". <https://doi.org/%s>", indicator->doi);
  lociq_text_add(text, "\n");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/describe.h"

#include <math.h>
#include <string.h>

#include "core/shape.h"

void lociq_text_add_shape(lociq_text *text, unsigned shape) {
  if (shape == 0) lociq_text_add(text, "the axes of its measures");
  const char *between = "";
  for (size_t k = 0; k < LOCIQ_SHAPE_AXES; k++) {
    if (!(shape & lociq_shape_axes[k].bit)) continue;
    lociq_text_add_format(text, "%s%s", between, lociq_shape_axes[k].name);
    between = ", ";
  }
}

void lociq_text_add_range(lociq_text *text, double minimum, double maximum) {
  if (isinf(minimum) && isinf(maximum))
    lociq_text_add(text, "any number");
  else if (isinf(maximum))
    lociq_text_add_format(text, "%g or more", minimum);
  else
    lociq_text_add_format(text, "%g to %g", minimum, maximum);
}

void lociq_text_add_option_values(lociq_text *text, const lociq_option *option) {
  switch (option->type) {
    case LOCIQ_OPTION_REAL:
      if (option->choices != NULL) lociq_text_add_format(text, "%s, or ", option->choices);
      lociq_text_add_range(text, option->minimum, option->maximum);
      break;
    case LOCIQ_OPTION_INTEGER:
      lociq_text_add(text, "whole number, ");
      lociq_text_add_range(text, option->minimum, option->maximum);
      break;
    case LOCIQ_OPTION_CHOICE:
      lociq_text_add(text, option->choices);
      break;
    case LOCIQ_OPTION_MEASURE:
      lociq_text_add(text, "a measure");
      if (option->choices != NULL) lociq_text_add_format(text, ", or %s", option->choices);
      break;
    case LOCIQ_OPTION_TEXT:
      if (option->choices != NULL) lociq_text_add_format(text, "%s, or ", option->choices);
      lociq_text_add(text, "a name");
      break;
    case LOCIQ_OPTION_FILE:
      lociq_text_add_format(text, "%s, or a file", option->choices);
      break;
    case LOCIQ_OPTION_DISTRIBUTION:
      lociq_text_add(text, "employment|equal|a region variable");
      break;
  }
}

static void add_line(lociq_text *text, const char *head, const char *words) {
  lociq_text_add_format(text, "%-11s", head);
  lociq_text_add_wrapped(text, words, 11);
}

static void add_option(lociq_text *text, const lociq_option *option) {
  lociq_text_add_format(text, "  --%s ", option->name);
  lociq_text_add_option_values(text, option);
  lociq_text_add_format(text, " (default %s)\n           ", option->preset);
  lociq_text_add_wrapped(text, option->help, 11);
}

static void add_output(lociq_text *text, const lociq_indicator *indicator, const lociq_output *output) {
  lociq_text_add_format(text, "  %s_%s: %s, ", indicator->name, output->suffix, output->title);
  lociq_text_add_range(text, output->minimum, output->maximum);
  lociq_text_add(text, "\n           ");
  lociq_text_add_wrapped(text, output->reading, 11);
}

void lociq_text_add_table_entry(lociq_text *text, const lociq_indicator *indicator) {
  lociq_text_add_format(text, "%s: %s\n\n", indicator->name, indicator->title);
  add_line(text, "formula", indicator->formula);
  add_line(text, "reading", indicator->reading);
  if (indicator->note) add_line(text, "note", indicator->note);
  if (indicator->interval) add_line(text, "interval", indicator->interval);
  lociq_text_add(text, "by         ");
  lociq_text_add_shape(text, indicator->shape);
  lociq_text_add(text, "\nrange      ");
  lociq_text_add_range(text, indicator->minimum, indicator->maximum);
  lociq_text_add(text, "\n");
  add_line(text, "reference", indicator->reference);
  if (indicator->doi) lociq_text_add_format(text, "%-11shttps://doi.org/%s\n", "", indicator->doi);
  if (indicator->outputs[0].suffix) lociq_text_add(text, "also gives\n");
  for (size_t k = 0; k < LOCIQ_OUTPUTS_MAXIMUM && indicator->outputs[k].suffix; k++)
    add_output(text, indicator, &indicator->outputs[k]);
  if (indicator->options[0].name) lociq_text_add(text, "options\n");
  for (size_t k = 0; k < LOCIQ_OPTIONS_MAXIMUM && indicator->options[k].name; k++)
    add_option(text, &indicator->options[k]);
}

static void add_table(lociq_text *text) {
  const lociq_indicator *const *entry = lociq_catalogue();
  size_t wide = 0;
  for (; *entry; entry++) wide = strlen((*entry)->name) > wide ? strlen((*entry)->name) : wide;
  for (entry = lociq_catalogue(); *entry; entry++)
    lociq_text_add_format(text, "%-*s  %-14s  %s\n", (int)wide, (*entry)->name, (*entry)->family, (*entry)->title);
}

static void add_markdown(lociq_text *text) {
  lociq_text_add_markdown_intro(text);
  const char *family = "";
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++) {
    if (strcmp(family, (*entry)->family) != 0) {
      family = (*entry)->family;
      lociq_text_add_format(text, "\n## %c%s\n", family[0] - 'a' + 'A', family + 1);
    }
    lociq_text_add(text, "\n");
    lociq_text_add_markdown_entry(text, *entry);
  }
}

static lociq_status unknown_format(const char *format, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_INVALID, "the format is \"%s\", expected table, json or markdown", format);
}

lociq_status lociq_catalogue_format(const char *format, char **text, lociq_error *error) {
  lociq_text words = {0};
  if (strcmp(format, "json") == 0) return lociq_describe_json(lociq_catalogue(), false, text, error);
  if (strcmp(format, "table") == 0)
    add_table(&words);
  else if (strcmp(format, "markdown") == 0)
    add_markdown(&words);
  else
    return unknown_format(format, error);
  return lociq_text_finish(&words, text, error);
}

lociq_status lociq_indicator_format(const lociq_indicator *indicator, const char *format, char **text,
                                    lociq_error *error) {
  lociq_text words = {0};
  const lociq_indicator *const entries[] = {indicator, NULL};
  if (strcmp(format, "json") == 0) return lociq_describe_json(entries, true, text, error);
  if (strcmp(format, "table") == 0)
    lociq_text_add_table_entry(&words, indicator);
  else if (strcmp(format, "markdown") == 0)
    lociq_text_add_markdown_entry(&words, indicator);
  else
    return unknown_format(format, error);
  return lociq_text_finish(&words, text, error);
}

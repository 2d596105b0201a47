/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/shape.h"
#include "indicators/describe.h"

/* JSON has no infinity: an end without a bound is null. */
static json_t *bound(double value) { return isinf(value) ? json_null() : json_real(value); }

static json_t *text_or_null(const char *text) { return text ? json_string(text) : json_null(); }

static json_t *shape_of(unsigned shape) {
  json_t *axes = json_array();
  for (size_t k = 0; k < LOCIQ_SHAPE_AXES; k++)
    if (shape & lociq_shape_axes[k].bit) json_array_append_new(axes, json_string(lociq_shape_axes[k].name));
  return axes;
}

static json_t *option_of(const lociq_option *option) {
  static const char *const types[] = {"real", "integer", "choice", "measure", "distribution", "text", "file"};
  json_t *object = json_pack("{s:s, s:s, s:s, s:s}", "name", option->name, "help", option->help, "type",
                             types[option->type], "default", option->preset);
  if (option->choices) json_object_set_new(object, "choices", json_string(option->choices));
  if (option->type == LOCIQ_OPTION_REAL || option->type == LOCIQ_OPTION_INTEGER) {
    json_object_set_new(object, "minimum", bound(option->minimum));
    json_object_set_new(object, "maximum", bound(option->maximum));
  }
  return object;
}

static json_t *output_of(const lociq_indicator *indicator, const lociq_output *output) {
  return json_pack("{s:o, s:s, s:s, s:s, s:[o, o]}", "name", json_sprintf("%s_%s", indicator->name, output->suffix),
                   "title", output->title, "unit", output->unit, "reading", output->reading, "valid_range",
                   bound(output->minimum), bound(output->maximum));
}

static json_t *entry_of(const lociq_indicator *indicator) {
  json_t *outputs = json_array();
  for (size_t k = 0; k < LOCIQ_OUTPUTS_MAXIMUM && indicator->outputs[k].suffix; k++)
    json_array_append_new(outputs, output_of(indicator, &indicator->outputs[k]));
  json_t *options = json_array();
  for (size_t k = 0; k < LOCIQ_OPTIONS_MAXIMUM && indicator->options[k].name; k++)
    json_array_append_new(options, option_of(&indicator->options[k]));
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:[o, o], s:o, s:o}", "name",
                   indicator->name, "title", indicator->title, "family", indicator->family, "unit", indicator->unit,
                   "formula", indicator->formula, "reading", indicator->reading, "note", text_or_null(indicator->note),
                   "interval", text_or_null(indicator->interval), "reference", indicator->reference, "doi",
                   text_or_null(indicator->doi), "shape", shape_of(indicator->shape), "valid_range",
                   bound(indicator->minimum), bound(indicator->maximum), "outputs", outputs, "options", options);
}

lociq_status lociq_describe_json(const lociq_indicator *const *entries, bool one, char **bytes, lociq_error *error) {
  json_t *root = one ? entry_of(*entries) : json_array();
  for (; !one && *entries; entries++) json_array_append_new(root, entry_of(*entries));
  char *dumped = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
  json_decref(root);
  if (dumped == NULL) return lociq_memory_error(error, "a description");
  const size_t length = strlen(dumped);
  char *text = lociq_resize(dumped, length + 2, 1);
  if (text == NULL) {
    free(dumped);
    return lociq_memory_error(error, "a description");
  }
  memcpy(text + length, "\n", 2);
  *bytes = text;
  return LOCIQ_OK;
}

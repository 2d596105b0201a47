/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/describe.h"

#include <lociq/indicator.h>
#include <lociq/lociq.h>
#include <string.h>

#include "core/memory.h"

static json_t *text_or_null(const char *text) { return text == NULL ? json_null() : json_string(text); }

static json_t *axis_of(const lociq_axis *axis) {
  json_t *members = json_array();
  for (size_t i = 0; i < lociq_axis_count(axis); i++)
    json_array_append_new(members, json_pack("{s:s, s:o, s:o}", "code", lociq_axis_code(axis, i), "label",
                                             text_or_null(lociq_axis_label(axis, i)), "parent",
                                             text_or_null(lociq_axis_parent(axis, i))));
  return members;
}

static json_t *shape_of(unsigned shape) {
  json_t *axes = json_array();
  if ((shape & LOCIQ_BY_YEAR) != 0) json_array_append_new(axes, json_string("year"));
  if ((shape & LOCIQ_BY_REGION) != 0) json_array_append_new(axes, json_string("region"));
  if ((shape & LOCIQ_BY_INDUSTRY) != 0) json_array_append_new(axes, json_string("industry"));
  return axes;
}

/* Infinity is no JSON. */
static json_t *attribute_of(const lociq_attribute *attribute) {
  if (attribute->count == 0) return text_or_null(attribute->text);
  json_t *numbers = json_array();
  for (size_t i = 0; i < attribute->count; i++) {
    json_t *number = json_real(attribute->numbers[i]);
    json_array_append_new(numbers, number == NULL ? json_null() : number);
  }
  return numbers;
}

static json_t *attributes_of(const lociq_cube *cube) {
  json_t *attributes = json_object();
  for (size_t i = 0; i < cube->attribute_count; i++)
    json_object_set_new(attributes, cube->attributes[i].name, attribute_of(&cube->attributes[i]));
  return attributes;
}

/* The indicator whose own or further figure it is. */
static const lociq_indicator *indicator_of(const char *name) {
  const lociq_indicator *found = NULL;
  size_t longest = 0;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry != NULL; entry++) {
    const size_t length = strlen((*entry)->name);
    if (length < longest || strncmp(name, (*entry)->name, length) != 0) continue;
    if (name[length] != '\0' && name[length] != '_') continue;
    found = *entry;
    longest = length;
  }
  return found;
}

static json_t *block_of(const lociq_pack *pack, size_t *id) {
  if (pack->text == NULL) return json_null();
  return json_pack("{s:I, s:s, s:I}", "id", (json_int_t)(*id)++, "type", pack->type, "count", (json_int_t)pack->count);
}

static json_t *cube_of(const lociq_page_cube *entry, size_t *id) {
  const lociq_cube *cube = entry->cube;
  const lociq_indicator *indicator = strcmp(cube->kind, "indicator") == 0 ? indicator_of(cube->name) : NULL;
  json_t *values = block_of(&entry->values, id);
  return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:b}", "name", entry->name, "cube",
                   cube->name, "kind", cube->kind, "family", text_or_null(indicator == NULL ? NULL : indicator->family),
                   "title", cube->title, "unit", cube->unit, "source", cube->source, "reading",
                   text_or_null(indicator == NULL ? NULL : indicator->reading), "shape",
                   shape_of(lociq_cube_part_shape(cube, entry->part)), "attributes", attributes_of(cube), "values",
                   values, "flags", block_of(&entry->flags, id), "rounded", entry->rounded);
}

static json_t *texts_of(char *const *texts, size_t count) {
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++) json_array_append_new(list, json_string(texts[i]));
  return list;
}

static json_t *variable_of(const lociq_page_variable *entry, size_t *id) {
  const lociq_stored_variable *variable = entry->variable;
  json_t *dimensions = json_array();
  for (size_t d = 0; d < variable->dimension_count; d++) {
    const struct lociq_stored_dimension *dimension = &variable->dimensions[d];
    json_t *codes = dimension->codes == NULL ? json_null() : texts_of(dimension->codes, dimension->size);
    json_array_append_new(dimensions, json_pack("{s:s, s:I, s:o}", "name", dimension->name, "size",
                                                (json_int_t)dimension->size, "codes", codes));
  }
  json_t *texts = variable->texts == NULL ? json_null() : texts_of(variable->texts, variable->count);
  return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "name", variable->name, "kind", text_or_null(variable->kind),
                   "unit", text_or_null(variable->unit), "title", text_or_null(variable->title), "dimensions",
                   dimensions, "values", block_of(&entry->values, id), "texts", texts);
}

static json_t *left_out_of(const lociq_contents *contents) {
  json_t *list = json_array();
  for (size_t i = 0; i < contents->cube_count; i++) {
    const lociq_page_cube *entry = &contents->cubes[i];
    if (entry->left_out == NULL) continue;
    json_array_append_new(
        list, json_pack("{s:s, s:s, s:s}", "name", entry->name, "title", entry->cube->title, "why", entry->left_out));
  }
  return list;
}

static json_t *flags_of(void) {
  json_t *list = json_array();
  for (size_t i = 0; i < LOCIQ_FLAG_COUNT; i++)
    json_array_append_new(list, json_pack("{s:s#, s:i, s:s}", "letter", &lociq_flags[i].letter, 1, "bit",
                                          (int)lociq_flags[i].bit, "meaning", lociq_flags[i].meaning));
  return list;
}

/* The names that options and store have without their folders. */
static const char *file_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

/* What reproduces the page, file names without their folders. */
static json_t *command_of(const lociq_store *store, const lociq_report_options *options) {
  const struct {
    const char *name, *value;
  } given[] = {{"title", options->title},
               {"region", options->region},
               {"points", options->points == NULL ? NULL : file_name(options->points)},
               {"shapes", options->shapes == NULL ? NULL : file_name(options->shapes)},
               {"property", options->property},
               {"stories", options->stories == NULL ? NULL : file_name(options->stories)},
               {"language", options->language}};
  json_t *words = json_array();
  json_array_append_new(words, json_string(file_name(lociq_store_path(store))));
  for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
    if (given[i].value == NULL) continue;
    json_array_append_new(words, json_sprintf("--%s", given[i].name));
    json_array_append_new(words, json_string(given[i].value));
  }
  return words;
}

json_t *lociq_report_describe(const lociq_store *store, const lociq_report_options *options,
                              const lociq_contents *contents) {
  const lociq_panel *panel = lociq_store_panel(store);
  size_t id = 0;
  json_t *cubes = json_array(), *variables = json_array();
  for (size_t i = 0; i < contents->cube_count; i++)
    if (contents->cubes[i].left_out == NULL) json_array_append_new(cubes, cube_of(&contents->cubes[i], &id));
  for (size_t i = 0; i < contents->variable_count; i++)
    json_array_append_new(variables, variable_of(&contents->variables[i], &id));
  const char *text = lociq_store_provenance(store);
  json_t *provenance = text == NULL ? NULL : json_loads(text, 0, NULL);
  const char *title = options->title == NULL ? file_name(lociq_store_path(store)) : options->title;
  return json_pack("{s:s, s:s, s:s, s:o, s:s, s:o, s:{s:o, s:o, s:o}, s:o, s:o, s:o, s:o, s:o}", "title", title,
                   "store", file_name(lociq_store_path(store)), "language", options->language, "region",
                   text_or_null(options->region), "engine", lociq_version(), "command", command_of(store, options),
                   "axes", "year", axis_of(panel->axes[LOCIQ_YEAR]), "region", axis_of(panel->axes[LOCIQ_REGION]),
                   "industry", axis_of(panel->axes[LOCIQ_INDUSTRY]), "flags", flags_of(), "cubes", cubes, "variables",
                   variables, "left_out", left_out_of(contents), "provenance",
                   provenance == NULL ? json_null() : provenance);
}

static const char less_than[] = "\\u003c";

size_t lociq_report_size_json(const json_t *json) {
  char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
  if (text == NULL) return 0;
  size_t size = strlen(text);
  for (const char *found = text; (found = strchr(found, '<')) != NULL; found++) size += strlen(less_than) - 1;
  free(text);
  return size;
}

/* "</script" and "<!--" must not be in a script element: every < is written as its escape, which only a string holds.
 */
lociq_status lociq_report_write_json(const json_t *json, FILE *stream, lociq_error *error) {
  char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
  if (text == NULL) return lociq_memory_error(error, "the page");
  for (const char *rest = text; *rest != '\0';) {
    const size_t plain = strcspn(rest, "<");
    (void)fwrite(rest, 1, plain, stream);
    rest += plain;
    if (*rest != '<') break;
    (void)fputs(less_than, stream);
    rest++;
  }
  free(text);
  return LOCIQ_OK;
}

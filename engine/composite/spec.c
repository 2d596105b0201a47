/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/spec.h"

#include <lociq/axis.h>
#include <math.h>
#include <string.h>

#include "composite/setting.h"
#include "core/memory.h"
#include "core/name.h"

enum { INDEX = 1, PILLAR = 2, INDICATOR = 4, DEEPEST = LOCIQ_DOCUMENT_DEEPEST };

/* ---- what may stand where ---- */

typedef struct said_of_all {
  size_t index, groups, screen, impute, reference, classes, robustness, what_if;
  lociq_said_settings settings;
  int years[2];
  bool year_by_year;
} said_of_all;

static const lociq_key keys_of_all[] = {
    {.name = "index", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, index), .needed = true},
    {.name = "years", .type = LOCIQ_KEY_YEARS, .offset = offsetof(said_of_all, years)},
    {.name = "year_by_year", .type = LOCIQ_KEY_TRUTH, .offset = offsetof(said_of_all, year_by_year)},
    {.name = "groups", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, groups)},
    {.name = "screen", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, screen)},
    {.name = "impute", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, impute)},
    {.name = "treat", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, settings.treat)},
    {.name = "normalise", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, settings.normalise)},
    {.name = "goalposts", .type = LOCIQ_KEY_PAIR, .offset = offsetof(said_of_all, settings.goalposts)},
    {.name = "weights", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, settings.weights)},
    {.name = "aggregate", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, settings.aggregate)},
    {.name = "availability",
     .type = LOCIQ_KEY_REAL,
     .offset = offsetof(said_of_all, settings.availability),
     .least = 0,
     .most = 1},
    {.name = "reference", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, reference)},
    {.name = "classes", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, classes)},
    {.name = "robustness", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, robustness)},
    {.name = "what_if", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_all, what_if)},
    {0}};

typedef struct said_of_node {
  const char *name, *title, *measure, *denominator;
  double scale, weight, target, direction;
  lociq_said_settings settings;
  size_t parts;
} said_of_node;

static const lociq_key keys_of_node[] = {
    {.name = "name", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_node, name), .needed = true},
    {.name = "title", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_node, title)},
    {.name = "weight",
     .type = LOCIQ_KEY_REAL,
     .offset = offsetof(said_of_node, weight),
     .least = 0,
     .most = INFINITY,
     .places = PILLAR | INDICATOR},
    {.name = "parts",
     .type = LOCIQ_KEY_NODE,
     .offset = offsetof(said_of_node, parts),
     .places = INDEX | PILLAR,
     .needed = true},
    {.name = "measure",
     .type = LOCIQ_KEY_TEXT,
     .offset = offsetof(said_of_node, measure),
     .places = INDICATOR,
     .needed = true},
    {.name = "direction", .type = LOCIQ_KEY_REAL, .offset = offsetof(said_of_node, direction), .places = INDICATOR},
    {.name = "denominator", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_node, denominator), .places = INDICATOR},
    {.name = "scale", .type = LOCIQ_KEY_REAL, .offset = offsetof(said_of_node, scale), .places = INDICATOR},
    {.name = "target", .type = LOCIQ_KEY_REAL, .offset = offsetof(said_of_node, target), .places = INDICATOR},
    {.name = "treat", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_node, settings.treat)},
    {.name = "normalise", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_node, settings.normalise)},
    {.name = "goalposts", .type = LOCIQ_KEY_PAIR, .offset = offsetof(said_of_node, settings.goalposts)},
    {.name = "weights",
     .type = LOCIQ_KEY_NODE,
     .offset = offsetof(said_of_node, settings.weights),
     .places = INDEX | PILLAR},
    {.name = "aggregate",
     .type = LOCIQ_KEY_NODE,
     .offset = offsetof(said_of_node, settings.aggregate),
     .places = INDEX | PILLAR},
    {.name = "availability",
     .type = LOCIQ_KEY_REAL,
     .offset = offsetof(said_of_node, settings.availability),
     .least = 0,
     .most = 1,
     .places = INDEX | PILLAR},
    {0}};

static const lociq_key keys_of_screen[] = {
    {.name = "known", .type = LOCIQ_KEY_REAL, .offset = offsetof(lociq_design, screen_known), .least = 0, .most = 1},
    {.name = "nonzero",
     .type = LOCIQ_KEY_REAL,
     .offset = offsetof(lociq_design, screen_nonzero),
     .least = 0,
     .most = 1},
    {0}};

static const lociq_key keys_of_class[] = {
    {.name = "name", .type = LOCIQ_KEY_TEXT, .offset = offsetof(lociq_named_class, name), .needed = true},
    {.name = "from", .type = LOCIQ_KEY_REAL, .offset = offsetof(lociq_named_class, from)},
    {0}};

static const lociq_key keys_of_what_if[] = {
    {.name = "unit", .type = LOCIQ_KEY_TEXT, .offset = offsetof(lociq_what_if, unit), .needed = true},
    {.name = "other", .type = LOCIQ_KEY_TEXT, .offset = offsetof(lociq_what_if, other), .needed = true},
    {0}};

/* ---- the tree ---- */

/* Nodes as they come in: those that wait for their parts are behind those that have
 * them, so that the parts of a node lie side by side. */
typedef struct tree {
  lociq_specification *made;
  const lociq_said_settings *defaults; /* of the whole */
  lociq_said_settings *settings;       /* by node: its own, else its parent's */
  size_t *parts;                       /* by node: where its parts stand in the document, or LOCIQ_NONE */
  size_t room;
  lociq_error *error;
} tree;

static lociq_status make_room(tree *growing) {
  lociq_specification *made = growing->made;
  if (made->design.node_count < growing->room) return LOCIQ_OK;
  const size_t room = growing->room == 0 ? 16 : 2 * growing->room;
  lociq_design_node *nodes = lociq_resize(made->design.nodes, room, sizeof *nodes);
  if (nodes != NULL) made->design.nodes = nodes;
  size_t *places = lociq_resize(made->places, room, sizeof *places);
  if (places != NULL) made->places = places;
  lociq_said_settings *settings = lociq_resize(growing->settings, room, sizeof *settings);
  if (settings != NULL) growing->settings = settings;
  size_t *parts = lociq_resize(growing->parts, room, sizeof *parts);
  if (parts != NULL) growing->parts = parts;
  if (nodes == NULL || places == NULL || settings == NULL || parts == NULL)
    return lociq_memory_error(growing->error, "the specification");
  growing->room = room;
  return LOCIQ_OK;
}

static lociq_status check_name(const tree *growing, size_t place, const char *name) {
  const lociq_specification *made = growing->made;
  const size_t at = lociq_key_find(&made->document, place, "name");
  if (!lociq_name_is_valid(name) || strlen(name) > LOCIQ_INDEX_NAME_LONGEST)
    return lociq_document_refuse_node(&made->document, at, growing->error,
                                      "is \"%s\", expected a letter, then letters, digits and underscores, at most %d",
                                      name, LOCIQ_INDEX_NAME_LONGEST);
  for (size_t n = 0; n < made->design.node_count; n++)
    if (strcmp(made->design.nodes[n].name, name) == 0) {
      const size_t first = lociq_key_find(&made->document, made->places[n], "name");
      return lociq_document_refuse_node(&made->document, at, growing->error, "\"%s\" is there twice, first in line %zu",
                                        name, made->document.nodes[first].line);
    }
  return LOCIQ_OK;
}

static lociq_status add_indicator(tree *growing, size_t place, const said_of_node *said, lociq_design_node *node) {
  const lociq_document *document = &growing->made->document;
  if (said->direction != 1 && said->direction != -1)
    return lociq_document_refuse_node(document, lociq_key_find(document, place, "direction"), growing->error,
                                      "is %g, expected 1 or -1", said->direction);
  if (said->denominator == NULL && lociq_key_find(document, place, "scale") != LOCIQ_NONE)
    return lociq_document_refuse_node(document, lociq_key_find(document, place, "scale"), growing->error,
                                      "goes with a denominator, and there is none");
  node->column = growing->made->design.column_count++;
  node->measure = said->measure;
  node->denominator = said->denominator;
  node->scale = said->scale;
  lociq_status status = lociq_setting_treatment(document, &said->settings, &node->treatment, growing->error);
  if (status == LOCIQ_OK)
    status = lociq_setting_normalisation(document, &said->settings, &node->normalisation, growing->error);
  node->normalisation.direction = (int)said->direction;
  node->normalisation.target = said->target;
  if (status != LOCIQ_OK) return status;
  if (node->normalisation.method == LOCIQ_NORMALISE_DISTANCE_TO_TARGET && isnan(said->target))
    return lociq_document_refuse_node(document, place, growing->error, "%s lacks the target that its distance is to",
                                      said->name);
  if (node->normalisation.method == LOCIQ_NORMALISE_GOALPOSTS && isnan(said->settings.goalposts[0]))
    return lociq_document_refuse_node(document, place, growing->error, "%s lacks goalposts: [lower, upper]",
                                      said->name);
  return LOCIQ_OK;
}

static lociq_status add_pillar(tree *growing, const said_of_node *said, lociq_design_node *node) {
  const lociq_document *document = &growing->made->document;
  lociq_status status = lociq_setting_weighing(document, &said->settings, &node->weighing, growing->error);
  if (status == LOCIQ_OK)
    status = lociq_setting_aggregation(document, &said->settings, &node->aggregation, growing->error);
  return status;
}

/* Reads the node at a place; its parts come later. */
static lociq_status add_node(tree *growing, size_t place, size_t parent) {
  static const char *const names[] = {
      [INDEX] = "the index", [PILLAR] = "a part with parts", [INDICATOR] = "an indicator"};
  lociq_specification *made = growing->made;
  lociq_status status = make_room(growing);
  if (status != LOCIQ_OK) return status;
  const bool has_parts = lociq_key_find(&made->document, place, "parts") != LOCIQ_NONE;
  const unsigned kind = parent == LOCIQ_NONE ? INDEX : has_parts ? PILLAR : INDICATOR;
  const size_t number = made->design.node_count;
  said_of_node said = {.scale = 1,
                       .weight = 1,
                       .target = NAN,
                       .direction = 1,
                       .parts = LOCIQ_NONE,
                       .settings = parent == LOCIQ_NONE ? *growing->defaults : growing->settings[parent]};
  status = lociq_key_read(&made->document, place, keys_of_node, kind, names[kind], &said, growing->error);
  if (status == LOCIQ_OK) status = check_name(growing, place, said.name);
  if (status != LOCIQ_OK) return status;
  lociq_design_node node = {.name = said.name,
                            .title = said.title == NULL ? said.name : said.title,
                            .parent = parent,
                            .level = parent == LOCIQ_NONE ? 0 : made->design.nodes[parent].level + 1,
                            .column = LOCIQ_NONE,
                            .weight = said.weight};
  status = kind == INDICATOR ? add_indicator(growing, place, &said, &node) : add_pillar(growing, &said, &node);
  if (status != LOCIQ_OK) return status;
  made->design.nodes[number] = node;
  made->places[number] = place;
  growing->settings[number] = said.settings;
  growing->parts[number] = said.parts;
  made->design.node_count++;
  return LOCIQ_OK;
}

static lociq_status add_parts(tree *growing, size_t number) {
  lociq_specification *made = growing->made;
  const size_t list = growing->parts[number];
  if (list == LOCIQ_NONE) return LOCIQ_OK;
  size_t count = 0;
  lociq_status status = lociq_key_count(&made->document, list, &count, growing->error);
  made->design.nodes[number].first_part = made->design.node_count;
  made->design.nodes[number].part_count = count;
  for (size_t i = status == LOCIQ_OK ? made->document.nodes[list].first : LOCIQ_NONE;
       i != LOCIQ_NONE && status == LOCIQ_OK; i = made->document.nodes[i].next)
    status = add_node(growing, i, number);
  return status;
}

static lociq_status read_tree(lociq_specification *made, size_t index, const lociq_said_settings *defaults,
                              lociq_error *error) {
  tree growing = {.made = made, .defaults = defaults, .error = error};
  lociq_status status = add_node(&growing, index, LOCIQ_NONE);
  for (size_t n = 0; status == LOCIQ_OK && n < made->design.node_count; n++)
    if (growing.parts != NULL) status = add_parts(&growing, n);
  free(growing.settings);
  free(growing.parts);
  if (status != LOCIQ_OK) return status;
  made->design.name = made->design.nodes[0].name;
  made->design.title = made->design.nodes[0].title;
  return LOCIQ_OK;
}

/* ---- lists ---- */

static lociq_status read_classes(lociq_specification *made, size_t list, lociq_error *error) {
  size_t count = 0;
  lociq_status status = lociq_key_count(&made->document, list, &count, error);
  if (status != LOCIQ_OK) return status;
  made->classes = lociq_allocate(count, sizeof *made->classes);
  if (made->classes == NULL) return lociq_memory_error(error, "classes");
  for (size_t i = made->document.nodes[list].first; i != LOCIQ_NONE; i = made->document.nodes[i].next) {
    lociq_named_class said = {.from = -INFINITY};
    status = lociq_key_read(&made->document, i, keys_of_class, 0, "a class", &said, error);
    if (status != LOCIQ_OK) return status;
    for (size_t k = 0; k < made->class_count; k++)
      if (strcmp(made->classes[k].name, said.name) == 0)
        return lociq_document_refuse_node(&made->document, i, error, "the class \"%s\" is there twice", said.name);
    if (made->class_count > 0 && !(said.from > made->classes[made->class_count - 1].from))
      return lociq_document_refuse_node(&made->document, i, error,
                                        "the class \"%s\" begins no higher than the one before it", said.name);
    made->classes[made->class_count++] = said;
  }
  return LOCIQ_OK;
}

static lociq_status read_what_if(lociq_specification *made, size_t list, lociq_error *error) {
  size_t count = 0;
  lociq_status status = lociq_key_count(&made->document, list, &count, error);
  if (status != LOCIQ_OK) return status;
  made->what_if = lociq_allocate(count, sizeof *made->what_if);
  if (made->what_if == NULL) return lociq_memory_error(error, "what-ifs");
  for (size_t i = made->document.nodes[list].first; i != LOCIQ_NONE; i = made->document.nodes[i].next) {
    lociq_what_if said = {.place = i};
    status = lociq_key_read(&made->document, i, keys_of_what_if, 0, "a what-if", &said, error);
    if (status != LOCIQ_OK) return status;
    made->what_if[made->what_if_count++] = said;
  }
  return LOCIQ_OK;
}

/* ---- all of it ---- */

/* A region of which nothing is known is left out even where no share is asked for. */
static const double LEAST_KNOWN = 1e-9;

static lociq_status read_text_at(const lociq_document *document, size_t node, const char **text, lociq_error *error) {
  if (document->nodes[node].kind != LOCIQ_NODE_TEXT || document->nodes[node].text[0] == '\0')
    return lociq_document_refuse_node(document, node, error, "expected a text");
  *text = document->nodes[node].text;
  return LOCIQ_OK;
}

static lociq_status read_rest(lociq_specification *made, const said_of_all *said, lociq_error *error) {
  const lociq_document *document = &made->document;
  lociq_status status = LOCIQ_OK;
  if (said->screen != LOCIQ_NONE)
    status = lociq_key_read(document, said->screen, keys_of_screen, 0, "screen", &made->design, error);
  made->design.screen_known = fmax(made->design.screen_known, LEAST_KNOWN);
  if (status == LOCIQ_OK) status = lociq_setting_imputation(document, said->impute, &made->design.imputation, error);
  if (status == LOCIQ_OK && said->groups != LOCIQ_NONE)
    status = read_text_at(document, said->groups, &made->groups, error);
  made->groups_place = said->groups;
  if (status == LOCIQ_OK && said->reference != LOCIQ_NONE)
    status = read_text_at(document, said->reference, &made->reference, error);
  made->reference_place = said->reference;
  const bool grouped = made->design.imputation.method == LOCIQ_IMPUTE_GROUP_MEAN ||
                       made->design.imputation.method == LOCIQ_IMPUTE_GROUP_MEDIAN;
  if (status == LOCIQ_OK && grouped && made->groups == NULL)
    return lociq_document_refuse_node(document, said->impute, error, "needs groups, and none are given");
  if (status == LOCIQ_OK && said->classes != LOCIQ_NONE) status = read_classes(made, said->classes, error);
  made->robust = said->robustness != LOCIQ_NONE;
  if (status == LOCIQ_OK && made->robust)
    status = lociq_setting_doubts(document, said->robustness, &made->doubts, &made->choices, error);
  if (status == LOCIQ_OK && said->what_if != LOCIQ_NONE) status = read_what_if(made, said->what_if, error);
  return status;
}

static lociq_status read_all(lociq_specification *made, lociq_error *error) {
  said_of_all said = {.index = LOCIQ_NONE,
                      .groups = LOCIQ_NONE,
                      .screen = LOCIQ_NONE,
                      .impute = LOCIQ_NONE,
                      .reference = LOCIQ_NONE,
                      .classes = LOCIQ_NONE,
                      .robustness = LOCIQ_NONE,
                      .what_if = LOCIQ_NONE,
                      .settings = lociq_said_settings_default()};
  lociq_status status = lociq_key_read(&made->document, 0, keys_of_all, 0, "a specification", &said, error);
  if (status != LOCIQ_OK) return status;
  memcpy(made->years, said.years, sizeof made->years);
  made->design.year_by_year = said.year_by_year;
  made->design.reference_unit = LOCIQ_NONE;
  status = read_tree(made, said.index, &said.settings, error);
  return status == LOCIQ_OK ? read_rest(made, &said, error) : status;
}

lociq_status lociq_specification_read(const char *path, lociq_specification *specification, lociq_error *error) {
  lociq_specification made = {0};
  lociq_status status = lociq_document_read(path, "specification", DEEPEST, &made.document, error);
  if (status != LOCIQ_OK) return status;
  status = read_all(&made, error);
  if (status == LOCIQ_OK)
    *specification = made;
  else
    lociq_specification_clear(&made);
  return status;
}

void lociq_specification_clear(lociq_specification *specification) {
  free(specification->design.nodes);
  free(specification->places);
  free(specification->classes);
  free(specification->choices);
  free(specification->what_if);
  lociq_document_clear(&specification->document);
  *specification = (lociq_specification){0};
}

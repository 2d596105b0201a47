/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/specification.h"

#include <stdio.h>
#include <string.h>

#include "composite/method.h"
#include "core/memory.h"
#include "core/name.h"
#include "partners/preset.h"
#include "read/key.h"

enum { MOST_MEMBERS = 10000, MOST_NEAREST = 1000000 };

/* ---- what may stand where ---- */

/* What a block may say depends on its method: a set of these. */
enum { OF = 1, YEAR = 2, VARIABLES = 4, BETTER = 8, RELATEDNESS = 16, NOTHING = 32 };

static const struct {
  const char *method;
  unsigned places;
} takes[] = {{"likeness", OF | YEAR | VARIABLES},
             {"structural_distance", OF | YEAR | VARIABLES},
             {"lead", YEAR | VARIABLES | BETTER},
             {"relatedness_added", OF | YEAR | RELATEDNESS},
             {"linked_strength", OF | YEAR},
             {"linked", NOTHING},
             {"declared", NOTHING}};

typedef struct said_of_block {
  const char *name, *method, *of, *year, *other_year, *treat, *relatedness;
  double weight;
  size_t nearest, variables, targets; /* the last two: where they stand; LOCIQ_NONE: they do not */
} said_of_block;

/* Weights far apart would lose the lesser ones. */
#define WEIGHT_BOUNDS .least = 1e-6, .most = 1e6

static const lociq_key keys_of_block[] = {
    {.name = "name", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_block, name)},
    {.name = "method", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_block, method), .needed = true},
    {.name = "weight", .type = LOCIQ_KEY_REAL, .offset = offsetof(said_of_block, weight), WEIGHT_BOUNDS},
    {.name = "nearest",
     .type = LOCIQ_KEY_WHOLE,
     .offset = offsetof(said_of_block, nearest),
     .least = 1,
     .most = MOST_NEAREST},
    {.name = "of", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_block, of), .places = OF},
    {.name = "variables", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_block, variables), .places = VARIABLES},
    {.name = "year", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_block, year), .places = YEAR},
    {.name = "other_year", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_block, other_year), .places = VARIABLES},
    {.name = "treat", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_block, treat), .places = VARIABLES},
    {.name = "relatedness",
     .type = LOCIQ_KEY_TEXT,
     .offset = offsetof(said_of_block, relatedness),
     .places = RELATEDNESS},
    {.name = "targets", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_of_block, targets), .places = RELATEDNESS},
    {0}};

typedef struct said_of_variable {
  const char *name, *better;
  double weight;
} said_of_variable;

static const lociq_key keys_of_variable[] = {
    {.name = "name", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_variable, name), .needed = true},
    {.name = "weight", .type = LOCIQ_KEY_REAL, .offset = offsetof(said_of_variable, weight), WEIGHT_BOUNDS},
    {.name = "better", .type = LOCIQ_KEY_TEXT, .offset = offsetof(said_of_variable, better), .places = BETTER},
    {0}};

static const lociq_key keys_of_all[] = {{.name = "blocks", .type = LOCIQ_KEY_NODE, .needed = true}, {0}};

/* ---- methods ---- */

static lociq_status check_method(const lociq_document *document, size_t node, lociq_error *error) {
  const lociq_similarity *text = NULL;
  const lociq_block_method *method = NULL;
  lociq_error told = {0};
  if (document->nodes[node].kind != LOCIQ_NODE_TEXT)
    return lociq_document_refuse_node(document, node, error, "expected the name of a method");
  if (lociq_block_method_find(document->nodes[node].text, &text, &method, &told) == LOCIQ_OK) return LOCIQ_OK;
  return lociq_document_refuse_node(document, node, error, "%s", told.message);
}

/* The similarities are the rest. */
static unsigned places_of(const char *method) {
  for (size_t i = 0; i < sizeof takes / sizeof takes[0]; i++)
    if (strcmp(takes[i].method, method) == 0) return takes[i].places;
  return OF | YEAR;
}

/* ---- lists ---- */

static lociq_status count_members(const lociq_document *document, size_t list, size_t most, size_t *count,
                                  lociq_error *error) {
  const lociq_status status = lociq_key_count(document, list, count, error);
  if (status != LOCIQ_OK || *count <= most) return status;
  return lociq_document_refuse_node(document, list, error, "has %zu members, expected at most %zu", *count, most);
}

static lociq_status read_text_at(const lociq_document *document, size_t node, const char *what, const char **text,
                                 lociq_error *error) {
  if (document->nodes[node].kind != LOCIQ_NODE_TEXT || document->nodes[node].text[0] == '\0')
    return lociq_document_refuse_node(document, node, error, "expected %s", what);
  *text = document->nodes[node].text;
  return LOCIQ_OK;
}

static lociq_status read_better(const lociq_document *document, size_t node, const char *better, bool *low,
                                lociq_error *error) {
  *low = better != NULL && strcmp(better, "low") == 0;
  if (better == NULL || *low || strcmp(better, "high") == 0) return LOCIQ_OK;
  return lociq_document_refuse_node(document, lociq_key_find(document, node, "better"), error,
                                    "is \"%s\", expected high or low", better);
}

/* A name, or a mapping. */
static lociq_status read_variable(const lociq_document *document, size_t node, unsigned places,
                                  lociq_block_variable *variable, lociq_error *error) {
  said_of_variable said = {.weight = 1};
  lociq_status status = document->nodes[node].kind == LOCIQ_NODE_TEXT
                            ? read_text_at(document, node, "the name of a variable", &said.name, error)
                            : lociq_key_read(document, node, keys_of_variable, places, "a variable", &said, error);
  bool low = false;
  if (status == LOCIQ_OK) status = read_better(document, node, said.better, &low, error);
  if (status != LOCIQ_OK) return status;
  *variable = (lociq_block_variable){.name = said.name, .weight = said.weight, .low_is_better = low, .place = node};
  return LOCIQ_OK;
}

static lociq_status read_variables(const lociq_document *document, size_t list, unsigned places, lociq_block_plan *plan,
                                   lociq_error *error) {
  size_t count = 0;
  lociq_status status = count_members(document, list, MOST_MEMBERS, &count, error);
  if (status != LOCIQ_OK) return status;
  plan->variables = lociq_allocate(count, sizeof *plan->variables);
  if (plan->variables == NULL) return lociq_memory_error(error, "the variables of a block");
  for (size_t i = document->nodes[list].first; i != LOCIQ_NONE && status == LOCIQ_OK; i = document->nodes[i].next) {
    lociq_block_variable *variable = &plan->variables[plan->variable_count];
    status = read_variable(document, i, places, variable, error);
    for (size_t v = 0; v < plan->variable_count && status == LOCIQ_OK; v++)
      if (strcmp(plan->variables[v].name, variable->name) == 0)
        status = lociq_document_refuse_node(document, i, error, "the variable \"%s\" is there twice", variable->name);
    plan->variable_count++;
  }
  return status;
}

static lociq_status read_targets(const lociq_document *document, size_t list, lociq_block_plan *plan,
                                 lociq_error *error) {
  size_t count = 0;
  lociq_status status = count_members(document, list, MOST_MEMBERS, &count, error);
  if (status != LOCIQ_OK) return status;
  plan->targets = lociq_allocate(count, sizeof *plan->targets);
  if (plan->targets == NULL) return lociq_memory_error(error, "the targets of a block");
  for (size_t i = document->nodes[list].first; i != LOCIQ_NONE && status == LOCIQ_OK; i = document->nodes[i].next) {
    const char **target = &plan->targets[plan->target_count];
    status = read_text_at(document, i, "the code of an industry", target, error);
    for (size_t t = 0; t < plan->target_count && status == LOCIQ_OK; t++)
      if (strcmp(plan->targets[t], *target) == 0)
        status = lociq_document_refuse_node(document, i, error, "the industry \"%s\" is there twice", *target);
    plan->target_count++;
  }
  return status;
}

/* ---- a block ---- */

static lociq_status check_name(const lociq_partner_specification *made, size_t node, const char *name,
                               lociq_error *error) {
  const lociq_document *document = &made->document;
  const size_t said = lociq_key_find(document, node, "name"), at = said == LOCIQ_NONE ? node : said;
  if (!lociq_name_is_valid(name) || strlen(name) > LOCIQ_BLOCK_NAME_LONGEST)
    return lociq_document_refuse_node(document, at, error,
                                      "is \"%s\", expected a letter, then letters, digits and underscores, at most %d",
                                      name, LOCIQ_BLOCK_NAME_LONGEST);
  for (size_t b = 0; b < made->block_count; b++)
    if (strcmp(made->blocks[b].name, name) == 0)
      return lociq_document_refuse_node(document, at, error,
                                        "a block \"%s\" is there already, in line %zu: give this one another name",
                                        name, document->nodes[made->blocks[b].place].line);
  return LOCIQ_OK;
}

static lociq_status check_block(const lociq_document *document, size_t node, const said_of_block *said,
                                lociq_error *error) {
  int method = 0;
  lociq_error told = {0};
  if (said->treat != NULL &&
      lociq_composite_method_find(LOCIQ_COMPOSITE_TREAT, said->treat, &method, &told) != LOCIQ_OK)
    return lociq_document_refuse_node(document, lociq_key_find(document, node, "treat"), error, "%s", told.message);
  if (said->of != NULL && said->variables != LOCIQ_NONE)
    return lociq_document_refuse_node(document, lociq_key_find(document, node, "of"), error,
                                      "goes without variables: its industries' shares are what is compared");
  if (strcmp(said->method, "lead") == 0 && said->variables == LOCIQ_NONE)
    return lociq_document_refuse_node(document, node, error, "lead lacks the key variables: in what the others lead");
  return LOCIQ_OK;
}

static lociq_status add_file(lociq_partner_specification *made, const char *name, const char **path,
                             lociq_error *error) {
  if (made->files == NULL) made->files = lociq_allocate(LOCIQ_BLOCKS_MOST, sizeof *made->files);
  char *found = made->files == NULL ? NULL : lociq_document_beside(&made->document, name);
  if (found == NULL) return lociq_memory_error(error, "the names of files");
  *path = made->files[made->file_count++] = found;
  return LOCIQ_OK;
}

/* The block is counted as soon as it may own something. */
static lociq_status read_block(lociq_partner_specification *made, size_t node, lociq_error *error) {
  const lociq_document *document = &made->document;
  const size_t method = lociq_key_find(document, node, "method");
  lociq_status status = method == LOCIQ_NONE ? LOCIQ_OK : check_method(document, method, error);
  if (status != LOCIQ_OK) return status;
  const char *name = method == LOCIQ_NONE ? NULL : document->nodes[method].text;
  const unsigned places = name == NULL ? ~0U : places_of(name);
  said_of_block said = {.weight = 1, .variables = LOCIQ_NONE, .targets = LOCIQ_NONE};
  status = lociq_key_read(document, node, keys_of_block, places, name == NULL ? "a block" : name, &said, error);
  if (status == LOCIQ_OK) status = check_block(document, node, &said, error);
  if (status != LOCIQ_OK) return status;
  if (said.name == NULL) said.name = said.method;
  status = check_name(made, node, said.name, error);
  if (status != LOCIQ_OK) return status;
  lociq_block_plan *plan = &made->blocks[made->block_count++];
  *plan = (lociq_block_plan){.name = said.name,
                             .method = said.method,
                             .weight = said.weight,
                             .nearest = said.nearest,
                             .of = said.of,
                             .year = said.year,
                             .other_year = said.other_year,
                             .treat = said.treat,
                             .place = node};
  if (said.relatedness != NULL) status = add_file(made, said.relatedness, &plan->relatedness, error);
  if (status == LOCIQ_OK && said.variables != LOCIQ_NONE)
    status = read_variables(document, said.variables, places, plan, error);
  if (status == LOCIQ_OK && said.targets != LOCIQ_NONE) status = read_targets(document, said.targets, plan, error);
  return status;
}

static lociq_status read_blocks(lociq_partner_specification *made, lociq_error *error) {
  const lociq_document *document = &made->document;
  size_t list = LOCIQ_NONE, count = 0;
  lociq_status status = lociq_key_read(document, 0, keys_of_all, 0, "a specification", &list, error);
  if (status == LOCIQ_OK) status = count_members(document, list, LOCIQ_BLOCKS_MOST, &count, error);
  if (status != LOCIQ_OK) return status;
  made->blocks = lociq_allocate(count, sizeof *made->blocks);
  if (made->blocks == NULL) return lociq_memory_error(error, "blocks");
  for (size_t i = document->nodes[list].first; i != LOCIQ_NONE && status == LOCIQ_OK; i = document->nodes[i].next)
    status = read_block(made, i, error);
  return status;
}

/* ---- all of it ---- */

static lociq_status read_file(const char *path, lociq_partner_specification *made, lociq_error *error) {
  const lociq_status status =
      lociq_document_read(path, "specification", LOCIQ_DOCUMENT_DEEPEST, &made->document, error);
  return status == LOCIQ_OK ? read_blocks(made, error) : status;
}

lociq_status lociq_partner_specification_make(const lociq_partner_options *options, const lociq_statistics *statistics,
                                              lociq_partner_specification *specification, lociq_error *error) {
  lociq_partner_specification made = {0};
  lociq_status status = lociq_preset_check(options, error);
  if (status == LOCIQ_OK)
    status = options->specification != NULL ? read_file(options->specification, &made, error)
                                            : lociq_preset_make(options, statistics, &made, error);
  if (status == LOCIQ_OK)
    *specification = made;
  else
    lociq_partner_specification_clear(&made);
  return status;
}

void lociq_partner_specification_clear(lociq_partner_specification *specification) {
  for (size_t b = 0; b < specification->block_count; b++) {
    free(specification->blocks[b].variables);
    free(specification->blocks[b].targets);
  }
  free(specification->blocks);
  for (size_t i = 0; i < specification->file_count; i++) free(specification->files[i]);
  free(specification->files);
  for (size_t i = 0; i < specification->name_count; i++) free(specification->names[i]);
  free(specification->names);
  lociq_document_clear(&specification->document);
  *specification = (lociq_partner_specification){0};
}

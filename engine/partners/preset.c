/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/preset.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"

/* A block that no document says. */
static lociq_block_plan *add_block(lociq_partner_specification *made, const char *method) {
  lociq_block_plan *plan = &made->blocks[made->block_count++];
  *plan = (lociq_block_plan){.name = method, .method = method, .weight = 1, .place = LOCIQ_NONE};
  return plan;
}

static const char *const performances[] = {"labour_productivity", "wage_level", "growth", "tfp_level"};
enum { PERFORMANCES = sizeof performances / sizeof performances[0] };

static void add_variable(lociq_block_plan *plan, const char *name) {
  plan->variables[plan->variable_count++] = (lociq_block_variable){.name = name, .weight = 1, .place = LOCIQ_NONE};
}

static bool is_among(char *const *names, const char *name, const char *suffix) {
  const size_t length = strlen(name);
  for (; *names != NULL; names++)
    if (strncmp(*names, name, length) == 0 && strcmp(*names + length, suffix) == 0) return true;
  return false;
}

/* The scores of an index lie in framework_NAME, that of the whole at the node NAME; framework_NAME_parent tells it from
 * what else is kept of one. */
static lociq_status add_index(lociq_partner_specification *made, lociq_block_plan *lead, const char *variable,
                              lociq_error *error) {
  static const char prefix[] = "framework_";
  const char *index = variable + strlen(prefix);
  const size_t size = strlen(variable) + strlen(index) + 2;
  char *name = lociq_allocate(size, 1);
  if (name == NULL) return lociq_memory_error(error, "the names of variables");
  (void)snprintf(name, size, "%s/%s", variable, index);
  made->names[made->name_count++] = name;
  add_variable(lead, name);
  return LOCIQ_OK;
}

static lociq_status add_indices(lociq_partner_specification *made, lociq_block_plan *lead, char *const *variables,
                                lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; variables[i] != NULL && status == LOCIQ_OK; i++)
    if (strncmp(variables[i], "framework_", strlen("framework_")) == 0 && is_among(variables, variables[i], "_parent"))
      status = add_index(made, lead, variables[i], error);
  return status;
}

static void free_list(char **names) {
  for (size_t i = 0; names != NULL && names[i] != NULL; i++) free(names[i]);
  free(names);
}

static lociq_status list_variables(const lociq_statistics *statistics, char ***names, lociq_error *error) {
  if (statistics->store != NULL) return lociq_store_list_variables(statistics->store, names, error);
  *names = lociq_allocate(1, sizeof **names);
  return *names == NULL ? lociq_memory_error(error, "the names of variables") : LOCIQ_OK;
}

static lociq_status choose_lead(lociq_partner_specification *made, const lociq_statistics *statistics,
                                lociq_error *error) {
  char **variables = NULL;
  lociq_status status = list_variables(statistics, &variables, error);
  if (status != LOCIQ_OK) return status;
  size_t most = PERFORMANCES;
  for (size_t i = 0; variables[i] != NULL; i++) most++;
  lociq_block_plan *lead = add_block(made, "lead");
  lead->variables = lociq_allocate(most, sizeof *lead->variables);
  made->names = lociq_allocate(most, sizeof *made->names);
  if (lead->variables == NULL || made->names == NULL) status = lociq_memory_error(error, "the variables of a block");
  for (size_t i = 0; i < PERFORMANCES && status == LOCIQ_OK; i++)
    if (lociq_statistics_have(statistics, performances[i])) add_variable(lead, performances[i]);
  if (status == LOCIQ_OK) status = add_indices(made, lead, variables, error);
  free_list(variables);
  if (status != LOCIQ_OK || lead->variable_count > 0) return status;
  return lociq_error_set(error, LOCIQ_INVALID,
                         "there is nothing to lead in: the store has none of labour_productivity, wage_level, growth "
                         "and tfp_level, and no index of framework conditions. Compute one, or name others in a "
                         "specification");
}

/* A comparison group: who is far from us in structure leads in other things. */
enum { NEAREST_TO_LEARN_FROM = 50 };

typedef lociq_status (*maker)(const lociq_partner_options *options, const lociq_statistics *statistics,
                              lociq_partner_specification *made, lociq_error *error);

/* Whether parts of an industry are ranked, not whole regions. */
static bool is_of_clusters(const lociq_partner_options *options) {
  return options->cluster != NULL || options->organisation != NULL;
}

/* What a cluster is known by: the measure and, where the store has them by industry, these. */
static const char *const figures[] = {"lq", "stars", "labour_productivity", "wage_level", "growth"};
enum { FIGURES = sizeof figures / sizeof figures[0] };

static bool is_by_industry(const lociq_statistics *statistics, const char *name) {
  const lociq_cube *cube = lociq_panel_find(statistics->panel, name);
  return cube != NULL && cube->shape == (LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY);
}

static lociq_status add_figures(const lociq_statistics *statistics, lociq_partner_specification *made,
                                lociq_error *error) {
  lociq_block_plan *plan = add_block(made, "likeness");
  plan->variables = lociq_allocate(FIGURES + 1, sizeof *plan->variables);
  if (plan->variables == NULL) return lociq_memory_error(error, "the variables of a block");
  add_variable(plan, statistics->measure);
  for (size_t i = 0; i < FIGURES; i++)
    if (is_by_industry(statistics, figures[i])) add_variable(plan, figures[i]);
  return LOCIQ_OK;
}

static lociq_status make_similarity(const lociq_partner_options *options, const lociq_statistics *statistics,
                                    lociq_partner_specification *made, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  if (is_of_clusters(options) && statistics != NULL) status = add_figures(statistics, made, error);
  (void)add_block(made, options->similarity);
  if (options->organisation != NULL) (void)add_block(made, "declared");
  return status;
}

static lociq_status make_complementarity(const lociq_partner_options *options, const lociq_statistics *statistics,
                                         lociq_partner_specification *made, lociq_error *error) {
  (void)statistics;
  (void)error;
  (void)add_block(made, "relatedness_added");
  if (options->linkage != NULL) (void)add_block(made, "linked_strength");
  if (options->organisation != NULL) (void)add_block(made, "declared");
  return LOCIQ_OK;
}

static lociq_status make_learning(const lociq_partner_options *options, const lociq_statistics *statistics,
                                  lociq_partner_specification *made, lociq_error *error) {
  (void)options;
  add_block(made, "structural_distance")->nearest = NEAREST_TO_LEARN_FROM;
  return statistics == NULL ? LOCIQ_OK : choose_lead(made, statistics, error);
}

static const struct {
  const char *by;
  maker make; /* NULL: only a specification says it */
} presets[] = {{"similarity", make_similarity},
               {"complementarity", make_complementarity},
               {"learning", make_learning},
               {"blend", NULL}};
enum { PRESETS = sizeof presets / sizeof presets[0], MOST_BLOCKS = 3 };

static size_t find_preset(const char *by) {
  size_t found = 0;
  while (found < PRESETS && strcmp(presets[found].by, by) != 0) found++;
  return found;
}

lociq_status lociq_preset_check(const lociq_partner_options *options, lociq_error *error) {
  const size_t preset = find_preset(options->by);
  if (preset == PRESETS)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "there are no partners by \"%s\": expected similarity, complementarity, learning or blend",
                           options->by);
  if (presets[preset].make == NULL && options->specification == NULL)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "partners by %s need a specification: a YAML file of the blocks that make the score",
                           options->by);
  return LOCIQ_OK;
}

lociq_status lociq_preset_make(const lociq_partner_options *options, const lociq_statistics *statistics,
                               lociq_partner_specification *made, lociq_error *error) {
  made->blocks = lociq_allocate(MOST_BLOCKS, sizeof *made->blocks);
  if (made->blocks == NULL) return lociq_memory_error(error, "blocks");
  return presets[find_preset(options->by)].make(options, statistics, made, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/keep.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

enum { NAME_SIZE = LOCIQ_KEEP_NAME_SIZE, TITLE_SIZE = 256, UNIT_STEPS = 8 };

static const char prefix[] = "framework_";

/* All that an index leaves in a store, and what may follow its name in that of another one. */
static const char *const suffixes[] = {"",
                                       "_rank",
                                       "_raw",
                                       "_denominated",
                                       "_imputed",
                                       "_treated",
                                       "_normalised",
                                       "_change",
                                       "_weight",
                                       "_unit_weight",
                                       "_treatment_record",
                                       "_parent",
                                       "_title",
                                       "_relative",
                                       "_group_mean",
                                       "_class",
                                       "_class_from",
                                       "_correlation",
                                       "_alpha",
                                       "_eigenvalue",
                                       "_loading",
                                       "_nominal_weight",
                                       "_main_effect",
                                       "_effective_weight",
                                       "_peer",
                                       "_rank_lower",
                                       "_rank_median",
                                       "_rank_upper",
                                       "_rank_mean",
                                       "_sobol",
                                       "_what_if",
                                       "_what_if_node"};
enum { SUFFIXES = sizeof suffixes / sizeof suffixes[0] };
/* Dimensions. */
static const char *const dimension_suffixes[] = {"_node",       "_group",     "_class_name", "_treatment",
                                                 "_node_other", "_component", "_peer_rank",  "_factor",
                                                 "_effect",     "_pair",      "_pair_weight"};

/* What every treatment is recorded by. */
static const char *const record_names[] = {"skewness_before", "kurtosis_before", "skewness_after", "kurtosis_after",
                                           "winsorised_low",  "winsorised_high", "transformed",    "lambda"};
enum { RECORDS = sizeof record_names / sizeof record_names[0] };

static void variable_name(const char *index, const char *suffix, char name[NAME_SIZE]) {
  (void)snprintf(name, NAME_SIZE, "%s%s%s", prefix, index, suffix);
}

/* ---- before anything is computed ---- */

static bool ends_with(const char *text, const char *ending) {
  const size_t length = strlen(text), tail = strlen(ending);
  return tail > 0 && length > tail && strcmp(text + length - tail, ending) == 0;
}

static lociq_status refuse_ending(const lociq_specification *specification, const char *ending, lociq_error *error) {
  return lociq_document_refuse(&specification->document, "index.name", error,
                               "is \"%s\": an index cannot end in %s, for a variable of another may",
                               specification->design.name, ending);
}

lociq_status lociq_keep_check(const lociq_store *store, const lociq_specification *specification, lociq_error *error) {
  const char *index = specification->design.name;
  for (size_t i = 0; i < SUFFIXES; i++) {
    char name[NAME_SIZE];
    if (ends_with(index, suffixes[i])) return refuse_ending(specification, suffixes[i], error);
    variable_name(index, suffixes[i], name);
    const lociq_cube *cube = lociq_panel_find(lociq_store_panel(store), name);
    if (cube != NULL && strcmp(cube->kind, "framework") != 0)
      return lociq_error_set(error, LOCIQ_CONFLICT, "%s is there already, as a %s", name, cube->kind);
  }
  for (size_t i = 0; i < LOCIQ_KEEP_DIMENSIONS; i++)
    if (ends_with(index, dimension_suffixes[i])) return refuse_ending(specification, dimension_suffixes[i], error);
  return LOCIQ_OK;
}

/* ---- one variable ---- */

/* The parts of the node that has the most. */
static size_t most_parts(const lociq_design *design) {
  size_t most = 0;
  for (size_t n = 0; n < design->node_count; n++)
    if (design->nodes[n].part_count > most) most = design->nodes[n].part_count;
  return most;
}

lociq_dimension lociq_keep_own(const lociq_keeping *job, int which) {
  const char *name = job->dimension_names[which];
  switch (which) {
    case LOCIQ_KEEP_NODE:
    case LOCIQ_KEEP_NODE_OTHER:
      return (lociq_dimension){.name = name, .size = job->nodes, .codes = job->node_names};
    case LOCIQ_KEEP_GROUP:
      return (lociq_dimension){
          .name = name, .size = job->gathered->group_count, .codes = (const char *const *)job->gathered->group_codes};
    case LOCIQ_KEEP_TREATMENT:
      return (lociq_dimension){.name = name, .size = RECORDS, .codes = record_names};
    case LOCIQ_KEEP_COMPONENT:
      return (lociq_dimension){.name = name, .size = most_parts(&job->specification->design)};
    case LOCIQ_KEEP_PEER:
      return (lociq_dimension){.name = name, .size = LOCIQ_KEEP_PEERS};
    default:
      return (lociq_dimension){.name = name, .size = job->specification->class_count};
  }
}

lociq_dimension lociq_keep_year(const lociq_keeping *job) {
  return (lociq_dimension){.name = "year", .size = job->all_years};
}

lociq_dimension lociq_keep_region(const lociq_keeping *job) {
  return (lociq_dimension){.name = "region", .size = job->units};
}

/* Names the variable, titles it "Title of the index: what", and writes it. */
lociq_status lociq_keep_put(const lociq_keeping *job, const char *suffix, const char *what, lociq_variable *variable) {
  char name[NAME_SIZE], title[TITLE_SIZE];
  variable_name(job->index, suffix, name);
  (void)snprintf(title, sizeof title, "%.120s: %s", job->specification->design.title, what);
  variable->name = name;
  variable->title = title;
  variable->kind = "framework";
  variable->unit = "";
  const lociq_status status = lociq_store_put_variable(job->store, variable, job->error);
  variable->name = variable->title = NULL; /* they end here */
  return status;
}

/* Columns of a table over years of the range → all years of the store and all nodes, NaN elsewhere. */
static void spread(const lociq_keeping *job, const lociq_table_of_units *table, bool by_node, double *values) {
  const lociq_design *design = &job->specification->design;
  for (size_t i = 0; i < job->all_years * job->units * job->nodes; i++) values[i] = NAN;
  double *first = values + job->gathered->first_year * job->units * job->nodes;
  for (size_t row = 0; row < table->years * table->units; row++)
    for (size_t n = 0; n < job->nodes; n++) {
      const size_t column = by_node ? n : design->nodes[n].column;
      if (column != LOCIQ_NONE) first[row * job->nodes + n] = table->values[row * table->columns + column];
    }
}

/* (year, region, node) */
static lociq_status put_table(const lociq_keeping *job, const char *suffix, const char *what,
                              const lociq_table_of_units *table, bool by_node) {
  double *values = lociq_allocate_aligned(job->all_years * job->units * job->nodes, sizeof *values);
  if (values == NULL) return lociq_memory_error(job->error, job->index);
  spread(job, table, by_node, values);
  lociq_variable variable = {
      .type = LOCIQ_DOUBLE,
      .dimensions = {lociq_keep_year(job), lociq_keep_region(job), lociq_keep_own(job, LOCIQ_KEEP_NODE)},
      .dimension_count = 3,
      .values = values};
  const lociq_status status = lociq_keep_put(job, suffix, what, &variable);
  free(values);
  return status;
}

static lociq_status put_tables(const lociq_keeping *job) {
  const lociq_composition *made = job->composition;
  const struct {
    const char *suffix, *what;
    const lociq_table_of_units *table;
    bool by_node;
  } tables[UNIT_STEPS] = {
      {"", "scores", &made->scores, true},
      {"_rank", "rank of the score in the year, 1 the highest", &made->ranks, true},
      {"_raw", "indicators as the store has them", &made->raw, false},
      {"_denominated", "indicators over their denominators, of regions kept", &made->denominated, false},
      {"_imputed", "indicators after imputation", &made->imputed, false},
      {"_treated", "indicators after treatment for outliers", &made->treated, false},
      {"_normalised", "indicators normalised", &made->normalised, false},
      {"_unit_weight", "each region's own weights (benefit of the doubt)", &made->unit_weights, true}};
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < UNIT_STEPS && status == LOCIQ_OK; i++)
    if (tables[i].table->values != NULL)
      status = put_table(job, tables[i].suffix, tables[i].what, tables[i].table, tables[i].by_node);
  return status;
}

/* ---- what happened to values ---- */

enum { IMPUTED = 1, TREATED = 2, LEFT_OUT = 4 };

static lociq_status put_change(const lociq_keeping *job) {
  const lociq_design *design = &job->specification->design;
  const lociq_composition *made = job->composition;
  const size_t columns = made->raw.columns, rows = made->raw.years * job->units;
  uint16_t *values = lociq_allocate(job->all_years * job->units * job->nodes, sizeof *values);
  if (values == NULL) return lociq_memory_error(job->error, job->index);
  uint16_t *first = values + job->gathered->first_year * job->units * job->nodes;
  for (size_t row = 0; row < rows; row++)
    for (size_t n = 0; n < job->nodes; n++) {
      const size_t column = design->nodes[n].column;
      unsigned said = made->left_out[row] ? LEFT_OUT : 0;
      if (column != LOCIQ_NONE && made->was_imputed[row * columns + column]) said |= IMPUTED;
      if (column != LOCIQ_NONE && made->was_changed[row * columns + column]) said |= TREATED;
      first[row * job->nodes + n] = (uint16_t)said;
    }
  lociq_attribute meaning = {.name = (char[]){"meaning"},
                             .text = (char[]){"a sum of: 1 imputed, 2 winsorised, 4 left out by screening"}};
  lociq_variable variable = {
      .type = LOCIQ_UINT16,
      .dimensions = {lociq_keep_year(job), lociq_keep_region(job), lociq_keep_own(job, LOCIQ_KEEP_NODE)},
      .dimension_count = 3,
      .attributes = &meaning,
      .attribute_count = 1,
      .values = values};
  const lociq_status status = lociq_keep_put(job, "_change", "what was done to the value", &variable);
  free(values);
  return status;
}

static void record_numbers(const lociq_treatment_record *record, double numbers[RECORDS]) {
  const double found[RECORDS] = {record->skewness_before,        record->kurtosis_before,
                                 record->skewness_after,         record->kurtosis_after,
                                 (double)record->winsorised_low, (double)record->winsorised_high,
                                 record->transformed ? 1 : 0,    record->lambda};
  memcpy(numbers, found, sizeof found);
}

/* Of nodes, or of years and nodes where each year is worked on by itself. */
static lociq_status put_by_node(const lociq_keeping *job, const char *suffix, const char *what, const double *values,
                                size_t width, int last) {
  lociq_variable variable = {.type = LOCIQ_DOUBLE, .values = values};
  if (job->specification->design.year_by_year) variable.dimensions[variable.dimension_count++] = lociq_keep_year(job);
  variable.dimensions[variable.dimension_count++] = lociq_keep_own(job, LOCIQ_KEEP_NODE);
  if (width > 1) variable.dimensions[variable.dimension_count++] = lociq_keep_own(job, last);
  return lociq_keep_put(job, suffix, what, &variable);
}

static lociq_status put_by_nodes(const lociq_keeping *job) {
  const lociq_design *design = &job->specification->design;
  const lociq_composition *made = job->composition;
  const bool by_year = design->year_by_year;
  const size_t spans = by_year ? made->raw.years : 1, all = by_year ? job->all_years : 1;
  const size_t first = by_year ? job->gathered->first_year : 0;
  double *weights = lociq_allocate(all * job->nodes, sizeof *weights);
  double(*records)[RECORDS] = lociq_allocate(all * job->nodes, sizeof *records);
  lociq_status status = LOCIQ_OK;
  if (weights == NULL || records == NULL) status = lociq_memory_error(job->error, job->index);
  for (size_t i = 0; i < all * job->nodes && status == LOCIQ_OK; i++) {
    weights[i] = NAN;
    for (size_t k = 0; k < RECORDS; k++) records[i][k] = NAN;
  }
  for (size_t s = 0; s < spans && status == LOCIQ_OK; s++)
    for (size_t n = 0; n < job->nodes; n++) {
      const size_t column = design->nodes[n].column, to = (first + s) * job->nodes + n;
      weights[to] = made->weights[s * job->nodes + n];
      if (column != LOCIQ_NONE) record_numbers(&made->records[s * made->raw.columns + column], records[to]);
    }
  if (status == LOCIQ_OK)
    status = put_by_node(job, "_weight", "weight within the node that it is part of", weights, 1, LOCIQ_KEEP_NODE);
  if (status == LOCIQ_OK)
    status = put_by_node(job, "_treatment_record", "what the treatment for outliers found and did", records[0], RECORDS,
                         LOCIQ_KEEP_TREATMENT);
  free(records);
  free(weights);
  return status;
}

static lociq_status put_parents(const lociq_keeping *job) {
  const lociq_design *design = &job->specification->design;
  int32_t *parents = lociq_allocate(job->nodes, sizeof *parents);
  if (parents == NULL) return lociq_memory_error(job->error, job->index);
  for (size_t n = 0; n < job->nodes; n++)
    parents[n] = design->nodes[n].parent == LOCIQ_NONE ? -1 : (int32_t)design->nodes[n].parent;
  lociq_variable variable = {.type = LOCIQ_INT32,
                             .dimensions = {lociq_keep_own(job, LOCIQ_KEEP_NODE)},
                             .dimension_count = 1,
                             .values = parents};
  const lociq_status status =
      lociq_keep_put(job, "_parent", "the node that it is part of: position on the nodes, -1 none", &variable);
  free(parents);
  return status;
}

static lociq_status put_titles(const lociq_keeping *job) {
  const lociq_design *design = &job->specification->design;
  const char **titles = lociq_allocate(job->nodes, sizeof *titles);
  if (titles == NULL) return lociq_memory_error(job->error, job->index);
  for (size_t n = 0; n < job->nodes; n++) titles[n] = design->nodes[n].title;
  lociq_variable variable = {
      .type = LOCIQ_TEXT, .dimensions = {lociq_keep_own(job, LOCIQ_KEEP_NODE)}, .dimension_count = 1, .values = titles};
  const lociq_status status = lociq_keep_put(job, "_title", "titles of the nodes", &variable);
  free(titles);
  return status;
}

/* ---- comparisons ---- */

static lociq_status put_group_means(const lociq_keeping *job) {
  const lociq_table_of_units *scores = &job->composition->scores;
  const size_t groups = job->gathered->group_count, cells = job->all_years * groups * job->nodes;
  if (groups == 0) return LOCIQ_OK;
  double *means = lociq_allocate(cells, sizeof *means), *known = lociq_allocate(cells, sizeof *known);
  lociq_status status = means == NULL || known == NULL ? lociq_memory_error(job->error, job->index) : LOCIQ_OK;
  for (size_t row = 0; status == LOCIQ_OK && row < scores->years * scores->units; row++) {
    const size_t group = job->gathered->group[row % scores->units];
    const size_t year = job->gathered->first_year + row / scores->units;
    for (size_t n = 0; group != LOCIQ_NONE && n < job->nodes; n++) {
      const double score = scores->values[row * job->nodes + n];
      if (isnan(score)) continue;
      means[(year * groups + group) * job->nodes + n] += score;
      known[(year * groups + group) * job->nodes + n]++;
    }
  }
  for (size_t i = 0; status == LOCIQ_OK && i < cells; i++) means[i] = known[i] > 0 ? means[i] / known[i] : (double)NAN;
  lociq_variable variable = {
      .type = LOCIQ_DOUBLE,
      .dimensions = {lociq_keep_year(job), lociq_keep_own(job, LOCIQ_KEEP_GROUP), lociq_keep_own(job, LOCIQ_KEEP_NODE)},
      .dimension_count = 3,
      .values = means};
  if (status == LOCIQ_OK)
    status = lociq_keep_put(job, "_group_mean", "mean score of the group's regions that have one", &variable);
  free(known);
  free(means);
  return status;
}

/* The last class that begins no higher; -1 where the score is not known or lies below all. */
static int32_t class_of(const lociq_specification *specification, double score) {
  int32_t found = -1;
  for (size_t k = 0; k < specification->class_count; k++)
    if (score >= specification->classes[k].from) found = (int32_t)k;
  return found;
}

static lociq_status put_class_names(const lociq_keeping *job, const char **names) {
  const lociq_specification *said = job->specification;
  double *from = lociq_allocate(said->class_count, sizeof *from);
  if (from == NULL) return lociq_memory_error(job->error, "classes");
  for (size_t k = 0; k < said->class_count; k++) {
    names[k] = said->classes[k].name;
    from[k] = said->classes[k].from;
  }
  lociq_variable variable = {
      .type = LOCIQ_DOUBLE,
      .dimensions = {{.name = job->dimension_names[LOCIQ_KEEP_CLASS], .size = said->class_count, .codes = names}},
      .dimension_count = 1,
      .values = from};
  const lociq_status status =
      lociq_keep_put(job, "_class_from", "the score from which on a region is of the class", &variable);
  free(from);
  return status;
}

/* values: years × units × nodes, of which the index is the first node. */
static lociq_status put_classes(const lociq_keeping *job, const double *values) {
  const lociq_specification *said = job->specification;
  if (said->class_count == 0) return LOCIQ_OK;
  const size_t cells = job->all_years * job->units;
  const char **names = lociq_allocate(said->class_count, sizeof *names);
  int32_t *classes = lociq_allocate(cells, sizeof *classes);
  lociq_status status = names == NULL || classes == NULL ? lociq_memory_error(job->error, "classes") : LOCIQ_OK;
  for (size_t i = 0; status == LOCIQ_OK && i < cells; i++) classes[i] = -1;
  for (size_t row = 0; status == LOCIQ_OK && row < job->composition->scores.years * job->units; row++)
    classes[job->gathered->first_year * job->units + row] = class_of(said, values[row * job->nodes]);
  if (status == LOCIQ_OK) status = put_class_names(job, names);
  lociq_variable variable = {.type = LOCIQ_INT32,
                             .dimensions = {lociq_keep_year(job), lociq_keep_region(job)},
                             .dimension_count = 2,
                             .values = classes};
  if (status == LOCIQ_OK)
    status = lociq_keep_put(job, "_class", "class of performance: position on the classes, -1 none", &variable);
  free(classes);
  free(names);
  return status;
}

static lociq_status put_comparisons(const lociq_keeping *job) {
  const bool relative = job->relative.values != NULL;
  lociq_status status = put_group_means(job);
  if (status == LOCIQ_OK && relative)
    status = put_table(job, "_relative", "scores relative to the reference of the year = 100", &job->relative, true);
  if (status == LOCIQ_OK) status = put_classes(job, relative ? job->relative.values : job->composition->scores.values);
  return status;
}

/* What can fail for what the specification says, before anything is removed. */
static lociq_status compare(lociq_keeping *job) {
  const lociq_table_of_units *scores = &job->composition->scores;
  if (job->specification->reference == NULL) return LOCIQ_OK;
  const lociq_status status =
      lociq_units_create(scores->years, scores->units, scores->columns, &job->relative, job->error);
  if (status != LOCIQ_OK) return status;
  return lociq_relative_scores(job->specification, job->gathered, job->composition, job->relative.values, job->error);
}

/* ---- all of it ---- */

static lociq_status remove_all(const lociq_keeping *job) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < SUFFIXES && status == LOCIQ_OK; i++) {
    char name[NAME_SIZE];
    variable_name(job->index, suffixes[i], name);
    status = lociq_store_remove(job->store, name, job->error);
  }
  return status;
}

lociq_status lociq_keep_index(lociq_store *store, const lociq_specification *specification,
                              const lociq_gathered *gathered, const lociq_composition *composition,
                              const lociq_settled *settled, lociq_error *error) {
  const lociq_design *design = &specification->design;
  lociq_keeping job = {.store = store,
                       .specification = specification,
                       .gathered = gathered,
                       .composition = composition,
                       .index = design->name,
                       .all_years = lociq_axis_count(lociq_store_panel(store)->axes[LOCIQ_YEAR]),
                       .nodes = design->node_count,
                       .units = gathered->units,
                       .error = error};
  for (size_t i = 0; i < LOCIQ_KEEP_DIMENSIONS; i++)
    variable_name(job.index, dimension_suffixes[i], job.dimension_names[i]);
  job.node_names = lociq_allocate(job.nodes, sizeof *job.node_names);
  if (job.node_names == NULL) return lociq_memory_error(error, job.index);
  for (size_t n = 0; n < job.nodes; n++) job.node_names[n] = design->nodes[n].name;
  lociq_status status = compare(&job);
  if (status == LOCIQ_OK) status = remove_all(&job);
  if (status == LOCIQ_OK) status = put_tables(&job);
  if (status == LOCIQ_OK) status = put_change(&job);
  if (status == LOCIQ_OK) status = put_by_nodes(&job);
  if (status == LOCIQ_OK) status = put_parents(&job);
  if (status == LOCIQ_OK) status = put_titles(&job);
  if (status == LOCIQ_OK) status = put_comparisons(&job);
  if (status == LOCIQ_OK) status = lociq_keep_diagnosis(&job);
  if (status == LOCIQ_OK) status = lociq_keep_robust(&job, settled);
  lociq_units_clear(&job.relative);
  free(job.node_names);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/design.h"

#include <lociq/axis.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

/* The steps at work on a composition. */
typedef struct composing {
  const lociq_design *design;
  const double *const *denominators;
  const lociq_groups_of_units *groups;
  lociq_composition *made;
  lociq_error *error;
} composing;

/* What is worked on at once: all years, or one. */
typedef struct span {
  size_t first, years;
} span;

static size_t span_count(const lociq_design *design, const lociq_composition *made) {
  return design->year_by_year ? made->raw.years : 1;
}

static span span_at(const lociq_design *design, const lociq_composition *made, size_t index) {
  return design->year_by_year ? (span){index, 1} : (span){0, made->raw.years};
}

/* ---- errors ---- */

void lociq_composition_name_row(const lociq_composition *composition, size_t row, char *text, size_t size) {
  const size_t year = row / composition->scores.units, unit = row % composition->scores.units;
  if (composition->unit_names == NULL || composition->year_names == NULL)
    (void)snprintf(text, size, " of unit %zu in year %zu", unit + 1, year + 1);
  else
    (void)snprintf(text, size, " of %.80s in %.20s", composition->unit_names[unit], composition->year_names[year]);
}

static void name_span(const composing *job, span of, char *text, size_t size) {
  text[0] = '\0';
  if (!job->design->year_by_year) return;
  if (job->made->year_names == NULL)
    (void)snprintf(text, size, " in year %zu", of.first + 1);
  else
    (void)snprintf(text, size, " in %.20s", job->made->year_names[of.first]);
}

/* "labour: normalise in 2015: has the same value everywhere" */
static lociq_status tell(const composing *job, size_t node, lociq_composite_step step, const char *where,
                         const lociq_error *told) {
  if (told->status == LOCIQ_NO_MEMORY || told->status == LOCIQ_CANCELLED)
    return lociq_error_set(job->error, told->status, "%s", told->message);
  return lociq_error_set(job->error, told->status, "%s: %s%s: %s",
                         node == LOCIQ_NONE ? job->design->name : job->design->nodes[node].name,
                         lociq_composite_step_name(step), where, told->message);
}

/* ---- indicator by indicator ---- */

static void denominate(const composing *job) {
  const lociq_design *design = job->design;
  lociq_table_of_units *table = &job->made->denominated;
  for (size_t n = 0; n < design->node_count; n++) {
    const lociq_design_node *node = &design->nodes[n];
    if (node->column == LOCIQ_NONE) continue;
    const double *denominator = job->denominators == NULL ? NULL : job->denominators[node->column];
    if (denominator != NULL) lociq_units_denominate(table, node->column, denominator, node->scale);
  }
}

static lociq_column_of_units column_of(const lociq_table_of_units *table, span of, size_t column) {
  return (lociq_column_of_units){.values = table->values + of.first * table->units * table->columns + column,
                                 .count = of.years * table->units,
                                 .stride = table->columns};
}

static lociq_status treat_node(const composing *job, size_t n, size_t index, bool *changed) {
  const lociq_design_node *node = &job->design->nodes[n];
  lociq_composition *made = job->made;
  const span of = span_at(job->design, made, index);
  const lociq_column_of_units column = column_of(&made->treated, of, node->column);
  const size_t columns = made->raw.columns, first = of.first * made->raw.units;
  lociq_error told = {0};
  char where[128];
  if (lociq_column_treat(&column, &node->treatment, changed, &made->records[index * columns + node->column], &told) !=
      LOCIQ_OK) {
    name_span(job, of, where, sizeof where);
    return tell(job, n, LOCIQ_COMPOSITE_TREAT, where, &told);
  }
  for (size_t i = 0; i < column.count; i++) made->was_changed[(first + i) * columns + node->column] = changed[i];
  return LOCIQ_OK;
}

double lociq_design_reference(const lociq_design *design, const lociq_column_of_units *column, size_t units) {
  const size_t unit = design->reference_unit;
  if (unit == LOCIQ_NONE) return NAN;
  for (size_t i = unit; i < column->count; i += units)
    if (!isnan(column->values[i * column->stride])) return column->values[i * column->stride];
  return NAN;
}

static lociq_status normalise_node(const composing *job, size_t n, size_t index) {
  const lociq_design_node *node = &job->design->nodes[n];
  const span of = span_at(job->design, job->made, index);
  const lociq_column_of_units column = column_of(&job->made->normalised, of, node->column);
  lociq_normalisation how = node->normalisation;
  lociq_error told = {0};
  char where[128];
  if (how.method == LOCIQ_NORMALISE_DISTANCE_TO_REFERENCE && isnan(how.reference))
    how.reference = lociq_design_reference(job->design, &column, job->made->raw.units);
  if (lociq_column_normalise(&column, &how, &told) == LOCIQ_OK) return LOCIQ_OK;
  name_span(job, of, where, sizeof where);
  return tell(job, n, LOCIQ_COMPOSITE_NORMALISE, where, &told);
}

static lociq_status treat_all(const composing *job) {
  lociq_composition *made = job->made;
  bool *changed = lociq_allocate(made->raw.years * made->raw.units, sizeof *changed);
  if (changed == NULL) return lociq_memory_error(job->error, "treatments");
  lociq_status status = LOCIQ_OK;
  for (size_t s = 0; s < span_count(job->design, made) && status == LOCIQ_OK; s++)
    for (size_t n = 0; n < job->design->node_count && status == LOCIQ_OK; n++)
      if (job->design->nodes[n].column != LOCIQ_NONE) status = treat_node(job, n, s, changed);
  free(changed);
  return status;
}

static lociq_status normalise_all(const composing *job) {
  lociq_status status = LOCIQ_OK;
  for (size_t s = 0; s < span_count(job->design, job->made) && status == LOCIQ_OK; s++)
    for (size_t n = 0; n < job->design->node_count && status == LOCIQ_OK; n++)
      if (job->design->nodes[n].column != LOCIQ_NONE) status = normalise_node(job, n, s);
  return status;
}

/* ---- up the tree ---- */

/* The parts of a node over a span, as the functions of score.h take them. */
typedef struct family {
  const lociq_design_node *node;
  size_t number, first, units, stride; /* first: the row that is unit 0 */
  const double *parts;
  double *scores, *weights; /* weights: of the parts */
} family;

/* The score of a unit whose parts are known to too small a share is taken back. */
static void demand_availability(const family *of) {
  for (size_t u = 0; u < of->units; u++) {
    size_t known = 0;
    for (size_t k = 0; k < of->node->part_count; k++) known += isnan(of->parts[u * of->stride + k]) ? 0 : 1;
    if ((double)known < of->node->aggregation.availability * (double)of->node->part_count)
      of->scores[u * of->stride] = NAN;
  }
}

/* Each unit's own weights are kept; the node's are the mean of what they are to one another. */
static void keep_own_weights(const composing *job, const family *of, const double *own) {
  const size_t count = of->node->part_count;
  lociq_table_of_units *kept = &job->made->unit_weights;
  double scored = 0;
  for (size_t k = 0; k < count; k++) of->weights[k] = 0;
  for (size_t u = 0; u < of->units; u++) {
    double sum = 0;
    double *row = &kept->values[(of->first + u) * kept->columns + of->node->first_part];
    if (isnan(of->scores[u * of->stride])) continue;
    for (size_t k = 0; k < count; k++) sum += isnan(own[u * count + k]) ? 0 : own[u * count + k];
    memcpy(row, own + u * count, count * sizeof *row);
    if (!(sum > 0)) continue;
    scored++;
    for (size_t k = 0; k < count; k++) of->weights[k] += isnan(own[u * count + k]) ? 0 : own[u * count + k] / sum;
  }
  for (size_t k = 0; k < count; k++) of->weights[k] /= scored;
}

static lociq_status doubt_node(const composing *job, const family *of, lociq_error *told) {
  const size_t count = of->node->part_count;
  double *scores = lociq_allocate(of->units, sizeof *scores);
  double *own = lociq_allocate(of->units, count * sizeof *own);
  lociq_status status = LOCIQ_OK;
  if (scores == NULL || own == NULL) {
    status = lociq_memory_error(told, "weights");
    goto done;
  }
  status = lociq_weights_benefit(&of->node->weighing, of->parts, of->units, count, of->stride, scores, own, told);
  if (status != LOCIQ_OK) goto done;
  for (size_t u = 0; u < of->units; u++) of->scores[u * of->stride] = scores[u];
  demand_availability(of);
  keep_own_weights(job, of, own);
done:
  free(own);
  free(scores);
  return status;
}

static lociq_status aggregate_node(const composing *job, const family *of, const char *where) {
  const lociq_parts parts = {.values = of->parts,
                             .units = of->units,
                             .count = of->node->part_count,
                             .stride = of->stride,
                             .weights = of->weights};
  lociq_error told = {0};
  size_t culprit = SIZE_MAX;
  char row[160];
  if (lociq_units_aggregate(&of->node->aggregation, &parts, of->scores, of->stride, &culprit, &told) == LOCIQ_OK)
    return LOCIQ_OK;
  if (culprit == SIZE_MAX) return tell(job, of->number, LOCIQ_COMPOSITE_AGGREGATE, where, &told);
  lociq_composition_name_row(job->made, of->first + culprit, row, sizeof row);
  return tell(job, of->number, LOCIQ_COMPOSITE_AGGREGATE, row, &told);
}

static lociq_status score_node(const composing *job, size_t n, size_t index) {
  const lociq_design *design = job->design;
  lociq_composition *made = job->made;
  const lociq_design_node *node = &design->nodes[n];
  const span over = span_at(design, made, index);
  const size_t nodes = design->node_count, first = over.first * made->raw.units;
  const family of = {.node = node,
                     .number = n,
                     .first = first,
                     .units = over.years * made->raw.units,
                     .stride = nodes,
                     .parts = &made->scores.values[first * nodes + node->first_part],
                     .scores = &made->scores.values[first * nodes + n],
                     .weights = &made->weights[index * nodes + node->first_part]};
  lociq_error told = {0};
  char where[128];
  name_span(job, over, where, sizeof where);
  if (node->weighing.method == LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT)
    return doubt_node(job, &of, &told) == LOCIQ_OK ? LOCIQ_OK : tell(job, n, LOCIQ_COMPOSITE_WEIGHT, where, &told);
  double *given = lociq_allocate(node->part_count, sizeof *given);
  if (given == NULL) return lociq_memory_error(job->error, "weights");
  for (size_t k = 0; k < node->part_count; k++) given[k] = design->nodes[node->first_part + k].weight;
  const lociq_status status =
      lociq_weights_find(&node->weighing, of.parts, of.units, node->part_count, of.stride, given, of.weights, &told);
  free(given);
  if (status != LOCIQ_OK) return tell(job, n, LOCIQ_COMPOSITE_WEIGHT, where, &told);
  return aggregate_node(job, &of, where);
}

/* An indicator's score is its normalised value. */
static void take_indicators(const composing *job) {
  lociq_composition *made = job->made;
  const size_t columns = made->raw.columns, nodes = job->design->node_count;
  for (size_t n = 0; n < nodes; n++) {
    const size_t column = job->design->nodes[n].column;
    for (size_t row = 0; column != LOCIQ_NONE && row < made->raw.years * made->raw.units; row++)
      made->scores.values[row * nodes + n] = made->normalised.values[row * columns + column];
  }
}

static lociq_status score_all(const composing *job) {
  lociq_composition *made = job->made;
  const size_t nodes = job->design->node_count;
  take_indicators(job);
  for (size_t s = 0; s < span_count(job->design, made); s++) {
    made->weights[s * nodes] = 1;
    for (size_t n = nodes; n-- > 0;) {
      if (job->design->nodes[n].column != LOCIQ_NONE) continue;
      const lociq_status status = score_node(job, n, s);
      if (status != LOCIQ_OK) return status;
    }
  }
  return LOCIQ_OK;
}

static lociq_status rank_all(const composing *job) {
  lociq_composition *made = job->made;
  const size_t nodes = job->design->node_count, step = made->raw.units * nodes;
  for (size_t year = 0; year < made->raw.years; year++)
    for (size_t n = 0; n < nodes; n++) {
      const lociq_status status = lociq_scores_rank(made->scores.values + year * step + n, made->raw.units, nodes,
                                                    made->ranks.values + year * step + n, nodes, job->error);
      if (status != LOCIQ_OK) return status;
    }
  return LOCIQ_OK;
}

/* ---- all of it ---- */

static bool has_doubt(const lociq_design *design) {
  for (size_t n = 0; n < design->node_count; n++)
    if (design->nodes[n].column == LOCIQ_NONE && design->nodes[n].weighing.method == LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT)
      return true;
  return false;
}

static lociq_status allocate_all(const composing *job) {
  lociq_composition *made = job->made;
  const size_t years = made->raw.years, units = made->raw.units, columns = made->raw.columns;
  const size_t nodes = job->design->node_count, spans = span_count(job->design, made);
  lociq_status status = lociq_units_create(years, units, nodes, &made->scores, job->error);
  if (status == LOCIQ_OK) status = lociq_units_create(years, units, nodes, &made->ranks, job->error);
  if (status == LOCIQ_OK && has_doubt(job->design))
    status = lociq_units_create(years, units, nodes, &made->unit_weights, job->error);
  if (status != LOCIQ_OK) return status;
  made->weights = lociq_allocate(spans * nodes, sizeof *made->weights);
  made->left_out = lociq_allocate(years * units, sizeof *made->left_out);
  made->was_imputed = lociq_allocate(years * units * columns, sizeof *made->was_imputed);
  made->was_changed = lociq_allocate(years * units * columns, sizeof *made->was_changed);
  made->records = lociq_allocate(spans * columns, sizeof *made->records);
  if (made->weights == NULL || made->left_out == NULL || made->was_imputed == NULL || made->was_changed == NULL ||
      made->records == NULL)
    return lociq_memory_error(job->error, "an index");
  return LOCIQ_OK;
}

static lociq_status impute_all(const composing *job) {
  lociq_composition *made = job->made;
  lociq_error told = {0};
  const lociq_status status = lociq_units_impute(&made->imputed, &job->design->imputation, job->groups, made->left_out,
                                                 made->was_imputed, &told);
  return status == LOCIQ_OK ? LOCIQ_OK : tell(job, LOCIQ_NONE, LOCIQ_COMPOSITE_IMPUTE, "", &told);
}

lociq_status lociq_design_compose(const lociq_design *design, const double *const *denominators,
                                  const lociq_groups_of_units *groups, lociq_composition *composition,
                                  lociq_error *error) {
  const composing job = {
      .design = design, .denominators = denominators, .groups = groups, .made = composition, .error = error};
  lociq_status status = allocate_all(&job);
  if (status == LOCIQ_OK) status = lociq_units_copy(&composition->raw, &composition->denominated, error);
  if (status != LOCIQ_OK) return status;
  denominate(&job);
  (void)lociq_units_screen(&composition->denominated, design->screen_known, design->screen_nonzero,
                           composition->left_out);
  status = lociq_units_copy(&composition->denominated, &composition->imputed, error);
  if (status == LOCIQ_OK) status = impute_all(&job);
  if (status == LOCIQ_OK) status = lociq_units_copy(&composition->imputed, &composition->treated, error);
  if (status == LOCIQ_OK) status = treat_all(&job);
  if (status == LOCIQ_OK) status = lociq_units_copy(&composition->treated, &composition->normalised, error);
  if (status == LOCIQ_OK) status = normalise_all(&job);
  if (status == LOCIQ_OK) status = score_all(&job);
  if (status == LOCIQ_OK) status = rank_all(&job);
  return status;
}

void lociq_composition_clear(lociq_composition *composition) {
  lociq_table_of_units *const tables[] = {&composition->raw,     &composition->denominated, &composition->imputed,
                                          &composition->treated, &composition->normalised,  &composition->scores,
                                          &composition->ranks,   &composition->unit_weights};
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) lociq_units_clear(tables[i]);
  free(composition->weights);
  free(composition->left_out);
  free(composition->was_imputed);
  free(composition->was_changed);
  free(composition->records);
  *composition = (lociq_composition){0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/gather.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/suggest.h"

enum { BLOCK_ROWS = 512 };

typedef struct gathering {
  const lociq_store *store;
  const lociq_specification *specification;
  lociq_gathered *made;
  lociq_error *error;
} gathering;

/* ---- which years ---- */

static lociq_status choose_years(const gathering *job) {
  const lociq_axis *axis = lociq_store_panel(job->store)->axes[LOCIQ_YEAR];
  const lociq_specification *said = job->specification;
  const size_t count = lociq_axis_count(axis);
  lociq_gathered *made = job->made;
  made->years = 0;
  for (size_t y = 0; y < count; y++) {
    const int year = lociq_axis_year(axis, y);
    if (said->years[0] != 0 && (year < said->years[0] || year > said->years[1])) continue;
    if (made->years++ == 0) made->first_year = y;
  }
  if (made->years > 0) return LOCIQ_OK;
  if (count == 0) return lociq_error_set(job->error, LOCIQ_INVALID, "the store has no years");
  return lociq_document_refuse(&said->document, "years", job->error, "the store has %s to %s, and none of these",
                               lociq_axis_code(axis, 0), lociq_axis_code(axis, count - 1));
}

static lociq_status name_all(const gathering *job) {
  const lociq_panel *panel = lociq_store_panel(job->store);
  lociq_gathered *made = job->made;
  made->units = lociq_axis_count(panel->axes[LOCIQ_REGION]);
  if (made->units == 0) return lociq_error_set(job->error, LOCIQ_INVALID, "the store has no regions");
  made->year_names = lociq_allocate(made->years, sizeof *made->year_names);
  made->unit_names = lociq_allocate(made->units, sizeof *made->unit_names);
  if (made->year_names == NULL || made->unit_names == NULL) return lociq_memory_error(job->error, "an index");
  for (size_t y = 0; y < made->years; y++)
    made->year_names[y] = lociq_axis_code(panel->axes[LOCIQ_YEAR], made->first_year + y);
  for (size_t u = 0; u < made->units; u++) made->unit_names[u] = lociq_axis_code(panel->axes[LOCIQ_REGION], u);
  return LOCIQ_OK;
}

/* ---- measures ---- */

/* A name that the store has not, and the one that may have been meant. */
static lociq_status refuse_name(const gathering *job, size_t place, const char *name) {
  const lociq_panel *panel = lociq_store_panel(job->store);
  const char *nearest = NULL;
  size_t least = strlen(name) / 3 + 2;
  for (size_t i = 0; i < panel->cube_count; i++) {
    const size_t distance = lociq_suggest_distance(name, panel->cubes[i]->name);
    if (distance >= least || (panel->cubes[i]->shape & LOCIQ_BY_REGION) == 0) continue;
    least = distance;
    nearest = panel->cubes[i]->name;
  }
  if (nearest != NULL)
    return lociq_document_refuse_node(&job->specification->document, place, job->error,
                                      "the store has no \"%s\": did you mean \"%s\"?", name, nearest);
  return lociq_document_refuse_node(&job->specification->document, place, job->error, "the store has no \"%s\"", name);
}

/* Of each region what all of its industries add up to; NaN where one is not known. */
static lociq_status sum_rows(const gathering *job, const char *name, size_t year, double *values) {
  const size_t units = job->made->units, width = lociq_axis_count(lociq_store_panel(job->store)->axes[LOCIQ_INDUSTRY]);
  double *rows = lociq_allocate_aligned(BLOCK_ROWS * width, sizeof *rows);
  if (rows == NULL) return lociq_memory_error(job->error, name);
  lociq_status status = LOCIQ_OK;
  for (size_t first = 0; first < units && status == LOCIQ_OK; first += BLOCK_ROWS) {
    const size_t count = units - first < BLOCK_ROWS ? units - first : BLOCK_ROWS;
    status = lociq_store_read_rows(job->store, name, year, first, count, rows, NULL, job->error);
    for (size_t u = 0; u < count && status == LOCIQ_OK; u++) {
      values[first + u] = 0;
      for (size_t i = 0; i < width; i++) values[first + u] += rows[u * width + i];
    }
  }
  free(rows);
  return status;
}

static lociq_status read_totals(const gathering *job, const char *name, size_t year, double *values) {
  double *totals = NULL;
  size_t count = 0;
  lociq_status status = sum_rows(job, name, year, values);
  if (status == LOCIQ_OK)
    status = lociq_store_load_part(job->store, name, LOCIQ_TOTAL_REGION, year, &totals, &count, job->error);
  for (size_t u = 0; status == LOCIQ_OK && totals != NULL && u < job->made->units; u++)
    if (!isnan(totals[u])) values[u] = totals[u];
  free(totals);
  return status;
}

/* Years × units of a variable that the specification names at a place. */
static lociq_status read_variable(const gathering *job, size_t place, const char *name, double *values) {
  const lociq_cube *cube = lociq_panel_find(lociq_store_panel(job->store), name);
  if (cube == NULL) return refuse_name(job, place, name);
  const unsigned plain = cube->shape & ~(unsigned)LOCIQ_BY_YEAR;
  const bool by_industry = plain == (LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY);
  if (plain != LOCIQ_BY_REGION && !(by_industry && strcmp(cube->kind, "measure") == 0))
    return lociq_document_refuse_node(
        &job->specification->document, place, job->error, "%s is %s", name,
        by_industry ? "by industry, and adds up to no value of a region" : "not of regions");
  lociq_status status = LOCIQ_OK;
  for (size_t y = 0; y < job->made->years && status == LOCIQ_OK; y++) {
    const size_t year = (cube->shape & LOCIQ_BY_YEAR) != 0 ? job->made->first_year + y : 0;
    double *row = values + y * job->made->units;
    status = by_industry ? read_totals(job, name, year, row)
                         : lociq_store_read_rows(job->store, name, year, 0, job->made->units, row, NULL, job->error);
  }
  return status;
}

static lociq_status gather_indicator(const gathering *job, size_t n, double *values) {
  const lociq_specification *said = job->specification;
  const lociq_design_node *node = &said->design.nodes[n];
  lociq_gathered *made = job->made;
  const size_t cells = made->years * made->units;
  lociq_status status =
      read_variable(job, lociq_key_find(&said->document, said->places[n], "measure"), node->measure, values);
  for (size_t i = 0; i < cells && status == LOCIQ_OK; i++)
    made->raw.values[i * made->raw.columns + node->column] = values[i];
  if (status != LOCIQ_OK || node->denominator == NULL) return status;
  double *denominator = lociq_allocate(cells, sizeof *denominator);
  if (denominator == NULL) return lociq_memory_error(job->error, node->denominator);
  made->denominators[node->column] = denominator;
  return read_variable(job, lociq_key_find(&said->document, said->places[n], "denominator"), node->denominator,
                       denominator);
}

static lociq_status gather_indicators(const gathering *job) {
  const lociq_design *design = &job->specification->design;
  lociq_gathered *made = job->made;
  made->columns = design->column_count;
  made->denominators = lociq_allocate(made->columns, sizeof *made->denominators);
  double *values = lociq_allocate(made->years * made->units, sizeof *values);
  lociq_status status = LOCIQ_OK;
  if (made->denominators == NULL || values == NULL) {
    status = lociq_memory_error(job->error, "an index");
    goto done;
  }
  status = lociq_units_create(made->years, made->units, made->columns, &made->raw, job->error);
  for (size_t n = 0; n < design->node_count && status == LOCIQ_OK; n++)
    if (design->nodes[n].column != LOCIQ_NONE) status = gather_indicator(job, n, values);
done:
  free(values);
  return status;
}

/* ---- all of it ---- */

lociq_status lociq_gather(const lociq_store *store, const lociq_specification *specification, lociq_gathered *gathered,
                          lociq_error *error) {
  lociq_gathered made = {0};
  const gathering job = {.store = store, .specification = specification, .made = &made, .error = error};
  lociq_status status = choose_years(&job);
  if (status == LOCIQ_OK) status = name_all(&job);
  if (status == LOCIQ_OK)
    status = lociq_gather_groups(lociq_store_panel(store)->axes[LOCIQ_REGION], specification, &made, error);
  if (status == LOCIQ_OK) status = gather_indicators(&job);
  if (status == LOCIQ_OK)
    *gathered = made;
  else
    lociq_gathered_clear(&made);
  return status;
}

void lociq_gathered_clear(lociq_gathered *gathered) {
  lociq_units_clear(&gathered->raw);
  for (size_t i = 0; i < gathered->columns && gathered->denominators != NULL; i++) free(gathered->denominators[i]);
  for (size_t i = 0; i < gathered->group_count && gathered->group_codes != NULL; i++) free(gathered->group_codes[i]);
  free(gathered->denominators);
  free(gathered->group_codes);
  free(gathered->group);
  free(gathered->year_names);
  free(gathered->unit_names);
  free(gathered->groups_path);
  *gathered = (lociq_gathered){0};
}

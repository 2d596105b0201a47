/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/statistics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/suggest.h"

enum { BY_REGION = LOCIQ_BY_YEAR | LOCIQ_BY_REGION, BY_CELL = BY_REGION | LOCIQ_BY_INDUSTRY };

/* "expected employment, wages", as far as the list holds them. */
static void list_measures(const lociq_panel *panel, char *text, size_t size) {
  size_t length = 0;
  (void)snprintf(text, size, "there is none at all");
  for (size_t i = 0; i < panel->cube_count; i++) {
    if (strcmp(panel->cubes[i]->kind, "measure") != 0) continue;
    const char *before = length == 0 ? "expected " : ", ";
    if (length + strlen(before) + strlen(panel->cubes[i]->name) >= size) break;
    length += (size_t)snprintf(text + length, size - length, "%s%s", before, panel->cubes[i]->name);
  }
}

lociq_status lociq_statistics_choose(const lociq_panel *panel, const lociq_store *store,
                                     const lociq_partner_options *options, lociq_statistics *statistics,
                                     lociq_error *error) {
  const lociq_axis *years = panel->axes[LOCIQ_YEAR];
  const lociq_cube *found = lociq_panel_find(panel, options->measure);
  if (found == NULL) {
    char names[512];
    list_measures(panel, names, sizeof names);
    return lociq_error_set(error, LOCIQ_INVALID, "there is no measure \"%s\": %s", options->measure, names);
  }
  if (found->shape != BY_CELL)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "%s does not lie over year, region and industry: no profile to compare", found->name);
  const size_t count = lociq_axis_count(years);
  if (count == 0) return lociq_error_set(error, LOCIQ_INVALID, "%s has no year", found->name);
  const size_t position = options->year == NULL ? count - 1 : lociq_axis_find(years, options->year);
  if (position == LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_INVALID, "there is no year %s: the years are %s to %s", options->year,
                           lociq_axis_code(years, 0), lociq_axis_code(years, count - 1));
  *statistics = (lociq_statistics){.panel = panel, .store = store, .measure = found->name, .year = position};
  return LOCIQ_OK;
}

bool lociq_statistics_have(const lociq_statistics *statistics, const char *name) {
  const lociq_cube *cube = lociq_panel_find(statistics->panel, name);
  return cube != NULL && (cube->shape == BY_REGION || cube->shape == BY_CELL);
}

/* One year of a part, copied; NULL where the cube has none. */
static lociq_status copy_part(const lociq_statistics *statistics, const lociq_cube *cube, lociq_part part, size_t year,
                              double **values, lociq_error *error) {
  size_t count = 0;
  *values = NULL;
  if (statistics->store != NULL && part != LOCIQ_BODY)
    return lociq_store_load_part(statistics->store, cube->name, part, year, values, &count, error);
  const lociq_grid *grid = &cube->parts[part];
  count = lociq_panel_count(statistics->panel, lociq_cube_part_shape(cube, part) & ~(unsigned)LOCIQ_BY_YEAR);
  if (statistics->store == NULL && grid->values == NULL) return LOCIQ_OK;
  double *made = lociq_allocate_aligned(count, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, cube->name);
  lociq_status status = LOCIQ_OK;
  if (statistics->store == NULL)
    memcpy(made, grid->values + year * count, count * sizeof *made);
  else
    status = lociq_store_read_rows(statistics->store, cube->name, year, 0,
                                   lociq_axis_count(statistics->panel->axes[LOCIQ_REGION]), made, NULL, error);
  if (status == LOCIQ_OK)
    *values = made;
  else
    free(made);
  return status;
}

static lociq_status describe(const char *name, const char *label, const char *unit, lociq_statistic *made,
                             lociq_error *error) {
  made->name = lociq_copy_text(name);
  made->label = lociq_copy_text(label == NULL ? "" : label);
  made->unit = lociq_copy_text(unit == NULL ? "" : unit);
  if (made->name == NULL || made->label == NULL || made->unit == NULL) return lociq_memory_error(error, name);
  return LOCIQ_OK;
}

/* A panel's cube without values has no rows to read later either. */
static bool has_body(const lociq_statistics *statistics, const lociq_cube *cube) {
  return statistics->store != NULL || cube->parts[LOCIQ_BODY].values != NULL;
}

static lociq_status read_cube(const lociq_statistics *statistics, const lociq_cube *cube, size_t year, bool body,
                              lociq_statistic *made, lociq_error *error) {
  made->by_industry = cube->shape == BY_CELL;
  lociq_status status = describe(cube->name, cube->title, cube->unit, made, error);
  if (status == LOCIQ_OK && (body || !made->by_industry))
    status = copy_part(statistics, cube, LOCIQ_BODY, year, &made->values, error);
  if (status == LOCIQ_OK && !has_body(statistics, cube))
    status = lociq_error_set(error, LOCIQ_INVALID, "%s has no values", cube->name);
  if (status != LOCIQ_OK || !made->by_industry) return status;
  status = copy_part(statistics, cube, LOCIQ_TOTAL_REGION, year, &made->total_region, error);
  if (status == LOCIQ_OK)
    status = copy_part(statistics, cube, LOCIQ_TOTAL_INDUSTRY, year, &made->total_industry, error);
  if (status == LOCIQ_OK) status = copy_part(statistics, cube, LOCIQ_TOTAL, year, &made->total, error);
  return status;
}

/* A name that there is not, and the one that may have been meant. */
static lociq_status refuse_name(const lociq_statistics *statistics, const char *name, lociq_error *error) {
  const char *nearest = NULL;
  size_t least = strlen(name) / 3 + 2;
  for (size_t i = 0; i < statistics->panel->cube_count; i++) {
    const char *other = statistics->panel->cubes[i]->name;
    const size_t distance = lociq_suggest_distance(name, other);
    if (distance >= least || !lociq_statistics_have(statistics, other)) continue;
    least = distance;
    nearest = other;
  }
  if (nearest == NULL) return lociq_error_set(error, LOCIQ_INVALID, "there is no measure or indicator \"%s\"", name);
  return lociq_error_set(error, LOCIQ_INVALID, "there is no measure or indicator \"%s\": did you mean \"%s\"?", name,
                         nearest);
}

/* A variable over year, region and named nodes. */
static bool has_nodes(const lociq_statistics *statistics, const lociq_stored_variable *variable) {
  return variable->dimension_count == 3 && strcmp(variable->dimensions[0].name, "year") == 0 &&
         strcmp(variable->dimensions[1].name, "region") == 0 && variable->dimensions[2].codes != NULL &&
         variable->dimensions[1].size == lociq_axis_count(statistics->panel->axes[LOCIQ_REGION]);
}

static size_t node_of(const lociq_stored_variable *variable, const char *node) {
  for (size_t i = 0; i < variable->dimensions[2].size; i++)
    if (strcmp(variable->dimensions[2].codes[i], node) == 0) return i;
  return LOCIQ_NONE;
}

static lociq_status take_node(const lociq_statistics *statistics, const char *name, const char *node,
                              const lociq_stored_variable *variable, size_t year, lociq_statistic *made,
                              lociq_error *error) {
  if (!has_nodes(statistics, variable))
    return lociq_error_set(error, LOCIQ_INVALID, "%s does not lie over year, region and nodes", variable->name);
  const size_t at = node_of(variable, node);
  if (at == LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_INVALID, "%s has no node \"%s\": the first is \"%s\"", variable->name, node,
                           variable->dimensions[2].codes[0]);
  const size_t regions = variable->dimensions[1].size, nodes = variable->dimensions[2].size;
  const lociq_status status = describe(name, variable->title, variable->unit, made, error);
  made->values = lociq_allocate_aligned(regions, sizeof *made->values);
  if (status != LOCIQ_OK || made->values == NULL) return lociq_memory_error(error, name);
  for (size_t r = 0; r < regions; r++) made->values[r] = variable->values[(year * regions + r) * nodes + at];
  return LOCIQ_OK;
}

static lociq_status read_node(const lociq_statistics *statistics, const char *name, const char *slash, size_t year,
                              lociq_statistic *made, lociq_error *error) {
  lociq_stored_variable *variable = NULL;
  char *whole = lociq_copy_bytes(name, (size_t)(slash - name));
  if (whole == NULL) return lociq_memory_error(error, name);
  lociq_status status = lociq_store_load_variable(statistics->store, whole, &variable, error);
  if (status == LOCIQ_OK) status = take_node(statistics, name, slash + 1, variable, year, made, error);
  lociq_stored_variable_free(variable);
  free(whole);
  return status == LOCIQ_NOT_FOUND ? LOCIQ_INVALID : status;
}

static lociq_status read_statistic(const lociq_statistics *statistics, const char *name, size_t year, bool body,
                                   lociq_statistic *statistic, lociq_error *error) {
  const lociq_cube *cube = lociq_panel_find(statistics->panel, name);
  const char *slash = strchr(name, '/');
  lociq_statistic made = {0};
  lociq_status status = LOCIQ_OK;
  if (cube == NULL && slash != NULL && statistics->store != NULL)
    status = read_node(statistics, name, slash, year, &made, error);
  else if (cube == NULL)
    status = refuse_name(statistics, name, error);
  else if (!lociq_statistics_have(statistics, name))
    status = lociq_error_set(error, LOCIQ_INVALID,
                             "%s lies neither over year and region nor over year, region and industry", name);
  else
    status = read_cube(statistics, cube, year, body, &made, error);
  if (status == LOCIQ_OK)
    *statistic = made;
  else
    lociq_statistic_clear(&made);
  return status;
}

lociq_status lociq_statistics_read(const lociq_statistics *statistics, const char *name, size_t year,
                                   lociq_statistic *statistic, lociq_error *error) {
  return read_statistic(statistics, name, year, true, statistic, error);
}

lociq_status lociq_statistics_open(const lociq_statistics *statistics, const char *name, size_t year,
                                   lociq_statistic *statistic, lociq_error *error) {
  return read_statistic(statistics, name, year, false, statistic, error);
}

lociq_status lociq_statistics_rows(const lociq_statistics *statistics, const char *name, size_t year, size_t first,
                                   size_t count, double *rows, lociq_error *error) {
  if (statistics->store != NULL)
    return lociq_store_read_rows(statistics->store, name, year, first, count, rows, NULL, error);
  const size_t regions = lociq_axis_count(statistics->panel->axes[LOCIQ_REGION]);
  const size_t industries = lociq_axis_count(statistics->panel->axes[LOCIQ_INDUSTRY]);
  const double *values = lociq_panel_find(statistics->panel, name)->parts[LOCIQ_BODY].values;
  if (values == NULL) return lociq_error_set(error, LOCIQ_INVALID, "%s has no values", name);
  memcpy(rows, values + (year * regions + first) * industries, count * industries * sizeof *rows);
  return LOCIQ_OK;
}

lociq_status lociq_statistics_sweep(const lociq_statistics *statistics, const char *name, size_t year,
                                    void (*see)(void *context, size_t region, const double *row), void *context,
                                    lociq_error *error) {
  const size_t regions = lociq_axis_count(statistics->panel->axes[LOCIQ_REGION]);
  const size_t industries = lociq_axis_count(statistics->panel->axes[LOCIQ_INDUSTRY]);
  const size_t step = lociq_statistics_step(regions, industries);
  double *rows = lociq_allocate_aligned(step * industries, sizeof *rows);
  lociq_status status = rows == NULL ? lociq_memory_error(error, name) : LOCIQ_OK;
  for (size_t first = 0; first < regions && status == LOCIQ_OK; first += step) {
    const size_t count = regions - first < step ? regions - first : step;
    status = lociq_statistics_rows(statistics, name, year, first, count, rows, error);
    for (size_t r = 0; r < count && status == LOCIQ_OK; r++) see(context, first + r, rows + r * industries);
  }
  free(rows);
  return status;
}

void lociq_statistic_clear(lociq_statistic *statistic) {
  free(statistic->name);
  free(statistic->label);
  free(statistic->unit);
  free(statistic->values);
  free(statistic->total_region);
  free(statistic->total_industry);
  free(statistic->total);
  *statistic = (lociq_statistic){0};
}

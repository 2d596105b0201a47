/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/published.h"

#include <math.h>
#include <string.h>

#include "core/memory.h"

/* Figures that agree but for arithmetic, relative. */
static const double TOLERATED = 1e-9;

/* ---- what there is */

static lociq_status check_measure(const lociq_panel *const *tables, size_t table, const char *measure,
                                  lociq_error *error) {
  const lociq_cube *cube = lociq_panel_find(tables[table], measure), *first = lociq_panel_find(tables[0], measure);
  if (cube == NULL || strcmp(cube->kind, "measure") != 0 || cube->parts[LOCIQ_BODY].values == NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "table %zu has no measure %s", table + 1, measure);
  if ((cube->shape & LOCIQ_BY_YEAR) == 0 || (cube->shape & LOCIQ_BY_REGION) == 0)
    return lociq_error_set(error, LOCIQ_INVALID, "%s of table %zu does not lie on years and regions", measure,
                           table + 1);
  if (cube->unit[0] != '\0' && first->unit[0] != '\0' && strcmp(cube->unit, first->unit) != 0)
    return lociq_error_set(error, LOCIQ_INVALID, "%s is in %s in the first table and in %s in table %zu", measure,
                           first->unit, cube->unit, table + 1);
  return LOCIQ_OK;
}

/* Aggregates of regions are on no tier; a region variable's totals of regions are its body. */
static bool lies_in_frame(const lociq_cube *cube, lociq_part part) {
  if (cube->parts[part].values == NULL || part == LOCIQ_AGGREGATE_BODY || part == LOCIQ_AGGREGATE_TOTAL) return false;
  return part != LOCIQ_TOTAL_REGION || (cube->shape & LOCIQ_BY_INDUSTRY) != 0;
}

static void add_parts(lociq_published *made, size_t table, const lociq_panel *panel, const lociq_cube *cube,
                      const lociq_ladder *regions, const lociq_ladder *industries) {
  for (int part = 0; part < LOCIQ_PARTS; part++) {
    if (!lies_in_frame(cube, (lociq_part)part)) continue;
    const unsigned shape = lociq_cube_part_shape(cube, (lociq_part)part);
    const bool by_region = (shape & LOCIQ_BY_REGION) != 0, by_industry = (shape & LOCIQ_BY_INDUSTRY) != 0;
    made->items[made->count++] =
        (lociq_publication){.panel = panel,
                            .cube = cube,
                            .part = (lociq_part)part,
                            .region_tier = by_region ? regions->tiers[table] : regions->count,
                            .industry_tier = by_industry ? industries->tiers[table] : industries->count,
                            .regions = by_region ? lociq_axis_count(panel->axes[LOCIQ_REGION]) : 1,
                            .industries = by_industry ? lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]) : 1,
                            .region_map = by_region ? made->maps[2 * table] : NULL,
                            .industry_map = by_industry ? made->maps[2 * table + 1] : NULL};
  }
}

static lociq_status add_table(lociq_published *made, const lociq_panel *const *tables, size_t table,
                              const char *measure, const lociq_ladder *regions, const lociq_ladder *industries,
                              lociq_error *error) {
  const lociq_panel *panel = tables[table];
  const lociq_cube *cube = lociq_panel_find(panel, measure);
  const size_t r = regions->tiers[table], i = industries->tiers[table];
  lociq_status status = LOCIQ_OK;
  if (r < regions->count)
    status = lociq_ladder_map(regions->axes[r], panel->axes[LOCIQ_REGION], &made->maps[2 * table], error);
  if (status == LOCIQ_OK && i < industries->count)
    status = lociq_ladder_map(industries->axes[i], panel->axes[LOCIQ_INDUSTRY], &made->maps[2 * table + 1], error);
  if (status == LOCIQ_OK) add_parts(made, table, panel, cube, regions, industries);
  return status;
}

lociq_status lociq_published_find(const lociq_panel *const *tables, size_t count, const char *measure,
                                  const lociq_ladder *regions, const lociq_ladder *industries,
                                  lociq_published *published, lociq_error *error) {
  lociq_published made = {.items = lociq_allocate(count * LOCIQ_PARTS, sizeof *made.items),
                          .maps = lociq_allocate(2 * count, sizeof *made.maps),
                          .table_count = count};
  lociq_status status = LOCIQ_OK;
  if (made.items == NULL || made.maps == NULL) status = lociq_memory_error(error, "the tables");
  for (size_t t = 0; status == LOCIQ_OK && t < count; t++) status = check_measure(tables, t, measure, error);
  for (size_t t = 0; status == LOCIQ_OK && t < count; t++)
    status = add_table(&made, tables, t, measure, regions, industries, error);
  if (status == LOCIQ_OK)
    *published = made;
  else
    lociq_published_clear(&made);
  return status;
}

void lociq_published_clear(lociq_published *published) {
  for (size_t k = 0; published->maps != NULL && k < 2 * published->table_count; k++) free(published->maps[k]);
  free(published->maps);
  free(published->items);
  *published = (lociq_published){0};
}

/* ---- a year of it */

/* Values and flags of a year; false where the table has none. */
static bool find_year(const lociq_publication *item, const char *year, const double **values, const uint16_t **flags) {
  const lociq_grid *grid = &item->cube->parts[item->part];
  const size_t place = lociq_axis_find(item->panel->axes[LOCIQ_YEAR], year);
  if (place == LOCIQ_NONE) return false;
  const size_t first = place * item->regions * item->industries;
  *values = grid->values + first;
  *flags = grid->flags == NULL ? NULL : grid->flags + first;
  return true;
}

/* Where a cell of the publication lies among those of its tiers. */
static size_t cell_of(const lociq_publication *item, size_t cell, size_t industry_count) {
  const size_t region = cell / item->industries, industry = cell % item->industries;
  return (item->region_map == NULL ? 0 : item->region_map[region]) * industry_count +
         (item->industry_map == NULL ? 0 : item->industry_map[industry]);
}

bool lociq_published_negative(const lociq_published *published) {
  for (size_t k = 0; k < published->count; k++) {
    const lociq_grid *grid = &published->items[k].cube->parts[published->items[k].part];
    for (size_t i = 0; i < grid->count; i++)
      if (grid->values[i] < 0) return true;
  }
  return false;
}

static lociq_status set_cell(lociq_frame *frame, const lociq_publication *item, size_t cell, double value,
                             double rounding, const char *year, lociq_error *error) {
  const size_t r = item->region_tier, i = item->industry_tier, columns = frame->industries->tiers[i].count;
  lociq_bounds *table = &frame->tables[r][i];
  const double lower = table->lower[cell], upper = table->upper[cell], tolerated = TOLERATED * fabs(value);
  if (!table->known[cell]) {
    lociq_frame_set(frame, r, i, cell, value, rounding);
    return LOCIQ_OK;
  }
  if (value - rounding > upper + tolerated || value + rounding < lower - tolerated)
    return lociq_error_set(error, LOCIQ_CONFLICT,
                           "in %s region %s, industry %s is published as %.15g and as %.15g: figures that are rounded "
                           "agree with --rounding",
                           year, frame->regions->tiers[r].codes[cell / columns],
                           frame->industries->tiers[i].codes[cell % columns], (lower + upper) / 2, value);
  if (value - rounding > lower && value - rounding <= upper) table->lower[cell] = value - rounding;
  if (value + rounding < upper && value + rounding >= lower) table->upper[cell] = value + rounding;
  return LOCIQ_OK;
}

lociq_status lociq_published_set(const lociq_published *published, const char *year, double rounding,
                                 lociq_frame *frame, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t k = 0; k < published->count; k++) {
    const lociq_publication *item = &published->items[k];
    const double *values = NULL;
    const uint16_t *flags = NULL;
    if (!find_year(item, year, &values, &flags)) continue;
    const size_t columns = frame->industries->tiers[item->industry_tier].count;
    for (size_t cell = 0; status == LOCIQ_OK && cell < item->regions * item->industries; cell++)
      if (isfinite(values[cell]))
        status = set_cell(frame, item, cell_of(item, cell, columns), values[cell], rounding, year, error);
  }
  return status;
}

void lociq_published_set_absent(const lociq_published *published, const char *year, lociq_frame *frame) {
  for (size_t k = 0; k < published->count; k++) {
    const lociq_publication *item = &published->items[k];
    const double *values = NULL;
    const uint16_t *flags = NULL;
    if (item->part != LOCIQ_BODY || !find_year(item, year, &values, &flags)) continue;
    const size_t columns = frame->industries->tiers[item->industry_tier].count;
    lociq_bounds *table = &frame->tables[item->region_tier][item->industry_tier];
    for (size_t cell = 0; cell < item->regions * item->industries; cell++) {
      const size_t to = cell_of(item, cell, columns);
      if (isnan(values[cell]) && (flags == NULL || flags[cell] == 0) && !table->known[to])
        table->lower[to] = table->upper[to] = 0;
    }
  }
}

void lociq_published_gather(const lociq_published *published, const char *year, size_t region_tier,
                            size_t industry_tier, size_t industry_count, double *values, uint16_t *flags) {
  for (size_t k = 0; k < published->count; k++) {
    const lociq_publication *item = &published->items[k];
    const double *from = NULL;
    const uint16_t *words = NULL;
    if (item->region_tier != region_tier || item->industry_tier != industry_tier ||
        !find_year(item, year, &from, &words))
      continue;
    for (size_t cell = 0; cell < item->regions * item->industries; cell++) {
      const size_t to = cell_of(item, cell, industry_count);
      if (isnan(values[to])) values[to] = from[cell];
      if (flags != NULL && words != NULL) flags[to] |= words[cell];
    }
  }
}

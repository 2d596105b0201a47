/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cubes of the panel, before any cell is in them.
 */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "read/collect.h"
#include "read/concepts.h"
#include "read/measures.h"

lociq_status lociq_space_of(const lociq_panel *panel, bool industries, lociq_space *space, lociq_error *error) {
  *space = (lociq_space){.years = lociq_axis_count(panel->axes[LOCIQ_YEAR]),
                         .regions = lociq_axis_count(panel->axes[LOCIQ_REGION]),
                         .aggregates = lociq_axis_count(panel->axes[LOCIQ_AGGREGATE]),
                         .industries = industries ? lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]) : 1,
                         .by_industry = industries};
  for (int part = 0; part < LOCIQ_PARTS; part++) {
    unsigned shape =
        part == LOCIQ_BODY ? LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY : lociq_part_kinds[part].shape;
    if (!industries) shape &= ~(unsigned)LOCIQ_BY_INDUSTRY;
    size_t count = lociq_panel_count(panel, shape);
    /* A region variable has no totals by region: its cells are those. */
    if (!industries && (part == LOCIQ_TOTAL_REGION || part == LOCIQ_TOTAL_INDUSTRY || part == LOCIQ_AGGREGATE_TOTAL))
      count = 0;
    if (count > SIZE_MAX / 16 - space->base[part])
      return lociq_error_set(error, LOCIQ_NO_MEMORY, "%zu years × %zu regions × %zu industries are too many cells",
                             space->years, space->regions, space->industries);
    space->base[part + 1] = space->base[part] + count;
  }
  return LOCIQ_OK;
}

/* Whether a kept line of the file has a member of the industry axis, and whether
 * it has the dimension at all. */
static void find_industries(const lociq_collection *all, lociq_bound *file, bool *dimension) {
  const lociq_scan *scan = file->scan;
  for (size_t d = 0; d < scan->layout.dimension_count; d++) {
    const lociq_merged *merged = &all->dimensions[file->merged[d]];
    if (merged->axis != LOCIQ_INDUSTRY) continue;
    *dimension = true;
    const size_t index = scan->parsers[0].code_index[d], width = scan->parsers[0].codes_a_row;
    for (size_t t = 0; index != LOCIQ_NONE && t < scan->thread_count; t++)
      for (size_t i = 0; i < scan->parsers[t].dictionaries[index].count; i++) {
        const uint32_t code = file->maps[t * width + index][i];
        file->industries = file->industries || (merged->used[code] && lociq_route_kind(merged->routes[code]) == 0);
      }
    for (size_t c = 0; d == file->along_dimension && c < scan->layout.column_count; c++)
      file->industries =
          file->industries || (merged->used[file->along[c]] && lociq_route_kind(merged->routes[file->along[c]]) == 0);
  }
}

static lociq_status check_industries(lociq_collection *all, lociq_error *error) {
  bool *has = lociq_allocate(all->file_count, sizeof *has);
  if (has == NULL) return lociq_memory_error(error, "measures");
  lociq_status status = LOCIQ_OK;
  for (size_t f = 0; f < all->file_count; f++) {
    lociq_bound *file = &all->files[f];
    find_industries(all, file, &has[f]);
    for (size_t c = 0; c < file->scan->layout.column_count; c++) {
      lociq_measure *measure = &all->measures[file->measures[c]];
      measure->industries = measure->industries || file->industries;
    }
  }
  for (size_t f = 0; f < all->file_count && status == LOCIQ_OK; f++)
    for (size_t c = 0; c < all->files[f].scan->layout.column_count && status == LOCIQ_OK; c++) {
      const lociq_measure *measure = &all->measures[all->files[f].measures[c]];
      if (measure->industries && !has[f])
        status = lociq_error_set(error, LOCIQ_CONFLICT, "%s: %s has no industries here, but has them in another file",
                                 all->files[f].scan->path, measure->name);
    }
  free(has);
  return status;
}

/* The code of a dimension that the file's kept lines use, or NULL. */
static const char *used_code(const lociq_collection *all, const lociq_bound *file, size_t dimension) {
  if (dimension == LOCIQ_NONE) return NULL;
  const lociq_merged *merged = &all->dimensions[file->merged[dimension]];
  for (size_t i = 0; i < merged->count; i++)
    if (merged->used[i]) return merged->codes[i];
  return NULL;
}

static const char *plain_unit(const lociq_collection *all, const lociq_bound *file, const lociq_read_column *column) {
  if (all->options->unit != NULL) return all->options->unit;
  if (column->unit != NULL) return column->unit;
  const lociq_layout *layout = &file->scan->layout;
  const char *code = used_code(all, file, layout->unit_dimension);
  const char *words = code != NULL && layout->unit != NULL ? layout->unit(code) : NULL;
  return words != NULL ? words : code;
}

/* The unit with its scale; text is room for it. NULL: none is known. */
static lociq_status unit_of(const lociq_collection *all, const lociq_bound *file, const lociq_read_column *column,
                            char text[LOCIQ_MESSAGE_SIZE], const char **unit, lociq_error *error) {
  *unit = plain_unit(all, file, column);
  const char *scale = used_code(all, file, file->scan->layout.scale_dimension);
  if (scale == NULL || all->options->unit != NULL) return LOCIQ_OK;
  const char *known = *unit != NULL ? *unit : lociq_measure_unit(column->measure);
  if (!lociq_unit_scale(scale, known == NULL ? "" : known, text, LOCIQ_MESSAGE_SIZE))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s is \"%s\", expected a power of ten from -30 to 30",
                           file->scan->path, file->scan->layout.dimensions[file->scan->layout.scale_dimension].name,
                           scale);
  if (text[0] != '\0') *unit = text;
  return LOCIQ_OK;
}

static lociq_status find_unit(const lociq_collection *all, const lociq_bound *file, const lociq_read_column *column,
                              lociq_measure *measure, lociq_error *error) {
  char text[LOCIQ_MESSAGE_SIZE];
  const char *unit = NULL;
  const lociq_status status = unit_of(all, file, column, text, &unit, error);
  if (status != LOCIQ_OK || unit == NULL) return status;
  if (measure->unit == NULL) {
    measure->unit = lociq_copy_text(unit);
    return measure->unit == NULL ? lociq_memory_error(error, "a unit") : LOCIQ_OK;
  }
  if (strcmp(unit, measure->unit) == 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_CONFLICT, "%s: %s is in %s here, but in %s in another file", file->scan->path,
                         measure->name, unit, measure->unit);
}

static lociq_status find_units(lociq_collection *all, lociq_error *error) {
  for (size_t f = 0; f < all->file_count; f++) {
    const lociq_bound *file = &all->files[f];
    for (size_t c = 0; c < file->scan->layout.column_count; c++) {
      lociq_measure *measure = &all->measures[file->measures[c]];
      /* what combines cells may flag them too */
      measure->flagged = measure->flagged || file->scan->flagged[c] || file->scan->layout.combine != NULL;
      const lociq_status status = find_unit(all, file, &file->scan->layout.columns[c], measure, error);
      if (status != LOCIQ_OK) return status;
    }
  }
  return LOCIQ_OK;
}

static bool has_measure(const lociq_bound *file, size_t measure) {
  for (size_t c = 0; c < file->scan->layout.column_count; c++)
    if (file->measures[c] == measure) return true;
  return false;
}

/* "a.csv, b.csv and 3 more". */
static void name_sources(const lociq_collection *all, size_t measure, char *text, size_t size) {
  enum { NAMED = 3 };
  size_t count = 0, length = 0;
  for (size_t f = 0; f < all->file_count; f++) {
    if (!has_measure(&all->files[f], measure) || count++ >= NAMED) continue;
    const char *path = all->files[f].scan->path, *slash = strrchr(path, '/');
    if (length < size)
      length += (size_t)snprintf(text + length, size - length, "%s%s", count == 1 ? "" : ", ",
                                 slash == NULL ? path : slash + 1);
  }
  if (count > NAMED && length < size) (void)snprintf(text + length, size - length, " and %zu more", count - NAMED);
}

static lociq_status make_cube(lociq_collection *all, size_t m, lociq_error *error) {
  lociq_measure *measure = &all->measures[m];
  lociq_cube *cube = NULL;
  const unsigned shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | (measure->industries ? LOCIQ_BY_INDUSTRY : 0);
  char source[512] = "";
  name_sources(all, m, source, sizeof source - 1);
  if (lociq_utf8_valid((lociq_slice){source, strlen(source)}) < strlen(source)) source[0] = '\0';
  lociq_status status = lociq_cube_create(measure->name, "measure", shape, &cube, error);
  if (status != LOCIQ_OK) return status;
  status = lociq_cube_set_text(&cube->title, lociq_measure_title(measure->name), error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&cube->unit, measure->unit, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&cube->source, source, error);
  if (status == LOCIQ_OK) status = lociq_panel_add(all->panel, cube, error);
  if (status != LOCIQ_OK) {
    lociq_cube_free(cube);
    return status;
  }
  measure->cube = cube;
  return LOCIQ_OK;
}

lociq_status lociq_collection_make_measures(lociq_collection *all, lociq_error *error) {
  lociq_status status = check_industries(all, error);
  if (status == LOCIQ_OK) status = find_units(all, error);
  for (size_t m = 0; m < all->measure_count && status == LOCIQ_OK; m++) status = make_cube(all, m, error);
  return status;
}

lociq_status lociq_cube_make_parts(lociq_cube *cube, const lociq_space *space, bool flags, lociq_error *error) {
  for (int part = 0; part < LOCIQ_PARTS; part++) {
    lociq_grid *grid = &cube->parts[part];
    grid->count = space->base[part + 1] - space->base[part];
    if (grid->count == 0) continue;
    grid->values = lociq_allocate_aligned(grid->count, sizeof *grid->values);
    if (flags) grid->flags = lociq_allocate(grid->count, sizeof *grid->flags);
    if (grid->values == NULL || (flags && grid->flags == NULL)) return lociq_memory_error(error, cube->name);
  }
  return LOCIQ_OK;
}

void lociq_cube_drop_part(lociq_cube *cube, lociq_part part) {
  free(cube->parts[part].values);
  free(cube->parts[part].flags);
  cube->parts[part] = (lociq_grid){0};
}

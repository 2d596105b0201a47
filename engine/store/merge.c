/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several imports make one store: axes are united, known cells fill in missing
 * ones, and two values for one cell are an error.
 */
#include <lociq/classify.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/shape.h"
#include "read/digest.h"
#include "store/file.h"

/* ---- the axes */

static lociq_status unite_axes(const lociq_store *store, const lociq_panel *panel, lociq_axis *axes[LOCIQ_AXIS_KINDS],
                               lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (int kind = 0; status == LOCIQ_OK && kind < LOCIQ_AXIS_KINDS; kind++)
    status = panel->axes[kind] == NULL
                 ? lociq_axis_copy(store->panel->axes[kind], &axes[kind], error)
                 : lociq_axis_union(store->panel->axes[kind], panel->axes[kind], &axes[kind], error);
  return status;
}

/* New members beside old ones must not overlap them; those that overlapped
 * before were let in by whoever chose so. */
static lociq_status check_overlap(const lociq_axis *axis, size_t old_count, lociq_error *error) {
  const lociq_axis_kind kind = lociq_axis_get_kind(axis);
  const size_t count = lociq_axis_count(axis);
  if (count == old_count || (kind != LOCIQ_REGION && kind != LOCIQ_INDUSTRY)) return LOCIQ_OK;
  const char **codes = lociq_allocate(count, sizeof *codes);
  if (codes == NULL) return lociq_memory_error(error, "an axis");
  for (size_t i = 0; i < count; i++) codes[i] = lociq_axis_code(axis, i);
  const lociq_status status = lociq_codes_check(kind, lociq_classify(kind, codes, count), codes, count, error);
  free(codes);
  return status;
}

/* ---- one part of one measure */

/* A part as outer × rows × width, with the panel's position of each of the
 * store's, LOCIQ_NONE where the panel has none. */
typedef struct overlay {
  lociq_store *store;
  const lociq_cube *cube; /* of the panel */
  lociq_part part;
  const lociq_panel *panel;
  int rank;
  lociq_axis_kind kinds[3];
  hsize_t size[3];      /* of the store's dimensions, missing ones 1 in front */
  size_t panel_size[3]; /* of the panel's */
  size_t *from[3];
  hid_t values, flags; /* flags -1: there are none */
  double *value_block;
  uint16_t *flag_block;
  lociq_digesting *digesting; /* the values of the outer position, a block after the other; NULL: not now */
} overlay;

static lociq_status map_axis(overlay *over, int place, lociq_error *error) {
  const lociq_axis *own = over->store->panel->axes[over->kinds[place]];
  const lociq_axis *other = over->panel->axes[over->kinds[place]];
  over->size[place] = lociq_axis_count(own);
  over->panel_size[place] = lociq_axis_count(other);
  over->from[place] = lociq_allocate(lociq_axis_count(own), sizeof *over->from[place]);
  if (over->from[place] == NULL) return lociq_memory_error(error, over->cube->name);
  for (size_t i = 0; i < lociq_axis_count(own); i++)
    over->from[place][i] = lociq_axis_find(other, lociq_axis_code(own, i));
  return LOCIQ_OK;
}

static lociq_status map_axes(overlay *over, lociq_error *error) {
  const unsigned shape = lociq_cube_part_shape(over->cube, over->part);
  lociq_axis_kind kinds[LOCIQ_MEASURE_AXES];
  for (size_t i = 0; i < LOCIQ_MEASURE_AXES; i++)
    if ((shape & lociq_shape_axes[i].bit) != 0) kinds[over->rank++] = lociq_shape_axes[i].kind;
  if (over->rank < 1 || over->rank > 3 || (shape & LOCIQ_BY_INDUSTRY_OTHER) != 0)
    return lociq_error_set(error, LOCIQ_INVALID, "%s has a shape that no measure has", over->cube->name);
  for (int place = 0; place < 3; place++) over->size[place] = over->panel_size[place] = 1;
  lociq_status status = LOCIQ_OK;
  for (int i = 0; status == LOCIQ_OK && i < over->rank; i++) {
    over->kinds[3 - over->rank + i] = kinds[i];
    status = map_axis(over, 3 - over->rank + i, error);
  }
  return status;
}

static size_t panel_position(const overlay *over, int place, hsize_t position) {
  return over->from[place] == NULL ? 0 : over->from[place][position];
}

/* `employment of region "DE11", industry "C", year 2015 is 14.3 in the store and
 * 14.5 in what is imported` */
static lociq_status conflict(const overlay *over, const hsize_t at[3], double old, double new, lociq_error *error) {
  char where[LOCIQ_MESSAGE_SIZE / 2] = "";
  size_t length = 0;
  for (int place = 2; place >= 0; place--) {
    if (over->from[place] == NULL) continue;
    const lociq_axis_kind kind = over->kinds[place];
    const int written = snprintf(where + length, sizeof where - length, kind == LOCIQ_YEAR ? "%s%s %s" : "%s%s \"%s\"",
                                 length == 0 ? "" : ", ", lociq_axis_kind_name(kind),
                                 lociq_axis_code(over->store->panel->axes[kind], at[place]));
    length += (size_t)written;
    if (length >= sizeof where) break;
  }
  return lociq_error_set(error, LOCIQ_CONFLICT, "%s%s of %s is %.17g in %s and %.17g in what is imported",
                         over->cube->name, lociq_part_kinds[over->part].suffix, where, old, over->store->path, new);
}

/* One cell: a value beats a missing one and brings its flags; what both say is
 * said once. */
static lociq_status overlay_cell(const overlay *over, const hsize_t at[3], size_t from, double *value, uint16_t *flag,
                                 lociq_error *error) {
  const lociq_grid *grid = &over->cube->parts[over->part];
  const double new = grid->values[from];
  const uint16_t new_flag = grid->flags == NULL ? 0 : grid->flags[from];
  if (!isnan(*value) && !isnan(new) && *value != new) return conflict(over, at, *value, new, error);
  if (isnan(*value) && !isnan(new)) {
    *value = new;
    *flag = new_flag;
  } else if (isnan(*value) == isnan(new)) {
    *flag |= new_flag;
  }
  return LOCIQ_OK;
}

static lociq_status overlay_row(const overlay *over, hsize_t outer, hsize_t row, hsize_t first, lociq_error *error) {
  const size_t from_outer = panel_position(over, 0, outer), from_row = panel_position(over, 1, row);
  if (from_row == LOCIQ_NONE) return LOCIQ_OK;
  for (hsize_t i = 0; i < over->size[2]; i++) {
    const size_t from_i = panel_position(over, 2, i);
    if (from_i == LOCIQ_NONE) continue;
    const hsize_t at[3] = {outer, row, i};
    const size_t from = (from_outer * over->panel_size[1] + from_row) * over->panel_size[2] + from_i;
    const size_t cell = (row - first) * over->size[2] + i;
    uint16_t none = 0;
    const lociq_status status = overlay_cell(over, at, from, &over->value_block[cell],
                                             over->flag_block == NULL ? &none : &over->flag_block[cell], error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

/* Rows [first, end): read, laid over, written. */
static lociq_status overlay_block(const overlay *over, hsize_t outer, hsize_t first, hsize_t end, lociq_error *error) {
  const int skip = 3 - over->rank;
  const hsize_t start[3] = {outer, first, 0}, count[3] = {1, end - first, over->size[2]};
  const char *name = over->cube->name;
  bool any = false;
  for (hsize_t row = first; row < end; row++) any = any || panel_position(over, 1, row) != LOCIQ_NONE;
  if (!any && over->digesting == NULL) return LOCIQ_OK;
  lociq_status status = lociq_block_read(over->store, name, over->values, H5T_NATIVE_DOUBLE, over->rank, start + skip,
                                         count + skip, over->value_block, error);
  if (status != LOCIQ_OK || !any) return status;
  if (over->flags >= 0)
    status = lociq_block_read(over->store, name, over->flags, H5T_NATIVE_UINT16, over->rank, start + skip, count + skip,
                              over->flag_block, error);
  for (hsize_t row = first; status == LOCIQ_OK && row < end; row++)
    status = overlay_row(over, outer, row, first, error);
  if (status == LOCIQ_OK)
    status = lociq_block_write(over->store, name, over->values, H5T_NATIVE_DOUBLE, over->rank, start + skip,
                               count + skip, over->value_block, error);
  if (status == LOCIQ_OK && over->flags >= 0)
    status = lociq_block_write(over->store, name, over->flags, H5T_NATIVE_UINT16, over->rank, start + skip,
                               count + skip, over->flag_block, error);
  return status;
}

static lociq_status overlay_outer(const overlay *over, hsize_t outer, size_t rows, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (hsize_t first = 0; first < over->size[1] && status == LOCIQ_OK; first += rows) {
    const hsize_t end = first + rows < over->size[1] ? first + rows : over->size[1];
    status = overlay_block(over, outer, first, end, error);
    if (status == LOCIQ_OK && over->digesting != NULL)
      status = lociq_digesting_add(over->digesting, over->value_block,
                                   (end - first) * over->size[2] * sizeof *over->value_block, error);
  }
  return status;
}

static lociq_status overlay_all(overlay *over, lociq_year_digest *digests, lociq_error *error) {
  enum { ROWS = 512 };
  const bool by_year = over->rank == 3 && digests != NULL;
  const hsize_t most = lociq_dataset_span(over->values, 1 - (3 - over->rank), ROWS);
  const size_t rows = over->size[1] < most ? over->size[1] : most;
  over->value_block = lociq_allocate_aligned(rows * over->size[2], sizeof *over->value_block);
  if (over->value_block == NULL) return lociq_memory_error(error, over->cube->name);
  if (over->flags >= 0) {
    over->flag_block = lociq_allocate_aligned(rows * over->size[2], sizeof *over->flag_block);
    if (over->flag_block == NULL) return lociq_memory_error(error, over->cube->name);
  }
  lociq_status status = LOCIQ_OK;
  for (hsize_t outer = 0; outer < over->size[0] && status == LOCIQ_OK; outer++) {
    if (panel_position(over, 0, outer) == LOCIQ_NONE) continue;
    if (by_year) status = lociq_digesting_create(&over->digesting, error);
    if (status == LOCIQ_OK) status = overlay_outer(over, outer, rows, error);
    if (status == LOCIQ_OK && by_year) status = lociq_year_digest_finish(over->digesting, &digests[outer], error);
    lociq_digesting_free(over->digesting);
    over->digesting = NULL;
  }
  return status;
}

/* The digests of the years that the panel has. Where a year is more than a few rows they come of what is written. */
static lociq_status overlay_years(overlay *over, lociq_error *error) {
  const int place = 3 - over->rank; /* of the years, which come first */
  if (over->kinds[place] != LOCIQ_YEAR) return overlay_all(over, NULL, error);
  lociq_year_digest *digests = lociq_allocate(over->size[place], sizeof *digests);
  if (digests == NULL) return lociq_memory_error(error, over->cube->name);
  lociq_status status = overlay_all(over, digests, error);
  for (hsize_t year = 0; place > 0 && year < over->size[place] && status == LOCIQ_OK; year++)
    if (panel_position(over, place, year) != LOCIQ_NONE)
      status = lociq_year_digest_read(over->store, over->cube->name, over->values, year, &digests[year], error);
  if (status == LOCIQ_OK) status = lociq_year_digests_keep(over->store, over->values, digests, error);
  free(digests);
  return status;
}

/* Opens a dataset of the part, or makes it. */
static lociq_status provide(const overlay *over, bool flag, hid_t *dataset, lociq_error *error) {
  char name[LOCIQ_NAME_SIZE];
  lociq_part_name(name, over->cube->name, over->part, flag);
  if (!lociq_dataset_exists(over->store, name))
    return lociq_part_create(over->store, over->cube, over->part, flag, true, dataset, error);
  const size_t element = flag ? sizeof(uint16_t) : sizeof(double);
  lociq_status status = lociq_store_reserve(over->store, over->cube->parts[over->part].count * element, error);
  if (status != LOCIQ_OK) return status;
  lociq_layout layout = {.rank = over->rank};
  for (int i = 0; i < over->rank; i++) layout.size[i] = over->size[3 - over->rank + i];
  const hid_t access = lociq_dataset_access(&layout, element);
  if (access < 0) return lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot open %s", over->store->path, name);
  status = lociq_dataset_open(over->store, name, access, dataset, error);
  lociq_hdf5_close(access);
  return status;
}

static lociq_status merge_part(lociq_store *store, const lociq_panel *panel, const lociq_cube *cube, lociq_part part,
                               lociq_error *error) {
  overlay over = {.store = store, .cube = cube, .part = part, .panel = panel, .values = -1, .flags = -1};
  char flag_name[LOCIQ_NAME_SIZE];
  const size_t expected = lociq_panel_count(panel, lociq_cube_part_shape(cube, part));
  lociq_part_name(flag_name, cube->name, part, true);
  if (cube->parts[part].count != expected)
    return lociq_error_set(error, LOCIQ_INVALID, "%s%s has %zu values, its axes want %zu", cube->name,
                           lociq_part_kinds[part].suffix, cube->parts[part].count, expected);
  lociq_status status = map_axes(&over, error);
  if (status == LOCIQ_OK) status = provide(&over, false, &over.values, error);
  if (status == LOCIQ_OK && (cube->parts[part].flags != NULL || lociq_dataset_exists(store, flag_name)))
    status = provide(&over, true, &over.flags, error);
  if (status == LOCIQ_OK) status = overlay_years(&over, error);
  for (int place = 0; place < 3; place++) free(over.from[place]);
  free(over.value_block);
  free(over.flag_block);
  lociq_hdf5_close(over.flags);
  lociq_hdf5_close(over.values);
  return status;
}

/* ---- one measure */

static lociq_status check_same(const lociq_store *store, const lociq_cube *old, const lociq_cube *new,
                               lociq_error *error) {
  if (old->shape != new->shape)
    return lociq_error_set(error, LOCIQ_CONFLICT, "%s lies over other axes in %s than in what is imported", new->name,
                           store->path);
  if (old->unit[0] != '\0' && new->unit[0] != '\0' && strcmp(old->unit, new->unit) != 0)
    return lociq_error_set(error, LOCIQ_CONFLICT, "%s is in %s in %s and in %s in what is imported", new->name,
                           old->unit, store->path, new->unit);
  return LOCIQ_OK;
}

/* What the panel says beyond what the store says: its texts and attributes go
 * where there are none. */
static lociq_status merge_texts(lociq_cube *known, const lociq_cube *new, lociq_error *error) {
  const struct {
    char **field;
    const char *text;
  } texts[] = {{&known->unit, new->unit}, {&known->title, new->title}, {&known->source, new->source}};
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; status == LOCIQ_OK && i < sizeof texts / sizeof texts[0]; i++)
    if ((*texts[i].field)[0] == '\0') status = lociq_cube_set_text(texts[i].field, texts[i].text, error);
  for (size_t i = 0; status == LOCIQ_OK && i < new->attribute_count; i++) {
    const lociq_attribute *attribute = &new->attributes[i];
    if (lociq_cube_attribute(known, attribute->name) != NULL) continue;
    status = attribute->count > 0
                 ? lociq_cube_add_numbers(known, attribute->name, attribute->numbers, attribute->count, error)
                 : lociq_cube_add_text(known, attribute->name, attribute->text, error);
  }
  return status;
}

/* Updates what the store says of the measure, in the panel and in the file. */
static lociq_status merge_description(lociq_store *store, const lociq_cube *cube, lociq_error *error) {
  lociq_cube *known = lociq_panel_find(store->panel, cube->name);
  if (known == NULL) return lociq_cube_remember(store, cube, error);
  hid_t dataset = -1;
  lociq_status status = merge_texts(known, cube, error);
  for (int part = 0; part < LOCIQ_PARTS; part++)
    if (cube->parts[part].values != NULL)
      known->parts[part].count = lociq_panel_count(store->panel, lociq_cube_part_shape(cube, (lociq_part)part));
  if (status == LOCIQ_OK) status = lociq_dataset_open(store, cube->name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_body_attributes_write(dataset, known, LOCIQ_BODY, error);
  lociq_hdf5_close(dataset);
  return status;
}

static lociq_status merge_cube(lociq_store *store, const lociq_panel *panel, const lociq_cube *cube,
                               lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (int part = 0; status == LOCIQ_OK && part < LOCIQ_PARTS; part++)
    if (cube->parts[part].values != NULL) status = merge_part(store, panel, cube, (lociq_part)part, error);
  return status == LOCIQ_OK ? merge_description(store, cube, error) : status;
}

/* All that can be refused before anything is changed. */
static lociq_status check_panel(const lociq_store *store, const lociq_panel *panel, lociq_error *error) {
  for (size_t i = 0; i < panel->cube_count; i++) {
    const lociq_cube *cube = panel->cubes[i], *old = lociq_panel_find(store->panel, cube->name);
    if (strcmp(cube->kind, "measure") != 0 || cube->parts[LOCIQ_BODY].values == NULL)
      return lociq_error_set(error, LOCIQ_INVALID, "%s is no measure with values", cube->name);
    lociq_status status = lociq_name_claim(store, cube->name, cube->kind, error);
    if (status == LOCIQ_OK && old != NULL) status = check_same(store, old, cube, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static lociq_status merge(lociq_store *store, const lociq_panel *panel, lociq_error *error) {
  lociq_axis *axes[LOCIQ_AXIS_KINDS] = {NULL};
  lociq_vintages vintages = 0;
  lociq_status status = lociq_store_writable(store, error);
  if (status == LOCIQ_OK) status = check_panel(store, panel, error);
  if (status == LOCIQ_OK) status = unite_axes(store, panel, axes, error);
  for (int kind = 0; status == LOCIQ_OK && kind < LOCIQ_AXIS_KINDS; kind++)
    status = check_overlap(axes[kind], lociq_axis_count(store->panel->axes[kind]), error);
  if (status == LOCIQ_OK) status = lociq_vintages_unite(store, panel, &vintages, error);
  if (status != LOCIQ_OK) goto done;
  store->broken = true;
  status = lociq_store_extend(store, axes, error);
  if (status == LOCIQ_OK) status = lociq_vintages_write(store, vintages, error);
  for (size_t i = 0; status == LOCIQ_OK && i < panel->cube_count; i++)
    status = merge_cube(store, panel, panel->cubes[i], error);
  store->broken = status != LOCIQ_OK;
done:
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) lociq_axis_free(axes[kind]);
  return status;
}

lociq_status lociq_store_merge(lociq_store *store, const lociq_panel *panel, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const lociq_status status = merge(store, panel, error);
  lociq_hdf5_restore(printer);
  return status;
}

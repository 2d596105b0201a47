/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Datasets of a store as years × rows × columns.
 */
#include <string.h>

#include "core/memory.h"
#include "core/suggest.h"
#include "write/stored.h"

/* What of the store the dataset is. */
typedef struct place {
  const lociq_store *store;
  const lociq_cube *cube; /* described */
  lociq_part part;
  lociq_cube *loaded; /* NULL where rows are read from the store */
} place;

static lociq_status read_store(const lociq_dataset *dataset, size_t year, size_t first, size_t count, double *values,
                               uint16_t *flags, lociq_error *error) {
  const place *from = dataset->from;
  return lociq_store_read_rows(from->store, from->cube->name, year, first, count, values, flags, error);
}

static lociq_status read_loaded(const lociq_dataset *dataset, size_t year, size_t first, size_t count, double *values,
                                uint16_t *flags, lociq_error *error) {
  (void)error;
  const place *from = dataset->from;
  const lociq_grid *grid = &from->loaded->parts[from->part];
  const size_t width = dataset->columns.all, at = (year * dataset->rows.all + first) * width;
  memcpy(values, grid->values + at, count * width * sizeof *values);
  if (grid->flags != NULL) memcpy(flags, grid->flags + at, count * width * sizeof *flags);
  return LOCIQ_OK;
}

static lociq_side side_of(const lociq_panel *panel, lociq_axis_kind kind, const char *name) {
  const lociq_axis *axis = panel->axes[kind];
  const size_t count = lociq_axis_count(axis);
  return (lociq_side){
      .name = name == NULL ? lociq_axis_kind_name(kind) : name, .axis = axis, .all = count, .count = count};
}

static void set_sides(const lociq_panel *panel, unsigned shape, lociq_dataset *dataset) {
  const lociq_side none = {.all = 1, .count = 1};
  const bool by_industry = (shape & LOCIQ_BY_INDUSTRY) != 0;
  dataset->years = (shape & LOCIQ_BY_YEAR) != 0 ? side_of(panel, LOCIQ_YEAR, NULL) : none;
  dataset->columns = none;
  if ((shape & LOCIQ_BY_REGION) != 0) {
    dataset->rows = side_of(panel, LOCIQ_REGION, NULL);
    if (by_industry) dataset->columns = side_of(panel, LOCIQ_INDUSTRY, NULL);
  } else if ((shape & LOCIQ_BY_AGGREGATE) != 0) {
    dataset->rows = side_of(panel, LOCIQ_AGGREGATE, NULL);
    if (by_industry) dataset->columns = side_of(panel, LOCIQ_INDUSTRY, NULL);
  } else {
    dataset->rows = by_industry ? side_of(panel, LOCIQ_INDUSTRY, NULL) : none;
    if ((shape & LOCIQ_BY_INDUSTRY_OTHER) != 0) dataset->columns = side_of(panel, LOCIQ_INDUSTRY, "industry_other");
  }
}

/* "2008, 2009, 2010 … 2015 (8)" */
static void list_codes(const lociq_axis *axis, char *list, size_t size) {
  enum { SHOWN = 3 };
  const size_t count = lociq_axis_count(axis);
  size_t length = 0;
  list[0] = '\0';
  for (size_t i = 0; i < count && i < SHOWN; i++) {
    const int more = snprintf(list + length, size - length, "%s%.40s", i == 0 ? "" : ", ", lociq_axis_code(axis, i));
    length += (size_t)more;
  }
  if (count > SHOWN)
    (void)snprintf(list + length, size - length, "%s%.40s (%zu)", count == SHOWN + 1 ? ", " : " … ",
                   lociq_axis_code(axis, count - 1), count);
}

static lociq_status choose(const char *dataset, lociq_side *side, const char *code, lociq_error *error) {
  const size_t position = lociq_axis_find(side->axis, code);
  if (position == LOCIQ_NONE) {
    char list[256];
    list_codes(side->axis, list, sizeof list);
    return lociq_error_set(error, LOCIQ_NOT_FOUND, "%s has no %s \"%s\"; it has %s", dataset, side->name, code,
                           list[0] == '\0' ? "none" : list);
  }
  side->first = position;
  side->count = 1;
  return LOCIQ_OK;
}

/* Chooses a code on the first of the sides that has one of these names. */
static lociq_status choose_among(lociq_dataset *dataset, const char *first_name, const char *second_name,
                                 const char *code, lociq_error *error) {
  if (code == NULL) return LOCIQ_OK;
  lociq_side *const sides[] = {&dataset->years, &dataset->rows, &dataset->columns};
  for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++)
    if (sides[i]->name != NULL && (strcmp(sides[i]->name, first_name) == 0 || strcmp(sides[i]->name, second_name) == 0))
      return choose(dataset->name, sides[i], code, error);
  return lociq_error_set(error, LOCIQ_INVALID, "%s does not lie over %s: \"%s\" cannot be chosen", dataset->name,
                         first_name, code);
}

lociq_status lociq_dataset_choose(lociq_dataset *dataset, const lociq_write_options *options, lociq_error *error) {
  lociq_status status = choose_among(dataset, "year", "year", options->year, error);
  if (status == LOCIQ_OK) status = choose_among(dataset, "region", "aggregate", options->region, error);
  if (status == LOCIQ_OK) status = choose_among(dataset, "industry", "industry", options->industry, error);
  return status;
}

/* "there are employment, lq", as far as the list holds them. */
static void list_datasets(const lociq_panel *panel, char *list, size_t size) {
  size_t length = 0;
  (void)snprintf(list, size, "there is none at all");
  for (size_t i = 0; i < panel->cube_count; i++) {
    const char *before = length == 0 ? "there are " : ", ";
    if (length + strlen(before) + strlen(panel->cubes[i]->name) >= size) break;
    length += (size_t)snprintf(list + length, size - length, "%s%s", before, panel->cubes[i]->name);
  }
}

static bool has_part(const lociq_cube *cube, int part) { return part == LOCIQ_BODY || cube->parts[part].count > 0; }

/* The cube, or the part of a cube, whose name those letters are. */
static bool find_part(const lociq_panel *panel, const char *name, size_t length, place *found) {
  for (size_t i = 0; i < panel->cube_count; i++) {
    const lociq_cube *cube = panel->cubes[i];
    const size_t stem = strlen(cube->name);
    if (stem > length || memcmp(cube->name, name, stem) != 0) continue;
    for (int part = 0; part < LOCIQ_PARTS; part++) {
      const char *suffix = lociq_part_kinds[part].suffix;
      if (!has_part(cube, part) || strlen(suffix) != length - stem || memcmp(suffix, name + stem, length - stem) != 0)
        continue;
      found->cube = cube;
      found->part = (lociq_part)part;
      return true;
    }
  }
  return false;
}

/* Writes the name that may have been meant: the first of those that begin so, else
 * the one most like it. */
static bool find_nearest(const lociq_panel *panel, const char *name, char *nearest, size_t size) {
  const size_t length = strlen(name);
  size_t least = length / 3 + 2;
  const size_t enough = least;
  char candidate[256];
  for (size_t i = 0; i < panel->cube_count; i++)
    for (int part = 0; part < LOCIQ_PARTS; part++) {
      if (!has_part(panel->cubes[i], part)) continue;
      (void)snprintf(candidate, sizeof candidate, "%s%s", panel->cubes[i]->name, lociq_part_kinds[part].suffix);
      const bool begun = length > 0 && strncmp(candidate, name, length) == 0;
      const size_t distance = begun ? 1 : lociq_suggest_distance(name, candidate);
      if (distance >= least) continue;
      least = distance;
      (void)snprintf(nearest, size, "%s", candidate);
    }
  return least < enough;
}

static lociq_status find(const lociq_panel *panel, const char *name, place *found, lociq_error *error) {
  static const char flag[] = "_flag";
  const size_t length = strlen(name), ending = sizeof flag - 1;
  if (find_part(panel, name, length, found)) return LOCIQ_OK;
  if (length > ending && strcmp(name + length - ending, flag) == 0 &&
      find_part(panel, name, length - ending, &(place){0}))
    return lociq_error_set(error, LOCIQ_NOT_FOUND, "\"%s\" is written with the values of \"%.*s\"", name,
                           (int)(length - ending), name);
  char text[512];
  if (find_nearest(panel, name, text, sizeof text))
    return lociq_error_set(error, LOCIQ_NOT_FOUND, "there is no dataset \"%s\": did you mean \"%s\"?", name, text);
  list_datasets(panel, text, sizeof text);
  return lociq_error_set(error, LOCIQ_NOT_FOUND, "there is no dataset \"%s\"; %s", name, text);
}

static lociq_status write_place(place *from, const char *name, const lociq_write_options *options,
                                lociq_dataset_writer writer, FILE *stream, lociq_error *error) {
  const unsigned shape = lociq_cube_part_shape(from->cube, from->part);
  lociq_dataset dataset = {.name = name, .from = from, .options = options};
  set_sides(lociq_store_panel(from->store), shape, &dataset);
  lociq_status status = lociq_dataset_choose(&dataset, options, error);
  /* The body of a measure can be larger than memory; what has no regions cannot. */
  const bool streamed = from->part == LOCIQ_BODY && (shape & LOCIQ_BY_REGION) != 0;
  dataset.read = streamed ? read_store : read_loaded;
  if (status == LOCIQ_OK && !streamed) status = lociq_store_load(from->store, from->cube->name, &from->loaded, error);
  if (status == LOCIQ_OK) status = writer(&dataset, stream, error);
  if (status == LOCIQ_OK) status = lociq_stream_flush(stream, error);
  lociq_cube_free(from->loaded);
  return status;
}

/* What is no cube may be a variable; else missing says what there is. */
static lociq_status write_variable(const lociq_store *store, const char *name, const lociq_write_options *options,
                                   lociq_dataset_writer writer, FILE *stream, const lociq_error *missing,
                                   lociq_error *error) {
  lociq_stored_variable *variable = NULL;
  lociq_error told = {0};
  lociq_status status = lociq_store_load_variable(store, name, &variable, &told);
  if (status != LOCIQ_OK) {
    const lociq_error *why = status == LOCIQ_NOT_FOUND ? missing : &told;
    return lociq_error_set(error, why->status, "%s", why->message);
  }
  status = lociq_variable_write(store, variable, options, writer, stream, error);
  lociq_stored_variable_free(variable);
  return status;
}

lociq_status lociq_write_dataset(const lociq_store *store, const char *name, const lociq_write_options *options,
                                 FILE *stream, lociq_error *error) {
  lociq_dataset_writer writer = NULL;
  place from = {.store = store};
  void *former = NULL;
  lociq_status status = lociq_writer_find(options->format, &writer, error);
  if (status == LOCIQ_OK) status = lociq_locale_enter(&former, error);
  if (status != LOCIQ_OK) return status;
  lociq_error missing = {0};
  status = find(lociq_store_panel(store), name, &from, &missing);
  if (status == LOCIQ_OK)
    status = write_place(&from, name, options, writer, stream, error);
  else
    status = write_variable(store, name, options, writer, stream, &missing, error);
  lociq_locale_leave(former);
  return status;
}

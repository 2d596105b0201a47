/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/memo_panel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/shape.h"

/* ---- digests */

static lociq_status add_member(const lociq_axis *axis, size_t i, lociq_digesting *digesting, lociq_error *error) {
  char level[16];
  (void)snprintf(level, sizeof level, "%d", lociq_axis_level(axis, i));
  const char *const texts[] = {lociq_axis_code(axis, i), lociq_axis_label(axis, i), lociq_axis_parent(axis, i), level};
  lociq_status status = LOCIQ_OK;
  for (size_t t = 0; t < sizeof texts / sizeof *texts && status == LOCIQ_OK; t++)
    status = lociq_digesting_add_text(digesting, texts[t], error);
  return status;
}

lociq_status lociq_axis_digest(const lociq_axis *axis, lociq_digest *digest, lociq_error *error) {
  lociq_digesting *digesting = NULL;
  lociq_status status = lociq_digesting_create(&digesting, error);
  for (size_t i = 0; i < lociq_axis_count(axis) && status == LOCIQ_OK; i++)
    status = add_member(axis, i, digesting, error);
  if (status == LOCIQ_OK) status = lociq_digesting_finish(digesting, digest, error);
  lociq_digesting_free(digesting);
  return status;
}

static lociq_status add_part(const lociq_cube *cube, size_t part, lociq_digesting *digesting, lociq_error *error) {
  const lociq_grid *grid = &cube->parts[part];
  char what[64];
  (void)snprintf(what, sizeof what, "%zu %zu %d", part, grid->count, grid->flags != NULL);
  lociq_status status = lociq_digesting_add_text(digesting, what, error);
  if (status == LOCIQ_OK)
    status = lociq_digesting_add(digesting, grid->values, grid->count * sizeof *grid->values, error);
  if (status == LOCIQ_OK && grid->flags != NULL)
    status = lociq_digesting_add(digesting, grid->flags, grid->count * sizeof *grid->flags, error);
  return status;
}

lociq_status lociq_panel_digest(const lociq_panel *panel, lociq_digest *digest, lociq_error *error) {
  lociq_digesting *digesting = NULL;
  lociq_status status = lociq_digesting_create(&digesting, error);
  for (size_t i = 0; i < panel->cube_count && status == LOCIQ_OK; i++) {
    const lociq_cube *cube = panel->cubes[i];
    status = lociq_digesting_add_text(digesting, cube->name, error);
    for (size_t part = 0; part < LOCIQ_PARTS && status == LOCIQ_OK; part++)
      if (cube->parts[part].values != NULL) status = add_part(cube, part, digesting, error);
  }
  if (status == LOCIQ_OK) status = lociq_digesting_finish(digesting, digest, error);
  lociq_digesting_free(digesting);
  return status;
}

/* ---- an axis */

/* A number and what follows it, unless the text ends there. Returns the rest; NULL where there is no number, or
 * something else follows. */
static const char *read_place(const char *text, char follows, size_t *place) {
  char *rest = NULL;
  if (*text < '0' || *text > '9') return NULL;
  *place = (size_t)strtoull(text, &rest, 10);
  if (*rest == '\0') return rest;
  return *rest == follows ? rest + 1 : NULL;
}

/* How many places the text names, all below `end`; LOCIQ_NONE where it is no such text. Filled where members are asked
 * for, of which there are as many. */
static size_t read_places(const char *text, const lociq_axis *all, lociq_member *members) {
  const size_t end = lociq_axis_count(all);
  size_t count = 0;
  while (*text != '\0') {
    size_t first = 0, last = 0;
    text = read_place(text, '-', &first);
    if (text != NULL) text = read_place(text, ',', &last);
    if (text == NULL || first > last || last >= end || count > end) return LOCIQ_NONE;
    for (size_t i = first; i <= last; i++, count++)
      if (members != NULL)
        members[count] = (lociq_member){lociq_axis_code(all, i), lociq_axis_label(all, i), lociq_axis_parent(all, i),
                                        lociq_axis_level(all, i)};
  }
  return count;
}

/* without: bits of what is left out, label, parent and level. */
static lociq_status try_axis(const lociq_axis *all, const char *places, unsigned without, size_t count,
                             lociq_axis **axis, lociq_error *error) {
  lociq_member *members = lociq_allocate(count, sizeof *members);
  if (members == NULL) return lociq_memory_error(error, "an axis");
  (void)read_places(places, all, members);
  for (size_t i = 0; i < count; i++) {
    if ((without & 1u) != 0) members[i].label = NULL;
    if ((without & 2u) != 0) members[i].parent = NULL;
    if ((without & 4u) != 0) members[i].level = LOCIQ_NO_LEVEL;
  }
  const lociq_status status = lociq_axis_create(lociq_axis_get_kind(all), members, count, axis, error);
  free(members);
  return status;
}

lociq_status lociq_axis_extract(const lociq_axis *all, const char *places, const char *expected, lociq_axis **axis,
                                lociq_error *error) {
  const size_t count = read_places(places, all, NULL);
  *axis = NULL;
  for (unsigned without = 0; count != LOCIQ_NONE && without < 8; without++) {
    lociq_digest digest;
    lociq_axis *made = NULL;
    lociq_status status = try_axis(all, places, without, count, &made, error);
    if (status == LOCIQ_OK) status = lociq_axis_digest(made, &digest, error);
    if (status == LOCIQ_OK && strcmp(digest.sha256, expected) == 0) {
      *axis = made;
      return LOCIQ_OK;
    }
    lociq_axis_free(made);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

/* ---- a part */

/* A part as outer × … × inner, dimensions that it lacks of size 1 in front; for each the places of the small one's
 * members in the large one. */
typedef struct extraction {
  size_t size[LOCIQ_MEASURE_AXES], whole_size[LOCIQ_MEASURE_AXES];
  size_t *places[LOCIQ_MEASURE_AXES]; /* NULL: the dimension is not there */
} extraction;

static lociq_status map_dimension(const lociq_axis *axis, const lociq_axis *whole, extraction *work, size_t dimension,
                                  lociq_error *error) {
  const size_t count = lociq_axis_count(axis);
  work->size[dimension] = count;
  work->whole_size[dimension] = lociq_axis_count(whole);
  size_t *places = work->places[dimension] = lociq_allocate(count, sizeof *places);
  if (places == NULL) return lociq_memory_error(error, "an axis");
  for (size_t i = 0; i < count; i++) {
    places[i] = lociq_axis_find(whole, lociq_axis_code(axis, i));
    if (places[i] == LOCIQ_NONE) return lociq_error_set(error, LOCIQ_INVALID, "a member is not there");
  }
  return LOCIQ_OK;
}

static lociq_status map_dimensions(const lociq_panel *from, lociq_axis *const *axes, unsigned shape, extraction *work,
                                   lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t d = 0; d < LOCIQ_MEASURE_AXES; d++) work->size[d] = work->whole_size[d] = 1;
  for (size_t d = 0; d < LOCIQ_MEASURE_AXES && status == LOCIQ_OK; d++)
    if ((shape & lociq_shape_axes[d].bit) != 0)
      status = map_dimension(axes[lociq_shape_axes[d].kind], from->axes[lociq_shape_axes[d].kind], work, d, error);
  return status;
}

static size_t place_of(const extraction *work, size_t dimension, size_t i) {
  return work->places[dimension] == NULL ? i : work->places[dimension][i];
}

static void gather(const extraction *work, const lociq_grid *whole, lociq_grid *grid) {
  size_t to = 0;
  for (size_t y = 0; y < work->size[0]; y++)
    for (size_t r = 0; r < work->size[1]; r++)
      for (size_t a = 0; a < work->size[2]; a++) {
        const size_t row = (place_of(work, 0, y) * work->whole_size[1] + place_of(work, 1, r)) * work->whole_size[2] +
                           place_of(work, 2, a);
        for (size_t i = 0; i < work->size[3]; i++, to++) {
          const size_t at = row * work->whole_size[3] + place_of(work, 3, i);
          grid->values[to] = whole->values[at];
          if (grid->flags != NULL) grid->flags[to] = whole->flags[at];
        }
      }
}

lociq_status lociq_part_extract(const lociq_panel *from, const lociq_cube *whole, lociq_axis *const *axes,
                                lociq_part part, bool flags, lociq_cube *cube, lociq_error *error) {
  extraction work = {0};
  const lociq_grid *grid = &whole->parts[part];
  const unsigned shape = lociq_cube_part_shape(cube, part);
  lociq_status status = grid->values == NULL || (flags && grid->flags == NULL) || whole->shape != cube->shape
                            ? lociq_error_set(error, LOCIQ_INVALID, "%s lacks a part", whole->name)
                            : map_dimensions(from, axes, shape, &work, error);
  const size_t count = work.size[0] * work.size[1] * work.size[2] * work.size[3];
  if (status == LOCIQ_OK) status = lociq_cube_allocate(cube, part, count, flags, error);
  if (status == LOCIQ_OK) gather(&work, grid, &cube->parts[part]);
  for (size_t d = 0; d < LOCIQ_MEASURE_AXES; d++) free(work.places[d]);
  return status;
}

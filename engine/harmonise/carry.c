/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/carry.h"

#include "core/memory.h"
#include "core/shape.h"

/* A part as four dimensions; those that it lacks have one member. */
typedef struct extent {
  size_t from[LOCIQ_MEASURE_AXES], to[LOCIQ_MEASURE_AXES];
  size_t *map[LOCIQ_MEASURE_AXES]; /* NULL: the only member */
} extent;

static lociq_status extent_find(const lociq_panel *from, const lociq_panel *to, unsigned shape, extent *found,
                                lociq_error *error) {
  *found = (extent){.from = {0}};
  for (int d = 0; d < LOCIQ_MEASURE_AXES; d++) {
    const lociq_axis *old = from->axes[lociq_shape_axes[d].kind], *new = to->axes[lociq_shape_axes[d].kind];
    found->from[d] = found->to[d] = 1;
    if ((shape & lociq_shape_axes[d].bit) == 0) continue;
    found->from[d] = lociq_axis_count(old);
    found->to[d] = lociq_axis_count(new);
    found->map[d] = lociq_allocate(found->from[d], sizeof *found->map[d]);
    if (found->map[d] == NULL) return lociq_memory_error(error, "a measure");
    for (size_t i = 0; i < found->from[d]; i++) found->map[d][i] = lociq_axis_find(new, lociq_axis_code(old, i));
  }
  return LOCIQ_OK;
}

static size_t position(const extent *over, const size_t place[LOCIQ_MEASURE_AXES]) {
  size_t at = 0;
  for (int d = 0; d < LOCIQ_MEASURE_AXES; d++)
    at = at * over->to[d] + (over->map[d] == NULL ? 0 : over->map[d][place[d]]);
  return at;
}

/* To the next cell of the old part, the last dimension first. */
static void step(const extent *over, size_t place[LOCIQ_MEASURE_AXES]) {
  for (int d = LOCIQ_MEASURE_AXES; d-- > 0;) {
    if (++place[d] < over->from[d]) return;
    place[d] = 0;
  }
}

static lociq_status carry_part(const lociq_panel *from, const lociq_cube *cube, lociq_part part, const lociq_panel *to,
                               lociq_cube *made, lociq_error *error) {
  const unsigned shape = lociq_cube_part_shape(cube, part);
  const lociq_grid *old = &cube->parts[part];
  size_t place[LOCIQ_MEASURE_AXES] = {0};
  extent over;
  lociq_status status = extent_find(from, to, shape, &over, error);
  if (status == LOCIQ_OK)
    status = lociq_cube_allocate(made, part, lociq_panel_count(to, shape), old->flags != NULL, error);
  for (size_t cell = 0; status == LOCIQ_OK && cell < old->count; cell++, step(&over, place)) {
    const size_t at = position(&over, place);
    made->parts[part].values[at] = old->values[cell];
    if (old->flags != NULL) made->parts[part].flags[at] = old->flags[cell];
  }
  for (int d = 0; d < LOCIQ_MEASURE_AXES; d++) free(over.map[d]);
  return status;
}

lociq_status lociq_cube_carry(const lociq_panel *from, const lociq_cube *cube, lociq_panel *to, lociq_error *error) {
  lociq_cube *made = NULL;
  lociq_status status = lociq_cube_copy_description(cube, &made, error);
  for (int part = 0; status == LOCIQ_OK && part < LOCIQ_PARTS; part++)
    if (cube->parts[part].values != NULL) status = carry_part(from, cube, (lociq_part)part, to, made, error);
  if (status == LOCIQ_OK) status = lociq_panel_add(to, made, error);
  if (status != LOCIQ_OK) lociq_cube_free(made);
  return status;
}

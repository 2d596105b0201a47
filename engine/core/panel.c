/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/panel.h>
#include <string.h>

#include "core/memory.h"
#include "core/shape.h"

lociq_status lociq_panel_create(lociq_panel **panel, lociq_error *error) {
  lociq_panel *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a panel");
  *panel = made;
  return LOCIQ_OK;
}

void lociq_panel_free(lociq_panel *panel) {
  if (panel == NULL) return;
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) lociq_axis_free(panel->axes[kind]);
  for (size_t i = 0; i < panel->cube_count; i++) lociq_cube_free(panel->cubes[i]);
  free(panel->cubes);
  free(panel);
}

lociq_status lociq_panel_add(lociq_panel *panel, lociq_cube *cube, lociq_error *error) {
  if (lociq_panel_find(panel, cube->name) != NULL)
    return lociq_error_set(error, LOCIQ_CONFLICT, "%s is there already", cube->name);
  lociq_cube **grown = lociq_resize(panel->cubes, panel->cube_count + 1, sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "a panel");
  panel->cubes = grown;
  panel->cubes[panel->cube_count++] = cube;
  return LOCIQ_OK;
}

lociq_cube *lociq_panel_find(const lociq_panel *panel, const char *name) {
  for (size_t i = 0; i < panel->cube_count; i++)
    if (strcmp(panel->cubes[i]->name, name) == 0) return panel->cubes[i];
  return NULL;
}

size_t lociq_panel_count(const lociq_panel *panel, unsigned shape) {
  size_t count = 1;
  for (size_t i = 0; i < LOCIQ_SHAPE_AXES; i++) {
    if ((shape & lociq_shape_axes[i].bit) == 0) continue;
    const size_t members = lociq_axis_count(panel->axes[lociq_shape_axes[i].kind]);
    if (members != 0 && count > SIZE_MAX / members) return SIZE_MAX;
    count *= members;
  }
  return count;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/memory.h>
#include <lociq/store.h>
#include <stdint.h>
#include <string.h>

#include "core/memory.h"

static bool is_measure(const lociq_cube *cube) { return strcmp(cube->kind, "measure") == 0; }
static bool is_bound(const lociq_cube *cube) { return strcmp(cube->kind, "bound") == 0; }

static lociq_status load(const lociq_store *store, lociq_panel *panel, lociq_error *error) {
  const lociq_panel *held = lociq_store_panel(store);
  lociq_status status = LOCIQ_OK;
  for (int kind = 0; status == LOCIQ_OK && kind < LOCIQ_AXIS_KINDS; kind++)
    status = lociq_axis_copy(held->axes[kind], &panel->axes[kind], error);
  for (size_t i = 0; status == LOCIQ_OK && i < held->cube_count; i++) {
    lociq_cube *cube = NULL;
    if (!is_measure(held->cubes[i]) && !is_bound(held->cubes[i])) continue;
    status = lociq_store_load(store, held->cubes[i]->name, &cube, error);
    if (status == LOCIQ_OK) status = lociq_panel_add(panel, cube, error);
    if (status != LOCIQ_OK) lociq_cube_free(cube);
  }
  return status;
}

lociq_status lociq_store_load_measures(const lociq_store *store, lociq_panel **panel, lociq_error *error) {
  lociq_panel *made = NULL;
  lociq_status status = lociq_panel_create(&made, error);
  if (status == LOCIQ_OK) status = load(store, made, error);
  if (status == LOCIQ_OK)
    *panel = made;
  else
    lociq_panel_free(made);
  return status;
}

lociq_status lociq_store_require_measures(const lociq_store *store, size_t memory, size_t copies, const char *what,
                                          lociq_error *error) {
  const lociq_panel *held = lociq_store_panel(store);
  const size_t cell = sizeof(double) + sizeof(uint16_t); /* flags may be there */
  size_t bytes = 0;
  for (size_t i = 0; i < held->cube_count; i++)
    for (int part = 0; part < LOCIQ_PARTS; part++)
      if (is_measure(held->cubes[i]) || is_bound(held->cubes[i])) bytes += held->cubes[i]->parts[part].count * cell;
  return lociq_memory_require(memory, bytes > SIZE_MAX / copies ? SIZE_MAX : bytes * copies, what, error);
}

lociq_status lociq_store_put_measures(lociq_store *store, const lociq_panel *panel, lociq_error *error) {
  lociq_panel measures = *panel; /* borrows axes and cubes */
  measures.cubes = lociq_allocate(panel->cube_count, sizeof *measures.cubes);
  measures.cube_count = 0;
  if (measures.cubes == NULL) return lociq_memory_error(error, "a panel");
  for (size_t i = 0; i < panel->cube_count; i++)
    if (is_measure(panel->cubes[i])) measures.cubes[measures.cube_count++] = panel->cubes[i];
  lociq_status status = lociq_store_merge(store, &measures, error);
  free(measures.cubes);
  for (size_t i = 0; status == LOCIQ_OK && i < panel->cube_count; i++)
    if (is_bound(panel->cubes[i])) status = lociq_store_put(store, panel->cubes[i], error);
  return status;
}

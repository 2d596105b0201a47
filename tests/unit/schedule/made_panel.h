/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Panels of made-up numbers for the tests of the scheduler, and kernels simple
 * enough to check by hand. The catalogue's own are tested elsewhere.
 */
#ifndef LOCIQ_TESTS_MADE_PANEL_H
#define LOCIQ_TESTS_MADE_PANEL_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indicators/kernel.h"
#include "schedule/run.h"

enum {
  MADE_CELLS = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
  MADE_REGIONS = LOCIQ_BY_YEAR | LOCIQ_BY_REGION
};

typedef struct made_shape {
  size_t years, regions, industries;
  unsigned holes; /* a cell in so many is missing; 0: none */
  bool totals;    /* published, a tenth above the sum of what is known */
} made_shape;

static inline uint64_t made_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static inline lociq_axis *made_axis(lociq_axis_kind kind, size_t count, const char *format, unsigned first) {
  lociq_member *members = calloc(count + 1, sizeof *members);
  char *codes = calloc(count + 1, 16);
  for (size_t i = 0; i < count; i++) {
    (void)snprintf(codes + 16 * i, 16, format, first + (unsigned)i);
    members[i] = (lociq_member){codes + 16 * i, NULL, NULL, LOCIQ_NO_LEVEL};
  }
  lociq_axis *axis = NULL;
  if (lociq_axis_create(kind, members, count, &axis, NULL) != LOCIQ_OK) abort();
  free(members);
  free(codes);
  return axis;
}

static inline lociq_cube *made_cube(lociq_panel *panel, const char *name, const char *unit, unsigned shape) {
  lociq_cube *cube = NULL;
  if (lociq_cube_create(name, "measure", shape, &cube, NULL) != LOCIQ_OK) abort();
  if (lociq_cube_set_text(&cube->unit, unit, NULL) != LOCIQ_OK) abort();
  if (lociq_cube_allocate(cube, LOCIQ_BODY, lociq_panel_count(panel, shape), false, NULL) != LOCIQ_OK) abort();
  if (lociq_panel_add(panel, cube, NULL) != LOCIQ_OK) abort();
  return cube;
}

static inline double *made_part(lociq_panel *panel, lociq_cube *cube, lociq_part part) {
  const size_t count = lociq_panel_count(panel, lociq_cube_part_shape(cube, part));
  if (lociq_cube_allocate(cube, part, count, false, NULL) != LOCIQ_OK) abort();
  return cube->parts[part].values;
}

static inline void made_totals(lociq_panel *panel, lociq_cube *cube, const made_shape *shape) {
  double *regions = made_part(panel, cube, LOCIQ_TOTAL_REGION);
  double *industries = made_part(panel, cube, LOCIQ_TOTAL_INDUSTRY), *all = made_part(panel, cube, LOCIQ_TOTAL);
  const double *values = cube->parts[LOCIQ_BODY].values;
  for (size_t i = 0; i < shape->years * shape->regions; i++) regions[i] = 0;
  for (size_t i = 0; i < shape->years * shape->industries; i++) industries[i] = 0;
  for (size_t y = 0; y < shape->years; y++) {
    all[y] = 0;
    for (size_t r = 0; r < shape->regions; r++)
      for (size_t i = 0; i < shape->industries; i++) {
        const double value = values[(y * shape->regions + r) * shape->industries + i] * 1.1;
        if (isnan(value)) continue;
        regions[y * shape->regions + r] += value;
        industries[y * shape->industries + i] += value;
        all[y] += value;
      }
  }
}

/* employment by cell, wages by cell, gdp and population by region; years from 2001. */
static inline lociq_panel *made_panel(const made_shape *shape) {
  lociq_panel *panel = NULL;
  if (lociq_panel_create(&panel, NULL) != LOCIQ_OK) abort();
  panel->axes[LOCIQ_YEAR] = made_axis(LOCIQ_YEAR, shape->years, "%u", 2001);
  panel->axes[LOCIQ_REGION] = made_axis(LOCIQ_REGION, shape->regions, "R%06u", 1);
  panel->axes[LOCIQ_INDUSTRY] = made_axis(LOCIQ_INDUSTRY, shape->industries, "I%05u", 1);
  panel->axes[LOCIQ_AGGREGATE] = made_axis(LOCIQ_AGGREGATE, 0, "%u", 1);
  uint64_t state = 88172645463325252u;
  lociq_cube *employment = made_cube(panel, "employment", "persons", MADE_CELLS);
  lociq_cube *wages = made_cube(panel, "wages", "EUR", MADE_CELLS);
  for (size_t i = 0; i < employment->parts[LOCIQ_BODY].count; i++) {
    const uint64_t drawn = made_random(&state);
    const bool hole = shape->holes != 0 && (drawn >> 40) % shape->holes == 0;
    employment->parts[LOCIQ_BODY].values[i] = hole ? (double)NAN : drawn % 10 < 3 ? 0 : (double)(drawn % 5000);
    wages->parts[LOCIQ_BODY].values[i] = (double)(made_random(&state) % 100000);
  }
  lociq_cube *gdp = made_cube(panel, "gdp", "MEUR", MADE_REGIONS);
  lociq_cube *population = made_cube(panel, "population", "persons", MADE_REGIONS);
  for (size_t i = 0; i < gdp->parts[LOCIQ_BODY].count; i++) {
    gdp->parts[LOCIQ_BODY].values[i] = (double)(1 + made_random(&state) % 1000);
    population->parts[LOCIQ_BODY].values[i] = (double)(1 + made_random(&state) % 10000);
  }
  if (shape->totals) made_totals(panel, employment, shape);
  return panel;
}

#endif

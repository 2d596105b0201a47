/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks of a panel in memory, for the tests of those that compare variables.
 */
#ifndef LOCIQ_TESTS_BLOCKS_H
#define LOCIQ_TESTS_BLOCKS_H

#include "partners/block.h"
#include "unit/partners/panels.h"

/* Room for the parts of a score, which are written in whole lanes: _Alignas(64) double parts[PARTS_OF(3)]. */
#define PARTS_OF(items) (((items) + LOCIQ_LANES - 1) / LOCIQ_LANES * LOCIQ_LANES)

enum { REGIONAL = LOCIQ_BY_YEAR | LOCIQ_BY_REGION, INDUSTRIAL = REGIONAL | LOCIQ_BY_INDUSTRY };

/* Regions R0000 …, industries I0000 …, the years 2014 and 2015, and no cube. */
static inline lociq_panel *panel_empty(size_t regions, size_t industries) {
  static const char *const years[] = {"2014", "2015"};
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  panel->axes[LOCIQ_YEAR] = axis_made(LOCIQ_YEAR, "", years, 2);
  panel->axes[LOCIQ_REGION] = axis_made(LOCIQ_REGION, "R", NULL, regions);
  panel->axes[LOCIQ_INDUSTRY] = axis_made(LOCIQ_INDUSTRY, "I", NULL, industries);
  panel->axes[LOCIQ_AGGREGATE] = axis_made(LOCIQ_AGGREGATE, "", NULL, 0);
  return panel;
}

/* A part of a cube, 2014 before 2015. */
static inline void part_add(const lociq_panel *panel, lociq_cube *cube, lociq_part part, const double *values) {
  const size_t count = lociq_panel_count(panel, lociq_cube_part_shape(cube, part));
  assert_int_equal(lociq_cube_allocate(cube, part, count, false, NULL), LOCIQ_OK);
  memcpy(cube->parts[part].values, values, count * sizeof *values);
}

/* "Title of <name>" in euros. */
static inline lociq_cube *cube_add(lociq_panel *panel, const char *name, unsigned shape, const double *values) {
  lociq_cube *cube = NULL;
  char title[64];
  (void)snprintf(title, sizeof title, "Title of %s", name);
  assert_int_equal(lociq_cube_create(name, "measure", shape, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_set_text(&cube->title, title, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_set_text(&cube->unit, "euros", NULL), LOCIQ_OK);
  part_add(panel, cube, LOCIQ_BODY, values);
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
  return cube;
}

/* A block's surroundings: in 2015, whole regions unless the test says others; all is compared whatever it covers. */
typedef struct scene {
  lociq_panel *panel;
  lociq_statistics statistics;
  lociq_units units;
  lociq_partner_options options;
  lociq_block_source source;
  lociq_block block;
} scene;

static inline void scene_begin(scene *of, lociq_panel *panel) {
  const size_t regions = lociq_axis_count(panel->axes[LOCIQ_REGION]);
  *of = (scene){.panel = panel,
                .statistics = {.panel = panel, .measure = "employment", .year = 1},
                .units = {.regions = panel->axes[LOCIQ_REGION],
                          .industries = panel->axes[LOCIQ_INDUSTRY],
                          .cluster = LOCIQ_NONE,
                          .items = calloc(regions, sizeof *of->units.items),
                          .count = regions}};
  for (size_t r = 0; r < regions; r++) of->units.items[r] = (lociq_unit){r, LOCIQ_NONE, LOCIQ_NONE};
  of->source = (lociq_block_source){.statistics = &of->statistics, .units = &of->units, .options = &of->options};
}

/* In place of the whole regions. */
static inline void scene_units(scene *of, size_t cluster, const lociq_unit *units, size_t count) {
  free(of->units.items);
  of->units.items = calloc(count, sizeof *units);
  memcpy(of->units.items, units, count * sizeof *units);
  of->units.count = count;
  of->units.cluster = cluster;
}

static inline void block_end(lociq_block *block) {
  for (size_t i = 0; i < block->item_count; i++) {
    free(block->items[i].name);
    free(block->items[i].label);
    free(block->items[i].unit);
  }
  free(block->items);
  if (block->method != NULL) block->method->release(block->state);
  *block = (lociq_block){0};
}

static inline lociq_status scene_try(scene *of, const lociq_block_method *method, const lociq_block_plan *plan,
                                     lociq_error *error) {
  lociq_block_plan whole = *plan;
  whole.name = whole.method = "block";
  whole.weight = 1;
  whole.place = LOCIQ_NONE;
  block_end(&of->block);
  of->block = (lociq_block){.method = method, .weight = 1};
  return method->prepare(&of->source, &whole, &of->block, error);
}

static inline void scene_prepare(scene *of, const lociq_block_method *method, const lociq_block_plan *plan) {
  lociq_error error = {0};
  if (scene_try(of, method, plan, &error) != LOCIQ_OK) fail_msg("%s", error.message);
}

static inline double score_in(const scene *of, size_t own, size_t other) {
  return of->block.method->score(&of->block, own, other, NULL);
}

/* The score, which its parts add up to; each is a rounding away from what it adds. */
static inline double score_by_parts(const scene *of, size_t own, size_t other, double *parts) {
  const double score = of->block.method->score(&of->block, own, other, parts);
  double sum = 0;
  for (size_t i = 0; i < of->block.item_count; i++) sum += parts[i];
  if (isfinite(score)) assert_true(fabs(sum - score) <= 1e-15 * (double)(4 + of->block.item_count));
  assert_true(memcmp(&score, &(double){score_in(of, own, other)}, sizeof score) == 0 || isnan(score));
  return score;
}

static inline void scene_end(scene *of) {
  block_end(&of->block);
  free(of->units.items);
  lociq_panel_free(of->panel);
}

/* Numbers of a test that were worked by hand or by numpy to their last digit. */
static inline void check_near(double found, double expected) {
  if (!(fabs(found - expected) <= 4e-15 * fmax(1, fabs(expected)))) fail_msg("%.17g, expected %.17g", found, expected);
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Panels at random for the property tests, the same on every machine. All figures
 * are whole numbers: sums are exact in any order, so that what a threshold decides
 * cannot depend on rounding.
 */
#ifndef LOCIQ_TESTS_RANDOM_PANEL_H
#define LOCIQ_TESTS_RANDOM_PANEL_H

#include <lociq/lociq.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct panel_plan {
  size_t regions, industries, years;
  double zeros, unknown; /* parts of the cells */
  bool published;        /* totals, some of them, at least what is known */
  bool empty;            /* the first region and the last industry are all zeros, the second region unknown */
  uint64_t seed;
  double factor; /* multiplies every figure */
  bool gap;      /* there is no year 2003 */
  bool turned;   /* regions and industries in the opposite order */
} panel_plan;

/* splitmix64 */
static inline uint64_t random_bits(uint64_t *state) {
  uint64_t z = (*state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}
static inline double random_part(uint64_t *state) { return (double)(random_bits(state) >> 11) * 0x1p-53; }
/* Mostly small, sometimes large. */
static inline double random_jobs(uint64_t *state) {
  return floor(pow(10, 4 * random_part(state))) + (double)(random_bits(state) % 7);
}

/* Where a region's or an industry's data lie. */
static inline size_t turned(const panel_plan *plan, size_t count, size_t position) {
  return plan->turned ? count - 1 - position : position;
}

/* Every three industries have a parent. */
static inline lociq_axis *numbered_axis(const panel_plan *plan, lociq_axis_kind kind, size_t count) {
  lociq_member *members = calloc(count + 1, sizeof *members);
  char(*codes)[32] = calloc(count + 1, sizeof *codes), (*parents)[32] = calloc(count + 1, sizeof *parents);
  for (size_t k = 0; k < count; k++) {
    snprintf(codes[k], sizeof codes[k], kind == LOCIQ_YEAR ? "%zu" : "c%05zu",
             kind == LOCIQ_YEAR ? 2001 + k + (plan->gap && k > 1 ? 1 : 0) : k);
    snprintf(parents[k], sizeof parents[k], "g%05zu", turned(plan, count, k) / 3);
    members[k] = (lociq_member){.code = codes[k], .level = LOCIQ_NO_LEVEL};
    if (kind == LOCIQ_INDUSTRY) members[k].parent = parents[k];
  }
  lociq_axis *axis = NULL;
  if (lociq_axis_create(kind, members, count, &axis, NULL) != LOCIQ_OK) abort();
  free(members);
  free(parents);
  free(codes);
  return axis;
}

static inline double *part_values(lociq_panel *panel, lociq_cube *cube, lociq_part part) {
  if (lociq_cube_allocate(cube, part, lociq_panel_count(panel, lociq_cube_part_shape(cube, part)), false, NULL))
    abort();
  return cube->parts[part].values;
}

static inline double random_cell(const panel_plan *plan, size_t r, size_t i, uint64_t *state) {
  const double jobs = random_jobs(state), kind = random_part(state);
  if (plan->empty && r == 1) return NAN;
  if (plan->empty && (r == 0 || i + 1 == plan->industries)) return 0;
  if (kind < plan->unknown) return NAN;
  return kind < plan->unknown + plan->zeros ? 0 : jobs * plan->factor;
}

/* Some totals of the measure, each what is known and something more. */
static inline void publish_totals(const panel_plan *plan, lociq_panel *panel, lociq_cube *cube, uint64_t *state) {
  const size_t regions = plan->regions, industries = plan->industries;
  const double *body = cube->parts[LOCIQ_BODY].values;
  double *by_region = part_values(panel, cube, LOCIQ_TOTAL_REGION);
  double *by_industry = part_values(panel, cube, LOCIQ_TOTAL_INDUSTRY), *all = part_values(panel, cube, LOCIQ_TOTAL);
  for (size_t y = 0; y < plan->years; y++) {
    double everything = 0;
    for (size_t r = 0; r < regions; r++) {
      const size_t place = turned(plan, regions, r);
      double sum = 0;
      for (size_t i = 0; i < industries; i++) {
        const double e = body[(y * regions + place) * industries + i];
        sum += isnan(e) ? 0 : e;
      }
      const double more = random_jobs(state) * plan->factor, kind = random_part(state);
      if (kind < 0.7) by_region[y * regions + place] = sum + more;
      everything += sum + more;
    }
    for (size_t i = 0; i < industries; i++) {
      const size_t place = turned(plan, industries, i);
      double sum = 0;
      for (size_t r = 0; r < regions; r++) {
        const double e = body[(y * regions + r) * industries + place];
        sum += isnan(e) ? 0 : e;
      }
      const double more = random_jobs(state) * plan->factor, kind = random_part(state);
      if (kind < 0.5) by_industry[y * industries + place] = sum + more;
    }
    all[y] = everything;
  }
}

static inline void add_measure(const panel_plan *plan, lociq_panel *panel, const char *name, bool by_industry,
                               uint64_t *state) {
  lociq_cube *cube = NULL;
  const unsigned shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | (by_industry ? LOCIQ_BY_INDUSTRY : 0u);
  if (lociq_cube_create(name, "measure", shape, &cube, NULL) || lociq_panel_add(panel, cube, NULL)) abort();
  double *body = part_values(panel, cube, LOCIQ_BODY);
  const size_t industries = by_industry ? plan->industries : 1;
  for (size_t y = 0; y < plan->years; y++)
    for (size_t r = 0; r < plan->regions; r++)
      for (size_t i = 0; i < industries; i++) {
        const size_t row = y * plan->regions + turned(plan, plan->regions, r);
        const double cell = by_industry ? random_cell(plan, r, i, state) : random_jobs(state) * plan->factor;
        body[row * industries + turned(plan, industries, i)] = cell;
      }
  if (by_industry && plan->published) publish_totals(plan, panel, cube, state);
}

static inline lociq_panel *random_panel(const panel_plan *plan) {
  lociq_panel *panel = NULL;
  uint64_t state = plan->seed;
  if (lociq_panel_create(&panel, NULL)) abort();
  panel->axes[LOCIQ_YEAR] = numbered_axis(plan, LOCIQ_YEAR, plan->years);
  panel->axes[LOCIQ_REGION] = numbered_axis(plan, LOCIQ_REGION, plan->regions);
  panel->axes[LOCIQ_INDUSTRY] = numbered_axis(plan, LOCIQ_INDUSTRY, plan->industries);
  panel->axes[LOCIQ_AGGREGATE] = numbered_axis(plan, LOCIQ_AGGREGATE, 0);
  const char *const measures[] = {"employment", "gva", "hours", "wages", "employees", "establishments"};
  for (size_t k = 0; k < sizeof measures / sizeof *measures; k++) add_measure(plan, panel, measures[k], true, &state);
  add_measure(plan, panel, "population", false, &state);
  add_measure(plan, panel, "area", false, &state);
  add_measure(plan, panel, "income", false, &state);
  add_measure(plan, panel, "gfcf", false, &state);
  add_measure(plan, panel, "capital", false, &state);
  add_measure(plan, panel, "price_level", false, &state);
  return panel;
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums of a panel's figures against what was published: each figure goes to one place
 * of the published table, or to none.
 */
#include <lociq/harmonise.h>
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "harmonise/frame.h"
#include "read/measures.h"

static const double arithmetic = 1e-9; /* of the absolute sum: more than any order of adding makes */

void lociq_differences_free(lociq_difference *differences, size_t count) {
  for (size_t i = 0; i < count; i++) {
    free(differences[i].measure);
    free(differences[i].region);
    free(differences[i].industry);
  }
  free(differences);
}

/* Where the members of an axis go. */
typedef struct side {
  size_t *to; /* LOCIQ_NONE: nowhere */
  size_t count, targets;
  const lociq_axis *names; /* of the targets; NULL: `name` is that of the only one */
  const char *name;
} side;

typedef struct comparison {
  double tolerance;
  lociq_difference *found;
  size_t count, capacity, compared, incomplete;
} comparison;

/* ---- sides */

static lociq_status make_side(size_t count, size_t targets, const lociq_axis *names, const char *name, side *made,
                              lociq_error *error) {
  *made = (side){.count = count, .targets = targets, .names = names, .name = name};
  made->to = lociq_allocate(count, sizeof *made->to);
  return made->to != NULL ? LOCIQ_OK : lociq_memory_error(error, "a comparison");
}

/* All to one place. */
static lociq_status to_whole(size_t count, const char *name, side *made, lociq_error *error) {
  return make_side(count, 1, NULL, name, made, error);
}

static lociq_status to_itself(const lociq_axis *axis, side *made, lociq_error *error) {
  const size_t count = lociq_axis_count(axis);
  const lociq_status status = make_side(count, count, axis, NULL, made, error);
  for (size_t i = 0; status == LOCIQ_OK && i < count; i++) made->to[i] = i;
  return status;
}

static lociq_status to_coarser(const lociq_axis *fine, const lociq_axis *coarse, side *made, lociq_error *error) {
  lociq_status status = make_side(lociq_axis_count(fine), lociq_axis_count(coarse), coarse, NULL, made, error);
  if (status == LOCIQ_OK) status = lociq_hierarchy_place(fine, coarse, made->to, error);
  return status;
}

static bool goes_somewhere(const side *one) {
  for (size_t i = 0; i < one->count; i++)
    if (one->to[i] != LOCIQ_NONE) return true;
  return false;
}

static const char *name_of(const side *one, size_t target) {
  return one->names == NULL ? one->name : lociq_axis_code(one->names, target);
}

/* ---- one year of one table */

typedef struct table {
  const char *measure;
  int year;
  const side *regions, *industries;
  const double *figures;   /* regions × industries */
  const double *published; /* where they go */
} table;

typedef struct sums {
  double *sum, *size;
  size_t *figures, *missing;
} sums;

static void clear_sums(sums *added) {
  free(added->sum);
  free(added->size);
  free(added->figures);
  free(added->missing);
}

static lociq_status add_up(const table *one, sums *added, lociq_error *error) {
  const size_t cells = one->regions->targets * one->industries->targets;
  *added = (sums){.sum = lociq_allocate(cells, sizeof *added->sum),
                  .size = lociq_allocate(cells, sizeof *added->size),
                  .figures = lociq_allocate(cells, sizeof *added->figures),
                  .missing = lociq_allocate(cells, sizeof *added->missing)};
  if (added->sum == NULL || added->size == NULL || added->figures == NULL || added->missing == NULL)
    return lociq_memory_error(error, "a comparison");
  for (size_t r = 0; r < one->regions->count; r++)
    for (size_t i = 0; i < one->industries->count; i++) {
      if (one->regions->to[r] == LOCIQ_NONE || one->industries->to[i] == LOCIQ_NONE) continue;
      const size_t cell = one->regions->to[r] * one->industries->targets + one->industries->to[i];
      const double figure = one->figures[r * one->industries->count + i];
      added->figures[cell]++;
      added->missing[cell] += isnan(figure) ? 1 : 0;
      added->sum[cell] += isnan(figure) ? 0 : figure;
      added->size[cell] += isnan(figure) ? 0 : fabs(figure);
    }
  return LOCIQ_OK;
}

static lociq_status keep_difference(comparison *all, const table *one, size_t region, size_t industry, double sum,
                                    double published, lociq_error *error) {
  if (all->count == all->capacity) {
    const size_t capacity = all->capacity == 0 ? 64 : 2 * all->capacity;
    lociq_difference *grown = lociq_resize(all->found, capacity, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "a comparison");
    all->found = grown;
    all->capacity = capacity;
  }
  lociq_difference *kept = &all->found[all->count++];
  *kept = (lociq_difference){.measure = lociq_copy_text(one->measure),
                             .region = lociq_copy_text(name_of(one->regions, region)),
                             .industry = lociq_copy_text(name_of(one->industries, industry)),
                             .year = one->year,
                             .sum = sum,
                             .published = published};
  if (kept->measure != NULL && kept->region != NULL && kept->industry != NULL) return LOCIQ_OK;
  return lociq_memory_error(error, "a comparison");
}

static lociq_status compare_table(comparison *all, const table *one, lociq_error *error) {
  sums added = {0};
  lociq_status status = add_up(one, &added, error);
  for (size_t r = 0; status == LOCIQ_OK && r < one->regions->targets; r++)
    for (size_t i = 0; status == LOCIQ_OK && i < one->industries->targets; i++) {
      const size_t cell = r * one->industries->targets + i;
      const double published = one->published[cell], sum = added.sum[cell];
      if (added.figures[cell] == 0) continue;
      if (isnan(published) || added.missing[cell] > 0) {
        all->incomplete++;
        continue;
      }
      all->compared++;
      const double allowed =
          all->tolerance * (double)(added.figures[cell] + 1) + arithmetic * (added.size[cell] + fabs(published));
      if (fabs(sum - published) > allowed) status = keep_difference(all, one, r, i, sum, published, error);
    }
  clear_sums(&added);
  return status;
}

/* The years that both have, in order. figures and published are of all years. */
static lociq_status compare_years(comparison *all, const lociq_axis *years, const lociq_axis *published_years,
                                  table one, lociq_error *error) {
  const double *figures = one.figures, *published = one.published;
  lociq_status status = LOCIQ_OK;
  for (size_t y = 0; status == LOCIQ_OK && y < lociq_axis_count(years); y++) {
    const size_t other = lociq_axis_find(published_years, lociq_axis_code(years, y));
    if (other == LOCIQ_NONE) continue;
    one.year = lociq_axis_year(years, y);
    one.figures = figures + y * one.regions->count * one.industries->count;
    one.published = published + other * one.regions->targets * one.industries->targets;
    status = compare_table(all, &one, error);
  }
  return status;
}

/* ---- a panel's own totals */

typedef struct sides {
  side regions, industries;                   /* to themselves */
  side all_regions, all_industries;           /* to the whole */
  side one_region, one_industry, no_industry; /* a single place to itself: a total, a region variable */
} sides;

static void clear_sides(sides *made) {
  side *all[] = {&made->regions,    &made->industries,   &made->all_regions, &made->all_industries,
                 &made->one_region, &made->one_industry, &made->no_industry};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) free(all[i]->to);
}

static lociq_status make_sides(const lociq_panel *panel, sides *made, lociq_error *error) {
  const lociq_axis *regions = panel->axes[LOCIQ_REGION], *industries = panel->axes[LOCIQ_INDUSTRY];
  lociq_status status = to_itself(regions, &made->regions, error);
  if (status == LOCIQ_OK) status = to_itself(industries, &made->industries, error);
  if (status == LOCIQ_OK) status = to_whole(lociq_axis_count(regions), LOCIQ_WHOLE, &made->all_regions, error);
  if (status == LOCIQ_OK) status = to_whole(lociq_axis_count(industries), LOCIQ_WHOLE, &made->all_industries, error);
  if (status == LOCIQ_OK) status = to_whole(1, LOCIQ_WHOLE, &made->one_region, error);
  if (status == LOCIQ_OK) status = to_whole(1, LOCIQ_WHOLE, &made->one_industry, error);
  if (status == LOCIQ_OK) status = to_whole(1, "", &made->no_industry, error);
  return status;
}

/* The figures of a part, by the sides, against another part of the same cube. */
static lociq_status compare_parts(comparison *all, const lociq_panel *panel, const lociq_cube *cube, lociq_part figures,
                                  const side *regions, const side *industries, lociq_part published,
                                  lociq_error *error) {
  const lociq_axis *years = panel->axes[LOCIQ_YEAR];
  if (cube->parts[figures].values == NULL || cube->parts[published].values == NULL) return LOCIQ_OK;
  return compare_years(all, years, years,
                       (table){.measure = cube->name,
                               .regions = regions,
                               .industries = industries,
                               .figures = cube->parts[figures].values,
                               .published = cube->parts[published].values},
                       error);
}

static lociq_status compare_own(comparison *all, const lociq_panel *panel, const lociq_cube *cube, const sides *to,
                                lociq_error *error) {
  if ((cube->shape & LOCIQ_BY_INDUSTRY) == 0)
    return compare_parts(all, panel, cube, LOCIQ_BODY, &to->all_regions, &to->no_industry, LOCIQ_TOTAL, error);
  lociq_status status =
      compare_parts(all, panel, cube, LOCIQ_BODY, &to->regions, &to->all_industries, LOCIQ_TOTAL_REGION, error);
  if (status == LOCIQ_OK)
    status =
        compare_parts(all, panel, cube, LOCIQ_BODY, &to->all_regions, &to->industries, LOCIQ_TOTAL_INDUSTRY, error);
  if (status != LOCIQ_OK) return status;
  if (cube->parts[LOCIQ_TOTAL_REGION].values != NULL)
    return compare_parts(all, panel, cube, LOCIQ_TOTAL_REGION, &to->all_regions, &to->one_industry, LOCIQ_TOTAL, error);
  if (cube->parts[LOCIQ_TOTAL_INDUSTRY].values != NULL)
    return compare_parts(all, panel, cube, LOCIQ_TOTAL_INDUSTRY, &to->one_region, &to->all_industries, LOCIQ_TOTAL,
                         error);
  return compare_parts(all, panel, cube, LOCIQ_BODY, &to->all_regions, &to->all_industries, LOCIQ_TOTAL, error);
}

/* ---- a coarser panel */

static lociq_status make_coarser(const lociq_panel *fine, const lociq_panel *coarse, sides *made, lociq_error *error) {
  lociq_status status = to_coarser(fine->axes[LOCIQ_REGION], coarse->axes[LOCIQ_REGION], &made->regions, error);
  if (status == LOCIQ_OK)
    status = to_coarser(fine->axes[LOCIQ_INDUSTRY], coarse->axes[LOCIQ_INDUSTRY], &made->industries, error);
  if (status == LOCIQ_OK) status = to_whole(1, LOCIQ_WHOLE, &made->one_region, error);
  if (status == LOCIQ_OK) status = to_whole(1, LOCIQ_WHOLE, &made->one_industry, error);
  if (status == LOCIQ_OK) status = to_whole(1, "", &made->no_industry, error);
  return status;
}

static bool share_a_year(const lociq_panel *fine, const lociq_panel *coarse) {
  for (size_t y = 0; y < lociq_axis_count(fine->axes[LOCIQ_YEAR]); y++)
    if (lociq_axis_find(coarse->axes[LOCIQ_YEAR], lociq_axis_code(fine->axes[LOCIQ_YEAR], y)) != LOCIQ_NONE)
      return true;
  return false;
}

static lociq_status check_sides(const lociq_panel *fine, const lociq_panel *coarse, const sides *to,
                                lociq_error *error) {
  const side *made[] = {&to->regions, &to->industries};
  if (!share_a_year(fine, coarse)) return lociq_error_set(error, LOCIQ_INVALID, "the two have no year in common");
  for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
    const lociq_axis_kind kind = i == 0 ? LOCIQ_REGION : LOCIQ_INDUSTRY;
    if (made[i]->count == 0 || made[i]->targets == 0 || goes_somewhere(made[i])) continue;
    return lociq_error_set(
        error, LOCIQ_INVALID, "no %s, such as \"%s\", is or lies in one of the coarser, such as \"%s\"",
        lociq_axis_kind_name(kind), lociq_axis_code(fine->axes[kind], 0), lociq_axis_code(coarse->axes[kind], 0));
  }
  return LOCIQ_OK;
}

static lociq_status compare_cubes(comparison *all, const lociq_panel *fine, const lociq_cube *cube,
                                  const lociq_panel *coarse, const lociq_cube *other, const sides *to,
                                  lociq_error *error) {
  static const lociq_part parts[] = {LOCIQ_BODY, LOCIQ_TOTAL_REGION, LOCIQ_TOTAL_INDUSTRY, LOCIQ_TOTAL};
  if (cube->shape != other->shape)
    return lociq_error_set(error, LOCIQ_INVALID, "%s lies over other axes in the one than in the other", cube->name);
  if (cube->unit[0] != '\0' && other->unit[0] != '\0' && strcmp(cube->unit, other->unit) != 0)
    return lociq_error_set(error, LOCIQ_INVALID, "%s is in %s in the one and in %s in the other", cube->name,
                           cube->unit, other->unit);
  lociq_status status = LOCIQ_OK;
  for (size_t p = 0; status == LOCIQ_OK && p < sizeof parts / sizeof parts[0]; p++) {
    const unsigned shape = lociq_cube_part_shape(cube, parts[p]);
    const side *whole = (cube->shape & LOCIQ_BY_INDUSTRY) != 0 ? &to->one_industry : &to->no_industry;
    if (cube->parts[parts[p]].values == NULL || other->parts[parts[p]].values == NULL) continue;
    status = compare_years(all, fine->axes[LOCIQ_YEAR], coarse->axes[LOCIQ_YEAR],
                           (table){.measure = cube->name,
                                   .regions = (shape & LOCIQ_BY_REGION) != 0 ? &to->regions : &to->one_region,
                                   .industries = (shape & LOCIQ_BY_INDUSTRY) != 0 ? &to->industries : whole,
                                   .figures = cube->parts[parts[p]].values,
                                   .published = other->parts[parts[p]].values},
                           error);
  }
  return status;
}

/* ---- all of it */

static bool adds_up(const lociq_cube *cube) {
  return strcmp(cube->kind, "measure") == 0 && cube->parts[LOCIQ_BODY].values != NULL &&
         (cube->shape & LOCIQ_BY_YEAR) != 0 && !lociq_measure_is_relative(cube->name, cube->unit);
}

static lociq_status compare_coarse(comparison *all, const lociq_panel *fine, const lociq_panel *coarse,
                                   lociq_error *error) {
  sides to = {0};
  size_t shared = 0;
  lociq_status status = make_coarser(fine, coarse, &to, error);
  if (status == LOCIQ_OK) status = check_sides(fine, coarse, &to, error);
  for (size_t i = 0; status == LOCIQ_OK && i < fine->cube_count; i++) {
    const lociq_cube *cube = fine->cubes[i], *other = lociq_panel_find(coarse, cube->name);
    if (!adds_up(cube) || other == NULL || !adds_up(other)) continue;
    shared++;
    status = compare_cubes(all, fine, cube, coarse, other, &to, error);
  }
  if (status == LOCIQ_OK && shared == 0)
    status = lociq_error_set(error, LOCIQ_INVALID, "the two have no measure in common that adds up");
  clear_sides(&to);
  return status;
}

static lociq_status compare_totals(comparison *all, const lociq_panel *panel, lociq_error *error) {
  sides to = {0};
  lociq_status status = make_sides(panel, &to, error);
  for (size_t i = 0; status == LOCIQ_OK && i < panel->cube_count; i++)
    if (adds_up(panel->cubes[i])) status = compare_own(all, panel, panel->cubes[i], &to, error);
  clear_sides(&to);
  return status;
}

static int compare_differences(const void *first, const void *second) {
  const lociq_difference *a = first, *b = second;
  int order = strcmp(a->measure, b->measure);
  if (order == 0) order = (a->year > b->year) - (a->year < b->year);
  if (order == 0) order = strcmp(a->region, b->region);
  if (order == 0) order = strcmp(a->industry, b->industry);
  if (order == 0) order = (a->published > b->published) - (a->published < b->published);
  return order != 0 ? order : (a->sum > b->sum) - (a->sum < b->sum);
}

lociq_status lociq_panel_compare(const lociq_panel *fine, const lociq_panel *coarse, double tolerance,
                                 lociq_difference **differences, size_t *count, size_t *compared, size_t *incomplete,
                                 lociq_error *error) {
  if (!(tolerance >= 0) || isinf(tolerance))
    return lociq_error_set(error, LOCIQ_INVALID, "the tolerance is %.15g, expected a number of at least 0", tolerance);
  comparison all = {.tolerance = tolerance};
  lociq_status status = compare_totals(&all, fine, error);
  if (status == LOCIQ_OK && coarse != NULL) status = compare_coarse(&all, fine, coarse, error);
  if (status != LOCIQ_OK) {
    lociq_differences_free(all.found, all.count);
    return status;
  }
  if (all.count > 1) qsort(all.found, all.count, sizeof *all.found, compare_differences);
  *differences = all.found;
  *count = all.count;
  *compared = all.compared;
  *incomplete = all.incomplete;
  return LOCIQ_OK;
}

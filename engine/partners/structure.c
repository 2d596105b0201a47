/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/structure.h"

#include <math.h>

#include "core/memory.h"
#include "partners/redraw.h"
#include "partners/search.h"

static lociq_status read_rows(const void *from, size_t first, size_t count, double *rows, lociq_error *error) {
  const lociq_structure *structure = from;
  return lociq_statistics_rows(structure->statistics, structure->statistic.name, structure->year, first, count, rows,
                               error);
}

static lociq_measure_year table_of(const lociq_structure *structure) {
  const lociq_statistic *statistic = &structure->statistic;
  return (lociq_measure_year){.measure = statistic->name,
                              .regions = structure->units->regions,
                              .industries = structure->units->industries,
                              .year = lociq_axis_year(structure->statistics->panel->axes[LOCIQ_YEAR], structure->year),
                              .values = statistic->values,
                              .read = read_rows,
                              .from = structure,
                              .total_region = statistic->total_region,
                              .total_industry = statistic->total_industry,
                              .total = statistic->total};
}

static void release(void *state) {
  lociq_structure *structure = state;
  if (structure == NULL) return;
  lociq_profiles_free(structure->profiles);
  free(structure->profile_of);
  lociq_statistic_clear(&structure->statistic);
  free(structure);
}

static lociq_status index_profiles(lociq_structure *made, lociq_error *error) {
  const size_t regions = lociq_axis_count(made->units->regions);
  made->profile_of = lociq_allocate_aligned(regions, sizeof *made->profile_of);
  if (made->profile_of == NULL) return lociq_memory_error(error, "the regions' profiles");
  for (size_t r = 0; r < regions; r++) made->profile_of[r] = LOCIQ_NONE;
  for (size_t p = 0; p < made->profiles->regions; p++) made->profile_of[made->profiles->positions[p]] = p;
  return LOCIQ_OK;
}

static lociq_status prepare(const lociq_block_source *source, const lociq_block_plan *plan, lociq_block *block,
                            lociq_error *error) {
  const lociq_similarity *text = NULL;
  lociq_structure *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a block");
  made->units = source->units;
  made->minimum_coverage = source->options->minimum_coverage;
  block->state = made;
  lociq_status status = lociq_similarity_find(plan->method, &text, &made->method, error);
  made->statistics = source->statistics;
  if (status == LOCIQ_OK)
    status = source->options->redraws == 0
                 ? lociq_block_open_measure(source, plan, &made->statistic, &made->year, error)
                 : lociq_block_read_measure(source, plan, &made->statistic, &made->year, error);
  if (status != LOCIQ_OK) return status;
  made->counts_per_unit = lociq_counts_per_unit(source->options, made->statistic.name, made->statistic.unit);
  lociq_measure_year table = table_of(made);
  table.memory = source->memory;
  status = lociq_profiles_create(&table, made->method, &made->profiles, error);
  if (status == LOCIQ_OK) status = index_profiles(made, error);
  const lociq_axis *industries = source->units->industries;
  if (status == LOCIQ_OK)
    status = lociq_block_name_industries(block, industries, NULL, lociq_axis_count(industries), "share", error);
  return status;
}

/* With redraws the values stay, and drawn ones and their profiles come beside. */
static size_t bytes(const lociq_block_source *source, const lociq_block_plan *plan) {
  const lociq_similarity *text = NULL;
  const lociq_similarity_method *method = NULL;
  const size_t regions = lociq_axis_count(source->units->regions);
  const size_t industries = lociq_axis_count(source->units->industries);
  if (lociq_similarity_find(plan->method, &text, &method, NULL) != LOCIQ_OK) return 0;
  const size_t profiles = regions * lociq_profiles_bytes(method, industries);
  return profiles + (source->options->redraws > 0 ? profiles + 2 * lociq_block_cell_bytes(source) : 0);
}

static size_t profile_of(const lociq_structure *structure, size_t unit) {
  const size_t region = structure->units->items[unit].region;
  return region == LOCIQ_NONE ? LOCIQ_NONE : structure->profile_of[region];
}

static double score(const lociq_block *block, size_t own, size_t other, double *parts) {
  const lociq_structure *structure = lociq_structure_of(block);
  const lociq_profiles *profiles = structure->profiles;
  const size_t a = profile_of(structure, own), b = profile_of(structure, other);
  if (a == LOCIQ_NONE || b == LOCIQ_NONE) return (double)NAN;
  if (!lociq_search_covers(profiles, structure->minimum_coverage, a, b)) return (double)NAN;
  return structure->method->score(profiles, a, b, parts);
}

static double value(const lociq_block *block, size_t unit, size_t item, bool other) {
  (void)other;
  const lociq_structure *structure = lociq_structure_of(block);
  const lociq_profiles *profiles = structure->profiles;
  const size_t p = profile_of(structure, unit);
  if (p == LOCIQ_NONE || !(profiles->totals[p] > 0)) return (double)NAN;
  const double *known = lociq_profile_known(profiles, p);
  return known == NULL || known[item] != 0 ? lociq_profile_values(profiles, p)[item] / profiles->totals[p]
                                           : (double)NAN;
}

/* The profiles of counts drawn anew. Every region that had some still has: profiles lie where they lay. */
static lociq_status profiles_redraw(const lociq_structure *of, const lociq_random *random, lociq_structure *made,
                                    lociq_error *error) {
  lociq_measure_year table = table_of(of);
  double *drawn = NULL;
  lociq_status status = lociq_table_redraw(&table, of->counts_per_unit, random, &drawn, error);
  if (status != LOCIQ_OK) return status;
  table.values = drawn;
  status = lociq_profiles_create(&table, made->method, &made->profiles, error);
  free(drawn);
  return status == LOCIQ_OK ? index_profiles(made, error) : status;
}

static lociq_status redraw(const lociq_block *block, lociq_random *random, void **state, lociq_error *error) {
  const lociq_structure *of = lociq_structure_of(block);
  *state = NULL;
  if (of->counts_per_unit == 0) return LOCIQ_OK;
  lociq_structure *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a block drawn anew");
  *made = (lociq_structure){.method = of->method,
                            .units = of->units,
                            .minimum_coverage = of->minimum_coverage,
                            .statistics = of->statistics,
                            .year = of->year};
  const lociq_status status = profiles_redraw(of, random, made, error);
  if (status == LOCIQ_OK)
    *state = made;
  else
    release(made);
  return status;
}

const lociq_block_method lociq_block_structure = {
    .prepare = prepare, .release = release, .bytes = bytes, .score = score, .value = value, .redraw = redraw};

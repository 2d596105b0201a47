/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/ranking.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "classify/country.h"
#include "core/memory.h"
#include "partners/search.h"

lociq_partner_options lociq_partner_options_default(void) {
  return (lociq_partner_options){
      .measure = "employment", .similarity = "cosine", .top = 10, .contributions = 3, .minimum_coverage = 0.5};
}

void lociq_ranking_free(lociq_ranking *ranking) {
  if (ranking == NULL) return;
  free(ranking->by);
  free(ranking->similarity);
  free(ranking->measure);
  free(ranking->regions);
  free(ranking->partners);
  free(ranking->contributions);
  free(ranking->coverage);
  free(ranking);
}

/* count × more, or SIZE_MAX, which no allocation gives. */
static size_t times(size_t count, size_t more) {
  return more != 0 && count > SIZE_MAX / more ? SIZE_MAX : count * more;
}

static lociq_status ranking_create(const lociq_measure_year *table, const lociq_partner_options *options,
                                   size_t regions, lociq_ranking **ranking, lociq_error *error) {
  const size_t places = times(regions, options->top), told = times(places, options->contributions);
  lociq_ranking *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a ranking");
  *made = (lociq_ranking){.region_axis = table->regions,
                          .industry_axis = table->industries,
                          .by = lociq_copy_text("similarity"),
                          .similarity = lociq_copy_text(options->similarity),
                          .measure = lociq_copy_text(table->measure),
                          .year = table->year,
                          .regions = lociq_allocate(regions, sizeof *made->regions),
                          .region_count = regions,
                          .top = options->top,
                          .contribution_count = options->contributions,
                          .partners = lociq_allocate(places, sizeof *made->partners),
                          .contributions = lociq_allocate(told, sizeof *made->contributions),
                          .coverage = lociq_allocate(regions, sizeof *made->coverage)};
  if (made->by == NULL || made->similarity == NULL || made->measure == NULL || made->regions == NULL ||
      made->partners == NULL || made->contributions == NULL || made->coverage == NULL) {
    lociq_ranking_free(made);
    return lociq_memory_error(error, "a ranking");
  }
  for (size_t i = 0; i < places; i++) made->partners[i] = (lociq_partner){LOCIQ_NONE, (double)NAN};
  for (size_t i = 0; i < told; i++) made->contributions[i] = (lociq_contribution){LOCIQ_NONE, (double)NAN};
  *ranking = made;
  return LOCIQ_OK;
}

/* The regions whose partners are sought: one, or all. */
static lociq_status choose_regions(const lociq_measure_year *table, const lociq_partner_options *options, size_t *first,
                                   size_t *count, lociq_error *error) {
  *first = 0;
  *count = lociq_axis_count(table->regions);
  if (options->region == NULL) return LOCIQ_OK;
  *first = lociq_axis_find(table->regions, options->region);
  *count = 1;
  if (*first == LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_INVALID, "there is no region \"%s\" in %s", options->region, table->measure);
  return LOCIQ_OK;
}

/* From regions of the axis to profiles: those of them that have one. */
static void choose_profiles(const lociq_profiles *profiles, size_t first, size_t count, lociq_search *search) {
  size_t begin = 0, end = 0;
  while (begin < profiles->regions && profiles->positions[begin] < first) begin++;
  for (end = begin; end < profiles->regions && profiles->positions[end] < first + count;) end++;
  search->first = begin;
  search->count = end - begin;
}

static lociq_status rank(const lociq_measure_year *table, const lociq_partner_options *options,
                         const lociq_similarity_method *method, size_t first, lociq_ranking *ranking,
                         lociq_error *error) {
  lociq_profiles *profiles = NULL;
  size_t *countries = NULL;
  lociq_status status = lociq_profiles_create(table, method, &profiles, error);
  if (status == LOCIQ_OK && options->exclude_country) status = lociq_countries_find(table->regions, &countries, error);
  if (status != LOCIQ_OK) goto done;
  lociq_search search = {.profiles = profiles,
                         .method = method,
                         .countries = countries,
                         .minimum_coverage = options->minimum_coverage,
                         .threads = options->threads,
                         .progress = options->progress};
  choose_profiles(profiles, first, ranking->region_count, &search);
  for (size_t i = 0; i < ranking->region_count; i++) {
    ranking->regions[i] = first + i;
    ranking->coverage[i] = lociq_profile_coverage(table, first + i);
  }
  status = lociq_search_run(&search, ranking, error);
done:
  free(countries);
  lociq_profiles_free(profiles);
  return status;
}

lociq_status lociq_partners_rank_year(const lociq_measure_year *table, const lociq_partner_options *options,
                                      lociq_ranking **ranking, lociq_error *error) {
  const lociq_similarity *similarity = NULL;
  const lociq_similarity_method *method = NULL;
  lociq_ranking *made = NULL;
  size_t first = 0, count = 0;
  if (options->top == 0) return lociq_error_set(error, LOCIQ_INVALID, "top is 0: expected 1 or more partners a region");
  if (!(options->minimum_coverage >= 0 && options->minimum_coverage <= 1))
    return lociq_error_set(error, LOCIQ_INVALID, "the minimum coverage is %g: expected 0 to 1",
                           options->minimum_coverage);
  lociq_status status = lociq_similarity_find(options->similarity, &similarity, &method, error);
  if (status == LOCIQ_OK) status = choose_regions(table, options, &first, &count, error);
  if (status == LOCIQ_OK) status = ranking_create(table, options, count, &made, error);
  if (status == LOCIQ_OK) status = rank(table, options, method, first, made, error);
  if (status != LOCIQ_OK) {
    lociq_ranking_free(made);
    return status;
  }
  *ranking = made;
  return LOCIQ_OK;
}

/* "expected employment, wages", as far as the list holds them. */
static void list_measures(const lociq_panel *panel, char *list, size_t size) {
  size_t length = 0;
  (void)snprintf(list, size, "there is none at all");
  for (size_t i = 0; i < panel->cube_count; i++) {
    if (strcmp(panel->cubes[i]->kind, "measure") != 0) continue;
    const char *before = length == 0 ? "expected " : ", ";
    if (length + strlen(before) + strlen(panel->cubes[i]->name) >= size) break;
    length += (size_t)snprintf(list + length, size - length, "%s%s", before, panel->cubes[i]->name);
  }
}

lociq_status lociq_partners_choose(const lociq_panel *panel, const lociq_partner_options *options, lociq_cube **cube,
                                   size_t *year, lociq_error *error) {
  const lociq_axis *years = panel->axes[LOCIQ_YEAR];
  lociq_cube *found = lociq_panel_find(panel, options->measure);
  if (found == NULL) {
    char list[512];
    list_measures(panel, list, sizeof list);
    return lociq_error_set(error, LOCIQ_INVALID, "there is no measure \"%s\": %s", options->measure, list);
  }
  if (found->shape != (LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY))
    return lociq_error_set(error, LOCIQ_INVALID,
                           "%s does not lie over year, region and industry: no profile to compare", found->name);
  const size_t count = lociq_axis_count(years);
  if (count == 0) return lociq_error_set(error, LOCIQ_INVALID, "%s has no year", found->name);
  const size_t position = options->year == NULL ? count - 1 : lociq_axis_find(years, options->year);
  if (position == LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_INVALID, "there is no year %s: the years are %s to %s", options->year,
                           lociq_axis_code(years, 0), lociq_axis_code(years, count - 1));
  *cube = found;
  *year = position;
  return LOCIQ_OK;
}

lociq_status lociq_partners_rank(const lociq_panel *panel, const lociq_partner_options *options,
                                 lociq_ranking **ranking, lociq_error *error) {
  lociq_cube *cube = NULL;
  size_t year = 0;
  const lociq_status status = lociq_partners_choose(panel, options, &cube, &year, error);
  if (status != LOCIQ_OK) return status;
  const lociq_axis *regions = panel->axes[LOCIQ_REGION], *industries = panel->axes[LOCIQ_INDUSTRY];
  const size_t rows = lociq_axis_count(regions), columns = lociq_axis_count(industries), cells = rows * columns;
  if (cube->parts[LOCIQ_BODY].values == NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "%s has no values", cube->name);
  const double *totals = cube->parts[LOCIQ_TOTAL_REGION].values;
  const double *of_industries = cube->parts[LOCIQ_TOTAL_INDUSTRY].values, *of_all = cube->parts[LOCIQ_TOTAL].values;
  const lociq_measure_year table = {.measure = cube->name,
                                    .regions = regions,
                                    .industries = industries,
                                    .year = lociq_axis_year(panel->axes[LOCIQ_YEAR], year),
                                    .values = cube->parts[LOCIQ_BODY].values + year * cells,
                                    .total_region = totals == NULL ? NULL : totals + year * rows,
                                    .total_industry = of_industries == NULL ? NULL : of_industries + year * columns,
                                    .total = of_all == NULL ? NULL : of_all + year};
  return lociq_partners_rank_year(&table, options, ranking, error);
}

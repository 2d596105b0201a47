/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rankings from a store, and kept in one.
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "partners/similarity.h"

/* A ranking laid out over all years of the store: what the year did not give is -1 and NaN. */
typedef struct grids {
  int32_t *partners, *industries;
  double *scores, *parts;
} grids;

static void layout_clear(grids *layout) {
  free(layout->partners);
  free(layout->industries);
  free(layout->scores);
  free(layout->parts);
}

static int32_t position_of(size_t position) { return position == LOCIQ_NONE ? -1 : (int32_t)position; }

static lociq_status lay_out(const lociq_ranking *ranking, size_t years, size_t year, grids *layout,
                            lociq_error *error) {
  const size_t places = ranking->asked_count * ranking->top, told = places * ranking->contribution_count;
  layout->partners = lociq_allocate(years * places, sizeof *layout->partners);
  layout->industries = lociq_allocate(years * told, sizeof *layout->industries);
  layout->scores = lociq_allocate(years * places, sizeof *layout->scores);
  layout->parts = lociq_allocate(years * told, sizeof *layout->parts);
  if (layout->partners == NULL || layout->industries == NULL || layout->scores == NULL || layout->parts == NULL) {
    layout_clear(layout);
    return lociq_memory_error(error, "a ranking");
  }
  for (size_t i = 0; i < years * places; i++) {
    const bool here = i / places == year;
    layout->partners[i] = here ? position_of(ranking->partners[i - year * places].unit) : -1;
    layout->scores[i] = here ? ranking->partners[i - year * places].score : (double)NAN;
  }
  for (size_t i = 0; i < years * told; i++) {
    const bool here = i / told == year;
    layout->industries[i] = here ? position_of(ranking->contributions[i - year * told].item) : -1;
    layout->parts[i] = here ? ranking->contributions[i - year * told].value : (double)NAN;
  }
  return LOCIQ_OK;
}

/* All names and titles of what is kept. */
typedef struct naming {
  char partner[64], score[64], part[64], industry[64], rank_axis[64], part_axis[64];
  char partner_title[160], score_title[160], part_title[160], industry_title[160];
} naming;

static void name_all(const lociq_ranking *ranking, const lociq_similarity *similarity, naming *names) {
  const char *by = ranking->by;
  (void)snprintf(names->partner, sizeof names->partner, "partner_%.30s", by);
  (void)snprintf(names->score, sizeof names->score, "partner_%.30s_score", by);
  (void)snprintf(names->part, sizeof names->part, "partner_%.30s_contribution", by);
  (void)snprintf(names->industry, sizeof names->industry, "partner_%.30s_contribution_industry", by);
  (void)snprintf(names->rank_axis, sizeof names->rank_axis, "partner_%.30s_rank", by);
  (void)snprintf(names->part_axis, sizeof names->part_axis, "partner_%.30s_contribution_rank", by);
  (void)snprintf(names->partner_title, sizeof names->partner_title,
                 "Partner by %s of %.60s: position on region, -1 none", similarity->title, ranking->measure);
  (void)snprintf(names->score_title, sizeof names->score_title, "Score of the partner: %s of %.60s", similarity->title,
                 ranking->measure);
  (void)snprintf(names->part_title, sizeof names->part_title, "Largest parts of the score: %s of %.60s",
                 similarity->title, ranking->measure);
  (void)snprintf(names->industry_title, sizeof names->industry_title,
                 "Industry that gives the part of the score: position on industry, -1 none");
}

static lociq_status put_all(lociq_store *store, const lociq_ranking *ranking, const lociq_similarity *similarity,
                            const grids *layout, size_t years, lociq_error *error) {
  naming names;
  name_all(ranking, similarity, &names);
  /* The last one is for positions alone: with it they follow their members when the axis grows. */
  enum { SAID = 3 };
  char axis_names[][16] = {"region", "industry"};
  lociq_attribute attributes[SAID + 1] = {{.name = (char[]){"measure"}, .text = ranking->measure},
                                          {.name = (char[]){"similarity"}, .text = ranking->similarity},
                                          {.name = (char[]){"ranked_year"}, .numbers = {ranking->year}, .count = 1},
                                          {.name = (char[]){"positions_on"}, .text = axis_names[0]}};
  lociq_variable variable = {.name = names.partner,
                             .kind = "partner",
                             .unit = "",
                             .title = names.partner_title,
                             .type = LOCIQ_INT32,
                             .dimensions = {{.name = "year", .size = years},
                                            {.name = "region", .size = ranking->asked_count},
                                            {.name = names.rank_axis, .size = ranking->top}},
                             .dimension_count = 3,
                             .attributes = attributes,
                             .attribute_count = SAID + 1,
                             .values = layout->partners};
  lociq_status status = lociq_store_put_variable(store, &variable, error);
  variable.name = names.score, variable.title = names.score_title, variable.unit = "1";
  variable.type = LOCIQ_DOUBLE, variable.values = layout->scores, variable.attribute_count = SAID;
  if (status == LOCIQ_OK) status = lociq_store_put_variable(store, &variable, error);
  if (ranking->contribution_count == 0) return status;
  variable.dimensions[3] = (lociq_dimension){.name = names.part_axis, .size = ranking->contribution_count};
  variable.dimension_count = 4;
  variable.name = names.part, variable.title = names.part_title, variable.values = layout->parts;
  if (status == LOCIQ_OK) status = lociq_store_put_variable(store, &variable, error);
  variable.name = names.industry, variable.title = names.industry_title, variable.unit = "";
  variable.type = LOCIQ_INT32, variable.values = layout->industries, variable.attribute_count = SAID + 1;
  attributes[SAID].text = axis_names[1];
  if (status == LOCIQ_OK) status = lociq_store_put_variable(store, &variable, error);
  return status;
}

/* An earlier ranking may have had other numbers of ranks and parts: all of it goes first. */
static lociq_status remove_all(lociq_store *store, const lociq_ranking *ranking, lociq_error *error) {
  static const char *const suffixes[] = {"_contribution_industry", "_contribution", "_score", ""};
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0] && status == LOCIQ_OK; i++) {
    char name[64];
    (void)snprintf(name, sizeof name, "partner_%.30s%s", ranking->by, suffixes[i]);
    status = lociq_store_remove(store, name, error);
  }
  return status;
}

lociq_status lociq_partners_put(lociq_store *store, const lociq_ranking *ranking, lociq_error *error) {
  const lociq_panel *panel = lociq_store_panel(store);
  const size_t regions = lociq_axis_count(panel->axes[LOCIQ_REGION]);
  const size_t years = lociq_axis_count(panel->axes[LOCIQ_YEAR]);
  const lociq_similarity *similarity = NULL;
  const lociq_similarity_method *method = NULL;
  char year[16];
  (void)snprintf(year, sizeof year, "%d", ranking->year);
  const size_t position = lociq_axis_find(panel->axes[LOCIQ_YEAR], year);
  if (position == LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_INVALID, "the ranking is of %s, a year that the store has not", year);
  if (ranking->asked_count != regions || regions > INT32_MAX)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "the ranking has %zu regions and the store %zu: only a whole one is kept",
                           ranking->asked_count, regions);
  lociq_status status = lociq_similarity_find(ranking->similarity, &similarity, &method, error);
  if (status != LOCIQ_OK) return status;
  grids layout = {0};
  status = lay_out(ranking, years, position, &layout, error);
  if (status != LOCIQ_OK) return status;
  status = remove_all(store, ranking, error);
  if (status == LOCIQ_OK) status = put_all(store, ranking, similarity, &layout, years, error);
  layout_clear(&layout);
  return status;
}

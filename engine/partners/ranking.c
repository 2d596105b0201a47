/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/ranking.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "numeric/lanes.h"
#include "partners/structure.h"

static void items_free(lociq_partner_item *items, size_t count) {
  for (size_t i = 0; items != NULL && i < count; i++) {
    free(items[i].name);
    free(items[i].label);
    free(items[i].unit);
  }
  free(items);
}

static void blocks_free(lociq_partner_block *blocks, size_t count) {
  for (size_t b = 0; blocks != NULL && b < count; b++) {
    free(blocks[b].name);
    free(blocks[b].method);
  }
  free(blocks);
}

void lociq_ranking_free(lociq_ranking *ranking) {
  if (ranking == NULL) return;
  items_free(ranking->items, ranking->item_count);
  blocks_free(ranking->blocks, ranking->block_count);
  for (size_t i = 0; ranking->remarks != NULL && ranking->remarks[i] != NULL; i++) free(ranking->remarks[i]);
  free(ranking->remarks);
  lociq_organisations_free(ranking->organisations);
  free(ranking->by);
  free(ranking->similarity);
  free(ranking->measure);
  free(ranking->cluster);
  free(ranking->units);
  free(ranking->asked);
  free(ranking->partners);
  free(ranking->block_scores);
  free(ranking->contributions);
  free(ranking->returns);
  free(ranking->coverage);
  free(ranking);
}

void lociq_ranking_unit_name(const lociq_ranking *ranking, size_t unit, char *text, size_t size) {
  const lociq_unit *item = &ranking->units[unit];
  const char *region = item->region == LOCIQ_NONE ? "" : lociq_axis_code(ranking->region_axis, item->region);
  const char *industry = item->industry == LOCIQ_NONE ? "" : lociq_axis_code(ranking->industry_axis, item->industry);
  if (item->organisation != LOCIQ_NONE)
    (void)snprintf(text, size, "%s", ranking->organisations->items[item->organisation].code);
  else
    (void)snprintf(text, size, "%s%s%s", region, industry[0] == '\0' ? "" : " ", industry);
}

/* count × more, or SIZE_MAX, which no allocation gives. */
static size_t times(size_t count, size_t more) {
  return more != 0 && count > SIZE_MAX / more ? SIZE_MAX : count * more;
}

static bool copy_words(const lociq_statistics *statistics, const lociq_partner_options *options,
                       const lociq_units *units, const lociq_blocks *blocks, lociq_ranking *made) {
  const bool alone = blocks->count == 1 && blocks->items[0].method == &lociq_block_structure;
  made->by = lociq_copy_text(options->by);
  made->measure = lociq_copy_text(statistics->measure);
  if (alone) made->similarity = lociq_copy_text(blocks->items[0].method_name);
  if (units->cluster != LOCIQ_NONE) made->cluster = lociq_copy_text(lociq_axis_code(units->industries, units->cluster));
  return made->by != NULL && made->measure != NULL && (made->similarity != NULL || !alone) &&
         (made->cluster != NULL || units->cluster == LOCIQ_NONE);
}

static bool copy_blocks(const lociq_blocks *blocks, lociq_ranking *made) {
  size_t items = 0;
  for (size_t b = 0; b < blocks->count; b++) items += blocks->items[b].item_count;
  made->blocks = lociq_allocate(blocks->count, sizeof *made->blocks);
  made->items = lociq_allocate(items, sizeof *made->items);
  if (made->blocks == NULL || made->items == NULL) return false;
  made->block_count = blocks->count;
  bool there = true;
  for (size_t b = 0; b < blocks->count; b++) {
    const lociq_block *block = &blocks->items[b];
    lociq_partner_block *copy = &made->blocks[b];
    *copy = (lociq_partner_block){.name = lociq_copy_text(block->name),
                                  .method = lociq_copy_text(block->method_name),
                                  .weight = block->weight,
                                  .directed = block->directed};
    there = there && copy->name != NULL && copy->method != NULL;
    for (size_t i = 0; i < block->item_count; i++) {
      lociq_partner_item *item = &made->items[made->item_count++];
      *item = (lociq_partner_item){.block = b,
                                   .name = lociq_copy_text(block->items[i].name),
                                   .label = lociq_copy_text(block->items[i].label),
                                   .unit = lociq_copy_text(block->items[i].unit)};
      there = there && item->name != NULL && item->label != NULL && item->unit != NULL;
    }
  }
  return there;
}

static bool copy_units(const lociq_units *units, lociq_ranking *made) {
  made->units = lociq_allocate(units->count, sizeof *made->units);
  made->asked = lociq_allocate(units->asked_count, sizeof *made->asked);
  if (made->units == NULL || made->asked == NULL) return false;
  memcpy(made->units, units->items, units->count * sizeof *made->units);
  memcpy(made->asked, units->asked, units->asked_count * sizeof *made->asked);
  made->unit_count = units->count;
  made->asked_count = units->asked_count;
  return true;
}

/* Nothing told; NULL without memory. */
static lociq_contribution *make_contributions(size_t count) {
  lociq_contribution *made = lociq_allocate(count, sizeof *made);
  for (size_t i = 0; made != NULL && i < count; i++)
    made[i] = (lociq_contribution){LOCIQ_NONE, (double)NAN, (double)NAN, (double)NAN};
  return made;
}

static bool any_directed(const lociq_ranking *ranking) {
  for (size_t b = 0; b < ranking->block_count; b++)
    if (ranking->blocks[b].directed) return true;
  return false;
}

static bool make_places(const lociq_partner_options *options, lociq_ranking *made) {
  const size_t places = times(made->asked_count, options->top);
  const size_t shares = times(places, made->block_count), told = times(places, options->contributions);
  made->top = options->top;
  made->redraws = options->redraws;
  made->doubt = options->doubt;
  made->seed = options->seed;
  made->contribution_count = options->contributions;
  made->partners = lociq_allocate(places, sizeof *made->partners);
  made->block_scores = lociq_allocate(shares, sizeof *made->block_scores);
  made->contributions = make_contributions(told);
  if (any_directed(made)) made->returns = make_contributions(told);
  made->coverage = lociq_allocate(made->asked_count, sizeof *made->coverage);
  made->remarks = lociq_allocate(1, sizeof *made->remarks);
  if (made->partners == NULL || made->block_scores == NULL || made->contributions == NULL || made->coverage == NULL ||
      made->remarks == NULL || (made->returns == NULL && any_directed(made)))
    return false;
  const double nan = (double)NAN;
  for (size_t i = 0; i < places; i++)
    made->partners[i] = (lociq_partner){LOCIQ_NONE, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan};
  for (size_t i = 0; i < shares; i++) made->block_scores[i] = nan;
  return true;
}

lociq_status lociq_ranking_create(const lociq_statistics *statistics, const lociq_partner_options *options,
                                  const lociq_units *units, const lociq_blocks *blocks, lociq_ranking **ranking,
                                  lociq_error *error) {
  lociq_ranking *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a ranking");
  made->region_axis = units->regions;
  made->industry_axis = units->industries;
  made->year = lociq_axis_year(statistics->panel->axes[LOCIQ_YEAR], statistics->year);
  if (copy_words(statistics, options, units, blocks, made) && copy_blocks(blocks, made) && copy_units(units, made) &&
      make_places(options, made)) {
    made->organisations = units->organisations;
    *ranking = made;
    return LOCIQ_OK;
  }
  lociq_ranking_free(made);
  return lociq_memory_error(error, "a ranking");
}

lociq_status lociq_ranking_remark(lociq_ranking *ranking, const char *text, lociq_error *error) {
  size_t count = 0;
  while (ranking->remarks[count] != NULL) count++;
  char **longer = lociq_resize(ranking->remarks, count + 2, sizeof *longer);
  if (longer == NULL) return lociq_memory_error(error, "a remark");
  ranking->remarks = longer;
  longer[count + 1] = NULL;
  longer[count] = lociq_copy_text(text);
  return longer[count] == NULL ? lociq_memory_error(error, "a remark") : LOCIQ_OK;
}

/* ---- why ---- */

/* The largest by size, ties by position; what gives nothing is not told. */
static void tell_parts(const double *parts, size_t count, size_t first_item, lociq_contribution *told, size_t most) {
  for (size_t i = 0; i < count; i++) {
    if (parts[i] == 0) continue;
    size_t at = most;
    while (at > 0 && (told[at - 1].item == LOCIQ_NONE || fabs(parts[i]) > fabs(told[at - 1].value))) at--;
    if (at == most) continue;
    for (size_t c = most - 1; c > at; c--) told[c] = told[c - 1];
    told[at] = (lociq_contribution){.item = first_item + i, .value = parts[i]};
  }
}

static size_t place_of_item(const lociq_ranking *ranking, const lociq_blocks *blocks, size_t item) {
  size_t first = 0;
  for (size_t b = 0; b < ranking->items[item].block; b++) first += blocks->items[b].item_count;
  return item - first;
}

/* ours: on which side we stand. */
static void tell_values(const lociq_ranking *ranking, const lociq_blocks *blocks, size_t ours, size_t theirs,
                        bool returned, lociq_contribution *told) {
  for (size_t c = 0; c < ranking->contribution_count && told[c].item != LOCIQ_NONE; c++) {
    const lociq_block *block = &blocks->items[ranking->items[told[c].item].block];
    const size_t item = place_of_item(ranking, blocks, told[c].item);
    told[c].own = block->method->value(block, ours, item, returned);
    told[c].other = block->method->value(block, theirs, item, !returned);
  }
}

/* The largest parts of a score of which each block gives a share, or of its directed blocks alone. parts: room for
 * those of one block. */
static void tell_score(const lociq_ranking *ranking, const lociq_blocks *blocks, size_t own, size_t other,
                       const double *shares, bool directed, double *parts, lociq_contribution *told) {
  size_t first = 0;
  for (size_t b = 0; b < blocks->count; b++) {
    const lociq_block *block = &blocks->items[b];
    const bool wanted = isfinite(shares[b]) && (block->directed || !directed);
    const double score = wanted ? block->method->score(block, own, other, parts) : (double)NAN;
    const double scale = shares[b] == score ? 1 : shares[b] / score;
    for (size_t i = 0; i < block->item_count && wanted; i++) parts[i] = score == 0 ? 0 : parts[i] * scale;
    if (wanted) tell_parts(parts, block->item_count, first, told, ranking->contribution_count);
    first += block->item_count;
  }
}

static void explain(const lociq_blocks *blocks, size_t own, lociq_ranking *ranking, size_t at, double *parts) {
  lociq_partner *partner = &ranking->partners[at];
  double *shares = ranking->block_scores + at * ranking->block_count, returned[LOCIQ_BLOCKS_MOST];
  (void)lociq_blocks_score(blocks, NULL, own, partner->unit, shares, &partner->known);
  partner->reverse = lociq_blocks_score(blocks, NULL, partner->unit, own, returned, NULL);
  if (ranking->contribution_count == 0) return;
  lociq_contribution *told = ranking->contributions + at * ranking->contribution_count;
  tell_score(ranking, blocks, own, partner->unit, shares, false, parts, told);
  tell_values(ranking, blocks, own, partner->unit, false, told);
  if (ranking->returns == NULL || isnan(partner->reverse)) return;
  told = ranking->returns + at * ranking->contribution_count;
  tell_score(ranking, blocks, partner->unit, own, returned, true, parts, told);
  tell_values(ranking, blocks, own, partner->unit, true, told);
}

/* A filling: parts has room for those of one score a thread. */
typedef struct filling {
  const lociq_match *match;
  const lociq_found *found;
  lociq_ranking *ranking;
  const lociq_structure *structure; /* of whose profiles only panels are there; NULL: all is there */
  double *parts;
  size_t widest;
} filling;

static size_t panel_of(const filling *job, size_t unit) {
  const size_t region = job->match->units->items[unit].region;
  return job->structure->profile_of[region] / job->structure->profiles->panel;
}

/* The found of an asked unit that lie in a panel; LOCIQ_NONE: in whichever. */
static void fill_unit(const filling *job, size_t i, size_t panel) {
  const lociq_match *match = job->match;
  lociq_ranking *ranking = job->ranking;
  double *parts = job->parts + job->widest * (size_t)omp_get_thread_num();
  for (size_t rank = 0; rank < ranking->top && rank < match->seats; rank++) {
    const lociq_found *one = &job->found[i * match->seats + rank];
    if (one->unit == LOCIQ_NONE) break;
    if (panel != LOCIQ_NONE && panel_of(job, one->unit) != panel) continue;
    lociq_partner *partner = &ranking->partners[i * ranking->top + rank];
    partner->unit = one->unit;
    partner->score = one->score;
    partner->distance = lociq_filter_distance(match->filter, ranking->asked[i], one->unit);
    explain(match->blocks, ranking->asked[i], ranking, i * ranking->top + rank, parts);
  }
}

/* The units of a panel with their found of another one; who has found nobody may have no profile. */
static void fill_panel(const filling *job, size_t panel, size_t other) {
  const size_t seats = job->match->seats;
#pragma omp parallel for schedule(dynamic, 64)
  for (size_t i = 0; i < job->ranking->asked_count; i++)
    if (job->found[i * seats].unit != LOCIQ_NONE && panel_of(job, job->ranking->asked[i]) == panel)
      fill_unit(job, i, other);
}

/* Whether a unit of a panel has found one of another. */
static bool has_found(const filling *job, size_t panel, size_t other) {
  const size_t seats = job->match->seats;
  for (size_t i = 0; i < job->ranking->asked_count; i++) {
    const lociq_found *found = job->found + i * seats;
    if (found[0].unit == LOCIQ_NONE || panel_of(job, job->ranking->asked[i]) != panel) continue;
    for (size_t rank = 0; rank < seats && found[rank].unit != LOCIQ_NONE; rank++)
      if (panel_of(job, found[rank].unit) == other) return true;
  }
  return false;
}

/* Two panels at a time, every second one with the others from the last one on, which is there already. Few who ask need
 * few of the pairs. */
static lociq_status fill_panels(const filling *job, lociq_error *error) {
  lociq_profiles *profiles = job->structure->profiles;
  const size_t panels = lociq_profiles_panels(profiles);
  for (size_t panel = 0; panel < panels; panel++)
    for (size_t n = panel; n < panels; n++) {
      const size_t other = panel % 2 == 0 ? n : panels - 1 - (n - panel);
      if (!has_found(job, panel, other) && !has_found(job, other, panel)) continue;
      const lociq_status status = lociq_profiles_bring(profiles, panel, other, error);
      if (status != LOCIQ_OK) return status;
      fill_panel(job, panel, other);
      if (other != panel) fill_panel(job, other, panel);
    }
  return LOCIQ_OK;
}

static lociq_status fill(const filling *job, lociq_error *error) {
  if (job->match->seats == 0) return LOCIQ_OK;
  if (job->structure != NULL) return fill_panels(job, error);
#pragma omp parallel for schedule(dynamic, 8)
  for (size_t i = 0; i < job->ranking->asked_count; i++) fill_unit(job, i, LOCIQ_NONE);
  return LOCIQ_OK;
}

lociq_status lociq_ranking_fill(const lociq_match *match, const lociq_found *found, lociq_ranking *ranking,
                                lociq_error *error) {
  const int before = omp_get_max_threads(), threads = match->threads > 0 ? match->threads : before;
  filling job = {.match = match, .found = found, .ranking = ranking};
  for (size_t b = 0; b < match->blocks->count; b++)
    if (match->blocks->items[b].item_count > job.widest) job.widest = match->blocks->items[b].item_count;
  job.widest = lociq_lanes_width(job.widest);
  if (lociq_match_is_searched(match->blocks, match->units)) {
    const lociq_structure *structure = lociq_structure_of(&match->blocks->items[0]);
    if (lociq_profiles_panels(structure->profiles) > 1) job.structure = structure;
  }
  job.parts = lociq_allocate_aligned((size_t)threads, job.widest * sizeof *job.parts);
  if (job.parts == NULL) return lociq_memory_error(error, "the parts of a score");
  omp_set_num_threads(threads);
  const lociq_status status = fill(&job, error);
  omp_set_num_threads(before);
  free(job.parts);
  return status;
}

size_t lociq_ranking_bytes(const lociq_partner_options *options, size_t asked, size_t blocks, bool directed) {
  const size_t told = times(options->contributions, sizeof(lociq_contribution));
  const size_t place = sizeof(lociq_partner) + blocks * sizeof(double) + (directed ? 2 : 1) * told;
  return times(times(asked, options->top), place);
}

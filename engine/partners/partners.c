/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a store or a panel to a ranking: units, blocks, those found, why, how sure.
 */
#include <lociq/memory.h>
#include <math.h>
#include <omp.h>

#include "core/memory.h"
#include "partners/confidence.h"
#include "partners/diversify.h"
#include "partners/profiles.h"
#include "partners/ranking.h"
#include "partners/search.h"
#include "partners/specification.h"
#include "partners/ties.h"

/* What a ranking is made with. */
typedef struct workshop {
  lociq_statistics statistics;
  lociq_units units;
  lociq_partner_specification specification;
  lociq_blocks blocks;
  lociq_partner_filter *filter;
  lociq_match match;
  lociq_found *found;
} workshop;

static void workshop_clear(workshop *work) {
  free(work->found);
  lociq_filter_free(work->filter);
  lociq_blocks_clear(&work->blocks);
  lociq_partner_specification_clear(&work->specification);
  lociq_partner_units_clear(&work->units);
}

static lociq_status check(const lociq_partner_options *options, lociq_error *error) {
  if (options->top == 0) return lociq_error_set(error, LOCIQ_INVALID, "top is 0: expected 1 or more partners a unit");
  if (!(options->minimum_coverage >= 0 && options->minimum_coverage <= 1))
    return lociq_error_set(error, LOCIQ_INVALID, "the minimum coverage is %g: expected 0 to 1",
                           options->minimum_coverage);
  if (!(options->diversify >= 0 && options->diversify <= 1))
    return lociq_error_set(error, LOCIQ_INVALID, "diversify is %g: expected 0 to 1", options->diversify);
  if (!(options->doubt >= 0 && options->doubt <= 1))
    return lociq_error_set(error, LOCIQ_INVALID, "the doubt is %g: expected 0 to 1", options->doubt);
  if (!isnan(options->jobs_per_unit) && !(options->jobs_per_unit > 0 && isfinite(options->jobs_per_unit)))
    return lociq_error_set(error, LOCIQ_INVALID, "the jobs per unit are %g: expected a number above 0",
                           options->jobs_per_unit);
  return LOCIQ_OK;
}

/* Those who take part: more than are told where some may step back or forward. */
static size_t seats_of(const lociq_partner_options *options, const lociq_units *units) {
  enum { SHORTLIST = 10 };
  const bool longer = options->diversify > 0 || options->redraws > 0;
  const size_t most = units->count, top = options->top;
  const size_t seats = longer && top <= SIZE_MAX / SHORTLIST ? SHORTLIST * top : top;
  return seats < most ? seats : most;
}

static size_t threads_of(const lociq_partner_options *options) {
  return options->threads > 0 ? (size_t)options->threads : (size_t)omp_get_max_threads();
}

/* What the places that are told take: known before the blocks are, but for whether any is directed. */
static size_t told_bytes(const workshop *work, const lociq_partner_options *options) {
  const lociq_partner_specification *specification = &work->specification;
  bool directed = false;
  for (size_t b = 0; b < specification->block_count; b++) {
    const lociq_similarity *text = NULL;
    const lociq_block_method *method = NULL;
    directed = directed || specification->blocks[b].other_year != NULL ||
               (lociq_block_method_find(specification->blocks[b].method, &text, &method, NULL) == LOCIQ_OK &&
                method->directed);
  }
  return lociq_ranking_bytes(options, work->units.asked_count, specification->block_count, directed);
}

/* Whether one similarity makes the score whose profiles may be panels, and nothing asks for pairs from anywhere. */
static bool may_be_panels(const workshop *work, const lociq_partner_options *options) {
  const lociq_partner_specification *specification = &work->specification;
  return specification->block_count == 1 && specification->blocks[0].nearest == 0 &&
         lociq_similarity_find(specification->blocks[0].method, &(const lociq_similarity *){NULL},
                               &(const lociq_similarity_method *){NULL}, NULL) == LOCIQ_OK &&
         work->units.cluster == LOCIQ_NONE && work->units.count == lociq_axis_count(work->units.regions) &&
         options->diversify == 0 && options->redraws == 0 && options->ties == NULL;
}

/* Shares the bound out, or says what is needed at once. The search is over before its findings are told. */
static lociq_status share_memory(const workshop *work, const lociq_partner_options *options,
                                 lociq_block_source *source, lociq_error *error) {
  const lociq_units *units = &work->units;
  const lociq_block_plan *plans = work->specification.blocks;
  const size_t regions = lociq_axis_count(units->regions), industries = lociq_axis_count(units->industries);
  const size_t seats = seats_of(options, units), threads = threads_of(options);
  const size_t found = units->asked_count * seats * sizeof(lociq_found), told = told_bytes(work, options);
  const size_t lists = units->count * (2 * sizeof(lociq_unit) + 2 * sizeof(size_t));
  if (!may_be_panels(work, options))
    return lociq_memory_require(options->memory,
                                found + told + lists + threads * 2 * units->count * sizeof(double) +
                                    lociq_blocks_bytes(source, plans, work->specification.block_count),
                                "ranking these partners", error);
  const lociq_similarity *text = NULL;
  const lociq_similarity_method *method = NULL;
  lociq_status status = lociq_similarity_find(plans[0].method, &text, &method, error);
  if (status != LOCIQ_OK) return status;
  const size_t searched =
      lociq_search_bytes(method, units->asked_count, regions, industries, seats, (int)threads);
  const size_t besides =
      found + lists + lociq_profiles_bytes_besides(regions, industries) + (searched > told ? searched : told);
  const size_t least = 2 * LOCIQ_SCAN_COLUMNS * lociq_profiles_bytes(method, industries);
  status = lociq_memory_require(options->memory, besides + least, "ranking these partners", error);
  const size_t left = lociq_memory_left(options->memory);
  source->memory = left > besides + least ? left - besides : least;
  return status;
}

static lociq_status prepare(const lociq_panel *panel, const lociq_store *store, const lociq_partner_options *options,
                            workshop *work, lociq_error *error) {
  lociq_status status = lociq_statistics_choose(panel, store, options, &work->statistics, error);
  if (status == LOCIQ_OK) status = lociq_units_choose(&work->statistics, options, &work->units, error);
  if (status == LOCIQ_OK)
    status = lociq_partner_specification_make(options, &work->statistics, &work->specification, error);
  if (status != LOCIQ_OK) return status;
  lociq_block_source source = {
      .statistics = &work->statistics,
      .units = &work->units,
      .options = options,
      .document = work->specification.document.node_count == 0 ? NULL : &work->specification.document};
  status = share_memory(work, options, &source, error);
  if (status == LOCIQ_OK)
    status = lociq_blocks_prepare(&source, work->specification.blocks, work->specification.block_count, &work->blocks,
                                  error);
  if (status == LOCIQ_OK) status = lociq_filter_create(&work->statistics, &work->units, options, &work->filter, error);
  if (status != LOCIQ_OK) return status;
  work->match = (lociq_match){.units = &work->units,
                              .blocks = &work->blocks,
                              .filter = work->filter,
                              .seats = seats_of(options, &work->units),
                              .threads = options->threads,
                              .progress = options->progress};
  work->found = lociq_allocate(work->units.asked_count, work->match.seats * sizeof *work->found);
  return work->found == NULL ? lociq_memory_error(error, "the partners found") : LOCIQ_OK;
}

typedef struct covering {
  lociq_ranking *ranking;
  const double *total_region; /* published; NULL: none is */
  size_t next;                /* the first asked whose region has not been seen yet: they lie by region */
} covering;

static void see_coverage(void *context, size_t region, const double *row) {
  covering *job = context;
  const lociq_ranking *ranking = job->ranking;
  const size_t industries = lociq_axis_count(ranking->industry_axis);
  for (; job->next < ranking->asked_count && ranking->units[ranking->asked[job->next]].region == region; job->next++)
    ranking->coverage[job->next] =
        lociq_profile_coverage(row, industries, job->total_region == NULL ? (double)NAN : job->total_region[region]);
}

static lociq_status tell_coverage(const workshop *work, lociq_ranking *ranking, lociq_error *error) {
  const lociq_statistics *statistics = &work->statistics;
  lociq_statistic measure = {0};
  lociq_status status = lociq_statistics_open(statistics, statistics->measure, statistics->year, &measure, error);
  if (status != LOCIQ_OK) return status;
  covering job = {.ranking = ranking, .total_region = measure.total_region};
  for (size_t i = 0; i < ranking->asked_count; i++) ranking->coverage[i] = (double)NAN;
  status = lociq_statistics_sweep(statistics, measure.name, statistics->year, see_coverage, &job, error);
  lociq_statistic_clear(&measure);
  return status;
}

static lociq_status tell_ties(const workshop *work, const lociq_partner_options *options, lociq_ranking *ranking,
                              lociq_error *error) {
  lociq_ties *ties = NULL;
  if (options->ties == NULL) return LOCIQ_OK;
  lociq_status status = lociq_ties_create(options->ties, &work->statistics, &work->match, &ties, error);
  if (status != LOCIQ_OK) return status;
  status = lociq_ties_tell(ties, &work->match, ranking->top, ranking->partners, error);
  if (status == LOCIQ_OK && lociq_ties_remark(ties) != NULL)
    status = lociq_ranking_remark(ranking, lociq_ties_remark(ties), error);
  lociq_ties_free(ties);
  return status;
}

static lociq_status tell(const workshop *work, const lociq_partner_options *options, lociq_ranking *ranking,
                         lociq_error *error) {
  lociq_status status = lociq_ranking_fill(&work->match, work->found, ranking, error);
  if (status == LOCIQ_OK) status = tell_ties(work, options, ranking, error);
  if (status == LOCIQ_OK) status = lociq_confidence_tell(&work->match, options, work->found, ranking, error);
  if (status == LOCIQ_OK) status = tell_coverage(work, ranking, error);
  return status;
}

static lociq_status rank(const lociq_panel *panel, const lociq_store *store, const lociq_partner_options *options,
                         lociq_ranking **ranking, lociq_error *error) {
  workshop work = {0};
  lociq_ranking *made = NULL;
  lociq_status status = check(options, error);
  if (status == LOCIQ_OK) status = prepare(panel, store, options, &work, error);
  if (status == LOCIQ_OK) status = lociq_match_run(&work.match, work.found, error);
  if (status == LOCIQ_OK) status = lociq_diversify(&work.match, options->diversify, options->top, work.found, error);
  if (status == LOCIQ_OK)
    status = lociq_ranking_create(&work.statistics, options, &work.units, &work.blocks, &made, error);
  if (status == LOCIQ_OK) status = tell(&work, options, made, error);
  if (made != NULL) work.units.organisations = NULL; /* the ranking's now */
  workshop_clear(&work);
  if (status == LOCIQ_OK)
    *ranking = made;
  else
    lociq_ranking_free(made);
  return status;
}

lociq_status lociq_partners_rank(const lociq_panel *panel, const lociq_partner_options *options,
                                 lociq_ranking **ranking, lociq_error *error) {
  return rank(panel, NULL, options, ranking, error);
}

lociq_status lociq_partners_rank_store(const lociq_store *store, const lociq_partner_options *options,
                                       lociq_ranking **ranking, lociq_error *error) {
  return rank(lociq_store_panel(store), store, options, ranking, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a store or a panel to a ranking: units, blocks, those found, why, how sure.
 */
#include <math.h>

#include "core/memory.h"
#include "partners/budget.h"
#include "partners/confidence.h"
#include "partners/diversify.h"
#include "partners/profiles.h"
#include "partners/ranking.h"
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
  status = lociq_partner_memory_share(options, &work->units, work->specification.blocks,
                                      work->specification.block_count, &source, error);
  if (status == LOCIQ_OK)
    status = lociq_blocks_prepare(&source, work->specification.blocks, work->specification.block_count, &work->blocks,
                                  error);
  if (status == LOCIQ_OK) status = lociq_filter_create(&work->statistics, &work->units, options, &work->filter, error);
  if (status != LOCIQ_OK) return status;
  work->match = (lociq_match){.units = &work->units,
                              .blocks = &work->blocks,
                              .filter = work->filter,
                              .seats = lociq_partner_seats(options, &work->units),
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

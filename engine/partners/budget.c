/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/budget.h"

#include <lociq/memory.h>
#include <omp.h>

#include "partners/profiles.h"
#include "partners/ranking.h"
#include "partners/search.h"
#include "partners/structure.h"
#include "ranks/ranks.h"

typedef struct budget {
  const lociq_partner_options *options;
  const lociq_units *units;
  const lociq_block_plan *plans;
  size_t count, regions, industries, seats, threads;
} budget;

size_t lociq_partner_seats(const lociq_partner_options *options, const lociq_units *units) {
  enum { SHORTLIST = 10 };
  const bool longer = options->diversify > 0 || options->redraws > 0;
  const size_t most = units->count, top = options->top;
  const size_t seats = longer && top <= SIZE_MAX / SHORTLIST ? SHORTLIST * top : top;
  return seats < most ? seats : most;
}

/* NULL where there is none of that name, which is for the blocks to say. */
static const lociq_block_method *method_of(const lociq_block_plan *plan) {
  const lociq_similarity *text = NULL;
  const lociq_block_method *method = NULL;
  return lociq_block_method_find(plan->method, &text, &method, NULL) == LOCIQ_OK ? method : NULL;
}

/* Of the places that are told. */
static size_t told_bytes(const budget *of) {
  bool directed = false;
  for (size_t b = 0; b < of->count; b++) {
    const lociq_block_method *method = method_of(&of->plans[b]);
    directed = directed || of->plans[b].other_year != NULL || (method != NULL && method->directed);
  }
  return lociq_ranking_bytes(of->options, of->units->asked_count, of->count, directed);
}

static bool may_be_panels(const budget *of) {
  return of->count == 1 && of->plans[0].nearest == 0 && method_of(&of->plans[0]) == &lociq_block_structure &&
         of->units->cluster == LOCIQ_NONE && of->units->count == of->regions && of->options->diversify == 0 &&
         of->options->redraws == 0 && of->options->ties == NULL;
}

static size_t plus(size_t bytes, size_t more) { return bytes > SIZE_MAX - more ? SIZE_MAX : bytes + more; }

/* The search is over before its findings are told. */
static lociq_status share_panels(const budget *of, size_t held, lociq_block_source *source, lociq_error *error) {
  const lociq_similarity *text = NULL;
  const lociq_similarity_method *method = NULL;
  lociq_status status = lociq_similarity_find(of->plans[0].method, &text, &method, error);
  if (status != LOCIQ_OK) return status;
  const size_t searched =
      lociq_search_bytes(method, of->units->asked_count, of->regions, of->industries, of->seats, (int)of->threads);
  const size_t told = told_bytes(of), besides = plus(held, searched > told ? searched : told);
  const size_t least = 2 * LOCIQ_SCAN_COLUMNS * lociq_profiles_bytes(method, of->industries);
  status = lociq_memory_require(of->options->memory, plus(besides, least), "ranking these partners", error);
  status = lociq_ranks_agree(lociq_ranks_here(), status, error);
  const size_t left = lociq_ranks_least(lociq_ranks_here(), lociq_memory_left(of->options->memory));
  source->memory = left > plus(besides, least) ? left - besides : least;
  return status;
}

lociq_status lociq_partner_memory_share(const lociq_partner_options *options, const lociq_units *units,
                                        const lociq_block_plan *plans, size_t count, lociq_block_source *source,
                                        lociq_error *error) {
  const budget of = {.options = options,
                     .units = units,
                     .plans = plans,
                     .count = count,
                     .regions = lociq_axis_count(units->regions),
                     .industries = lociq_axis_count(units->industries),
                     .seats = lociq_partner_seats(options, units),
                     .threads = options->threads > 0 ? (size_t)options->threads : (size_t)omp_get_max_threads()};
  const size_t lists = units->count * (2 * sizeof(lociq_unit) + 2 * sizeof(size_t));
  const size_t held = lists + units->asked_count * of.seats * sizeof(lociq_found) +
                      lociq_profiles_bytes_besides(of.regions, of.industries, (int)of.threads);
  if (may_be_panels(&of)) return share_panels(&of, held, source, error);
  const size_t scores = of.threads * 2 * units->count * sizeof(double);
  const size_t all = plus(plus(held + scores, told_bytes(&of)), lociq_blocks_bytes(source, plans, count));
  return lociq_ranks_agree(lociq_ranks_here(),
                           lociq_memory_require(options->memory, all, "ranking these partners", error), error);
}

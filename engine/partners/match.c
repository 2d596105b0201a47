/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/match.h"

#include <math.h>
#include <omp.h>
#include <stdatomic.h>
#include <string.h>

#include "core/memory.h"
#include "partners/join.h"
#include "partners/search.h"
#include "partners/structure.h"

/* The best so far lie in order; candidates come by position, so that of two that score alike the first one stays
 * before. */
static void take(lociq_found *best, size_t seats, size_t *taken, lociq_found candidate) {
  if (*taken == seats && !lociq_found_is_better(&candidate, &best[seats - 1])) return;
  size_t at = *taken < seats ? (*taken)++ : seats - 1;
  for (; at > 0 && lociq_found_is_better(&candidate, &best[at - 1]); at--) best[at] = best[at - 1];
  best[at] = candidate;
}

static int descend(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return a > b ? -1 : a < b;
}

/* Strikes out all but the `nearest` best by a block, and those who are as near as the last of them. */
static void leave_far(const lociq_match *match, const lociq_block *block, size_t own, double *scores, double *near) {
  const size_t units = match->units->count;
  size_t count = 0;
  for (size_t other = 0; other < units; other++) {
    if (!lociq_filter_allows(match->filter, own, other)) continue;
    const double score = block->method->score(block, own, other, NULL);
    if (!isnan(score)) near[count++] = score;
  }
  if (count > 0) qsort(near, count, sizeof *near, descend);
  const double least = count > block->nearest ? near[block->nearest - 1] : -(double)INFINITY;
  for (size_t other = 0; other < units; other++)
    if (!isnan(scores[other]) && !(block->method->score(block, own, other, NULL) >= least)) scores[other] = (double)NAN;
}

void lociq_match_score(const lociq_match *match, size_t own, double *scores, double *scratch) {
  for (size_t other = 0; other < match->units->count; other++)
    scores[other] = lociq_filter_allows(match->filter, own, other)
                        ? lociq_blocks_score(match->blocks, NULL, own, other, NULL, NULL)
                        : (double)NAN;
  for (size_t b = 0; b < match->blocks->count; b++)
    if (match->blocks->items[b].nearest > 0) leave_far(match, &match->blocks->items[b], own, scores, scratch);
}

/* scores: room for two of each unit. */
static void find_one(const lociq_match *match, size_t own, double *scores, lociq_found *best) {
  const size_t units = match->units->count;
  size_t taken = 0;
  lociq_match_score(match, own, scores, scores + units);
  for (size_t other = 0; other < units; other++)
    if (!isnan(scores[other])) take(best, match->seats, &taken, (lociq_found){other, scores[other]});
}

/* False when told to stop. */
static bool find_all(const lociq_match *match, double *scores, lociq_found *found) {
  const lociq_units *units = match->units;
  const lociq_ranks ranks = lociq_ranks_here();
  const lociq_share share = lociq_ranks_share(ranks, ranks.own, units->asked_count, 1);
  atomic_bool stopped = false;
  size_t done = 0;
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t i = share.first; i < share.first + share.count; i++) {
    if (atomic_load(&stopped)) continue;
    find_one(match, units->asked[i], scores + 2 * units->count * (size_t)omp_get_thread_num(),
             found + i * match->seats);
#pragma omp critical(lociq_match_progress)
    {
      done++;
      if (!lociq_progress_report(match->progress, "finding partners", done, share.count)) atomic_store(&stopped, true);
    }
  }
  return !atomic_load(&stopped);
}

static lociq_status find_by_pairs(const lociq_match *match, lociq_found *found, lociq_error *error) {
  const int before = omp_get_max_threads(), threads = match->threads > 0 ? match->threads : before;
  double *scores = lociq_allocate((size_t)threads, 2 * match->units->count * sizeof *scores);
  if (scores == NULL) return lociq_memory_error(error, "the search for partners");
  omp_set_num_threads(threads);
  const bool finished = find_all(match, scores, found);
  omp_set_num_threads(before);
  free(scores);
  lociq_status status = LOCIQ_OK;
  if (!finished) status = lociq_error_set(error, LOCIQ_CANCELLED, "the search for partners was stopped");
  status = lociq_ranks_agree(lociq_ranks_here(), status, error);
  if (status == LOCIQ_OK)
    lociq_ranks_gather(lociq_ranks_here(), found, match->seats * sizeof *found, match->units->asked_count, 1);
  return status;
}

/* ---- one similarity of whole regions ---- */

bool lociq_match_is_searched(const lociq_blocks *blocks, const lociq_units *units) {
  return blocks->count == 1 && blocks->items[0].method == &lociq_block_structure && blocks->items[0].nearest == 0 &&
         units->cluster == LOCIQ_NONE && units->count == lociq_axis_count(units->regions);
}

/* What was found of `count` profiles from `first` on, one after the other, goes to the asked regions' places, the last
 * one first: none lies before its own. */
static void spread(const lociq_match *match, const lociq_profiles *profiles, size_t first, size_t count,
                   lociq_found *found) {
  const size_t seats = match->seats;
  size_t end = match->units->asked_count;
  for (size_t p = count; p-- > 0;) {
    const size_t at = profiles->positions[first + p] - match->units->asked[0];
    for (size_t i = (at + 1) * seats; i < end * seats; i++) found[i] = (lociq_found){LOCIQ_NONE, (double)NAN};
    memmove(found + at * seats, found + p * seats, seats * sizeof *found);
    end = at;
  }
  for (size_t i = 0; i < end * seats; i++) found[i] = (lociq_found){LOCIQ_NONE, (double)NAN};
}

/* Those of the asked regions that have a profile lie side by side, as the asked do. */
static lociq_status find_by_search(const lociq_match *match, lociq_found *found, lociq_error *error) {
  const lociq_structure *structure = lociq_structure_of(&match->blocks->items[0]);
  lociq_profiles *profiles = structure->profiles;
  const lociq_units *units = match->units;
  const size_t first_asked = units->asked[0], last_asked = units->asked[units->asked_count - 1];
  size_t first = 0, end = 0;
  while (first < profiles->regions && profiles->positions[first] < first_asked) first++;
  for (end = first; end < profiles->regions && profiles->positions[end] <= last_asked;) end++;
  const lociq_search search = {.profiles = profiles,
                               .method = structure->method,
                               .filter = match->filter,
                               .minimum_coverage = structure->minimum_coverage,
                               .first = first,
                               .count = end - first,
                               .seats = match->seats,
                               .threads = match->threads,
                               .progress = match->progress};
  lociq_status status = lociq_ranks_agree(lociq_ranks_here(), lociq_search_run(&search, found, error), error);
  if (status == LOCIQ_OK) status = lociq_found_join(lociq_ranks_here(), found, search.count, match->seats, error);
  if (status == LOCIQ_OK) spread(match, profiles, first, search.count, found);
  return status;
}

lociq_status lociq_match_run(const lociq_match *match, lociq_found *found, lociq_error *error) {
  const size_t places = match->units->asked_count * match->seats;
  for (size_t i = 0; i < places; i++) found[i] = (lociq_found){LOCIQ_NONE, (double)NAN};
  if (places == 0) return LOCIQ_OK;
  return lociq_match_is_searched(match->blocks, match->units) ? find_by_search(match, found, error)
                                                              : find_by_pairs(match, found, error);
}

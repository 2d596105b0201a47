/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/replicate.h"

#include <omp.h>

#include "core/memory.h"
#include "ranks/ranks.h"

enum { AT_ONCE = 256 }; /* scenarios between two reports */

size_t lociq_replication_threads(const lociq_doubts *doubts) {
  const int threads = doubts->threads > 0 ? doubts->threads : omp_get_max_threads();
  return (size_t)threads;
}

void lociq_scenario_move_weights(const lociq_variants *variants, lociq_random *random, double *weights) {
  const double share = variants->doubts->weights;
  const size_t nodes = variants->design->node_count;
  lociq_random_even_fill(random, weights, nodes);
  for (size_t n = 0; n < nodes; n++) weights[n] = variants->weights[n] * (1 + share * weights[n]);
}

/* The first scenario that fails. */
typedef struct failure {
  size_t at;
  lociq_error error;
} failure;

/* A thread's turn. */
static void run_turn(const lociq_replication *replication, lociq_scenario_scratch *scratch, size_t first, size_t count,
                     failure *failed) {
  const size_t thread = (size_t)omp_get_thread_num();
  for (size_t k = 0; k < count; k++) replication->draw(replication->context, first + k, &scratch->scenarios[k]);
  lociq_scenario_sum(replication->variants, scratch, count);
  for (size_t k = 0; k < count; k++) {
    lociq_error error = {0};
    if (lociq_scenario_rank(replication->variants, scratch, k, &error) == LOCIQ_OK) {
      replication->take(replication->context, first + k, thread, scratch->ranks);
      continue;
    }
#pragma omp critical(replication)
    if (first + k < failed->at) *failed = (failure){.at = first + k, .error = error};
  }
}

static void run_some(const lociq_replication *replication, lociq_scenario_scratch *scratches, size_t first, size_t last,
                     failure *failed) {
#pragma omp parallel for schedule(dynamic, 1) num_threads((int)replication->threads)
  for (size_t at = first; at < last; at += LOCIQ_SCENARIOS)
    run_turn(replication, &scratches[omp_get_thread_num()], at,
             last - at < LOCIQ_SCENARIOS ? last - at : LOCIQ_SCENARIOS, failed);
}

lociq_status lociq_replication_run(const lociq_replication *replication, const lociq_progress *progress,
                                   lociq_error *error) {
  lociq_scenario_scratch *scratches = lociq_allocate(replication->threads, sizeof *scratches);
  lociq_status status = LOCIQ_OK;
  if (scratches == NULL) return lociq_memory_error(error, "scenarios of an index");
  for (size_t t = 0; t < replication->threads && status == LOCIQ_OK; t++)
    status = lociq_scenario_create(replication->variants, &scratches[t], error);
  const lociq_ranks ranks = lociq_ranks_here();
  const lociq_share share = lociq_ranks_share(ranks, ranks.own, replication->count, 1);
  const size_t end = share.first + share.count;
  for (size_t first = share.first; first < end && status == LOCIQ_OK; first += AT_ONCE) {
    failure failed = {.at = SIZE_MAX};
    const size_t last = end - first < AT_ONCE ? end : first + AT_ONCE;
    run_some(replication, scratches, first, last, &failed);
    if (failed.at != SIZE_MAX)
      status = lociq_error_set(error, failed.error.status, "%s", failed.error.message);
    else if (!lociq_progress_report(progress, replication->stage, last - share.first, share.count))
      status = lociq_error_set(error, LOCIQ_CANCELLED, "%s was cancelled", replication->stage);
  }
  for (size_t t = 0; t < replication->threads; t++) lociq_scenario_clear(&scratches[t]);
  free(scratches);
  return lociq_ranks_agree(ranks, status, error);
}

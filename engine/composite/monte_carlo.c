/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/axis.h>
#include <math.h>

#include "composite/replicate.h"
#include "core/memory.h"
#include "ranks/ranks.h"

/* Each thread counts for itself how often a unit has which rank; whole numbers add up to the same in any order. */
typedef struct counting {
  const lociq_variants *variants;
  size_t threads;
  uint32_t **counts; /* by thread: units × units */
} counting;

static size_t pick(const lociq_random *random, size_t count) {
  return count > 1 ? lociq_random_below(random, (uint32_t)count) : 0;
}

static void draw(const void *context, size_t index, lociq_scenario *scenario) {
  const lociq_variants *variants = ((const counting *)context)->variants;
  const lociq_doubts *doubts = variants->doubts;
  lociq_random random;
  lociq_random_start(&random, doubts->seed, index);
  scenario->choice.impute = pick(&random, doubts->impute_count);
  scenario->choice.treat = pick(&random, doubts->treat_count);
  scenario->choice.normalise = pick(&random, doubts->normalise_count);
  scenario->choice.aggregate = pick(&random, doubts->aggregate_count);
  const size_t dropped = doubts->drop ? pick(&random, variants->columns + 1) : variants->columns;
  scenario->dropped = dropped < variants->columns ? dropped : LOCIQ_NONE;
  lociq_scenario_move_weights(variants, &random, scenario->weights);
}

static void take(void *context, size_t index, size_t thread, const uint32_t *ranks) {
  (void)index;
  const counting *job = context;
  const size_t units = job->variants->units;
  uint32_t *counts = job->counts[thread];
  for (size_t u = 0; u < units; u++)
    if (ranks[u] > 0) counts[u * units + ranks[u] - 1]++;
}

/* A rank, and how many ranks are below it. */
typedef struct position {
  const uint32_t *counts;
  size_t rank; /* from 0 */
  uint64_t below;
} position;

/* The rank at a place of the sorted ranks, from 0, at or after where we are. */
static double rank_at(position *at, uint64_t place) {
  while (at->below + at->counts[at->rank] <= place) at->below += at->counts[at->rank++];
  return (double)(at->rank + 1);
}

static double percentile(position *at, uint64_t all, double share) {
  const double place = (double)(all - 1) * share;
  const uint64_t lower = (uint64_t)place;
  const double from = rank_at(at, lower), rest = place - (double)lower;
  position next = *at;
  return rest > 0 ? from + rest * (rank_at(&next, lower + 1) - from) : from;
}

static void summarise(const counting *job, const lociq_rank_intervals *intervals) {
  static const double HALF = 0.5;
  const size_t units = job->variants->units;
  const double outside = (1 - job->variants->doubts->confidence) / 2;
#pragma omp parallel for schedule(static) num_threads((int)job->threads)
  for (size_t u = 0; u < units; u++) {
    const uint32_t *counts = job->counts[0] + u * units;
    uint64_t all = 0, sum = 0;
    for (size_t r = 0; r < units; r++) {
      all += counts[r];
      sum += (uint64_t)counts[r] * (r + 1);
    }
    position at = {.counts = counts};
    intervals->lower[u] = all > 0 ? percentile(&at, all, outside) : (double)NAN;
    intervals->median[u] = all > 0 ? percentile(&at, all, HALF) : (double)NAN;
    intervals->upper[u] = all > 0 ? percentile(&at, all, 1 - outside) : (double)NAN;
    intervals->mean[u] = all > 0 ? (double)sum / (double)all : (double)NAN;
  }
}

static lociq_status count_ranks(counting *job, const lociq_progress *progress, lociq_error *error) {
  const size_t units = job->variants->units, threads = job->threads;
  for (size_t t = 0; t < threads; t++) {
    job->counts[t] = lociq_allocate(units, units * sizeof **job->counts);
    if (job->counts[t] == NULL) return lociq_memory_error(error, "counts of ranks");
  }
  const lociq_status status = lociq_replication_run(&(lociq_replication){.variants = job->variants,
                                                                         .count = job->variants->doubts->replications,
                                                                         .threads = threads,
                                                                         .stage = "testing the index",
                                                                         .context = job,
                                                                         .draw = draw,
                                                                         .take = take},
                                                    progress, error);
#pragma omp parallel for schedule(static) num_threads((int)threads)
  for (size_t u = 0; u < units; u++)
    for (size_t t = 1; t < threads; t++)
      for (size_t k = u * units; k < (u + 1) * units; k++) job->counts[0][k] += job->counts[t][k];
  if (status == LOCIQ_OK) lociq_ranks_add(lociq_ranks_here(), job->counts[0], units * units);
  return status;
}

static lociq_status check(const lociq_doubts *doubts, lociq_error *error) {
  if (doubts->replications == 0 || doubts->replications >= UINT32_MAX)
    return lociq_error_set(error, LOCIQ_INVALID, "replications are from 1 to 2^32 - 2, not %zu", doubts->replications);
  if (!(doubts->confidence > 0 && doubts->confidence < 1))
    return lociq_error_set(error, LOCIQ_INVALID, "a confidence lies between 0 and 1, and is not %g",
                           doubts->confidence);
  return LOCIQ_OK;
}

lociq_status lociq_robustness_run(lociq_variants *variants, size_t year, const lociq_rank_intervals *intervals,
                                  const lociq_progress *progress, lociq_error *error) {
  const lociq_doubts *doubts = variants->doubts;
  const lociq_table_of_units *nominal = &variants->base->ranks;
  const size_t threads = lociq_replication_threads(doubts), units = variants->units;
  counting job = {.variants = variants, .threads = threads, .counts = lociq_allocate(threads, sizeof *job.counts)};
  lociq_status status = job.counts == NULL ? lociq_memory_error(error, "counts of ranks") : check(doubts, error);
  if (status == LOCIQ_OK) status = lociq_variants_turn(variants, year, error);
  if (status == LOCIQ_OK) status = count_ranks(&job, progress, error);
  if (status == LOCIQ_OK) {
    summarise(&job, intervals);
    for (size_t u = 0; u < units; u++) intervals->nominal[u] = nominal->values[(year * units + u) * nominal->columns];
  }
  for (size_t t = 0; t < threads && job.counts != NULL; t++) free(job.counts[t]);
  free(job.counts);
  return status;
}

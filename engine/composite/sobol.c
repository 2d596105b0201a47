/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_qrng.h>
#include <lociq/axis.h>
#include <math.h>

#include "composite/replicate.h"
#include "core/memory.h"
#include "ranks/ranks.h"

/* A choice that is open, and how many there are of it; weights take numbers of their own. */
typedef enum kind { IMPUTE, TREAT, NORMALISE, AGGREGATE, WEIGHTS, WEIGHT, DROP } kind;
typedef struct factor {
  kind kind;
  size_t node, count;
} factor;

typedef struct analysis {
  const lociq_variants *variants;
  const double *nominal; /* the year's ranks, nodes apart */
  factor factors[LOCIQ_SOBOL_FACTORS];
  size_t factor_count, points;
  double *numbers; /* points × 2 factors, those of A, then those of B */
  double *y;
} analysis;

void lociq_sobol_estimate(const double *y, size_t points, size_t factors, double *first, double *total) {
  const double *a = y, *b = y + points;
  const double n = (double)points;
  double mean = 0, squares = 0;
  for (size_t k = 0; k < 2 * points; k++) mean += y[k] / (2 * n);
  for (size_t k = 0; k < 2 * points; k++) squares += (y[k] - mean) * (y[k] - mean);
  const double variance = squares / (2 * n - 1);
  for (size_t i = 0; i < factors; i++) {
    const double *mixed = y + (2 + i) * points;
    double alone = 0, all = 0;
    for (size_t k = 0; k < points; k++) {
      alone += b[k] * (mixed[k] - a[k]);
      all += (a[k] - mixed[k]) * (a[k] - mixed[k]);
    }
    first[i] = variance > 0 ? alone / n / variance : (double)NAN;
    total[i] = variance > 0 ? all / n / (2 * variance) : (double)NAN;
  }
}

/* ---- factors ---- */

static lociq_status add(analysis *job, factor found, lociq_error *error) {
  if (job->factor_count == LOCIQ_SOBOL_FACTORS)
    return lociq_error_set(error, LOCIQ_INVALID, "more than %d factors: Sobol points have no more dimensions",
                           LOCIQ_SOBOL_FACTORS);
  job->factors[job->factor_count++] = found;
  return LOCIQ_OK;
}

static lociq_status find_factors(analysis *job, lociq_error *error) {
  const lociq_doubts *doubts = job->variants->doubts;
  const size_t counts[] = {doubts->impute_count, doubts->treat_count, doubts->normalise_count, doubts->aggregate_count};
  lociq_status status = LOCIQ_OK;
  for (kind k = IMPUTE; k <= AGGREGATE; k++)
    if (counts[k] > 1) (void)add(job, (factor){.kind = k, .count = counts[k]}, error);
  if (doubts->weights > 0 && !doubts->each_weight) (void)add(job, (factor){.kind = WEIGHTS}, error);
  for (size_t n = 1; n < job->variants->design->node_count && doubts->weights > 0 && doubts->each_weight; n++)
    if (status == LOCIQ_OK) status = add(job, (factor){.kind = WEIGHT, .node = n}, error);
  if (doubts->drop && status == LOCIQ_OK)
    status = add(job, (factor){.kind = DROP, .count = job->variants->columns + 1}, error);
  if (status == LOCIQ_OK && job->factor_count == 0)
    status = lociq_error_set(error, LOCIQ_INVALID, "no choice is open: there are no effects");
  return status;
}

static const char *name_of(const analysis *job, const factor *of) {
  static const char *const names[] = {[IMPUTE] = "impute",       [TREAT] = "treat",     [NORMALISE] = "normalise",
                                      [AGGREGATE] = "aggregate", [WEIGHTS] = "weights", [DROP] = "drop"};
  return of->kind == WEIGHT ? job->variants->design->nodes[of->node].name : names[of->kind];
}

/* ---- scenarios ---- */

static size_t level(double number, size_t count) {
  const size_t found = (size_t)(number * (double)count);
  return found < count ? found : count - 1;
}

static void set(const analysis *job, const factor *of, double number, lociq_scenario *scenario) {
  const lociq_variants *variants = job->variants;
  lociq_random random;
  switch (of->kind) {
    case IMPUTE:
      scenario->choice.impute = level(number, of->count);
      break;
    case TREAT:
      scenario->choice.treat = level(number, of->count);
      break;
    case NORMALISE:
      scenario->choice.normalise = level(number, of->count);
      break;
    case AGGREGATE:
      scenario->choice.aggregate = level(number, of->count);
      break;
    case WEIGHTS: /* a number stands for a set of weights: that of a stream */
      lociq_random_start(&random, variants->doubts->seed, (uint64_t)(number * 0x1p31));
      lociq_scenario_move_weights(variants, &random, scenario->weights);
      break;
    case WEIGHT:
      scenario->weights[of->node] = variants->weights[of->node] * (1 + variants->doubts->weights * (2 * number - 1));
      break;
    case DROP: {
      const size_t dropped = level(number, of->count);
      scenario->dropped = dropped < variants->columns ? dropped : LOCIQ_NONE;
      break;
    }
  }
}

/* Of A, B, AB_1, … the index-th row. */
static void draw(const void *context, size_t index, lociq_scenario *scenario) {
  const analysis *job = context;
  const size_t block = index / job->points, factors = job->factor_count;
  const double *numbers = job->numbers + index % job->points * 2 * factors;
  scenario->choice = (lociq_choice){0};
  scenario->dropped = LOCIQ_NONE;
  for (size_t n = 0; n < job->variants->design->node_count; n++) scenario->weights[n] = job->variants->weights[n];
  for (size_t i = 0; i < factors; i++) {
    const bool from_b = block == 1 || block == 2 + i;
    set(job, &job->factors[i], numbers[i + (from_b ? factors : 0)], scenario);
  }
}

static void take(void *context, size_t index, size_t thread, const uint32_t *ranks) {
  (void)thread;
  const analysis *job = context;
  const size_t nodes = job->variants->design->node_count;
  double sum = 0;
  size_t known = 0;
  for (size_t u = 0; u < job->variants->units; u++) {
    const double nominal = job->nominal[u * nodes];
    if (ranks[u] == 0 || isnan(nominal)) continue;
    sum += fabs((double)ranks[u] - nominal);
    known++;
  }
  job->y[index] = known > 0 ? sum / (double)known : (double)NAN;
}

/* Not gsl_qrng_alloc, whose memory is not ours to count, and which ends the program where there is none. */
static lociq_status fill_numbers(const analysis *job, lociq_error *error) {
  const unsigned dimensions = (unsigned)(2 * job->factor_count);
  void *state = lociq_allocate(1, gsl_qrng_sobol->state_size(dimensions));
  if (state == NULL) return lociq_memory_error(error, "Sobol points");
  (void)gsl_qrng_sobol->init_state(state, dimensions);
  for (size_t k = 0; k < job->points; k++) (void)gsl_qrng_sobol->get(state, dimensions, job->numbers + k * dimensions);
  free(state);
  return LOCIQ_OK;
}

static lociq_status analyse(analysis *job, lociq_sobol_effect *effects, size_t *effect_count,
                            const lociq_progress *progress, lociq_error *error) {
  const size_t factors = job->factor_count, runs = job->points * (2 + factors);
  double first[LOCIQ_SOBOL_FACTORS], total[LOCIQ_SOBOL_FACTORS];
  job->numbers = lociq_allocate(job->points, 2 * factors * sizeof *job->numbers);
  job->y = lociq_allocate(runs, sizeof *job->y);
  if (job->numbers == NULL || job->y == NULL) return lociq_memory_error(error, "a Sobol analysis");
  lociq_status status = fill_numbers(job, error);
  if (status == LOCIQ_OK)
    status = lociq_replication_run(&(lociq_replication){.variants = job->variants,
                                                        .count = runs,
                                                        .threads = lociq_replication_threads(job->variants->doubts),
                                                        .stage = "finding effects on the index",
                                                        .context = job,
                                                        .draw = draw,
                                                        .take = take},
                                   progress, error);
  if (status != LOCIQ_OK) return status;
  lociq_ranks_gather(lociq_ranks_here(), job->y, sizeof *job->y, runs, 1);
  lociq_sobol_estimate(job->y, job->points, factors, first, total);
  for (size_t i = 0; i < factors; i++)
    effects[i] = (lociq_sobol_effect){.factor = name_of(job, &job->factors[i]), .first = first[i], .total = total[i]};
  *effect_count = factors;
  return LOCIQ_OK;
}

lociq_status lociq_robustness_sobol(lociq_variants *variants, size_t year, lociq_sobol_effect *effects,
                                    size_t *effect_count, const lociq_progress *progress, lociq_error *error) {
  static const size_t most = (size_t)1 << 30;
  const size_t points = variants->doubts->sobol;
  if (points < 2 || points > most || (points & (points - 1)) != 0)
    return lociq_error_set(error, LOCIQ_INVALID, "Sobol points are a power of two from 2 to 2^30, not %zu", points);
  lociq_status status = lociq_variants_turn(variants, year, error);
  analysis job = {.variants = variants, .points = points};
  if (status == LOCIQ_OK) status = find_factors(&job, error);
  if (status == LOCIQ_OK) {
    job.nominal = variants->base->ranks.values + year * variants->units * variants->design->node_count;
    status = analyse(&job, effects, effect_count, progress, error);
  }
  free(job.numbers);
  free(job.y);
  return status;
}

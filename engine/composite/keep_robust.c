/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Intervals of ranks, effects of choices and what-ifs, kept beside an index's steps.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "composite/keep.h"
#include "core/memory.h"

enum { PAIR_SIZE = 160, BOTH = 2 };

/* NaN for all years of the store; *first is where those of the index begin. */
static double *unknown(const lociq_keeping *job, size_t width, double **first) {
  const size_t cells = job->all_years * width;
  double *values = lociq_allocate(cells, sizeof *values);
  for (size_t i = 0; values != NULL && i < cells; i++) values[i] = NAN;
  if (values != NULL) *first = values + job->gathered->first_year * width;
  return values;
}

static lociq_status put_ranks(const lociq_keeping *job, const char *suffix, const char *what, const double *ranks) {
  double *first = NULL, *values = unknown(job, job->units, &first);
  if (values == NULL) return lociq_memory_error(job->error, job->index);
  memcpy(first, ranks, job->gathered->years * job->units * sizeof *values);
  lociq_variable variable = {.type = LOCIQ_DOUBLE,
                             .dimensions = {lociq_keep_year(job), lociq_keep_region(job)},
                             .dimension_count = 2,
                             .values = values};
  const lociq_status status = lociq_keep_put(job, suffix, what, &variable);
  free(values);
  return status;
}

static lociq_status put_intervals(const lociq_keeping *job, const lociq_settled *settled) {
  lociq_status status = put_ranks(job, "_rank_lower", "rank of the index, lower bound of its interval", settled->lower);
  if (status == LOCIQ_OK) status = put_ranks(job, "_rank_median", "rank of the index, median", settled->median);
  if (status == LOCIQ_OK)
    status = put_ranks(job, "_rank_upper", "rank of the index, upper bound of its interval", settled->upper);
  if (status == LOCIQ_OK) status = put_ranks(job, "_rank_mean", "rank of the index, mean", settled->mean);
  return status;
}

static lociq_status put_effects(const lociq_keeping *job, const lociq_settled *settled) {
  static const char *const orders[BOTH] = {"first", "total"};
  const size_t count = settled->effect_count;
  const char **factors = lociq_allocate(count, sizeof *factors);
  double *first = NULL, *values = unknown(job, count * BOTH, &first);
  lociq_status status = factors == NULL || values == NULL ? lociq_memory_error(job->error, job->index) : LOCIQ_OK;
  for (size_t f = 0; f < count && status == LOCIQ_OK; f++) factors[f] = settled->effects[f].factor;
  for (size_t i = 0; i < job->gathered->years * count && status == LOCIQ_OK; i++) {
    first[i * BOTH] = settled->effects[i].first;
    first[i * BOTH + 1] = settled->effects[i].total;
  }
  lociq_variable variable = {
      .type = LOCIQ_DOUBLE,
      .dimensions = {lociq_keep_year(job),
                     {.name = job->dimension_names[LOCIQ_KEEP_FACTOR], .size = count, .codes = factors},
                     {.name = job->dimension_names[LOCIQ_KEEP_EFFECT], .size = BOTH, .codes = orders}},
      .dimension_count = 3,
      .values = values};
  if (status == LOCIQ_OK)
    status = lociq_keep_put(job, "_sobol", "effect of each choice on the mean change of rank", &variable);
  free(values);
  free(factors);
  return status;
}

/* "DE11>ITC4" */
static lociq_status name_pairs(const lociq_keeping *job, char (**pairs)[PAIR_SIZE], const char ***codes) {
  const lociq_specification *said = job->specification;
  *pairs = lociq_allocate(said->what_if_count, sizeof **pairs);
  *codes = lociq_allocate(said->what_if_count, sizeof **codes);
  if (*pairs == NULL || *codes == NULL) return lociq_memory_error(job->error, "what-ifs");
  for (size_t i = 0; i < said->what_if_count; i++) {
    (void)snprintf((*pairs)[i], PAIR_SIZE, "%.70s>%.70s", said->what_if[i].unit, said->what_if[i].other);
    (*codes)[i] = (*pairs)[i];
  }
  return LOCIQ_OK;
}

static lociq_status put_swap_nodes(const lociq_keeping *job, const lociq_settled *settled, lociq_dimension pair) {
  int32_t *nodes = lociq_allocate(job->all_years * pair.size, sizeof *nodes);
  if (nodes == NULL) return lociq_memory_error(job->error, "what-ifs");
  for (size_t i = 0; i < job->all_years * pair.size; i++) nodes[i] = -1;
  for (size_t i = 0; i < job->gathered->years * pair.size; i++)
    if (settled->swaps[i].node != LOCIQ_NONE)
      nodes[job->gathered->first_year * pair.size + i] = (int32_t)settled->swaps[i].node;
  lociq_variable variable = {
      .type = LOCIQ_INT32, .dimensions = {lociq_keep_year(job), pair}, .dimension_count = 2, .values = nodes};
  const lociq_status status = lociq_keep_put(
      job, "_what_if_node", "node whose weight makes the two swap: position on the nodes, -1 none does", &variable);
  free(nodes);
  return status;
}

static lociq_status put_swaps(const lociq_keeping *job, const lociq_settled *settled) {
  static const char *const weights[BOTH] = {"from", "to"};
  const size_t count = job->specification->what_if_count;
  char(*pairs)[PAIR_SIZE] = NULL;
  const char **codes = NULL;
  double *first = NULL, *values = unknown(job, count * BOTH, &first);
  lociq_status status = values == NULL ? lociq_memory_error(job->error, "what-ifs") : name_pairs(job, &pairs, &codes);
  for (size_t i = 0; i < job->gathered->years * count && status == LOCIQ_OK; i++) {
    first[i * BOTH] = settled->swaps[i].from;
    first[i * BOTH + 1] = settled->swaps[i].to;
  }
  const lociq_dimension pair = {.name = job->dimension_names[LOCIQ_KEEP_PAIR], .size = count, .codes = codes};
  lociq_variable variable = {
      .type = LOCIQ_DOUBLE,
      .dimensions = {lociq_keep_year(job),
                     pair,
                     {.name = job->dimension_names[LOCIQ_KEEP_CHANGE], .size = BOTH, .codes = weights}},
      .dimension_count = 3,
      .values = values};
  if (status == LOCIQ_OK)
    status = lociq_keep_put(job, "_what_if", "weight of that node, before and where both score the same", &variable);
  if (status == LOCIQ_OK) status = put_swap_nodes(job, settled, pair);
  free(values);
  free(codes);
  free(pairs);
  return status;
}

lociq_status lociq_keep_robust(const lociq_keeping *job, const lociq_settled *settled) {
  lociq_status status = settled->lower == NULL ? LOCIQ_OK : put_intervals(job, settled);
  if (status == LOCIQ_OK && settled->effects != NULL) status = put_effects(job, settled);
  if (status == LOCIQ_OK && settled->swaps != NULL) status = put_swaps(job, settled);
  return status;
}

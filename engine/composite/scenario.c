/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/axis.h>
#include <math.h>
#include <string.h>

#include "composite/variants.h"
#include "core/memory.h"
#include "numeric/lanes.h"

enum { VECTORS_AT_ONCE = 4 };

static bool needs_values(const lociq_variants *variants) {
  for (size_t k = 0; k < variants->count * variants->aggregates; k++)
    if (variants->sums[k] == NULL) return true;
  return false;
}

lociq_status lociq_scenario_create(const lociq_variants *variants, lociq_scenario_scratch *scratch,
                                   lociq_error *error) {
  const size_t nodes = variants->design->node_count, width = lociq_lanes_width(variants->units);
  const bool valued = needs_values(variants);
  *scratch =
      (lociq_scenario_scratch){.scenario = {.dropped = LOCIQ_NONE, .weights = lociq_allocate(nodes, sizeof(double))},
                               .totals = lociq_allocate(nodes, sizeof(double)),
                               .shares = lociq_allocate(nodes, sizeof(double)),
                               .column_weights = lociq_allocate(variants->columns, sizeof(double)),
                               .sums = lociq_allocate_aligned(width, sizeof(double)),
                               .values = valued ? lociq_allocate(variants->rows * nodes, sizeof(double)) : NULL,
                               .ranks = lociq_allocate(width, sizeof(uint32_t)),
                               .known = lociq_allocate(width, sizeof(uint32_t)),
                               .known_ranks = lociq_allocate(width, sizeof(uint32_t))};
  const bool made = scratch->scenario.weights != NULL && scratch->totals != NULL && scratch->shares != NULL &&
                    scratch->column_weights != NULL && scratch->sums != NULL && (scratch->values != NULL || !valued) &&
                    scratch->ranks != NULL && scratch->known != NULL && scratch->known_ranks != NULL;
  if (!made) return lociq_memory_error(error, "scenarios of an index");
  return lociq_quick_rank_create(variants->units, &scratch->quick, error);
}

void lociq_scenario_clear(lociq_scenario_scratch *scratch) {
  free(scratch->scenario.weights);
  free(scratch->totals);
  free(scratch->shares);
  free(scratch->column_weights);
  free(scratch->sums);
  free(scratch->values);
  free(scratch->ranks);
  free(scratch->known);
  free(scratch->known_ranks);
  lociq_quick_rank_clear(&scratch->quick);
  *scratch = (lociq_scenario_scratch){0};
}

/* The dropped indicator gets no weight, nor does a node of which no part has any. Sums the weights of each node's
 * parts; parts come after what they are part of. */
static void weigh_nodes(const lociq_variants *variants, lociq_scenario_scratch *scratch) {
  const lociq_design *design = variants->design;
  double *weights = scratch->scenario.weights;
  for (size_t n = design->node_count; n-- > 0;) {
    const lociq_design_node *node = &design->nodes[n];
    double total = 0;
    for (size_t k = 0; k < node->part_count; k++) total += weights[node->first_part + k];
    scratch->totals[n] = total;
    if (node->part_count == 0 ? node->column == scratch->scenario.dropped : total == 0) weights[n] = 0;
  }
}

/* The weight of each column in the index. */
static void weigh_columns(const lociq_variants *variants, lociq_scenario_scratch *scratch) {
  const lociq_design *design = variants->design;
  scratch->shares[0] = 1;
  for (size_t n = 0; n < design->node_count; n++) {
    const lociq_design_node *node = &design->nodes[n];
    if (n > 0) {
      const double total = scratch->totals[node->parent];
      scratch->shares[n] = total > 0 ? scratch->shares[node->parent] * scratch->scenario.weights[n] / total : 0;
    }
    if (node->part_count == 0) scratch->column_weights[node->column] = scratch->shares[n];
  }
}

/* sums[u] = sum over columns of weights[c] * values[c * width + u], in the columns' order. */
LOCIQ_CLONED static void add_columns(const double *values, size_t width, size_t columns, const double *weights,
                                     double *sums) {
  size_t u = 0;
  for (; u + VECTORS_AT_ONCE * LOCIQ_LANES <= width; u += VECTORS_AT_ONCE * LOCIQ_LANES) {
    lociq_lanes first = {0}, second = {0}, third = {0}, fourth = {0};
    for (size_t c = 0; c < columns; c++) {
      const double *from = values + c * width + u;
      first += weights[c] * lociq_lanes_load(from);
      second += weights[c] * lociq_lanes_load(from + LOCIQ_LANES);
      third += weights[c] * lociq_lanes_load(from + 2 * LOCIQ_LANES);
      fourth += weights[c] * lociq_lanes_load(from + 3 * LOCIQ_LANES);
    }
    lociq_lanes_store(sums + u, first);
    lociq_lanes_store(sums + u + LOCIQ_LANES, second);
    lociq_lanes_store(sums + u + 2 * LOCIQ_LANES, third);
    lociq_lanes_store(sums + u + 3 * LOCIQ_LANES, fourth);
  }
  for (; u < width; u += LOCIQ_LANES) {
    lociq_lanes sum = {0};
    for (size_t c = 0; c < columns; c++) sum += weights[c] * lociq_lanes_load(values + c * width + u);
    lociq_lanes_store(sums + u, sum);
  }
}

/* Ranks the first `count` sums, which are of these units. */
static void rank_sums(const lociq_variants *variants, const lociq_scenario_scratch *scratch, const uint32_t *units,
                      size_t count) {
  if (count < variants->units) memset(scratch->ranks, 0, variants->units * sizeof *scratch->ranks);
  if (count == 0) return;
  uint32_t *ranks = count < variants->units ? scratch->known_ranks : scratch->ranks;
  lociq_quick_rank_fill(&scratch->quick, scratch->sums, count, ranks);
  for (size_t k = 0; k < count && count < variants->units; k++) scratch->ranks[units[k]] = ranks[k];
}

static lociq_status refuse(const lociq_variants *variants, lociq_choice choice, size_t culprit, const lociq_error *told,
                           lociq_error *error) {
  char row[128] = "";
  lociq_error named = {0};
  if (culprit != SIZE_MAX) lociq_variants_name_row(variants, culprit, row, sizeof row);
  (void)lociq_error_set(&named, told->status, "%s%s%s", told->message, row[0] == '\0' ? "" : ":", row);
  return lociq_variants_refuse(variants, choice, 4, &named, error);
}

/* Node by node, from the last to the index. */
static lociq_status rank_tree(const lociq_variants *variants, const lociq_variant *variant,
                              lociq_scenario_scratch *scratch, lociq_error *error) {
  const lociq_design *design = variants->design;
  const lociq_doubts *doubts = variants->doubts;
  const lociq_choice choice = scratch->scenario.choice;
  const lociq_aggregate *method = doubts->aggregate_count == 0 ? NULL : &doubts->aggregate[choice.aggregate];
  const size_t nodes = design->node_count;
  memcpy(scratch->values, variant->values, variants->rows * nodes * sizeof(double));
  for (size_t n = nodes; n-- > 0;) {
    if (design->nodes[n].part_count == 0 || scratch->totals[n] == 0) continue;
    size_t culprit = SIZE_MAX;
    lociq_error told = {0};
    if (lociq_node_score(design, n, method, scratch->scenario.weights, scratch->values, variants->rows, &culprit,
                         &told) != LOCIQ_OK)
      return refuse(variants, choice, culprit, &told, error);
  }
  size_t count = 0;
  for (size_t u = 0; u < variants->units; u++) {
    const double score = scratch->values[(variants->first_row + u) * nodes];
    if (isnan(score)) continue;
    scratch->sums[count] = -score;
    scratch->known[count++] = (uint32_t)u;
  }
  for (size_t k = count; count > 0 && k < lociq_lanes_width(count); k++) scratch->sums[k] = scratch->sums[0];
  rank_sums(variants, scratch, scratch->known, count);
  return LOCIQ_OK;
}

lociq_status lociq_scenario_rank(const lociq_variants *variants, lociq_scenario_scratch *scratch, lociq_error *error) {
  const lociq_choice choice = scratch->scenario.choice;
  const lociq_doubts *doubts = variants->doubts;
  const size_t which = (choice.impute * lociq_choices_of(doubts->treat_count) + choice.treat) *
                           lociq_choices_of(doubts->normalise_count) +
                       choice.normalise;
  const lociq_variant *variant = &variants->variants[which];
  const double *values = variants->sums[which * variants->aggregates + choice.aggregate];
  weigh_nodes(variants, scratch);
  if (values == NULL) return rank_tree(variants, variant, scratch, error);
  weigh_columns(variants, scratch);
  add_columns(values, lociq_lanes_width(variant->known_count), variants->columns, scratch->column_weights,
              scratch->sums);
  rank_sums(variants, scratch, variant->known, variant->known_count);
  return LOCIQ_OK;
}

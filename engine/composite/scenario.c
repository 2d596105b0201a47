/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/axis.h>
#include <math.h>
#include <string.h>

#include "composite/variants.h"
#include "core/memory.h"
#include "numeric/lanes.h"

enum { VECTORS_AT_ONCE = 4, SCENARIOS_AT_ONCE = 4 };

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
      (lociq_scenario_scratch){.weights = lociq_allocate(LOCIQ_SCENARIOS * nodes, sizeof(double)),
                               .totals = lociq_allocate(nodes, sizeof(double)),
                               .shares = lociq_allocate(nodes, sizeof(double)),
                               .column_weights = lociq_allocate(LOCIQ_SCENARIOS * variants->columns, sizeof(double)),
                               .sums = lociq_allocate_aligned(LOCIQ_SCENARIOS * width, sizeof(double)),
                               .values = valued ? lociq_allocate(variants->rows * nodes, sizeof(double)) : NULL,
                               .ranks = lociq_allocate(width, sizeof(uint32_t)),
                               .known = lociq_allocate(width, sizeof(uint32_t)),
                               .known_ranks = lociq_allocate(width, sizeof(uint32_t))};
  const bool made = scratch->weights != NULL && scratch->totals != NULL && scratch->shares != NULL &&
                    scratch->column_weights != NULL && scratch->sums != NULL && (scratch->values != NULL || !valued) &&
                    scratch->ranks != NULL && scratch->known != NULL && scratch->known_ranks != NULL;
  if (!made) return lociq_memory_error(error, "scenarios of an index");
  for (size_t k = 0; k < LOCIQ_SCENARIOS; k++)
    scratch->scenarios[k] = (lociq_scenario){.dropped = LOCIQ_NONE, .weights = scratch->weights + k * nodes};
  return lociq_quick_rank_create(variants->units, &scratch->quick, error);
}

void lociq_scenario_clear(lociq_scenario_scratch *scratch) {
  free(scratch->weights);
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
static void weigh_nodes(const lociq_variants *variants, lociq_scenario_scratch *scratch,
                        const lociq_scenario *scenario) {
  const lociq_design *design = variants->design;
  double *weights = scenario->weights;
  for (size_t n = design->node_count; n-- > 0;) {
    const lociq_design_node *node = &design->nodes[n];
    double total = 0;
    for (size_t k = 0; k < node->part_count; k++) total += weights[node->first_part + k];
    scratch->totals[n] = total;
    if (node->part_count == 0 ? node->column == scenario->dropped : total == 0) weights[n] = 0;
  }
}

/* The weight of each column in the index. */
static void weigh_columns(const lociq_variants *variants, lociq_scenario_scratch *scratch, size_t which) {
  const lociq_design *design = variants->design;
  const double *weights = scratch->scenarios[which].weights;
  double *column_weights = scratch->column_weights + which * variants->columns;
  scratch->shares[0] = 1;
  for (size_t n = 0; n < design->node_count; n++) {
    const lociq_design_node *node = &design->nodes[n];
    if (n > 0) {
      const double total = scratch->totals[node->parent];
      scratch->shares[n] = total > 0 ? scratch->shares[node->parent] * weights[n] / total : 0;
    }
    if (node->part_count == 0) column_weights[node->column] = scratch->shares[n];
  }
}

/* Of one or more vectors of units from u on and of one or more scenarios: how many is known where it is inlined. */
LOCIQ_INLINE void add_some(const double *values, size_t width, size_t columns, const double *const *weights,
                           double *const *sums, size_t u, size_t count, size_t vectors) {
  lociq_lanes added[SCENARIOS_AT_ONCE][VECTORS_AT_ONCE];
  for (size_t k = 0; k < count; k++)
    for (size_t v = 0; v < vectors; v++) added[k][v] = lociq_lanes_all(0);
  for (size_t c = 0; c < columns; c++)
    for (size_t v = 0; v < vectors; v++) {
      const lociq_lanes own = lociq_lanes_load(values + c * width + u + v * LOCIQ_LANES);
      for (size_t k = 0; k < count; k++) added[k][v] += weights[k][c] * own;
    }
  for (size_t k = 0; k < count; k++)
    for (size_t v = 0; v < vectors; v++) lociq_lanes_store(sums[k] + u + v * LOCIQ_LANES, added[k][v]);
}

LOCIQ_INLINE void add_all(const double *values, size_t width, size_t columns, const double *const *weights,
                          double *const *sums, size_t count) {
  size_t u = 0;
  for (; u + VECTORS_AT_ONCE * LOCIQ_LANES <= width; u += VECTORS_AT_ONCE * LOCIQ_LANES)
    add_some(values, width, columns, weights, sums, u, count, VECTORS_AT_ONCE);
  for (; u < width; u += LOCIQ_LANES) add_some(values, width, columns, weights, sums, u, count, 1);
}

/* sums[k][u] = sum over columns of weights[k][c] * values[c * width + u], in the columns' order, of up to
 * SCENARIOS_AT_ONCE scenarios. */
LOCIQ_CLONED static void add_columns(const double *values, size_t width, size_t columns, const double *const *weights,
                                     double *const *sums, size_t count) {
  if (count == SCENARIOS_AT_ONCE) {
    add_all(values, width, columns, weights, sums, SCENARIOS_AT_ONCE);
    return;
  }
  if (count >= 2) add_all(values, width, columns, weights, sums, 2);
  if (count % 2 == 1) add_all(values, width, columns, weights + count - 1, sums + count - 1, 1);
}

static const lociq_variant *variant_of(const lociq_variants *variants, lociq_choice choice) {
  const size_t treats = lociq_choices_of(variants->doubts->treat_count);
  const size_t normalises = lociq_choices_of(variants->doubts->normalise_count);
  return &variants->variants[(choice.impute * treats + choice.treat) * normalises + choice.normalise];
}

/* What is added up by a choice; NULL where its trees are scored node by node. */
static const double *columns_of(const lociq_variants *variants, lociq_choice choice) {
  const size_t which = (size_t)(variant_of(variants, choice) - variants->variants);
  return variants->sums[which * variants->aggregates + choice.aggregate];
}

void lociq_scenario_sum(const lociq_variants *variants, lociq_scenario_scratch *scratch, size_t count) {
  const size_t apart = lociq_lanes_width(variants->units);
  const double *columns[LOCIQ_SCENARIOS];
  for (size_t k = 0; k < count; k++) {
    columns[k] = columns_of(variants, scratch->scenarios[k].choice);
    weigh_nodes(variants, scratch, &scratch->scenarios[k]);
    if (columns[k] != NULL) weigh_columns(variants, scratch, k);
  }
  for (size_t first = 0; first < count; first++) {
    const double *values = columns[first], *weights[SCENARIOS_AT_ONCE];
    double *sums[SCENARIOS_AT_ONCE];
    size_t alike = 0;
    if (values == NULL) continue;
    for (size_t k = first; k < count && alike < SCENARIOS_AT_ONCE; k++) {
      if (columns[k] != values) continue;
      columns[k] = NULL;
      weights[alike] = scratch->column_weights + k * variants->columns;
      sums[alike++] = scratch->sums + k * apart;
    }
    const size_t known = variant_of(variants, scratch->scenarios[first].choice)->known_count;
    add_columns(values, lociq_lanes_width(known), variants->columns, weights, sums, alike);
  }
}

/* Ranks the first `count` sums, which are of these units. */
static void rank_sums(const lociq_variants *variants, const lociq_scenario_scratch *scratch, const double *sums,
                      const uint32_t *units, size_t count) {
  if (count < variants->units) memset(scratch->ranks, 0, variants->units * sizeof *scratch->ranks);
  if (count == 0) return;
  uint32_t *ranks = count < variants->units ? scratch->known_ranks : scratch->ranks;
  lociq_quick_rank_fill(&scratch->quick, sums, count, ranks);
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
static lociq_status rank_tree(const lociq_variants *variants, const lociq_scenario *scenario,
                              lociq_scenario_scratch *scratch, lociq_error *error) {
  const lociq_design *design = variants->design;
  const lociq_doubts *doubts = variants->doubts;
  const lociq_choice choice = scenario->choice;
  const lociq_aggregate *method = doubts->aggregate_count == 0 ? NULL : &doubts->aggregate[choice.aggregate];
  const size_t nodes = design->node_count;
  memcpy(scratch->values, variant_of(variants, choice)->values, variants->rows * nodes * sizeof(double));
  weigh_nodes(variants, scratch, scenario); /* the sums over parts were those of the last scenario */
  for (size_t n = nodes; n-- > 0;) {
    if (design->nodes[n].part_count == 0 || scratch->totals[n] == 0) continue;
    size_t culprit = SIZE_MAX;
    lociq_error told = {0};
    if (lociq_node_score(design, n, method, scenario->weights, scratch->values, variants->rows, &culprit, &told) !=
        LOCIQ_OK)
      return refuse(variants, choice, culprit, &told, error);
  }
  double *scores = scratch->sums + (size_t)(scenario - scratch->scenarios) * lociq_lanes_width(variants->units);
  size_t count = 0;
  for (size_t u = 0; u < variants->units; u++) {
    const double score = scratch->values[(variants->first_row + u) * nodes];
    if (isnan(score)) continue;
    scores[count] = -score;
    scratch->known[count++] = (uint32_t)u;
  }
  for (size_t k = count; count > 0 && k < lociq_lanes_width(count); k++) scores[k] = scores[0];
  rank_sums(variants, scratch, scores, scratch->known, count);
  return LOCIQ_OK;
}

lociq_status lociq_scenario_rank(const lociq_variants *variants, lociq_scenario_scratch *scratch, size_t which,
                                 lociq_error *error) {
  const lociq_scenario *scenario = &scratch->scenarios[which];
  const lociq_variant *variant = variant_of(variants, scenario->choice);
  if (columns_of(variants, scenario->choice) == NULL) return rank_tree(variants, scenario, scratch, error);
  rank_sums(variants, scratch, scratch->sums + which * lociq_lanes_width(variants->units), variant->known,
            variant->known_count);
  return LOCIQ_OK;
}

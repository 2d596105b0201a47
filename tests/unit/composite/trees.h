/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small index to doubt: two pillars of three indicators each, twenty units, two years, made up; and a plain way from
 * its values to the ranks of one scenario, through the public steps.
 */
#ifndef LOCIQ_TESTS_TREES_H
#define LOCIQ_TESTS_TREES_H

#include <lociq/axis.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "composite/robustness.h"

enum { YEARS = 2, UNITS = 20, COLUMNS = 6, NODES = 9, ROWS = YEARS * UNITS, CELLS = ROWS * COLUMNS };

typedef struct tree {
  lociq_design design;
  lociq_design_node nodes[NODES];
  lociq_composition base;
  double denominated[CELLS], scores[ROWS * NODES], ranks[ROWS * NODES], weights[YEARS * NODES];
  bool left_out[ROWS];
} tree;

/* Of one way to make the index; where a pointer is NULL, the design's own. */
typedef struct way {
  const lociq_impute *impute;
  const lociq_treat *treat;
  const lociq_normalise *normalise;
  const lociq_aggregate *aggregate;
} way;

static inline double even(uint64_t i) { /* splitmix64, from 0 to 1 */
  uint64_t bits = (i + 1) * 0x9E3779B97F4A7C15u;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
  return (double)((bits ^ (bits >> 31)) >> 11) * 0x1p-53;
}

static inline void normalise_plainly(const tree *of, const way *how, size_t year, double *values) {
  bool imputed[CELLS];
  lociq_table_of_units table = {.years = YEARS, .units = UNITS, .columns = COLUMNS, .values = values};
  lociq_imputation imputation = of->design.imputation;
  if (how->impute != NULL) imputation.method = *how->impute;
  memcpy(values, of->denominated, sizeof of->denominated);
  for (size_t k = 0; k < CELLS; k++)
    if (of->left_out[k / COLUMNS]) values[k] = NAN;
  assert_int_equal(lociq_units_impute(&table, &imputation, NULL, of->left_out, imputed, NULL), LOCIQ_OK);
  for (size_t n = 3; n < NODES; n++) {
    const lociq_design_node *node = &of->nodes[n];
    const bool alone = of->design.year_by_year;
    const lociq_column_of_units column = {.values = values + (alone ? year * UNITS * COLUMNS : 0) + node->column,
                                          .count = alone ? UNITS : ROWS,
                                          .stride = COLUMNS};
    lociq_treatment treatment = node->treatment;
    lociq_normalisation normalisation = node->normalisation;
    lociq_treatment_record record;
    if (how->treat != NULL) treatment.method = *how->treat;
    if (how->normalise != NULL) normalisation.method = *how->normalise;
    assert_int_equal(lociq_column_treat(&column, &treatment, NULL, &record, NULL), LOCIQ_OK);
    assert_int_equal(lociq_column_normalise(&column, &normalisation, NULL), LOCIQ_OK);
  }
}

/* The scores of all nodes, of what is pooled with the year. weights: by node; 0 where a part is left out. */
static inline void score_plainly(const tree *of, const way *how, size_t year, const double *weights, double *scores) {
  double values[CELLS];
  normalise_plainly(of, how, year, values);
  const size_t first = of->design.year_by_year ? year * UNITS : 0, rows = of->design.year_by_year ? UNITS : ROWS;
  for (size_t row = first; row < first + rows; row++)
    for (size_t n = 0; n < NODES; n++)
      scores[row * NODES + n] = n < 3 ? (double)NAN : values[row * COLUMNS + of->nodes[n].column];
  for (size_t n = 3; n-- > 0;) {
    const lociq_design_node *node = &of->nodes[n];
    lociq_aggregation aggregation = node->aggregation;
    size_t culprit = 0;
    if (how->aggregate != NULL) aggregation.method = *how->aggregate;
    if (weights[node->first_part] + weights[node->first_part + 1] + weights[node->first_part + 2] == 0) continue;
    const lociq_parts parts = {scores + first * NODES + node->first_part, rows, node->part_count, NODES,
                               weights + node->first_part};
    assert_int_equal(lociq_units_aggregate(&aggregation, &parts, scores + first * NODES + n, NODES, &culprit, NULL),
                     LOCIQ_OK);
  }
}

static inline void rank_plainly(const tree *of, const way *how, size_t year, const double *weights, double *ranks) {
  double scores[ROWS * NODES];
  score_plainly(of, how, year, weights, scores);
  assert_int_equal(lociq_scores_rank(scores + year * UNITS * NODES, UNITS, NODES, ranks, 1, NULL), LOCIQ_OK);
}

/* The base of the design as it stands. */
static inline void compose_plainly(tree *of) {
  const way own = {0};
  for (size_t year = 0; year < YEARS; year++) {
    const double *weights = of->weights + (of->design.year_by_year ? year * NODES : 0);
    score_plainly(of, &own, year, weights, of->scores);
    for (size_t n = 0; n < NODES; n++)
      assert_int_equal(lociq_scores_rank(of->scores + year * UNITS * NODES + n, UNITS, NODES,
                                         of->ranks + year * UNITS * NODES + n, NODES, NULL),
                       LOCIQ_OK);
  }
}

/* An arithmetic tree of min-max values from 1 to 100 without gaps; tests change what they want, and compose it anew. */
static inline void make_tree(tree *of, bool year_by_year) {
  static const char *const names[NODES] = {"index", "inputs", "outcomes", "a", "b", "c", "d", "e", "f"};
  static const double weights[NODES] = {1, 0.6, 0.4, 0.5, 0.3, 0.2, 0.25, 0.25, 0.5};
  memset(of, 0, sizeof *of);
  of->nodes[0] = (lociq_design_node){.name = names[0], .parent = LOCIQ_NONE, .first_part = 1, .part_count = 2};
  for (size_t n = 1; n < NODES; n++) {
    of->nodes[n] = (lociq_design_node){.name = names[n],
                                       .parent = n < 3 ? 0 : 1 + (n - 3) / 3,
                                       .first_part = n < 3 ? 3 * n : 0,
                                       .part_count = n < 3 ? 3 : 0,
                                       .level = n < 3 ? 1 : 2,
                                       .column = n < 3 ? LOCIQ_NONE : n - 3,
                                       .treatment = {.skewness = 2, .kurtosis = 3.5, .most = 5, .lambda = NAN},
                                       .normalisation = {.method = LOCIQ_NORMALISE_MIN_MAX,
                                                         .direction = n % 4 == 0 ? -1 : 1,
                                                         .lower = 1,
                                                         .upper = 100,
                                                         .mean = 50,
                                                         .sd = 10,
                                                         .reference = NAN,
                                                         .scale = 1}};
  }
  for (size_t n = 0; n < 3; n++)
    of->nodes[n].aggregation = (lociq_aggregation){.power = 2, .reference = NAN, .goalposts = {NAN, NAN}};
  of->nodes[0].column = LOCIQ_NONE;
  for (size_t k = 0; k < (size_t)YEARS * NODES; k++) of->weights[k] = weights[k % NODES];
  for (size_t k = 0; k < CELLS; k++) of->denominated[k] = 1 + 9 * even(k) * even(1000 + k);
  of->design = (lociq_design){.name = "index",
                              .nodes = of->nodes,
                              .node_count = NODES,
                              .column_count = COLUMNS,
                              .imputation = {.method = LOCIQ_IMPUTE_MEAN, .neighbours = 3},
                              .year_by_year = year_by_year,
                              .reference_unit = LOCIQ_NONE};
  of->base = (lociq_composition){
      .denominated = {.years = YEARS, .units = UNITS, .columns = COLUMNS, .values = of->denominated},
      .scores = {.years = YEARS, .units = UNITS, .columns = NODES, .values = of->scores},
      .ranks = {.years = YEARS, .units = UNITS, .columns = NODES, .values = of->ranks},
      .weights = of->weights,
      .left_out = of->left_out};
  compose_plainly(of);
}

/* Gaps, and a unit that is left out. */
static inline void make_holes(tree *of) {
  for (size_t k = 0; k < CELLS; k++)
    if (even(5000 + k) < 0.1) of->denominated[k] = NAN;
  of->left_out[UNITS + 7] = true;
  compose_plainly(of);
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The normalised values of a year by each combination of choices, made once, and the
 * index of one scenario from them.
 */
#ifndef LOCIQ_COMPOSITE_VARIANTS_H
#define LOCIQ_COMPOSITE_VARIANTS_H

#include "composite/quick_rank.h"
#include "composite/robustness.h"

/* Positions in the lists of doubts; 0 where a list is empty. */
typedef struct lociq_choice {
  size_t impute, treat, normalise, aggregate;
} lociq_choice;

/* One way to impute, treat and normalise. */
typedef struct lociq_variant {
  double *values;     /* rows × nodes: of indicators, NaN else */
  uint32_t *known;    /* the units of the year that are known in all that weighs */
  size_t known_count; /* all units, but for those of which nothing is known; 0: some are known in part */
} lociq_variant;

struct lociq_variants {
  const lociq_design *design;
  const lociq_doubts *doubts;
  const lociq_composition *base;
  const lociq_groups_of_units *groups;
  lociq_table_of_units *tables; /* by variant: normalised, of all years, or of the one that is treated by itself */
  size_t year;                  /* LOCIQ_NONE: none as yet */
  const double *weights;        /* of the year, by node */
  size_t units, columns;        /* of the index */
  size_t rows, first_row;       /* what is aggregated together, and where the year's units begin in it */
  size_t count;                 /* combinations of impute, treat and normalise */
  size_t aggregates;
  lociq_variant *variants;
  /* By variant and way to aggregate: columns × known units, in whole lanes, made such that a sum of them weighted up
   * the tree is ordered as the index is, the lowest first. NULL where the tree's means are of several kinds, or not all
   * is known.
   */
  double **sums;
};

/* Turned to a year: errors as robustness.h has them. What all years share is made with the first and kept. */
lociq_status lociq_variants_turn(lociq_variants *variants, size_t year, lociq_error *error);
/* How many choices a list of so many leaves. */
static inline size_t lociq_choices_of(size_t listed) { return listed == 0 ? 1 : listed; }
/* " of DE11 in 2015", of a row of the variants. */
void lociq_variants_name_row(const lociq_variants *variants, size_t row, char *text, size_t size);
/* Sets an error on the choices that are open: "with normalise min_max, aggregate geometric: …". steps: how many of the
 * choices are made yet, 4 is all. */
lociq_status lociq_variants_refuse(const lociq_variants *variants, lociq_choice choice, size_t steps,
                                   const lociq_error *told, lociq_error *error);

/* ---- scenario.c ---- */

typedef struct lociq_scenario {
  lociq_choice choice;
  size_t dropped;  /* a column, or LOCIQ_NONE */
  double *weights; /* by node; need not add up to 1 */
} lociq_scenario;

enum { LOCIQ_SCENARIOS = 16 }; /* a thread's turn */

/* What a thread works in. */
typedef struct lociq_scenario_scratch {
  lociq_scenario scenarios[LOCIQ_SCENARIOS];
  double *weights;               /* theirs, by node */
  double *totals, *shares;       /* by node: of its parts' weights; of it in the index */
  double *column_weights;        /* by scenario and column */
  double *sums;                  /* by scenario and unit, whole lanes each */
  double *values;                /* rows × nodes; NULL where only sums are needed */
  uint32_t *ranks;               /* by unit */
  uint32_t *known, *known_ranks; /* units that have a score, and their ranks */
  lociq_quick_rank quick;
} lociq_scenario_scratch;

/* Cleared by the caller, also on failure. */
lociq_status lociq_scenario_create(const lociq_variants *variants, lociq_scenario_scratch *scratch, lociq_error *error);
void lociq_scenario_clear(lociq_scenario_scratch *scratch);
/* The weighted sums of the first `count` scenarios, whose weights this changes: those of one choice together, so that
 * its values are read once for several. */
void lociq_scenario_sum(const lociq_variants *variants, lociq_scenario_scratch *scratch, size_t count);
/* scratch->ranks of a scenario that has been summed: from 1, 0 for none. */
lociq_status lociq_scenario_rank(const lociq_variants *variants, lociq_scenario_scratch *scratch, size_t which,
                                 lociq_error *error);

/* ---- node.c ---- */

/* How a node is aggregated: its own way, or by a method in its stead (NULL: its own). */
lociq_aggregation lociq_node_aggregation(const lociq_design_node *node, const lociq_aggregate *method);
/* Whether a method looks at all units to score one. */
bool lociq_aggregate_compares(lociq_aggregate method);
/* The scores of a node from those of its parts, in rows × nodes. weights: by node. An error names the node. *culprit:
 * the row that is at fault, or SIZE_MAX. */
lociq_status lociq_node_score(const lociq_design *design, size_t node, const lociq_aggregate *method,
                              const double *weights, double *values, size_t rows, size_t *culprit, lociq_error *error);

#endif

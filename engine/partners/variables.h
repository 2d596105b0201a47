/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Units' variables, each on a scale from 0 to 1: what likeness, structural_distance and
 * lead compare.
 *
 * A variable by region is that of the unit's region. One by industry is, of a cluster, that of
 * the unit's own industry; of whole regions it becomes an item an industry, which share
 * its weight equally. A block that names no variables compares the shares that industries
 * have in the unit's region, all with one weight.
 */
#ifndef LOCIQ_PARTNERS_VARIABLES_H
#define LOCIQ_PARTNERS_VARIABLES_H

#include "numeric/lanes.h"
#include "partners/block.h"

/* What a year says, rows × width, 64-byte aligned; NaN where unknown and past the items. */
typedef struct lociq_variables_year {
  double *values; /* as a reader knows them: a share, euros */
  double *scaled; /* 0 to 1, turned round where less is better */
  double *known;  /* a row's sum of the values known; NULL where no shares are compared */
  bool *complete; /* whether all of a row are known; NULL likewise */
} lociq_variables_year;

/* The state of the three blocks. Rows are places, region or region and industry, which several organisations may
 * share; each is treated and scaled once. */
typedef struct lociq_variables {
  size_t count, width; /* items, and that rounded up to whole lanes */
  size_t rows;
  size_t *row_of;                  /* of each unit; LOCIQ_NONE: it has no region */
  lociq_variables_year own, other; /* other is empty where both sides are of one year */
  double *weights;                 /* width of them, 0 past the items */
  double minimum_coverage;         /* of shares; else 0 */
  double minimum_weight;           /* of variables that are no shares, the least known in both; else 0 */
  bool drawn;                      /* all but the weights is another block's */
} lociq_variables;

/* Fills the block's items and state. Of the plan: of, variables, year, other_year, and treat, or `treat` where it says
 * none. Both years are treated and scaled together. An item that is the same everywhere is 0 everywhere. LOCIQ_INVALID
 * tells what the store has not. */
lociq_status lociq_variables_prepare(const lociq_block_source *source, const lociq_block_plan *plan, const char *treat,
                                     lociq_block *block, lociq_error *error);
/* Bytes that it takes at most: what is read, and both of what it becomes. */
size_t lociq_variables_bytes(const lociq_block_source *source, const lociq_block_plan *plan);
void lociq_variables_release(void *state);
double lociq_variables_value(const lociq_block *block, size_t unit, size_t item, bool other);
/* The same items, their weights times exponential numbers: the Bayesian bootstrap of them (Rubin 1981, The Bayesian
 * bootstrap, Annals of Statistics 9, https://doi.org/10.1214/aos/1176345338). The weight of a single one changes
 * nothing: *state becomes NULL. */
lociq_status lociq_variables_redraw(const lociq_block *block, lociq_random *random, void **state, lociq_error *error);

/* Whether the shares known in both hold enough of either's total; always true of what is no share, of which it is the
 * weights that must be enough. */
bool lociq_variables_cover(const lociq_variables *variables, size_t own_row, size_t other_row);

static inline const lociq_variables_year *lociq_variables_other(const lociq_variables *variables) {
  return variables->other.values == NULL ? &variables->own : &variables->other;
}

typedef enum lociq_comparison { LOCIQ_COMPARE_NEARNESS, LOCIQ_COMPARE_SQUARES, LOCIQ_COMPARE_LEAD } lociq_comparison;

/* 1 - |x - y|, 1 - (x - y)^2, y - x. */
LOCIQ_INLINE lociq_lanes lociq_variables_term(lociq_comparison comparison, lociq_lanes own, lociq_lanes other) {
  const lociq_lanes apart = other - own;
  if (comparison == LOCIQ_COMPARE_NEARNESS) return 1 - lociq_lanes_absolute(apart);
  if (comparison == LOCIQ_COMPARE_SQUARES) return 1 - apart * apart;
  return apart;
}

/* sum_j w_j term_j / sum_j w_j over the items known in both; NaN where there are none, or too few. To be called with a
 * constant comparison from a function that is LOCIQ_CLONED. */
LOCIQ_INLINE double lociq_variables_compare(const lociq_variables *variables, lociq_comparison comparison, size_t own,
                                            size_t other, double *parts) {
  const size_t own_row = variables->row_of[own], other_row = variables->row_of[other];
  if (own_row == LOCIQ_NONE || other_row == LOCIQ_NONE || !lociq_variables_cover(variables, own_row, other_row))
    return (double)NAN;
  const double *left = variables->own.scaled + own_row * variables->width;
  const double *right = lociq_variables_other(variables)->scaled + other_row * variables->width;
  lociq_lanes sum = {0}, weight = {0};
  for (size_t j = 0; j < variables->width; j += LOCIQ_LANES) {
    const lociq_lanes x = lociq_lanes_load(left + j), y = lociq_lanes_load(right + j);
    const lociq_lanes w = lociq_lanes_where(lociq_lanes_both(x, y), lociq_lanes_load(variables->weights + j));
    const lociq_lanes part = lociq_lanes_or_zero(lociq_variables_term(comparison, x, y)) * w;
    if (parts != NULL) lociq_lanes_store(parts + j, part);
    sum += part;
    weight += w;
  }
  const double known = lociq_lanes_sum(weight);
  for (size_t j = 0; parts != NULL && j < variables->count; j++) parts[j] /= known;
  if (known < variables->minimum_weight) return (double)NAN;
  return lociq_lanes_sum(sum) / known; /* 0/0 where there is nothing: NaN */
}

#endif

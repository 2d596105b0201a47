/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What there is to fit in a frame: the finest cells that can move, and for each
 * known cell of a coarser table, which of these it is the sum of. Margins that
 * follow from others are left out.
 */
#ifndef LOCIQ_HARMONISE_MARGINS_H
#define LOCIQ_HARMONISE_MARGINS_H

#include <stdint.h>

#include "harmonise/frame.h"

/* A finest cell that can move: its value is the weight, brought between the bounds. */
typedef struct lociq_movable {
  double weight; /* > 0 */
  double lower, upper;
} lociq_movable;

/* The known cells of one pair of tiers. No cell is part of two of them. */
typedef struct lociq_margins {
  size_t region_tier, industry_tier;
  size_t count;           /* of all cells of the table, known or not */
  size_t *first;          /* count + 1: movable[parts[first[m]] … parts[first[m + 1] − 1]] are those of cell m */
  uint32_t *parts;        /* none where a cell is unknown, or follows from others */
  double *fixed;          /* the sum of its other finest cells: those that cannot move, and of margins taken out */
  double *least, *most;   /* what the parts add up to, at their bounds */
  bool open, balanceable; /* open: it may be more than the parts; balanceable: every cell counts, to one value */
  size_t cells;           /* how many count */
} lociq_margins;

typedef struct lociq_problem {
  const lociq_frame *frame;
  const char *year;
  size_t rows, columns;
  size_t *row_above[LOCIQ_TIERS], *column_above[LOCIQ_TIERS]; /* of a finest member: its ancestor on a tier */
  double *values; /* of all finest cells; those that cannot move are right */
  size_t *places; /* the finest cells that can move, in order */
  lociq_movable *movable;
  size_t movable_count;
  lociq_margins tables[LOCIQ_TIERS * LOCIQ_TIERS]; /* with a known cell, coarser than the finest */
  size_t table_count;
} lociq_problem;

/* A margin, and how far it is off relative to what it should be. */
typedef struct lociq_gap {
  double worst;
  size_t table, cell;
} lociq_gap;

/* values: rows × columns, written from now on. LOCIQ_INVALID: a prior that is no number or negative; a frame whose
 * cells may be negative. LOCIQ_CONFLICT: a margin that its cells' bounds cannot meet, or that known cells between do
 * not add up to. The caller clears, whatever comes. */
lociq_status lociq_problem_create(const lociq_frame *frame, const double *prior, const char *year, double tolerance,
                                  double *values, lociq_problem *problem, lociq_error *error);
void lociq_problem_clear(lociq_problem *problem);
/* Takes out of each margin those that lie in it and are known to one value, the coarsest first and none twice: with
 * the rest of the sum alone, margins pull each other about far less. The same cells are allowed as before. What is
 * emptied counts no more. LOCIQ_CONFLICT: what is left cannot be met. Part of lociq_problem_create. */
lociq_status lociq_problem_unnest(lociq_problem *problem, double tolerance, lociq_error *error);
/* Writes the cells that can move into the values. */
void lociq_problem_write(const lociq_problem *problem);
/* The largest gap of all known margins, those that follow from others too. */
lociq_status lociq_problem_measure(const lociq_problem *problem, lociq_gap *gap, lociq_error *error);
/* "region DE1, industry C" */
const char *lociq_problem_region(const lociq_problem *problem, size_t table, size_t cell);
const char *lociq_problem_industry(const lociq_problem *problem, size_t table, size_t cell);
/* The cell of a table that a finest cell is part of. */
size_t lociq_margin_above(const lociq_problem *problem, const lociq_margins *table, size_t finest);
/* LOCIQ_CONFLICT where cells between `least` and `most` cannot meet a known cell to the tolerance: names it and
 * `what` they are, "its cells". */
lociq_status lociq_margin_check(const lociq_problem *problem, const lociq_margins *table, size_t cell, double least,
                                double most, double tolerance, const char *what, lociq_error *error);
/* The bounds of a known cell of a table, as the fit has to meet them. */
double lociq_margin_lower(const lociq_problem *problem, const lociq_margins *table, size_t cell);
double lociq_margin_upper(const lociq_problem *problem, const lociq_margins *table, size_t cell);
/* The bounds of what a margin's parts should add up to, which they can. */
void lociq_margin_wanted(const lociq_problem *problem, const lociq_margins *table, size_t cell, double *lower,
                         double *upper);

#endif

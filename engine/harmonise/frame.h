/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A frame: the cells of one year of one measure at all levels of regions and
 * industries together, each between two bounds, and the sums that tie them.
 *
 * Tiers of an axis go from the finest, 0, up to one member that is the whole. A
 * table lies on each pair of tiers. Every cell of a table is the sum of its parts one
 * tier down along the regions, and likewise along the industries: these are all
 * the margins. Where a sum is open (`rest`) the parts may add up to less.
 *
 * create → set what is known → lociq_frame_tighten → lociq_frame_fit or
 * lociq_frame_split → read the finest table.
 */
#ifndef LOCIQ_HARMONISE_FRAME_H
#define LOCIQ_HARMONISE_FRAME_H

#include <lociq/harmonise.h>
#include <stdbool.h>

enum { LOCIQ_TIERS = 8 }; /* of an axis at most, the whole among them */
#define LOCIQ_WHOLE "TOTAL"

/* A tier of an axis. members[m] is the code; above[m] its position one tier up;
 * parts[first[m] … first[m + 1]) its parts one tier down. */
typedef struct lociq_tier {
  size_t count;
  const char **codes;    /* borrowed from the axes; "TOTAL" for the whole */
  size_t *above;         /* NULL for the whole */
  size_t *first, *parts; /* NULL for the finest */
} lociq_tier;

typedef struct lociq_hierarchy {
  lociq_tier tiers[LOCIQ_TIERS];
  size_t tier_count;
} lociq_hierarchy;

/* Where each code of `fine` is, or lies below, one of `coarse`, by parents or by what codes say
 * (classify.h); LOCIQ_NONE where it does not. above[0 ... count of fine). */
lociq_status lociq_hierarchy_place(const lociq_axis *fine, const lociq_axis *coarse, size_t *above, lociq_error *error);
/* From axes that go from the finest to the coarsest, the whole not among them: each code of one must
 * be, or lie below, one of the next, and each of the next must have a part; LOCIQ_INVALID names
 * one that has not. Without an axis there is the whole alone. The hierarchy borrows the codes. The caller clears. */
lociq_status lociq_hierarchy_create(const lociq_axis *const *axes, size_t count, lociq_hierarchy *hierarchy,
                                    lociq_error *error);
void lociq_hierarchy_clear(lociq_hierarchy *hierarchy);

/* Bounds of a table's cells, regions × industries, row by row. A known cell has lower == upper
 * (up to the rounding of what was published). frame.least and INFINITY: nothing is known. */
typedef struct lociq_bounds {
  double *lower, *upper;
  bool *known; /* published, not found */
} lociq_bounds;

typedef struct lociq_frame {
  const lociq_hierarchy *regions, *industries;   /* borrowed */
  lociq_bounds tables[LOCIQ_TIERS][LOCIQ_TIERS]; /* by tier of regions, tier of industries */
  double least;    /* that a cell can be: 0, or -INFINITY for measures such as a change in stocks */
  lociq_rest rest; /* a part that is on no axis is `least` or more, too: with -INFINITY nothing follows of its sum */
} lociq_frame;

/* All cells between `least` and infinity, none known. The caller frees. */
lociq_status lociq_frame_create(const lociq_hierarchy *regions, const lociq_hierarchy *industries, double least,
                                lociq_rest rest, lociq_frame **frame, lociq_error *error);
void lociq_frame_free(lociq_frame *frame);
/* Whether the parts on `tier` of an axis may add up to less than what they are parts of. */
bool lociq_frame_is_open(const lociq_frame *frame, const lociq_hierarchy *axis, size_t tier);
/* How many cells the table of two tiers has. */
size_t lociq_frame_cells(const lociq_frame *frame, size_t r, size_t i);
/* Makes a cell known: published, right to within `rounding`, and at least `least`. */
void lociq_frame_set(lociq_frame *frame, size_t r, size_t i, size_t cell, double value, double rounding);

/* Narrows all bounds over all sums, sweep after sweep in fixed order, until a sweep narrows nothing by
 * more than 1e-12 of the cell's total. LOCIQ_CONFLICT names the margin whose parts cannot
 * add up to it, with the year, and by how much. */
lociq_status lociq_frame_tighten(lociq_frame *frame, const char *year, size_t *sweeps, lociq_error *error);

typedef struct lociq_fitting {
  double tolerance;  /* relative, of every margin */
  size_t iterations; /* at most */
  int threads;
  size_t done;  /* iterations made */
  double worst; /* largest relative deviation of a margin at the end */
} lociq_fitting;

/* The finest cells x, regions × industries, inside their bounds and meeting all known cells of coarser tables, nearest
 * to the prior in Σ x ln(x/prior) − x + prior: x = clip(prior·exp(Σ of its margins' multipliers)), found by cyclic
 * dual ascent, which is iterative proportional fitting where no bound is met (Deming & Stephan 1940; Bregman 1967;
 * Censor & Lent 1981), with Newton's steps on the dual between once that is slow. A known cell with some rounding is
 * an interval, and is left alone inside it. A prior that meets all comes out bit for bit. The same bits for any number
 * of threads.
 * prior ≥ 0, of known cells anything. Where the prior is 0 the cell is 0; but where it must not be, or where a known
 * sum falls short without its cells of prior 0, these count as the smallest positive prior of their row times 1e-6.
 *   LOCIQ_CONFLICT  a margin that its cells' bounds, or the known cells between, cannot meet: named, by how much
 *   LOCIQ_INVALID   not converged in the iterations, or come no nearer for long: names the margin that is farthest off;
 *                   a prior that is no number or negative; a frame whose cells may be negative */
lociq_status lociq_frame_fit(const lociq_frame *frame, const double *prior, const char *year, lociq_fitting *fitting,
                             double *values, lociq_error *error);
/* The observatory's rule for a missing finest cell, region by region: climb to the nearest tier of industries whose
 * cell is known, subtract its known descendants, and split the rest over the missing finest cells below it that have
 * no known cell between: equally where weights is NULL, else in proportion to these (regions × industries, a reference
 * structure for example), equally again where all of them are 0. A known cell counts as the middle of its bounds. NaN
 * where no ancestor is known. LOCIQ_CONFLICT  known descendants are more than their ancestor by more than their
 * rounding LOCIQ_INVALID   a weight of a missing cell that is no number or negative */
lociq_status lociq_frame_split(const lociq_frame *frame, const double *weights, const char *year, double *values,
                               lociq_error *error);

#endif

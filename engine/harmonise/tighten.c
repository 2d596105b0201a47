/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interval tightening. A margin is one sum: a cell, and its parts one tier down along
 * one axis. All margins along one axis of one table have no cell in common: threads
 * share them, and nothing shows of which thread did which.
 */
#include <float.h>
#include <math.h>
#include <stdint.h>

#include "harmonise/frame.h"

/* Bounds that go on narrowing by ever less stay right whenever one stops. */
enum { SWEEPS_MOST = 1000 };
static const double NEGLIGIBLE = 1e-12; /* of the margin's total */
static const double TOLERATED = 1e-9;   /* of the same: what arithmetic does to totals that agree */

/* A sum with its rounding errors kept (Neumaier 1974), and the infinite terms counted. */
typedef struct total {
  double sum, lost, magnitude;
  size_t infinite;
  bool whole; /* all terms are whole numbers: then nothing is lost below 2^53 */
} total;

static bool is_whole(double value) { return fabs(value) < 0x1p53 && (double)(int64_t)value == value; }

static inline void add(total *all, double value) {
  if (isinf(value)) {
    all->infinite++;
    return;
  }
  const double next = all->sum + value;
  all->lost += fabs(all->sum) >= fabs(value) ? (all->sum - next) + value : (value - next) + all->sum;
  all->sum = next;
  all->magnitude += fabs(value);
  all->whole = all->whole && is_whole(value);
}

/* The sum without one of its terms; `none` where another is infinite. */
static double without(const total *all, double value, double none) {
  if (isinf(value)) return all->infinite == 1 ? all->sum + all->lost : none;
  return all->infinite == 0 ? (all->sum - value) + all->lost : none;
}

static double sum_of(const total *all, double none) { return all->infinite == 0 ? all->sum + all->lost : none; }

/* What rounding may have done to a figure made of the total and one more number: nothing
 * where all are whole, else a few units in the last place of the largest. Published
 * figures such as 14.3 are themselves only near to what they say. */
static double slack(const total *all, double other) {
  const bool exact =
      all->whole && all->magnitude < 0x1p52 && (isinf(other) || (is_whole(other) && fabs(other) < 0x1p52));
  return exact ? 0 : 16 * DBL_EPSILON * (all->magnitude + (isinf(other) ? 0 : fabs(other)));
}

typedef struct margin {
  double *lower, *upper;           /* of the cell */
  double *part_lower, *part_upper; /* of the parts' table: cell parts[k] * stride + offset */
  const size_t *parts;
  size_t count, stride, offset;
  bool open; /* the parts may be less than the cell: a rest is on no axis */
} margin;

static size_t part(const margin *tie, size_t k) { return tie->parts[k] * tie->stride + tie->offset; }

static void add_up(const margin *tie, total *lower, total *upper) {
  *lower = (total){.whole = true};
  *upper = (total){.whole = true};
  for (size_t k = 0; k < tie->count; k++) {
    add(lower, tie->part_lower[part(tie, k)]);
    add(upper, tie->part_upper[part(tie, k)]);
  }
}

/* How far the least that the parts add up to lies above the most of the cell, or the most
 * of the parts below the least of the cell (then negative); 0 where the margin can be met. */
static double gap(const margin *tie, const total *lower, const total *upper) {
  const double least = sum_of(lower, -INFINITY), most = sum_of(upper, INFINITY);
  const double tolerated_above = TOLERATED * (lower->magnitude + fabs(*tie->upper));
  const double tolerated_below = TOLERATED * (upper->magnitude + fabs(*tie->lower));
  if (least - *tie->upper > tolerated_above) return least - *tie->upper;
  if (!tie->open && *tie->lower - most > tolerated_below) return most - *tie->lower;
  return 0;
}

/* Moves a bound inwards, never beyond the other. Whether it moved by more than is negligible. */
static inline bool raise(double *lower, double upper, double to, double negligible) {
  if (!(to > *lower)) return false;
  if (to > upper) to = upper;
  const bool narrowed = to - *lower > negligible;
  *lower = to;
  return narrowed;
}

static inline bool reduce(double lower, double *upper, double to, double negligible) {
  if (!(to < *upper)) return false;
  if (to < lower) to = lower;
  const bool narrowed = *upper - to > negligible;
  *upper = to;
  return narrowed;
}

static bool narrow_cell(const margin *tie, const total *lower, const total *upper) {
  const double least = sum_of(lower, -INFINITY) - slack(lower, INFINITY);
  bool narrowed = raise(tie->lower, *tie->upper, least, NEGLIGIBLE * lower->magnitude);
  if (tie->open) return narrowed;
  const double most = sum_of(upper, INFINITY) + slack(upper, INFINITY);
  return reduce(*tie->lower, tie->upper, most, NEGLIGIBLE * upper->magnitude) || narrowed;
}

static bool narrow_parts(const margin *tie, const total *lower, const total *upper) {
  const bool from_above = lower->infinite < 2 && !isinf(*tie->upper);
  const bool from_below = !tie->open && upper->infinite < 2 && !isinf(*tie->lower);
  if (!from_above && !from_below) return false;
  const double above = slack(lower, *tie->upper), below = slack(upper, *tie->lower);
  const double negligible = NEGLIGIBLE * fabs(isinf(*tie->upper) ? *tie->lower : *tie->upper);
  bool narrowed = false;
  for (size_t k = 0; k < tie->count; k++) {
    const size_t cell = part(tie, k);
    const double part_lower = tie->part_lower[cell], part_upper = tie->part_upper[cell];
    const double most = from_above ? *tie->upper - without(lower, part_lower, -INFINITY) + above : INFINITY;
    const double least = from_below ? *tie->lower - without(upper, part_upper, INFINITY) - below : -INFINITY;
    narrowed = reduce(part_lower, &tie->part_upper[cell], most, negligible) || narrowed;
    narrowed = raise(&tie->part_lower[cell], tie->part_upper[cell], least, negligible) || narrowed;
  }
  return narrowed;
}

/* All sums along one axis of one table: `fine` and the tier above it. */
typedef struct phase {
  lociq_frame *frame;
  bool by_region, open;
  size_t region_tier, industry_tier; /* of the parts */
} phase;

/* The table of the parts has `columns`; each member above it stands for `others` margins. */
static const lociq_tier *tier_above(const phase *along) {
  return along->by_region ? &along->frame->regions->tiers[along->region_tier + 1]
                          : &along->frame->industries->tiers[along->industry_tier + 1];
}

static size_t count_margins(const phase *along) {
  const lociq_frame *frame = along->frame;
  const size_t others = along->by_region ? frame->industries->tiers[along->industry_tier].count
                                         : frame->regions->tiers[along->region_tier].count;
  return tier_above(along)->count * others;
}

/* Margins are numbered as the cells of their table. */
static margin margin_at(const phase *along, size_t number, size_t *region, size_t *industry) {
  const lociq_frame *frame = along->frame;
  const lociq_tier *above = tier_above(along);
  const size_t r = along->region_tier, i = along->industry_tier, columns = frame->industries->tiers[i].count;
  const lociq_bounds *fine = &frame->tables[r][i];
  const lociq_bounds *coarse = along->by_region ? &frame->tables[r + 1][i] : &frame->tables[r][i + 1];
  const size_t width = along->by_region ? columns : above->count;
  *region = number / width;
  *industry = number % width;
  const size_t member = along->by_region ? *region : *industry;
  return (margin){.lower = &coarse->lower[number],
                  .upper = &coarse->upper[number],
                  .part_lower = fine->lower,
                  .part_upper = fine->upper,
                  .parts = above->parts + above->first[member],
                  .count = above->first[member + 1] - above->first[member],
                  .stride = along->by_region ? columns : 1,
                  .offset = along->by_region ? *industry : *region * columns,
                  .open = along->open};
}

static lociq_status refuse(const phase *along, size_t number, const char *year, lociq_error *error) {
  const lociq_frame *frame = along->frame;
  size_t region = 0, industry = 0;
  total lower, upper;
  const margin tie = margin_at(along, number, &region, &industry);
  add_up(&tie, &lower, &upper);
  const double excess = gap(&tie, &lower, &upper);
  const char *const place = frame->regions->tiers[along->region_tier + (along->by_region ? 1 : 0)].codes[region];
  const char *const kind = frame->industries->tiers[along->industry_tier + (along->by_region ? 0 : 1)].codes[industry];
  const char *const parts = along->by_region ? "regions" : "industries";
  if (excess > 0)
    return lociq_error_set(error, LOCIQ_CONFLICT,
                           "totals cannot be met: in %s the %s in region %s, industry %s add up to %.15g at least, "
                           "%.6g more than the %.15g that it can be",
                           year, parts, place, kind, sum_of(&lower, -INFINITY), excess, *tie.upper);
  return lociq_error_set(error, LOCIQ_CONFLICT,
                         "totals cannot be met: in %s the %s in region %s, industry %s add up to %.15g at most, "
                         "%.6g less than the %.15g that it must be",
                         year, parts, place, kind, sum_of(&upper, INFINITY), -excess, *tie.lower);
}

/* Narrows by all margins of a phase but those that cannot be met; of these the first is refused. */
static lociq_status run_phase(const phase *along, const char *year, bool *narrowed, lociq_error *error) {
  const size_t count = count_margins(along);
  size_t refused = SIZE_MAX;
  bool any = false;
#pragma omp parallel for schedule(static) reduction(min : refused) reduction(|| : any)
  for (size_t number = 0; number < count; number++) {
    size_t region = 0, industry = 0;
    total lower, upper;
    const margin tie = margin_at(along, number, &region, &industry);
    add_up(&tie, &lower, &upper);
    if (gap(&tie, &lower, &upper) != 0) {
      refused = number < refused ? number : refused;
      continue;
    }
    any = narrow_cell(&tie, &lower, &upper) || any;
    any = narrow_parts(&tie, &lower, &upper) || any;
  }
  *narrowed = *narrowed || any;
  return refused == SIZE_MAX ? LOCIQ_OK : refuse(along, refused, year, error);
}

/* The sums of one table's cells along one axis; nothing where that has no coarser tier, or where
 * a rest of any size and sign goes with the parts. */
static lociq_status run_axis(lociq_frame *frame, bool by_region, size_t r, size_t i, const char *year, bool *narrowed,
                             lociq_error *error) {
  const lociq_hierarchy *axis = by_region ? frame->regions : frame->industries;
  const size_t tier = by_region ? r : i;
  if (tier + 1 == axis->tier_count) return LOCIQ_OK;
  const phase along = {frame, by_region, lociq_frame_is_open(frame, axis, tier), r, i};
  return along.open && frame->least < 0 ? LOCIQ_OK : run_phase(&along, year, narrowed, error);
}

/* From the finest table to the whole, and back. */
static lociq_status sweep(lociq_frame *frame, const char *year, bool *narrowed, lociq_error *error) {
  const size_t regions = frame->regions->tier_count, tables = regions * frame->industries->tier_count;
  for (size_t step = 0; regions > 0 && step < 2 * tables - 1; step++) {
    const size_t table = step < tables ? step : 2 * tables - 2 - step;
    lociq_status status = run_axis(frame, true, table % regions, table / regions, year, narrowed, error);
    if (status == LOCIQ_OK) status = run_axis(frame, false, table % regions, table / regions, year, narrowed, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

lociq_status lociq_frame_tighten(lociq_frame *frame, const char *year, size_t *sweeps, lociq_error *error) {
  bool narrowed = true;
  size_t done = 0;
  for (; narrowed && done < SWEEPS_MOST; done++) {
    narrowed = false;
    const lociq_status status = sweep(frame, year, &narrowed, error);
    if (status != LOCIQ_OK) return status;
  }
  *sweeps = done;
  return LOCIQ_OK;
}

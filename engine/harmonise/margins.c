/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/margins.h"

#include <inttypes.h>
#include <math.h>

#include "core/memory.h"

/* Bounds that differ by less are one value: what arithmetic leaves of totals that agree. */
static const double SAME = 1e-12;
/* A prior of 0 counts as this part of the smallest in its row, where the sums need the cell. */
static const double SLIVER = 1e-6;

static const lociq_bounds *bounds_of(const lociq_problem *problem, const lociq_margins *table) {
  return &problem->frame->tables[table->region_tier][table->industry_tier];
}

double lociq_margin_lower(const lociq_problem *problem, const lociq_margins *table, size_t cell) {
  return table->open ? 0 : bounds_of(problem, table)->lower[cell];
}

double lociq_margin_upper(const lociq_problem *problem, const lociq_margins *table, size_t cell) {
  return bounds_of(problem, table)->upper[cell];
}

void lociq_margin_wanted(const lociq_problem *problem, const lociq_margins *table, size_t cell, double *lower,
                         double *upper) {
  const double least = table->least[cell], most = table->most[cell], fixed = table->fixed[cell];
  *lower = fmin(fmax(lociq_margin_lower(problem, table, cell) - fixed, least), most);
  *upper = fmin(fmax(lociq_margin_upper(problem, table, cell) - fixed, least), most);
}

const char *lociq_problem_region(const lociq_problem *problem, size_t table, size_t cell) {
  const lociq_margins *own = &problem->tables[table];
  return problem->frame->regions->tiers[own->region_tier]
      .codes[cell / problem->frame->industries->tiers[own->industry_tier].count];
}

const char *lociq_problem_industry(const lociq_problem *problem, size_t table, size_t cell) {
  const lociq_tier *tier = &problem->frame->industries->tiers[problem->tables[table].industry_tier];
  return tier->codes[cell % tier->count];
}

/* ---- ancestors */

static lociq_status find_ancestors(const lociq_hierarchy *axis, size_t **above, lociq_error *error) {
  const size_t count = axis->tiers[0].count;
  for (size_t t = 0; t < axis->tier_count; t++) {
    above[t] = lociq_allocate(count, sizeof **above);
    if (above[t] == NULL) return lociq_memory_error(error, "a fit");
    for (size_t m = 0; m < count; m++) above[t][m] = t == 0 ? m : axis->tiers[t - 1].above[above[t - 1][m]];
  }
  return LOCIQ_OK;
}

size_t lociq_margin_above(const lociq_problem *problem, const lociq_margins *table, size_t finest) {
  return problem->row_above[table->region_tier][finest / problem->columns] *
             problem->frame->industries->tiers[table->industry_tier].count +
         problem->column_above[table->industry_tier][finest % problem->columns];
}

/* ---- which cells can move */

/* What a prior says of each finest cell. */
typedef struct range {
  double lower, upper, prior;
  bool needed; /* a sum cannot be met without it */
} range;

static bool is_free(const range *cell) { return cell->upper > cell->lower && cell->prior > 0; }

/* A cell is at most what each known sum is that it is part of. */
static void bound_by_margins(const lociq_problem *problem, range *ranges) {
  for (size_t t = 0; t < problem->table_count; t++) {
    const lociq_margins *table = &problem->tables[t];
    const lociq_bounds *bounds = bounds_of(problem, table);
    for (size_t c = 0; c < problem->rows * problem->columns; c++) {
      const size_t above = lociq_margin_above(problem, table, c);
      if (bounds->known[above]) ranges[c].upper = fmin(ranges[c].upper, bounds->upper[above]);
    }
  }
  for (size_t c = 0; c < problem->rows * problem->columns; c++)
    if (ranges[c].lower >= (1 - SAME) * ranges[c].upper) ranges[c].upper = ranges[c].lower;
}

/* Marks the cells of prior 0 in sums that the others, at most, fall short of. */
static lociq_status find_needed(const lociq_problem *problem, range *ranges, lociq_error *error) {
  for (size_t c = 0; c < problem->rows * problem->columns; c++) ranges[c].needed = ranges[c].lower > 0;
  for (size_t t = 0; t < problem->table_count; t++) {
    const lociq_margins *table = &problem->tables[t];
    double *most = lociq_allocate(table->count, sizeof *most);
    if (most == NULL) return lociq_memory_error(error, "a fit");
    for (size_t c = 0; c < problem->rows * problem->columns; c++)
      most[lociq_margin_above(problem, table, c)] += is_free(&ranges[c]) ? ranges[c].upper : ranges[c].lower;
    for (size_t c = 0; c < problem->rows * problem->columns; c++) {
      const size_t above = lociq_margin_above(problem, table, c);
      const double least = lociq_margin_lower(problem, table, above);
      if (bounds_of(problem, table)->known[above] && most[above] < least * (1 - SAME)) ranges[c].needed = true;
    }
    free(most);
  }
  return LOCIQ_OK;
}

static double smallest_positive(const range *ranges, size_t count) {
  double smallest = INFINITY;
  for (size_t c = 0; c < count; c++)
    if (ranges[c].prior > 0) smallest = fmin(smallest, ranges[c].prior);
  return smallest;
}

static lociq_status raise_needed(const lociq_problem *problem, range *ranges, lociq_error *error) {
  const size_t count = problem->rows * problem->columns;
  const double of_all = smallest_positive(ranges, count);
  const lociq_status status = find_needed(problem, ranges, error);
  for (size_t c = 0; status == LOCIQ_OK && c < count; c += problem->columns) {
    const double of_row = smallest_positive(ranges + c, problem->columns);
    const double smallest = isfinite(of_row) ? of_row : isfinite(of_all) ? of_all : 1;
    for (size_t k = c; k < c + problem->columns; k++)
      if (ranges[k].needed && ranges[k].prior == 0) ranges[k].prior = SLIVER * smallest;
  }
  return status;
}

static lociq_status read_ranges(const lociq_problem *problem, const double *prior, range *ranges, lociq_error *error) {
  const lociq_bounds *finest = &problem->frame->tables[0][0];
  for (size_t c = 0; c < problem->rows * problem->columns; c++) {
    ranges[c] = (range){.lower = fmax(finest->lower[c], 0), .upper = finest->upper[c], .prior = prior[c]};
    if (ranges[c].upper <= ranges[c].lower) {
      ranges[c].prior = 0;
      continue;
    }
    if (!isfinite(prior[c]) || prior[c] < 0)
      return lociq_error_set(error, LOCIQ_INVALID,
                             "%s, region %s, industry %s: the prior is %g, expected a number that is not negative",
                             problem->year, problem->frame->regions->tiers[0].codes[c / problem->columns],
                             problem->frame->industries->tiers[0].codes[c % problem->columns], prior[c]);
  }
  return LOCIQ_OK;
}

static lociq_status collect_movable(lociq_problem *problem, const range *ranges, lociq_error *error) {
  const size_t count = problem->rows * problem->columns;
  size_t movable = 0;
  for (size_t c = 0; c < count; c++) movable += is_free(&ranges[c]);
  if (movable > UINT32_MAX)
    return lociq_error_set(error, LOCIQ_INVALID, "%zu cells are missing, more than %" PRIu32 " cannot be fitted",
                           movable, UINT32_MAX);
  problem->places = lociq_allocate(movable, sizeof *problem->places);
  problem->movable = lociq_allocate_aligned(movable, sizeof *problem->movable);
  if (problem->places == NULL || problem->movable == NULL) return lociq_memory_error(error, "a fit");
  for (size_t c = 0; c < count; c++) {
    problem->values[c] = ranges[c].lower;
    if (!is_free(&ranges[c])) continue;
    problem->places[problem->movable_count] = c;
    problem->movable[problem->movable_count++] = (lociq_movable){ranges[c].prior, ranges[c].lower, ranges[c].upper};
  }
  return LOCIQ_OK;
}

/* ---- which sums count */

/* Whether a cell of these tiers may be more than its finest cells. */
static bool is_open(const lociq_frame *frame, size_t r, size_t i) {
  bool open = false;
  for (size_t t = 0; t < r; t++) open = open || lociq_frame_is_open(frame, frame->regions, t);
  for (size_t t = 0; t < i; t++) open = open || lociq_frame_is_open(frame, frame->industries, t);
  return open;
}

/* What known parts of a cell add up to, one tier down along an axis; false where one is unknown, or there are no
 * parts between it and the finest cells. */
static bool sum_known_parts(const lociq_problem *problem, const lociq_margins *table, size_t cell, bool by_region,
                            double *lower, double *upper) {
  const lociq_frame *frame = problem->frame;
  const size_t r = table->region_tier - (by_region ? 1 : 0), i = table->industry_tier - (by_region ? 0 : 1);
  if ((by_region ? table->region_tier : table->industry_tier) == 0 || r + i == 0) return false;
  const size_t columns = frame->industries->tiers[table->industry_tier].count, fine = frame->industries->tiers[i].count;
  const size_t region = cell / columns, industry = cell % columns;
  const lociq_tier *tier = by_region ? &frame->regions->tiers[r + 1] : &frame->industries->tiers[i + 1];
  const size_t member = by_region ? region : industry;
  const lociq_margins parts = {.region_tier = r, .industry_tier = i, .open = is_open(frame, r, i)};
  *lower = *upper = 0;
  for (size_t k = tier->first[member]; k < tier->first[member + 1]; k++) {
    const size_t part = by_region ? tier->parts[k] * fine + industry : region * fine + tier->parts[k];
    if (!frame->tables[r][i].known[part]) return false;
    *lower += lociq_margin_lower(problem, &parts, part);
    *upper += lociq_margin_upper(problem, &parts, part);
  }
  return true;
}

lociq_status lociq_margin_check(const lociq_problem *problem, const lociq_margins *table, size_t cell, double least,
                                double most, double tolerance, const char *what, lociq_error *error) {
  const size_t own = (size_t)(table - problem->tables);
  const double lower = lociq_margin_lower(problem, table, cell), upper = lociq_margin_upper(problem, table, cell);
  const double near = tolerance * fmax(fabs(lower), fabs(upper));
  if (least <= upper + near && most >= lower - near) return LOCIQ_OK;
  const bool above = least > upper;
  return lociq_error_set(error, LOCIQ_CONFLICT,
                         "%s, region %s, industry %s: %s add up to %.15g at %s, and should to %.15g", problem->year,
                         lociq_problem_region(problem, own, cell), lociq_problem_industry(problem, own, cell), what,
                         above ? least : most, above ? "least" : "most", above ? upper : lower);
}

/* Whether a known cell follows from others that are known: then it need not be fitted. */
static lociq_status find_implied(const lociq_problem *problem, const lociq_margins *table, size_t cell,
                                 double tolerance, bool *implied, lociq_error *error) {
  const double least = lociq_margin_lower(problem, table, cell), most = lociq_margin_upper(problem, table, cell);
  const double near = tolerance * fmax(fabs(least), fabs(most));
  for (int by_region = 0; by_region < 2; by_region++) {
    double lower, upper;
    if (!sum_known_parts(problem, table, cell, by_region == 1, &lower, &upper)) continue;
    const lociq_status status = lociq_margin_check(problem, table, cell, lower, upper, tolerance,
                                                   by_region == 1 ? "its regions" : "its industries", error);
    if (status != LOCIQ_OK) return status;
    if (lower >= least - near / 2 && upper <= most + near / 2) *implied = true;
  }
  return LOCIQ_OK;
}

/* Sums of the finest cells below each cell of a table, by what they are. */
static lociq_status add_up_cells(const lociq_problem *problem, const range *ranges, lociq_margins *table,
                                 lociq_error *error) {
  table->first = lociq_allocate(table->count + 1, sizeof *table->first);
  table->fixed = lociq_allocate(table->count, sizeof *table->fixed);
  table->least = lociq_allocate(table->count, sizeof *table->least);
  table->most = lociq_allocate(table->count, sizeof *table->most);
  if (table->first == NULL || table->fixed == NULL || table->least == NULL || table->most == NULL)
    return lociq_memory_error(error, "a fit");
  for (size_t c = 0; c < problem->rows * problem->columns; c++) {
    const size_t above = lociq_margin_above(problem, table, c);
    if (is_free(&ranges[c])) {
      table->first[above + 1]++;
      table->least[above] += ranges[c].lower;
      table->most[above] += ranges[c].upper;
    } else {
      table->fixed[above] += ranges[c].lower;
    }
  }
  return LOCIQ_OK;
}

/* Decides which cells of a table count: first[m + 1] becomes 0 where one does not. */
static lociq_status choose_margins(const lociq_problem *problem, double tolerance, lociq_margins *table,
                                   lociq_error *error) {
  const lociq_bounds *bounds = bounds_of(problem, table);
  table->balanceable = true;
  for (size_t m = 0; m < table->count; m++) {
    bool left_out = !bounds->known[m] || table->first[m + 1] == 0;
    if (bounds->known[m]) {
      const double least = table->fixed[m] + table->least[m], most = table->fixed[m] + table->most[m];
      lociq_status status = lociq_margin_check(problem, table, m, least, most, tolerance, "its cells", error);
      if (status == LOCIQ_OK) status = find_implied(problem, table, m, tolerance, &left_out, error);
      if (status != LOCIQ_OK) return status;
      if (lociq_margin_lower(problem, table, m) != lociq_margin_upper(problem, table, m)) table->balanceable = false;
    } else if (table->first[m + 1] > 0) {
      table->balanceable = false;
    }
    if (left_out) table->first[m + 1] = 0;
    table->cells += !left_out;
  }
  return LOCIQ_OK;
}

static lociq_status list_parts(const lociq_problem *problem, lociq_margins *table, lociq_error *error) {
  for (size_t m = 0; m < table->count; m++) table->first[m + 1] += table->first[m];
  table->parts = lociq_allocate(table->first[table->count], sizeof *table->parts);
  size_t *next = lociq_allocate(table->count, sizeof *next);
  lociq_status status = LOCIQ_OK;
  if (table->parts == NULL || next == NULL) {
    status = lociq_memory_error(error, "a fit");
    goto done;
  }
  for (size_t m = 0; m < table->count; m++) next[m] = table->first[m];
  for (size_t k = 0; k < problem->movable_count; k++) {
    const size_t above = lociq_margin_above(problem, table, problem->places[k]);
    if (table->first[above] < table->first[above + 1]) table->parts[next[above]++] = (uint32_t)k;
  }
done:
  free(next);
  return status;
}

static lociq_status make_margins(lociq_problem *problem, const range *ranges, double tolerance, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t t = 0; status == LOCIQ_OK && t < problem->table_count; t++) {
    lociq_margins *table = &problem->tables[t];
    status = add_up_cells(problem, ranges, table, error);
    if (status == LOCIQ_OK) status = choose_margins(problem, tolerance, table, error);
    if (status == LOCIQ_OK) status = list_parts(problem, table, error);
  }
  return status == LOCIQ_OK ? lociq_problem_unnest(problem, tolerance, error) : status;
}

/* ---- all of it */

static void list_tables(lociq_problem *problem) {
  const lociq_frame *frame = problem->frame;
  for (size_t r = 0; r < frame->regions->tier_count; r++)
    for (size_t i = 0; i < frame->industries->tier_count; i++) {
      const size_t count = lociq_frame_cells(frame, r, i);
      bool any = false;
      for (size_t m = 0; r + i > 0 && m < count && !any; m++) any = frame->tables[r][i].known[m];
      if (!any) continue;
      problem->tables[problem->table_count++] =
          (lociq_margins){.region_tier = r, .industry_tier = i, .count = count, .open = is_open(frame, r, i)};
    }
}

lociq_status lociq_problem_create(const lociq_frame *frame, const double *prior, const char *year, double tolerance,
                                  double *values, lociq_problem *problem, lociq_error *error) {
  *problem = (lociq_problem){.frame = frame,
                             .year = year,
                             .rows = frame->regions->tiers[0].count,
                             .columns = frame->industries->tiers[0].count};
  problem->values = values;
  if (frame->least < 0)
    return lociq_error_set(error, LOCIQ_INVALID, "%s: cells that may be negative are not fitted but balanced (gras)",
                           year);
  list_tables(problem);
  lociq_status status = find_ancestors(frame->regions, problem->row_above, error);
  if (status == LOCIQ_OK) status = find_ancestors(frame->industries, problem->column_above, error);
  if (status != LOCIQ_OK) return status;
  range *ranges = lociq_allocate(problem->rows * problem->columns, sizeof *ranges);
  if (ranges == NULL) return lociq_memory_error(error, "a fit");
  status = read_ranges(problem, prior, ranges, error);
  if (status == LOCIQ_OK) {
    bound_by_margins(problem, ranges);
    status = raise_needed(problem, ranges, error);
  }
  if (status == LOCIQ_OK) status = collect_movable(problem, ranges, error);
  if (status == LOCIQ_OK) status = make_margins(problem, ranges, tolerance, error);
  free(ranges);
  return status;
}

void lociq_problem_clear(lociq_problem *problem) {
  for (size_t t = 0; t < LOCIQ_TIERS; t++) {
    free(problem->row_above[t]);
    free(problem->column_above[t]);
  }
  for (size_t t = 0; t < problem->table_count; t++) {
    lociq_margins *table = &problem->tables[t];
    free(table->first);
    free(table->parts);
    free(table->fixed);
    free(table->least);
    free(table->most);
  }
  free(problem->places);
  free(problem->movable);
}

void lociq_problem_write(const lociq_problem *problem) {
  for (size_t k = 0; k < problem->movable_count; k++) {
    const lociq_movable *cell = &problem->movable[k];
    problem->values[problem->places[k]] = fmin(fmax(cell->weight, cell->lower), cell->upper);
  }
}

/* ---- how far off */

static double gap_of(double sum, double lower, double upper) {
  const double wanted = sum < lower ? lower : sum > upper ? upper : sum;
  return wanted == sum ? 0 : fabs(sum - wanted) / fmax(fabs(wanted), fabs(sum));
}

lociq_status lociq_problem_measure(const lociq_problem *problem, lociq_gap *gap, lociq_error *error) {
  lociq_gap found = {0};
  for (size_t t = 0; t < problem->table_count; t++) {
    const lociq_margins *table = &problem->tables[t];
    double *sums = lociq_allocate(table->count, sizeof *sums);
    if (sums == NULL) return lociq_memory_error(error, "a fit");
    for (size_t c = 0; c < problem->rows * problem->columns; c++)
      sums[lociq_margin_above(problem, table, c)] += problem->values[c];
    for (size_t m = 0; m < table->count; m++) {
      if (!bounds_of(problem, table)->known[m]) continue;
      const double off = gap_of(sums[m], lociq_margin_lower(problem, table, m), lociq_margin_upper(problem, table, m));
      if (off > found.worst) found = (lociq_gap){off, t, m};
    }
    free(sums);
  }
  *gap = found;
  return LOCIQ_OK;
}

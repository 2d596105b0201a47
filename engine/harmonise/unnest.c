/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Margins that lie in each other, made to have fewer cells in common. A sector of which one
 * three-digit industry has nearly all is met by its other industries alone; yet its multiplier is
 * total / sum, near to 1 whatever these are, and is undone by the industry's own: each turn takes off
 * them no more than their share. The sector less the industry says the same, and has them at once.
 */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "harmonise/margins.h"

static bool lies_in(const lociq_margins *inner, const lociq_margins *outer) {
  return inner->region_tier <= outer->region_tier && inner->industry_tier <= outer->industry_tier;
}

static bool any_taken(const lociq_margins *inner, size_t s, const bool *taken) {
  bool any = false;
  for (size_t k = inner->first[s]; k < inner->first[s + 1]; k++) any = any || taken[inner->parts[k]];
  return any;
}

/* Marks the parts of the inner table's margins that can be taken out of the outer's. */
static void take_out(const lociq_problem *problem, const lociq_margins *inner, lociq_margins *outer, bool *taken) {
  for (size_t s = 0; s < inner->count; s++) {
    if (inner->first[s] == inner->first[s + 1]) continue;
    const double value = lociq_margin_upper(problem, inner, s);
    const size_t m = lociq_margin_above(problem, outer, problem->places[inner->parts[inner->first[s]]]);
    const bool exact = lociq_margin_lower(problem, inner, s) == value;
    if (!exact || outer->first[m] == outer->first[m + 1] || any_taken(inner, s, taken)) continue;
    for (size_t k = inner->first[s]; k < inner->first[s + 1]; k++) taken[inner->parts[k]] = true;
    outer->fixed[m] += value - inner->fixed[s];
  }
}

/* Leaves in the lists of parts those that are not taken. */
static void keep_others(const lociq_problem *problem, lociq_margins *table, const bool *taken) {
  size_t kept = 0, next = 0;
  for (size_t m = 0; m < table->count; m++) {
    const size_t begin = next, end = table->first[m + 1];
    table->first[m] = kept;
    table->least[m] = table->most[m] = 0;
    for (size_t k = begin; k < end; k++) {
      const uint32_t part = table->parts[k];
      if (taken[part]) continue;
      table->parts[kept++] = part;
      table->least[m] += problem->movable[part].lower;
      table->most[m] += problem->movable[part].upper;
    }
    table->cells -= end > begin && kept == table->first[m];
    next = end;
  }
  table->first[table->count] = kept;
}

static lociq_status check(const lociq_problem *problem, const lociq_margins *table, const bool *had, double tolerance,
                          lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t m = 0; status == LOCIQ_OK && m < table->count; m++)
    if (had[m])
      status = lociq_margin_check(problem, table, m, table->fixed[m] + table->least[m],
                                  table->fixed[m] + table->most[m], tolerance, "its cells", error);
  return status;
}

static lociq_status unnest(lociq_problem *problem, size_t t, double tolerance, bool *taken, lociq_error *error) {
  lociq_margins *table = &problem->tables[t];
  bool *had = lociq_allocate(table->count, sizeof *had);
  if (had == NULL) return lociq_memory_error(error, "a fit");
  for (size_t m = 0; m < table->count; m++) had[m] = table->first[m + 1] > table->first[m];
  memset(taken, 0, problem->movable_count * sizeof *taken);
  for (size_t inner = t; inner-- > 0;)
    if (lies_in(&problem->tables[inner], table)) take_out(problem, &problem->tables[inner], table, taken);
  keep_others(problem, table, taken);
  const lociq_status status = check(problem, table, had, tolerance, error);
  free(had);
  return status;
}

/* From the coarsest: what lies in a table comes before it, and still has all its parts. */
lociq_status lociq_problem_unnest(lociq_problem *problem, double tolerance, lociq_error *error) {
  bool *taken = lociq_allocate(problem->movable_count, sizeof *taken);
  if (taken == NULL) return lociq_memory_error(error, "a fit");
  lociq_status status = LOCIQ_OK;
  for (size_t t = problem->table_count; status == LOCIQ_OK && t-- > 0;)
    status = unnest(problem, t, tolerance, taken, error);
  free(taken);
  return status;
}

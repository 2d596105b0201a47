/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The largest sum of convex functions lies where all values but one are at a bound.
 * Which ones, is a knapsack: with chords in place of the curves the best choice is to
 * raise the steepest first, which is too much by the one value that stays in between.
 * Splitting that value's box there makes the chords shorter on both sides.
 */
#include "numeric/boxed.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* Relative to the sum, what rounding may have taken out of the bounds. */
static const double SLACK = 1e-9;
static const double CLOSE = 1e-12;

/* The values that are free to move. */
typedef struct search {
  const lociq_boxed *problem;
  size_t count, steps;
  double *lower, *upper, *slope;
  size_t *member, *order;
  double fixed;        /* what the others give */
  double sum;          /* what these add up to */
  double best, beyond; /* of the choices that can be; of what was not looked into */
} search;

/* A bound over one box, and where it is split. */
typedef struct relaxed {
  double above;
  size_t split; /* SIZE_MAX: at no value */
  double at;
} relaxed;

static double value_of(const search *job, size_t k, double at) {
  return job->problem->value(job->problem->context, job->member[k], at);
}

/* False where the box does not allow the sum. */
static bool relax(search *job, relaxed *found) {
  double total = job->fixed, left = job->sum;
  for (size_t k = 0; k < job->count; k++) {
    const double width = job->upper[k] - job->lower[k], low = value_of(job, k, job->lower[k]);
    total += low;
    left -= job->lower[k];
    job->slope[k] = width > 0 ? (value_of(job, k, job->upper[k]) - low) / width : (double)-INFINITY;
  }
  const double slack = SLACK * fabs(job->problem->sum);
  if (left < -slack) return false;
  gsl_sort_index(job->order, job->slope, 1, job->count);
  *found = (relaxed){.split = SIZE_MAX};
  for (size_t n = job->count; n > 0 && left > 0; n--) {
    const size_t k = job->order[n - 1];
    const double width = job->upper[k] - job->lower[k];
    if (width <= 0) break;
    const double raised = width < left ? width : left;
    total += job->slope[k] * raised;
    left -= raised;
    if (raised < width) *found = (relaxed){.split = k, .at = job->lower[k] + raised};
  }
  found->above = total;
  return left <= slack;
}

static void branch(search *job) {
  relaxed found;
  if (!relax(job, &found)) return;
  if (found.split == SIZE_MAX) {
    if (found.above > job->best) job->best = found.above;
    return;
  }
  const size_t k = found.split;
  const double chord = value_of(job, k, job->lower[k]) + job->slope[k] * (found.at - job->lower[k]);
  const double reached = found.above - (chord - value_of(job, k, found.at));
  if (reached > job->best) job->best = reached;
  if (found.above <= job->best + CLOSE * fabs(job->best)) return;
  if (job->steps == 0) {
    if (found.above > job->beyond) job->beyond = found.above;
    return;
  }
  job->steps--;
  const double lower = job->lower[k], upper = job->upper[k];
  job->lower[k] = found.at;
  branch(job);
  job->lower[k] = lower;
  job->upper[k] = found.at;
  branch(job);
  job->upper[k] = upper;
}

double lociq_boxed_maximum(const lociq_boxed *problem,
                           double *scratch) { /* NOLINT(readability-non-const-parameter): its parts are written */
  const size_t n = problem->count;
  search job = {.problem = problem,
                .lower = scratch,
                .upper = scratch + n,
                .slope = scratch + 2 * n,
                .member = (size_t *)(scratch + 3 * n),
                .order = (size_t *)(scratch + 4 * n),
                .sum = problem->sum,
                .steps = LOCIQ_BOXED_STEPS,
                .best = -INFINITY,
                .beyond = -INFINITY};
  for (size_t i = 0; i < n; i++) {
    if (!(problem->lower[i] < problem->upper[i])) {
      job.fixed += problem->value(problem->context, i, problem->lower[i]);
      job.sum -= problem->lower[i];
      continue;
    }
    job.lower[job.count] = problem->lower[i];
    job.upper[job.count] = problem->upper[i];
    job.member[job.count++] = i;
  }
  branch(&job);
  const double largest = job.beyond > job.best ? job.beyond : job.best;
  return isfinite(largest) ? largest : (double)NAN;
}

/* What the values add up to at a level, and how many of them move with it. */
static double filled(const lociq_boxed *problem, double level, size_t *moving) {
  double sum = 0;
  *moving = 0;
  for (size_t i = 0; i < problem->count; i++) {
    const double lower = problem->lower[i], upper = problem->upper[i];
    sum += level < lower ? lower : level > upper ? upper : level;
    if (level > lower && level < upper) ++*moving;
  }
  return sum;
}

double lociq_boxed_least_squares(const lociq_boxed *problem) {
  enum { ITERATIONS = 200 };
  double low = INFINITY, high = -INFINITY, least = 0, most = 0;
  for (size_t i = 0; i < problem->count; i++) {
    low = fmin(low, problem->lower[i]);
    high = fmax(high, problem->upper[i]);
    least += problem->lower[i];
    most += problem->upper[i];
  }
  const double slack = SLACK * fabs(problem->sum);
  if (problem->sum < least - slack || problem->sum > most + slack) return NAN;
  double level = low + (high - low) / 2;
  for (int n = 0; n < ITERATIONS && low < high; n++) {
    size_t moving = 0;
    const double off = problem->sum - filled(problem, level, &moving);
    if (off == 0) break;
    if (off > 0) low = level;
    if (off < 0) high = level;
    const double next = moving > 0 ? level + off / (double)moving : (double)NAN;
    const double halved = low + (high - low) / 2;
    const double before = level;
    level = next > low && next < high ? next : halved;
    if (level == before) break;
  }
  double squares = 0;
  for (size_t i = 0; i < problem->count; i++) {
    const double v = fmin(fmax(level, problem->lower[i]), problem->upper[i]);
    squares += v * v;
  }
  return squares;
}

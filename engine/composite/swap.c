/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/axis.h>
#include <math.h>
#include <string.h>

#include "composite/variants.h"
#include "core/memory.h"

/* Two units, and those that they are compared with. */
typedef struct swapping {
  const lociq_design *design;
  const double *weights; /* of the year, by node */
  size_t rows, first, second;
  double *values, *kept; /* rows × nodes, worked on, and as they are */
  double *moved;         /* weights by node, one of them moved */
  double difference;     /* of the scores as they are */
} swapping;

/* ---- the index with one weight moved ---- */

static double difference_of(const swapping *job, const double *values) {
  const size_t nodes = job->design->node_count;
  return values[job->first * nodes] - values[job->second * nodes];
}

/* What the other parts of the node's parent weigh. */
static double others_of(const swapping *job, size_t node) {
  const lociq_design_node *parent = &job->design->nodes[job->design->nodes[node].parent];
  double sum = 0;
  for (size_t k = 0; k < parent->part_count; k++)
    if (parent->first_part + k != node) sum += job->weights[parent->first_part + k];
  return sum;
}

static double weight_of(const swapping *job, size_t node) {
  return job->weights[node] / (job->weights[node] + others_of(job, node));
}

/* The difference of the two scores with a node's weight at `weight`; NaN where one has none. */
static lociq_status recompute(const swapping *job, size_t node, double weight, double *difference, lociq_error *error) {
  const lociq_design *design = job->design;
  const size_t nodes = design->node_count;
  const lociq_design_node *parent = &design->nodes[design->nodes[node].parent];
  const double others = others_of(job, node);
  memcpy(job->values, job->kept, job->rows * nodes * sizeof *job->values);
  memcpy(job->moved, job->weights, nodes * sizeof *job->moved);
  for (size_t k = 0; k < parent->part_count; k++) job->moved[parent->first_part + k] *= (1 - weight) / others;
  job->moved[node] = weight;
  for (size_t n = node; n != 0;) {
    size_t culprit = 0;
    n = design->nodes[n].parent;
    const lociq_status status = lociq_node_score(design, n, NULL, job->moved, job->values, job->rows, &culprit, error);
    if (status != LOCIQ_OK) return status;
  }
  *difference = difference_of(job, job->values);
  return LOCIQ_OK;
}

/* ---- where both score the same ---- */

static bool is_linear(const swapping *job, size_t node) {
  const lociq_design *design = job->design;
  for (size_t n = design->nodes[node].parent;; n = design->nodes[n].parent) {
    const lociq_design_node *of = &design->nodes[n];
    if (of->aggregation.method != LOCIQ_AGGREGATE_ARITHMETIC) return false;
    for (size_t k = 0; k < of->part_count; k++)
      if (isnan(job->kept[job->first * design->node_count + of->first_part + k]) ||
          isnan(job->kept[job->second * design->node_count + of->first_part + k]))
        return false;
    if (n == 0) return true;
  }
}

/* The difference is linear in the weight: where the line through what it is at 0 and at 1 crosses. */
static lociq_status solve(const swapping *job, size_t node, double *to, lociq_error *error) {
  double at_none = 0, at_all = 0;
  lociq_status status = recompute(job, node, 0, &at_none, error);
  if (status == LOCIQ_OK) status = recompute(job, node, 1, &at_all, error);
  const bool turns = (at_none < 0 && at_all > 0) || (at_none > 0 && at_all < 0);
  if (status == LOCIQ_OK && turns) *to = at_none / (at_none - at_all);
  return status;
}

/* Between two weights of which one turns the order. */
static lociq_status bisect(const swapping *job, size_t node, double kept, double turned, double *to,
                           lociq_error *error) {
  static const double NEAR = 1e-12, HALF = 0.5;
  while (fabs(turned - kept) > NEAR) {
    const double middle = HALF * (kept + turned);
    double found = NAN;
    const lociq_status status = recompute(job, node, middle, &found, error);
    if (status != LOCIQ_OK) return status;
    if (found * job->difference > 0)
      kept = middle;
    else
      turned = middle;
  }
  *to = turned;
  return LOCIQ_OK;
}

/* Step by step away from the weight until the order is turned; not farther than `farthest`. */
static lociq_status search(const swapping *job, size_t node, double direction, double farthest, double *to,
                           lociq_error *error) {
  static const double STEP = 1.0 / 64;
  const double from = weight_of(job, node), end = direction > 0 ? 1 : 0;
  double last = from;
  while (last != end && fabs(last - from) < farthest) {
    const double next = fabs(end - last) <= STEP ? end : last + direction * STEP;
    double found = NAN;
    const lociq_status status = recompute(job, node, next, &found, error);
    if (status != LOCIQ_OK) return status;
    if (found * job->difference < 0) return bisect(job, node, last, next, to, error);
    last = next;
  }
  return LOCIQ_OK;
}

static lociq_status try_node(const swapping *job, size_t node, lociq_swap *best, lociq_error *error) {
  const double from = weight_of(job, node);
  const double farthest = best->node == LOCIQ_NONE ? (double)INFINITY : fabs(best->to - best->from);
  double to[] = {NAN, NAN};
  lociq_status status = LOCIQ_OK;
  if (is_linear(job, node)) {
    status = solve(job, node, &to[0], error);
  } else {
    status = search(job, node, -1, farthest, &to[0], error);
    if (status == LOCIQ_OK) status = search(job, node, 1, farthest, &to[1], error);
  }
  for (size_t k = 0; k < 2 && status == LOCIQ_OK; k++) {
    const bool nearer = best->node == LOCIQ_NONE || fabs(to[k] - from) < fabs(best->to - best->from);
    if (!isnan(to[k]) && nearer) *best = (lociq_swap){.node = node, .from = from, .to = to[k]};
  }
  return status;
}

/* ---- all of it ---- */

static bool compares(const lociq_design *design) {
  for (size_t n = 0; n < design->node_count; n++)
    if (design->nodes[n].part_count > 0 && lociq_aggregate_compares(design->nodes[n].aggregation.method)) return true;
  return false;
}

/* The rows that are needed: all where units are compared, else the two. */
static lociq_status keep_rows(swapping *job, const lociq_composition *base, size_t year, size_t unit, size_t other,
                              lociq_error *error) {
  const lociq_design *design = job->design;
  const size_t nodes = design->node_count, units = base->scores.units;
  const bool all = compares(design);
  const size_t begin = design->year_by_year ? year * units : 0;
  job->rows = !all ? 2 : design->year_by_year ? units : base->scores.years * units;
  job->first = all ? year * units + unit - begin : 0;
  job->second = all ? year * units + other - begin : 1;
  job->values = lociq_allocate(job->rows * nodes, sizeof *job->values);
  job->kept = lociq_allocate(job->rows * nodes, sizeof *job->kept);
  job->moved = lociq_allocate(nodes, sizeof *job->moved);
  if (job->values == NULL || job->kept == NULL || job->moved == NULL)
    return lociq_memory_error(error, "what makes units swap");
  const double *scores = base->scores.values;
  if (all) {
    memcpy(job->kept, scores + begin * nodes, job->rows * nodes * sizeof *scores);
  } else {
    memcpy(job->kept, scores + (year * units + unit) * nodes, nodes * sizeof *scores);
    memcpy(job->kept + nodes, scores + (year * units + other) * nodes, nodes * sizeof *scores);
  }
  job->difference = difference_of(job, job->kept);
  return LOCIQ_OK;
}

static lociq_status find(swapping *job, lociq_swap *best, lociq_error *error) {
  const lociq_design *design = job->design;
  if (isnan(job->difference)) return lociq_error_set(error, LOCIQ_INVALID, "a unit without a score swaps with none");
  if (job->difference == 0) return lociq_error_set(error, LOCIQ_INVALID, "the two units have the same score");
  for (size_t n = 1; n < design->node_count; n++) {
    if (!(others_of(job, n) > 0)) continue; /* nothing that could keep its proportions */
    const lociq_status status = try_node(job, n, best, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static lociq_status check(const lociq_design *design, const lociq_composition *base, size_t year, size_t unit,
                          size_t other, lociq_error *error) {
  if (year >= base->scores.years) return lociq_error_set(error, LOCIQ_INVALID, "there is no year %zu", year + 1);
  if (unit >= base->scores.units || other >= base->scores.units)
    return lociq_error_set(error, LOCIQ_INVALID, "there is no unit %zu", (unit > other ? unit : other) + 1);
  for (size_t n = 0; n < design->node_count; n++)
    if (design->nodes[n].part_count > 0 && design->nodes[n].weighing.method == LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT)
      return lociq_error_set(error, LOCIQ_INVALID, "%s gives each unit weights of its own: there are none to move",
                             design->nodes[n].name);
  return LOCIQ_OK;
}

lociq_status lociq_robustness_swap(const lociq_design *design, const lociq_composition *base, size_t year, size_t unit,
                                   size_t other, lociq_swap *swap, lociq_error *error) {
  lociq_status status = check(design, base, year, unit, other, error);
  if (status != LOCIQ_OK) return status;
  swapping job = {.design = design, .weights = base->weights + (design->year_by_year ? year * design->node_count : 0)};
  lociq_swap best = {.node = LOCIQ_NONE, .from = NAN, .to = NAN};
  status = keep_rows(&job, base, year, unit, other, error);
  if (status == LOCIQ_OK) status = find(&job, &best, error);
  if (status == LOCIQ_OK) *swap = best;
  free(job.values);
  free(job.kept);
  free(job.moved);
  return status;
}

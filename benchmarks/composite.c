/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_composite UNITS THREADS
 *
 * Answers rows "REPLICATIONS replications" of lociq_robustness_run: an index of 30 indicators in six groups in two
 * pillars, min-max or standardised, arithmetic or geometric, each weight moved by up to a quarter. The figure is the
 * most memory that the program has had, in bytes.
 */
#include <math.h>

#include "composite/robustness.h"
#include "harness.h"

enum { COLUMNS = 30, GROUPS = 6, PILLARS = 2, NODES = 1 + PILLARS + GROUPS + COLUMNS };

typedef struct bench {
  lociq_design_node nodes[NODES];
  double weights[NODES];
  lociq_design design;
  lociq_composition base;
  lociq_rank_intervals intervals;
  int threads;
} bench;

static double *numbers(size_t count) {
  double *values = calloc(count, sizeof *values);
  if (values == NULL) exit(1);
  return values;
}

/* A level of `count` nodes from `first` on, the parts of those from `parents` on, as many of each. */
static void add_level(bench *job, size_t level, size_t first, size_t count, size_t parents) {
  const size_t each = count / (first - parents);
  for (size_t k = 0; k < count; k++) {
    const size_t parent = parents + k / each;
    if (k % each == 0) job->nodes[parent].first_part = first + k;
    job->nodes[parent].part_count = each;
    job->weights[first + k] = 1 / (double)each;
    job->nodes[first + k] = (lociq_design_node){
        .name = "node", .parent = parent, .level = level, .column = count == COLUMNS ? k : LOCIQ_NONE};
    job->nodes[first + k].normalisation =
        (lociq_normalisation){.direction = 1, .lower = 1, .upper = 100, .mean = 50, .sd = 10};
  }
}

static void prepare(bench *job, size_t units) {
  static const double tau = 6.28318530717958647692;
  double *values = numbers(units * COLUMNS);
  for (size_t k = 0; k < units * COLUMNS; k++) { /* Box and Muller */
    const double radius = sqrt(-2 * log(((double)(bits_of(2 * k) >> 12) + 1) * 0x1p-52));
    values[k] = 50 + 10 * radius * cos(tau * (double)(bits_of(2 * k + 1) >> 12) * 0x1p-52);
  }
  job->nodes[0] = (lociq_design_node){.name = "index", .parent = LOCIQ_NONE, .column = LOCIQ_NONE};
  add_level(job, 1, 1, PILLARS, 0);
  add_level(job, 2, 1 + PILLARS, GROUPS, 1);
  add_level(job, 3, 1 + PILLARS + GROUPS, COLUMNS, 1 + PILLARS);
  job->design = (lociq_design){.nodes = job->nodes, .node_count = NODES, .column_count = COLUMNS};
  job->base =
      (lociq_composition){.denominated = {.years = 1, .units = units, .columns = COLUMNS, .values = values},
                          .ranks = {.years = 1, .units = units, .columns = NODES, .values = numbers(units * NODES)},
                          .weights = job->weights};
  job->intervals =
      (lociq_rank_intervals){numbers(units), numbers(units), numbers(units), numbers(units), numbers(units)};
}

static answer repeat(void *context, const char *row) {
  static const lociq_normalise normalise[] = {LOCIQ_NORMALISE_MIN_MAX, LOCIQ_NORMALISE_Z_SCORE};
  static const lociq_aggregate aggregate[] = {LOCIQ_AGGREGATE_ARITHMETIC, LOCIQ_AGGREGATE_GEOMETRIC};
  bench *job = context;
  const lociq_doubts doubts = {.normalise = normalise,
                               .normalise_count = 2,
                               .aggregate = aggregate,
                               .aggregate_count = 2,
                               .weights = 0.25,
                               .replications = strtoul(row, NULL, 10),
                               .seed = 1,
                               .confidence = 0.9,
                               .threads = job->threads};
  lociq_error error = {0};
  if (doubts.replications == 0) no_row(row);
  const double start = now();
  lociq_variants *variants = NULL;
  stop_on(lociq_variants_create(&job->design, &job->base, NULL, &doubts, &variants, &error), &error);
  stop_on(lociq_robustness_run(variants, 0, &job->intervals, NULL, &error), &error);
  lociq_variants_free(variants);
  const double seconds = now() - start;
  return (answer){.seconds = seconds, .figure = most_memory()};
}

int main(int argument_count, char **arguments) {
  static bench job;
  const size_t units = argument_count == 3 ? strtoul(arguments[1], NULL, 10) : 0;
  job.threads = argument_count == 3 ? (int)strtol(arguments[2], NULL, 10) : 0;
  if (units == 0 || job.threads < 1) {
    (void)fprintf(stderr, "usage: bench_composite UNITS THREADS\n");
    return 2;
  }
  prepare(&job, units);
  answer_rows(repeat, &job);
  free(job.base.denominated.values);
  free(job.base.ranks.values);
  double *const found[] = {job.intervals.nominal, job.intervals.lower, job.intervals.median, job.intervals.upper,
                           job.intervals.mean};
  for (size_t k = 0; k < sizeof found / sizeof *found; k++) free(found[k]);
  return 0;
}

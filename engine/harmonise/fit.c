/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cyclic dual ascent: one margin after another gets the multiplier with which it
 * holds, the others' as they are. Its cells are clip(weight · t, lower, upper), whose
 * sum grows with t in straight pieces; so Newton's step finds t exactly as soon as
 * it is in the right piece, at once where no bound is met: t = total / sum, which is
 * iterative proportional fitting. The weights are multiplied by t and are all that
 * the next margin needs. A margin that is an interval keeps its t, to be able to give it
 * back once the interval holds without. Where that gets on slowly, all of them move together between (newton.c).
 *
 * The margins of one table have no cell in common: threads share them, and nothing
 * shows of which thread did which.
 */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "harmonise/margins.h"
#include "harmonise/newton.h"
#include "numeric/balance.h"
#include "numeric/lanes.h"

enum { SMALL = 4096 };             /* cells of a table that one thread is done with before others have woken */
enum { STEPS = 100 };              /* Newton's and halvings, of one margin: more are left to the next iteration */
enum { ALONE = 20 };               /* rounds of margins in turn, which is often all that is needed */
enum { BALANCED = 200 };           /* the same where one-way margins are all there is */
enum { PATIENCE = 100 };           /* rounds in which the farthest move has to halve */
static const double CLOSE = 1e-14; /* of a margin: what the arithmetic leaves */
static const double REACH = 1e150; /* of a margin's factor, and 1 / REACH */

/* Where dual ascent is. */
typedef struct ascent {
  const lociq_problem *problem;
  double *factors[LOCIQ_TIERS * LOCIQ_TIERS]; /* of a table's margins: t of all iterations together */
  double *moved[LOCIQ_TIERS * LOCIQ_TIERS];   /* how far each went in this iteration, relative */
  lociq_newton *newton;                       /* NULL in the first rounds */
  int threads;
} ascent;

/* One margin's cells. */
typedef struct tie {
  lociq_movable *cells;
  const uint32_t *parts;
  size_t count;
} tie;

/* What the cells add up to: those at a bound, and those between. */
typedef struct pieces {
  double bound, between;
} pieces;

static double sum_of(pieces sum) { return sum.bound + sum.between; }

/* Multiplies the weights by t where they are to be kept, and adds up. Eight sums side by side, as sum.h has it. */
LOCIQ_INLINE pieces add_up(const tie *own, double t, bool keep) {
  double bound[LOCIQ_LANES] = {0}, between[LOCIQ_LANES] = {0};
  for (size_t k = 0; k < own->count; k++) {
    lociq_movable *cell = &own->cells[own->parts[k]];
    const double weight = cell->weight * t;
    const double value = weight < cell->lower ? cell->lower : weight > cell->upper ? cell->upper : weight;
    const bool inside = weight > cell->lower && weight < cell->upper;
    if (keep) cell->weight = weight;
    bound[k % LOCIQ_LANES] += inside ? 0 : value;
    between[k % LOCIQ_LANES] += inside ? value : 0;
  }
  return (pieces){lociq_lanes_sum(lociq_lanes_load_unaligned(bound)),
                  lociq_lanes_sum(lociq_lanes_load_unaligned(between))};
}

LOCIQ_CLONED static pieces look(const tie *own, double t) { return add_up(own, t, false); }
LOCIQ_CLONED static pieces multiply(const tie *own, double t) { return add_up(own, t, true); }

/* Where all cells are at bounds: the t at which the first leaves its bound, upwards or downwards, and a little more. */
static double leave_bound(const tie *own, bool upwards) {
  double nearest = upwards ? INFINITY : 0;
  for (size_t k = 0; k < own->count; k++) {
    const lociq_movable *cell = &own->cells[own->parts[k]];
    if (upwards && cell->weight <= cell->lower) nearest = fmin(nearest, cell->lower / cell->weight);
    if (!upwards && cell->weight >= cell->upper) nearest = fmax(nearest, cell->upper / cell->weight);
  }
  return upwards ? nearest * (1 + 0x1p-40) : nearest * (1 - 0x1p-40);
}

/* Multiplies the weights so that the cells add up to the total; returns by what. */
static double solve(const tie *own, pieces sum, double total, double size) {
  double made = 1, low = 0, high = INFINITY;
  for (int step = 0; step < STEPS; step++) {
    const double short_of = total - sum_of(sum);
    if (fabs(short_of) <= CLOSE * size) break;
    if (short_of > 0)
      low = made;
    else
      high = made;
    double next = made * (sum.between > 0 ? (total - sum.bound) / sum.between : leave_bound(own, short_of > 0));
    if (next == 0) next = 1 / REACH; /* all of it is known already */
    if (!(next > low && next < high)) next = isinf(high) ? 2 * low : low > 0 ? sqrt(low) * sqrt(high) : high / 2;
    if (!(next < REACH) || next == made) break;
    sum = multiply(own, next / made);
    made = next;
  }
  return made;
}

static double between(double value, double lower, double upper) { return fmin(fmax(value, lower), upper); }

/* Brings one margin to its total, or into its interval. */
static double visit(const tie *own, double lower, double upper, double fixed, double *factor) {
  const pieces now = look(own, 1);
  const double before = sum_of(now);
  /* without its own multiplier an interval may hold */
  const double alone = lower == upper || *factor == 1 ? before : sum_of(look(own, 1 / *factor));
  const double total = between(alone, lower, upper), size = fabs(total + fixed);
  if (alone == total && *factor != 1 && lower != upper) {
    (void)multiply(own, 1 / *factor);
    *factor = 1;
  } else {
    *factor *= solve(own, now, total, size);
  }
  return total == before ? 0 : fabs(total - before) / fmax(size, fabs(before + fixed));
}

/* One iteration: every margin of every table. The farthest that one went. */
static double climb(ascent *own) {
  const lociq_problem *problem = own->problem;
  double farthest = 0;
  for (size_t t = 0; t < problem->table_count; t++) {
    const lociq_margins *table = &problem->tables[t];
    if (table->cells == 0) continue;
#pragma omp parallel for if (table->first[table->count] >= SMALL) num_threads(own->threads) schedule(dynamic, 8)
    for (size_t m = 0; m < table->count; m++) {
      const tie cells = {problem->movable, table->parts + table->first[m], table->first[m + 1] - table->first[m]};
      if (cells.count == 0) continue;
      double lower, upper;
      lociq_margin_wanted(problem, table, m, &lower, &upper);
      own->moved[t][m] = visit(&cells, lower, upper, table->fixed[m], &own->factors[t][m]);
    }
    for (size_t m = 0; m < table->count; m++) farthest = fmax(farthest, own->moved[t][m]);
  }
  return farthest;
}

static lociq_status ascent_prepare(ascent *own, lociq_error *error) {
  for (size_t t = 0; t < own->problem->table_count; t++) {
    const size_t count = own->problem->tables[t].count;
    own->factors[t] = lociq_allocate(count, sizeof *own->factors[t]);
    own->moved[t] = lociq_allocate(count, sizeof *own->moved[t]);
    if (own->factors[t] == NULL || own->moved[t] == NULL) return lociq_memory_error(error, "a fit");
    for (size_t m = 0; m < count; m++) own->factors[t][m] = 1;
  }
  return LOCIQ_OK;
}

static void ascent_clear(ascent *own) {
  lociq_newton_free(own->newton);
  for (size_t t = 0; t < own->problem->table_count; t++) {
    free(own->factors[t]);
    free(own->moved[t]);
  }
}

static lociq_status give_up(const lociq_problem *problem, const lociq_fitting *fitting, const lociq_gap *gap,
                            lociq_error *error) {
  return lociq_error_set(error, LOCIQ_INVALID,
                         "%s: not fitted to %g in %zu iterations: region %s, industry %s is off by %.3g of its total",
                         problem->year, fitting->tolerance, fitting->done,
                         lociq_problem_region(problem, gap->table, gap->cell),
                         lociq_problem_industry(problem, gap->table, gap->cell), gap->worst);
}

static lociq_status look_at(const lociq_problem *problem, lociq_gap *gap, lociq_error *error) {
  lociq_problem_write(problem);
  return lociq_problem_measure(problem, gap, error);
}

/* One round: margins in turn and, after some rounds, all of them together before. */
static lociq_status run_round(ascent *own, size_t round, double *farthest, lociq_error *error) {
  if (round == ALONE) {
    const lociq_status status = lociq_newton_create(own->problem, own->factors, &own->newton, error);
    if (status != LOCIQ_OK) return status;
  }
  if (own->newton != NULL) lociq_newton_step(own->newton);
  *farthest = climb(own);
  return LOCIQ_OK;
}

/* Until no margin moves and all hold. It ends early where they do not hold and come no nearer. */
static lociq_status ascend(const lociq_problem *problem, lociq_fitting *fitting, lociq_gap *gap, lociq_error *error) {
  ascent own = {.problem = problem, .threads = fitting->threads > 0 ? fitting->threads : omp_get_max_threads()};
  double farthest = INFINITY, nearest = INFINITY;
  size_t nearer = 0; /* the round that last came much nearer */
  bool done = false;
  lociq_status status = ascent_prepare(&own, error);
  for (fitting->done = 0; status == LOCIQ_OK && !done;) {
    status = run_round(&own, fitting->done, &farthest, error);
    if (status != LOCIQ_OK) break;
    fitting->done++;
    if (farthest < nearest / 2) {
      nearest = farthest;
      nearer = fitting->done;
    }
    const bool last = fitting->done == fitting->iterations, stuck = fitting->done - nearer >= PATIENCE;
    if (farthest > fitting->tolerance && !last && !stuck) continue;
    status = look_at(problem, gap, error);
    const bool holds = gap->worst <= fitting->tolerance;
    done = holds && (last || farthest <= fitting->tolerance);
    if (status == LOCIQ_OK && !holds && (last || stuck)) status = give_up(problem, fitting, gap, error);
    if (stuck) nearer = fitting->done;
  }
  ascent_clear(&own);
  return status;
}

/* ---- two one-way margins */

/* Where regions' totals and industries' are all there is to meet: their places among the tables. */
static bool find_two(const lociq_problem *problem, size_t *row_table, size_t *column_table) {
  bool rows = false, columns = false;
  for (size_t t = 0; t < problem->table_count; t++) {
    const lociq_margins *table = &problem->tables[t];
    if (table->cells == 0) continue;
    const bool row = table->count == problem->rows && table->region_tier == 0;
    const bool column = table->count == problem->columns && table->industry_tier == 0;
    if (!table->balanceable || row == column) return false;
    *(row ? row_table : column_table) = t;
    rows = rows || row;
    columns = columns || column;
  }
  return rows && columns;
}

static bool inside_bounds(const lociq_problem *problem, const double *values) {
  for (size_t k = 0; k < problem->movable_count; k++) {
    const double value = values[problem->places[k]];
    if (value < problem->movable[k].lower || value > problem->movable[k].upper) return false;
  }
  return true;
}

static void write_totals(const lociq_problem *problem, const lociq_margins *table, double *totals) {
  for (size_t m = 0; m < table->count; m++) {
    const bool any = table->first[m + 1] > table->first[m];
    totals[m] = any ? fmax(lociq_margin_upper(problem, table, m) - table->fixed[m], 0) : 0;
  }
}

/* The same by iterative proportional fitting, which reads the table in order; gap is as it was where that meets a
 * bound. */
static lociq_status balance(const lociq_problem *problem, size_t row_table, size_t column_table, lociq_fitting *fitting,
                            lociq_gap *gap, lociq_error *error) {
  const size_t rows = problem->rows, columns = problem->columns, count = rows * columns;
  double *prior = lociq_allocate(count, sizeof *prior), *made = lociq_allocate_aligned(count, sizeof *made);
  double *totals = lociq_allocate(rows + columns, sizeof *totals);
  lociq_status status = LOCIQ_OK;
  if (prior == NULL || made == NULL || totals == NULL) {
    status = lociq_memory_error(error, "a fit");
    goto done;
  }
  for (size_t k = 0; k < problem->movable_count; k++) prior[problem->places[k]] = problem->movable[k].weight;
  write_totals(problem, &problem->tables[row_table], totals);
  write_totals(problem, &problem->tables[column_table], totals + rows);
  lociq_balancing balancing = {
      .tolerance = fitting->tolerance / 2, .iterations = fitting->iterations, .threads = fitting->threads};
  if (balancing.iterations > BALANCED) balancing.iterations = BALANCED;
  const lociq_status balanced = lociq_balance(prior, rows, columns, totals, totals + rows, &balancing, made, NULL);
  if (balanced == LOCIQ_NO_MEMORY) status = lociq_memory_error(error, "a fit");
  if (balanced != LOCIQ_OK || !inside_bounds(problem, made)) goto done;
  for (size_t k = 0; k < problem->movable_count; k++) problem->values[problem->places[k]] = made[problem->places[k]];
  fitting->done = balancing.done;
  status = lociq_problem_measure(problem, gap, error);
done:
  free(prior);
  free(made);
  free(totals);
  return status;
}

lociq_status lociq_frame_fit(const lociq_frame *frame, const double *prior, const char *year, lociq_fitting *fitting,
                             double *values, lociq_error *error) {
  lociq_problem problem;
  lociq_gap gap = {0};
  size_t row_table = 0, column_table = 0;
  double *made = lociq_allocate_aligned(lociq_frame_cells(frame, 0, 0), sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a fit");
  fitting->done = 0;
  lociq_status status = lociq_problem_create(frame, prior, year, fitting->tolerance, made, &problem, error);
  if (status == LOCIQ_OK) {
    lociq_problem_write(&problem);
    status = lociq_problem_measure(&problem, &gap, error);
  }
  if (status == LOCIQ_OK && gap.worst > fitting->tolerance && find_two(&problem, &row_table, &column_table))
    status = balance(&problem, row_table, column_table, fitting, &gap, error);
  if (status == LOCIQ_OK && gap.worst > fitting->tolerance) status = ascend(&problem, fitting, &gap, error);
  fitting->worst = gap.worst;
  if (status == LOCIQ_OK) memcpy(values, made, lociq_frame_cells(frame, 0, 0) * sizeof *values);
  lociq_problem_clear(&problem);
  free(made);
  return status;
}

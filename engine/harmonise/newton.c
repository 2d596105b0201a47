/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Newton's method on the dual of the fit. Its gradient by a margin's multiplier is what the sum falls short of its
 * total; its second derivatives are A·D·Aᵀ, with a row of A for each margin and D the values of the cells between
 * their bounds, 0 at a bound. The direction comes from conjugate gradients, of which only products with A are
 * needed, preconditioned by the diagonal (Dembo & Steihaug 1983, Mathematical Programming 26). Margins that have the
 * same cells between bounds make the matrix singular: the diagonal is raised by a part of itself, that shrinks as steps
 * succeed (Marquardt 1963). Intervals count while they bind, and stop where they would pull instead of push
 * (Bertsekas 1982, SIAM Journal on Control and Optimization 20).
 *
 * The dual is concave, and smooth but where cells meet bounds: a step is good where the slope along it is not much
 * below 0 at its end. Else cells left their bounds on the way, of which the matrix knew nothing: the step is found anew
 * with their curvature in it, and with no interval going past its edge; at last it is shortened. One that was found
 * with too much curvature is lengthened while the dual still rises.
 */
#include "harmonise/newton.h"

#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "numeric/logarithm.h"

enum { PRODUCTS = 300, STIFFER = 6, SHORTER = 10 };
static const double EXACT = 1e-2;     /* of the direction, relative */
static const double NOTHING = 1e-15;  /* of a margin: less of it does not show */
static const double FARTHEST = 3;     /* that a multiplier goes in a step */
static const double LEAST_WAY = 1e-9; /* over which a chord is taken */
static const double OVERSHOT = 0.3;   /* of the slope at the start, downwards */
static const double STEEP = 0.3;      /* of the same */
static const double REACH = 0x1p1000; /* of a weight, and 1 / REACH */
static const double DAMPING_FIRST = 1e-3, DAMPING_LEAST = 1e-13, DAMPING_MOST = 1e6;

/* A margin. */
typedef struct row {
  const uint32_t *parts;
  size_t count;
  double lower, upper; /* that they should add up to */
  double size;         /* of the margin, with what cannot move */
  double *factor;
} row;

struct lociq_newton {
  lociq_movable *cells;
  size_t cell_count, row_count;
  row *rows;
  size_t *first; /* cell_count + 1: members[first[c] … first[c + 1]) are the rows that a cell is part of */
  uint32_t *members;
  double *curvature, *spread, *before;                           /* of cells: D, D·Aᵀ·direction, weights */
  double *gradient, *diagonal, *step, *rest, *direction, *image; /* of rows */
  double *growth;                                                /* of rows: what a step multiplies the factor by */
  double damping;
};

static double dot(const double *a, const double *b, size_t count) {
  double sums[LOCIQ_LANES] = {0};
  for (size_t k = 0; k < count; k++) sums[k % LOCIQ_LANES] += a[k] * b[k];
  return lociq_lanes_sum(lociq_lanes_load_unaligned(sums));
}

/* ---- the matrix */

static inline double value_of(const lociq_movable *cell) { return fmin(fmax(cell->weight, cell->lower), cell->upper); }

/* What a row's sum falls short; 0 where it is an interval that does not bind. */
static double short_of(const lociq_newton *newton, size_t r, double factor) {
  const row *own = &newton->rows[r];
  if (own->lower < own->upper && factor == 1) return 0;
  double sum = 0;
  for (size_t k = 0; k < own->count; k++) sum += value_of(&newton->cells[own->parts[k]]);
  return (factor > 1 ? own->lower : own->upper) - sum;
}

static void find_curvature(lociq_newton *newton) {
  for (size_t c = 0; c < newton->cell_count; c++) {
    const lociq_movable *cell = &newton->cells[c];
    newton->before[c] = cell->weight;
    newton->curvature[c] = cell->weight > cell->lower && cell->weight < cell->upper ? cell->weight : 0;
  }
}

/* Gradient and diagonal; a row that cannot move by anything that shows has 0 and stays. */
static void find_gradient(lociq_newton *newton) {
  for (size_t r = 0; r < newton->row_count; r++) {
    const row *own = &newton->rows[r];
    const bool slack = own->lower < own->upper && *own->factor == 1;
    double sum = 0;
    for (size_t k = 0; k < own->count; k++) sum += newton->curvature[own->parts[k]];
    newton->diagonal[r] = slack || sum <= NOTHING * own->size ? 0 : sum;
    newton->gradient[r] = newton->diagonal[r] > 0 ? short_of(newton, r, *own->factor) : 0;
  }
}

/* image = (A·D·Aᵀ + damping · diagonal) · direction */
static void multiply(lociq_newton *newton) {
  for (size_t c = 0; c < newton->cell_count; c++) {
    double sum = 0;
    for (size_t k = newton->first[c]; k < newton->first[c + 1]; k++) sum += newton->direction[newton->members[k]];
    newton->spread[c] = newton->curvature[c] * sum;
  }
  for (size_t r = 0; r < newton->row_count; r++) {
    const row *own = &newton->rows[r];
    double sum = newton->damping * newton->diagonal[r] * newton->direction[r];
    for (size_t k = 0; newton->diagonal[r] > 0 && k < own->count; k++) sum += newton->spread[own->parts[k]];
    newton->image[r] = sum;
  }
}

/* direction = rest / diagonal + share · direction */
static void turn(lociq_newton *newton, double share) {
  for (size_t r = 0; r < newton->row_count; r++) {
    const double scaled = newton->diagonal[r] > 0 ? newton->rest[r] / newton->diagonal[r] : 0;
    newton->direction[r] = scaled + share * newton->direction[r];
  }
}

/* rest² / diagonal */
static double measure_rest(const lociq_newton *newton) {
  double sums[LOCIQ_LANES] = {0};
  for (size_t r = 0; r < newton->row_count; r++)
    sums[r % LOCIQ_LANES] += newton->diagonal[r] > 0 ? newton->rest[r] * newton->rest[r] / newton->diagonal[r] : 0;
  return lociq_lanes_sum(lociq_lanes_load_unaligned(sums));
}

/* The step that the quadratic model takes, by conjugate gradients. */
static void find_step(lociq_newton *newton) {
  memset(newton->step, 0, newton->row_count * sizeof *newton->step);
  memset(newton->direction, 0, newton->row_count * sizeof *newton->direction);
  memcpy(newton->rest, newton->gradient, newton->row_count * sizeof *newton->rest);
  double left = measure_rest(newton);
  turn(newton, 0);
  const double enough = EXACT * EXACT * left;
  for (int product = 0; product < PRODUCTS && left > enough; product++) {
    multiply(newton);
    const double bend = dot(newton->direction, newton->image, newton->row_count);
    if (!(bend > 0)) break;
    for (size_t r = 0; r < newton->row_count; r++) {
      newton->step[r] += left / bend * newton->direction[r];
      newton->rest[r] -= left / bend * newton->image[r];
    }
    const double next = measure_rest(newton);
    turn(newton, next / left);
    left = next;
  }
}

/* ---- how far to go */

/* e^x to 1e-9, which is near enough for a step, and the same on every processor. */
static double grow(double x) {
  if (!(fabs(x) < 500)) return x > 0 ? INFINITY : 0;
  const double part = x / 4096;
  double grown = 1 + part * (1 + part / 2 * (1 + part / 3 * (1 + part / 4)));
  for (int doubling = 0; doubling < 12; doubling++) grown *= grown;
  return grown;
}

/* Takes so much of the step from where the weights were. The slope of the dual there, or NaN beyond all reach. */
static double go(lociq_newton *newton, double length) {
  bool beyond = false;
  for (size_t r = 0; r < newton->row_count; r++) {
    const row *own = &newton->rows[r];
    const double growth = grow(length * newton->step[r]), factor = *own->factor * growth;
    const bool crossed = own->lower < own->upper && (*own->factor > 1) != (factor > 1);
    newton->growth[r] = crossed ? 1 / *own->factor : growth;
  }
  for (size_t c = 0; c < newton->cell_count; c++) {
    double weight = newton->before[c];
    for (size_t k = newton->first[c]; k < newton->first[c + 1]; k++) weight *= newton->growth[newton->members[k]];
    newton->cells[c].weight = weight;
    beyond = beyond || !(weight < REACH && weight > 1 / REACH);
  }
  if (beyond) return (double)NAN;
  for (size_t r = 0; r < newton->row_count; r++) {
    const row *own = &newton->rows[r];
    const bool stopped = own->lower < own->upper && newton->growth[r] == 1 / *own->factor;
    newton->image[r] = newton->step[r] == 0 || stopped ? 0 : short_of(newton, r, *own->factor);
  }
  return dot(newton->image, newton->step, newton->row_count);
}

static void keep(lociq_newton *newton) {
  for (size_t r = 0; r < newton->row_count; r++) {
    double *factor = newton->rows[r].factor;
    *factor = newton->growth[r] == 1 / *factor ? 1 : *factor * newton->growth[r];
  }
}

/* How much of the step to take: no multiplier goes too far; `to_edge`: none of an interval beyond 0 either, but to
 * just behind it. */
static double find_length(const lociq_newton *newton, bool to_edge) {
  double length = 1;
  for (size_t r = 0; r < newton->row_count; r++) {
    const row *own = &newton->rows[r];
    const double step = newton->step[r];
    length = fmin(length, FARTHEST / fabs(step));
    if (!to_edge || own->lower == own->upper || *own->factor == 1) continue;
    const double edge = -lociq_logarithm(lociq_lanes_all(*own->factor))[0] / step;
    if (edge > 0) length = fmin(length, edge * (1 + 0x1p-20));
  }
  return length;
}

/* Curvature that would have foreseen the last step: of each cell at least the chord over it. A cell that comes off its
 * bound on the way has none where it starts. */
static void stiffen(lociq_newton *newton, double length) {
  for (size_t c = 0; c < newton->cell_count; c++) {
    lociq_movable start = newton->cells[c];
    start.weight = newton->before[c];
    double way = 0;
    for (size_t k = newton->first[c]; k < newton->first[c + 1]; k++) way += length * newton->step[newton->members[k]];
    const double gone = value_of(&newton->cells[c]) - value_of(&start);
    const double chord = fabs(way) > LEAST_WAY ? gone / way : 0;
    const double most = fmax(value_of(&start), value_of(&newton->cells[c]));
    newton->curvature[c] = fmax(newton->curvature[c], fmin(chord, most));
    newton->cells[c].weight = newton->before[c];
  }
}

/* Twice as far while the dual still rises as it did, which it does where the curvature was a chord's; then keeps it. */
static void accept(lociq_newton *newton, double length, double slope, double upwards, double easier) {
  double farthest = 0;
  for (size_t r = 0; r < newton->row_count; r++) farthest = fmax(farthest, fabs(newton->step[r]));
  while (slope > STEEP * upwards && 2 * length * farthest <= FARTHEST) {
    const double next = go(newton, 2 * length);
    if (!(next >= 0)) {
      (void)go(newton, length);
      break;
    }
    length *= 2;
    slope = next;
  }
  keep(newton);
  newton->damping = fmin(fmax(newton->damping * easier, DAMPING_LEAST), DAMPING_MOST);
}

/* Less and less of the last step; none of it where the dual rises nowhere. */
static void shorten(lociq_newton *newton, double length, double slope, double upwards) {
  for (int shorter = 0; upwards > 0 && shorter < SHORTER; shorter++) {
    length *= isnan(slope) ? 0.5 : fmin(fmax(upwards / (upwards - slope), 0.1), 0.7);
    slope = go(newton, length);
    if (slope >= -OVERSHOT * upwards) {
      accept(newton, length, slope, upwards, 2);
      return;
    }
  }
  for (size_t c = 0; c < newton->cell_count; c++) newton->cells[c].weight = newton->before[c];
  newton->damping = fmin(newton->damping * 10, DAMPING_MOST);
}

void lociq_newton_step(lociq_newton *newton) {
  find_curvature(newton);
  double upwards = 0, length = 0, slope = 0;
  for (int stiffer = 0; stiffer < STIFFER; stiffer++) {
    if (stiffer > 0) stiffen(newton, length);
    find_gradient(newton);
    find_step(newton);
    upwards = dot(newton->gradient, newton->step, newton->row_count);
    length = find_length(newton, stiffer > 0);
    slope = upwards > 0 ? go(newton, length) : (double)NAN;
    if (slope >= -OVERSHOT * upwards) {
      accept(newton, length, slope, upwards, length < 1 ? 10 : 0.1);
      return;
    }
    if (isnan(slope)) break;
  }
  shorten(newton, length, slope, upwards);
}

/* ---- all margins that count */

static void list_rows(lociq_newton *newton, const lociq_problem *problem, double *const *factors) {
  for (size_t t = 0; t < problem->table_count; t++) {
    const lociq_margins *table = &problem->tables[t];
    for (size_t m = 0; m < table->count; m++) {
      if (table->first[m] == table->first[m + 1]) continue;
      row *own = &newton->rows[newton->row_count++];
      *own = (row){.parts = table->parts + table->first[m],
                   .count = table->first[m + 1] - table->first[m],
                   .factor = &factors[t][m]};
      lociq_margin_wanted(problem, table, m, &own->lower, &own->upper);
      own->size = table->fixed[m] + own->upper;
    }
  }
}

/* The rows of each cell; first[] counts, then begins, then ends where the next begins. */
static lociq_status list_members(lociq_newton *newton, lociq_error *error) {
  size_t *next = lociq_allocate(newton->cell_count + 1, sizeof *next);
  if (next == NULL) return lociq_memory_error(error, "a fit");
  for (size_t r = 0; r < newton->row_count; r++)
    for (size_t k = 0; k < newton->rows[r].count; k++) newton->first[newton->rows[r].parts[k] + 1]++;
  for (size_t c = 0; c < newton->cell_count; c++) newton->first[c + 1] += newton->first[c];
  memcpy(next, newton->first, newton->cell_count * sizeof *next);
  for (size_t r = 0; r < newton->row_count; r++)
    for (size_t k = 0; k < newton->rows[r].count; k++) newton->members[next[newton->rows[r].parts[k]]++] = (uint32_t)r;
  free(next);
  return LOCIQ_OK;
}

lociq_status lociq_newton_create(const lociq_problem *problem, double *const *factors, lociq_newton **newton,
                                 lociq_error *error) {
  size_t rows = 0, links = 0;
  for (size_t t = 0; t < problem->table_count; t++) {
    rows += problem->tables[t].cells;
    links += problem->tables[t].first[problem->tables[t].count];
  }
  lociq_newton *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a fit");
  *made = (lociq_newton){.cells = problem->movable,
                         .cell_count = problem->movable_count,
                         .rows = lociq_allocate(rows, sizeof *made->rows),
                         .first = lociq_allocate(problem->movable_count + 1, sizeof *made->first),
                         .members = lociq_allocate(links, sizeof *made->members),
                         .damping = DAMPING_FIRST};
  double **const of_cells[] = {&made->curvature, &made->spread, &made->before};
  double **const of_rows[] = {&made->gradient,  &made->diagonal, &made->step,  &made->rest,
                              &made->direction, &made->image,    &made->growth};
  bool whole = made->rows != NULL && made->first != NULL && made->members != NULL;
  for (size_t k = 0; k < sizeof of_cells / sizeof *of_cells; k++)
    whole = (*of_cells[k] = lociq_allocate(problem->movable_count, sizeof(double))) != NULL && whole;
  for (size_t k = 0; k < sizeof of_rows / sizeof *of_rows; k++)
    whole = (*of_rows[k] = lociq_allocate(rows, sizeof(double))) != NULL && whole;
  lociq_status status = whole ? LOCIQ_OK : lociq_memory_error(error, "a fit");
  if (whole) {
    list_rows(made, problem, factors);
    status = list_members(made, error);
  }
  if (status == LOCIQ_OK)
    *newton = made;
  else
    lociq_newton_free(made);
  return status;
}

void lociq_newton_free(lociq_newton *newton) {
  if (newton == NULL) return;
  double *const vectors[] = {newton->curvature, newton->spread, newton->before,    newton->gradient, newton->diagonal,
                             newton->step,      newton->rest,   newton->direction, newton->image,    newton->growth};
  for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++) free(vectors[k]);
  free(newton->rows);
  free(newton->first);
  free(newton->members);
  free(newton);
}

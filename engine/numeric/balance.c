/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks of a constant number of rows add up their columns by themselves, and are
 * merged in their order, so that the number of threads does not show.
 */
#include "numeric/balance.h"

#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "numeric/anderson.h"
#include "numeric/lanes.h"

enum { SMALL = 4096 };          /* cells that one thread is done with before others have woken */
enum { BLOCK = 64, GROUP = 4 }; /* rows: of a block; that share the reads of the columns' factors */

/* What positive cells are multiplied by, and negative ones: 1 / up. Both are 0 for a
 * margin whose cells must all be 0. */
typedef struct factor {
  double up, down;
} factor;

/* The largest relative deviation, and where. */
typedef struct deviation {
  double worst;
  size_t position;
  bool broken; /* the margin at position cannot be met */
} deviation;

typedef struct balance {
  const double *cells, *row_totals, *column_totals;
  size_t rows, columns, width, blocks;
  bool negative;  /* there are negative cells */
  bool first;     /* rows keep their factors: columns start */
  factor *row;    /* of rows, as they are found with the columns' */
  double *solved; /* of columns: the factors with which they add up */
  lociq_anderson *steps;
  double *up, *down;    /* of columns */
  double *plus, *minus; /* a block's sums of positive and of absolute negative cells, by column */
  deviation *found;     /* a block's */
} balance;

/* p up − n down = total. NaN where it cannot. */
static factor factor_of(double total, double plus, double minus) {
  if (total > 0 ? plus == 0 : total < 0 && minus == 0) return (factor){(double)NAN, (double)NAN};
  if (total == 0 && (plus == 0 || minus == 0)) return (factor){0, 0};
  if (minus == 0) return (factor){total / plus, plus / total};
  const double root = sqrt(total * total + 4 * plus * minus);
  /* of the two equal forms the one that subtracts nothing */
  const double up = total > 0 ? (total + root) / (2 * plus) : 2 * minus / (root - total);
  return (factor){up, 1 / up};
}

static double deviation_of(double total, double plus, double minus) {
  const double size = fmax(fabs(total), plus + minus);
  return size == 0 ? 0 : fabs(plus - minus - total) / size;
}

static void deviation_note(deviation *most, double here, bool broken, size_t position) {
  if (most->broken || !(broken || here > most->worst)) return;
  *most = (deviation){here, position, broken};
}

/* ---- a look at the table ---- */

/* Rows that are looked at together. */
typedef struct group {
  const double *cells[GROUP];
  lociq_lanes up[GROUP], down[GROUP];     /* their factors */
  lociq_lanes above[GROUP], below[GROUP]; /* their sums */
} group;

LOCIQ_INLINE lociq_lanes load_at(const double *cells, size_t columns, bool whole) {
  return whole ? lociq_lanes_load_unaligned(cells) : lociq_lanes_load_some(cells, columns, 0);
}

/* Adds eight columns, or the last `columns` of them, to the sums of the rows. What is no number counts as positive, so
 * that it shows. */
LOCIQ_INLINE void sum_at(const balance *own, group *rows, size_t count, size_t j, size_t columns, bool negative) {
  const lociq_lanes zero = lociq_lanes_all(0), up = lociq_lanes_load(own->up + j);
  for (size_t k = 0; k < count; k++) {
    const lociq_lanes cells = load_at(rows->cells[k] + j, columns, columns >= LOCIQ_LANES);
    if (negative) {
      const lociq_mask under = (lociq_mask)(cells < zero);
      rows->above[k] += lociq_lanes_select(under, zero, cells * up);
      rows->below[k] -= lociq_lanes_where(under, cells * lociq_lanes_load(own->down + j));
    } else {
      rows->above[k] += cells * up;
    }
  }
}

/* Adds eight columns of the rows, or the last `columns` of them, to the sums of the columns; meanwhile the next rows
 * come from memory. */
LOCIQ_INLINE void add_at(const group *rows, size_t count, size_t j, size_t columns, size_t width, bool negative,
                         double *plus, double *minus) {
  const lociq_lanes zero = lociq_lanes_all(0);
  lociq_lanes above = lociq_lanes_load(plus + j), below = negative ? lociq_lanes_load(minus + j) : zero;
  for (size_t k = 0; k < count; k++) {
    const lociq_lanes cells = load_at(rows->cells[k] + j, columns, columns >= LOCIQ_LANES);
    __builtin_prefetch(rows->cells[k] + count * width + j, 0, 2);
    if (negative) {
      const lociq_mask under = (lociq_mask)(cells < zero);
      above += lociq_lanes_select(under, zero, cells * rows->up[k]);
      below -= lociq_lanes_where(under, cells * rows->down[k]);
    } else {
      above += cells * rows->up[k];
    }
  }
  lociq_lanes_store(plus + j, above);
  if (negative) lociq_lanes_store(minus + j, below);
}

/* A row's factor; at first, how far it is off with none. */
static void look_at_row(balance *own, size_t row, double plus, double minus, deviation *found) {
  const double total = own->row_totals[row];
  if (!own->first) own->row[row] = factor_of(total, plus, minus);
  const bool broken = own->first ? !(plus + minus < (double)INFINITY) : isnan(own->row[row].up);
  deviation_note(found, own->first ? deviation_of(total, plus, minus) : 0, broken, row);
}

LOCIQ_INLINE void look_at_rows(balance *own, size_t block, size_t row, size_t count, bool negative) {
  const size_t columns = own->columns, whole = columns / LOCIQ_LANES * LOCIQ_LANES;
  double *plus = own->plus + block * own->width, *minus = own->minus + block * own->width;
  group rows = {{0}, {{0}}, {{0}}, {{0}}, {{0}}};
  for (size_t k = 0; k < count; k++) rows.cells[k] = own->cells + (row + k) * columns;
  for (size_t j = 0; j < whole; j += LOCIQ_LANES) sum_at(own, &rows, count, j, LOCIQ_LANES, negative);
  if (whole < columns) sum_at(own, &rows, count, whole, columns - whole, negative);
  for (size_t k = 0; k < count; k++) {
    look_at_row(own, row + k, lociq_lanes_sum(rows.above[k]), lociq_lanes_sum(rows.below[k]), &own->found[block]);
    rows.up[k] = lociq_lanes_all(own->row[row + k].up);
    rows.down[k] = lociq_lanes_all(own->row[row + k].down);
  }
  for (size_t j = 0; j < whole; j += LOCIQ_LANES) add_at(&rows, count, j, LOCIQ_LANES, columns, negative, plus, minus);
  if (whole < columns) add_at(&rows, count, whole, columns - whole, columns, negative, plus, minus);
}

LOCIQ_INLINE void look_at(balance *own, size_t block, bool negative) {
  const size_t end = (block + 1) * BLOCK < own->rows ? (block + 1) * BLOCK : own->rows;
  size_t row = block * BLOCK;
  for (; row + GROUP <= end; row += GROUP) look_at_rows(own, block, row, GROUP, negative);
  for (; row < end; row++) look_at_rows(own, block, row, 1, negative);
}

LOCIQ_CLONED static void look_at_block(balance *own, size_t block, bool negative) {
  own->found[block] = (deviation){0};
  memset(own->plus + block * own->width, 0, own->width * sizeof *own->plus);
  if (negative) memset(own->minus + block * own->width, 0, own->width * sizeof *own->minus);
  if (negative)
    look_at(own, block, true);
  else
    look_at(own, block, false);
}

/* The columns' sums of all blocks, into the first. */
static void merge_columns(const balance *own, double *sums, int threads) {
#pragma omp parallel for num_threads(threads) schedule(static)
  for (size_t j = 0; j < own->width; j += LOCIQ_LANES) {
    lociq_lanes sum = lociq_lanes_load(sums + j);
    for (size_t b = 1; b < own->blocks; b++) sum += lociq_lanes_load(sums + b * own->width + j);
    lociq_lanes_store(sums + j, sum);
  }
}

static deviation worst_of_blocks(const balance *own) {
  deviation most = {0};
  for (size_t b = 0; b < own->blocks; b++)
    deviation_note(&most, own->found[b].worst, own->found[b].broken, own->found[b].position);
  return most;
}

/* Reads the table once; the columns' sums lie in the first block then. */
static deviation look(balance *own, int threads) {
  const bool negative = own->first || own->negative;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
  for (size_t b = 0; b < own->blocks; b++) look_at_block(own, b, negative);
  merge_columns(own, own->plus, threads);
  if (negative) merge_columns(own, own->minus, threads);
  return worst_of_blocks(own);
}

/* ---- what comes out ---- */

/* Writes eight columns of a row, or the last `columns` of them, and adds them to the sums of the row and the columns.
 */
LOCIQ_INLINE void write_at(balance *own, group *row, size_t j, size_t columns, double *plus, double *minus,
                           double *values) {
  const lociq_lanes cells = load_at(row->cells[0] + j, columns, columns >= LOCIQ_LANES);
  const lociq_mask under = (lociq_mask)(cells < lociq_lanes_all(0));
  const lociq_lanes made = lociq_lanes_select(under, cells * row->down[0] * lociq_lanes_load(own->down + j),
                                              cells * row->up[0] * lociq_lanes_load(own->up + j));
  const lociq_lanes sunk = lociq_lanes_where(under, made), risen = made - sunk;
  row->above[0] += risen;
  row->below[0] -= sunk;
  lociq_lanes_store(plus + j, lociq_lanes_load(plus + j) + risen);
  lociq_lanes_store(minus + j, lociq_lanes_load(minus + j) - sunk);
  if (columns >= LOCIQ_LANES) {
    lociq_lanes_store_unaligned(values + j, made);
    return;
  }
  for (size_t l = 0; l < columns; l++) values[j + l] = made[l];
}

LOCIQ_CLONED static void write_block(balance *own, size_t block, double *values) {
  const size_t columns = own->columns, whole = columns / LOCIQ_LANES * LOCIQ_LANES;
  const size_t end = (block + 1) * BLOCK < own->rows ? (block + 1) * BLOCK : own->rows;
  double *plus = own->plus + block * own->width, *minus = own->minus + block * own->width;
  own->found[block] = (deviation){0};
  memset(plus, 0, own->width * sizeof *plus);
  memset(minus, 0, own->width * sizeof *minus);
  for (size_t i = block * BLOCK; i < end; i++) {
    group row = {{own->cells + i * columns},
                 {lociq_lanes_all(own->row[i].up)},
                 {lociq_lanes_all(own->row[i].down)},
                 {{0}},
                 {{0}}};
    for (size_t j = 0; j < whole; j += LOCIQ_LANES)
      write_at(own, &row, j, LOCIQ_LANES, plus, minus, values + i * columns);
    if (whole < columns) write_at(own, &row, whole, columns - whole, plus, minus, values + i * columns);
    const double off = deviation_of(own->row_totals[i], lociq_lanes_sum(row.above[0]), lociq_lanes_sum(row.below[0]));
    deviation_note(&own->found[block], off, false, i);
  }
}

static deviation worst_of_columns(const balance *own) {
  deviation most = {0};
  for (size_t j = 0; j < own->columns; j++)
    deviation_note(&most, deviation_of(own->column_totals[j], own->plus[j], own->minus[j]), false, j);
  return most;
}

static void note_worst(lociq_balancing *balancing, const deviation *row, const deviation *column) {
  balancing->column = column->broken || (!row->broken && column->worst > row->worst);
  const deviation *most = balancing->column ? column : row;
  balancing->worst = most->worst;
  balancing->position = most->position;
}

static void write(balance *own, int threads, lociq_balancing *balancing, double *values) {
#pragma omp parallel for num_threads(threads) schedule(static)
  for (size_t b = 0; b < own->blocks; b++) write_block(own, b, values);
  merge_columns(own, own->plus, threads);
  merge_columns(own, own->minus, threads);
  const deviation row = worst_of_blocks(own), column = worst_of_columns(own);
  note_worst(balancing, &row, &column);
}

/* ---- iterations ---- */

static lociq_status refuse_cell(const balance *own, size_t row, lociq_error *error) {
  for (size_t j = 0; j < own->columns; j++) {
    const double cell = own->cells[row * own->columns + j];
    if (!isfinite(cell))
      return lociq_error_set(error, LOCIQ_INVALID, "row %zu, column %zu of the table to be balanced is %g", row + 1,
                             j + 1, cell);
  }
  return lociq_error_set(error, LOCIQ_INVALID, "row %zu of the table to be balanced has no finite sum", row + 1);
}

static lociq_status refuse_margin(const balance *own, const lociq_balancing *balancing, lociq_error *error) {
  const double total = (balancing->column ? own->column_totals : own->row_totals)[balancing->position];
  return lociq_error_set(error, LOCIQ_CONFLICT, "%s %zu has to add up to %.15g, and has no %s cell",
                         balancing->column ? "column" : "row", balancing->position + 1, total,
                         total > 0 ? "positive" : "negative");
}

/* The columns' factors of their sums, and how far they are off with those they have. */
static deviation solve_columns(balance *own) {
  deviation most = {0};
  for (size_t j = 0; j < own->columns; j++) {
    const double plus = own->plus[j], minus = own->minus[j];
    own->solved[j] = factor_of(own->column_totals[j], plus, minus).up;
    const double off = deviation_of(own->column_totals[j], plus * own->up[j], minus * own->down[j]);
    deviation_note(&most, off, isnan(own->solved[j]), j);
  }
  return most;
}

/* The factors that the next look tries: those that were solved for, carried further by
 * what the steps before have taught, unless that has led away. */
static void step_columns(balance *own, double off, double *least) {
  static const double AWAY = 4;
  if (off > AWAY * *least) lociq_anderson_forget(own->steps);
  if (off < *least) *least = off;
  lociq_anderson_step(own->steps, own->up, own->solved);
  for (size_t j = 0; j < own->columns; j++) own->down[j] = own->up[j] == 0 ? 0 : 1 / own->up[j];
}

static bool has_negative(const balance *own) {
  for (size_t j = 0; j < own->columns; j++)
    if (own->minus[j] > 0) return true;
  return false;
}

static lociq_status refuse_convergence(const lociq_balancing *balancing, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_INVALID,
                         "not balanced to %g in %zu iterations: %s %zu is off by %.3g of its total",
                         balancing->tolerance, balancing->done, balancing->column ? "column" : "row",
                         balancing->position + 1, balancing->worst);
}

/* Rows add up with the factors that a look finds them; what is left is the columns. */
static lociq_status iterate(balance *own, int threads, lociq_balancing *balancing, lociq_error *error) {
  double least = INFINITY;
  for (balancing->done = 0;; balancing->done++) {
    const deviation row = look(own, threads);
    if (own->first && row.broken) return refuse_cell(own, row.position, error);
    if (own->first) own->negative = has_negative(own);
    /* A row that cannot be met leaves no sums of columns. */
    const deviation column = row.broken ? (deviation){0} : solve_columns(own);
    /* Factors that overflow later on are of totals that no table can meet. */
    const bool broken = row.broken || column.broken, lacking = broken && balancing->done <= 1;
    if (!broken || lacking) note_worst(balancing, &row, &column);
    if (lacking) return refuse_margin(own, balancing, error);
    if (!broken && balancing->worst <= balancing->tolerance) return LOCIQ_OK;
    if (broken || balancing->done == balancing->iterations) return refuse_convergence(balancing, error);
    step_columns(own, column.worst, &least);
    own->first = false;
  }
}

/* All totals are finite and add up to the same. */
static lociq_status check_totals(const balance *own, double tolerance, lociq_error *error) {
  double sums[2] = {0, 0}, size = 0;
  for (size_t k = 0; k < 2; k++) {
    const double *totals = k == 0 ? own->row_totals : own->column_totals;
    for (size_t i = 0; i < (k == 0 ? own->rows : own->columns); i++) {
      if (!isfinite(totals[i]))
        return lociq_error_set(error, LOCIQ_INVALID, "the total of %s %zu is %g", k == 0 ? "row" : "column", i + 1,
                               totals[i]);
      sums[k] += totals[i];
      size += fabs(totals[i]) / 2;
    }
  }
  if (fabs(sums[0] - sums[1]) <= tolerance * size) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_CONFLICT,
                         "the totals of rows add up to %.15g, those of columns to %.15g: they must agree", sums[0],
                         sums[1]);
}

static void balance_clear(balance *own) {
  lociq_anderson_free(own->steps);
  free(own->row);
  free(own->solved);
  free(own->up);
  free(own->down);
  free(own->plus);
  free(own->minus);
  free(own->found);
}

static lociq_status balance_prepare(balance *own, lociq_error *error) {
  own->width = lociq_lanes_width(own->columns);
  own->blocks = (own->rows + BLOCK - 1) / BLOCK;
  const size_t merged = own->blocks == 0 ? 1 : own->blocks; /* no row at all: the columns' sums are 0 */
  own->row = lociq_allocate(own->rows, sizeof *own->row);
  own->solved = lociq_allocate(own->columns, sizeof *own->solved);
  own->up = lociq_allocate_aligned(own->width, sizeof *own->up);
  own->down = lociq_allocate_aligned(own->width, sizeof *own->down);
  own->plus = lociq_allocate_aligned(merged * own->width, sizeof *own->plus);
  own->minus = lociq_allocate_aligned(merged * own->width, sizeof *own->minus);
  own->found = lociq_allocate(own->blocks, sizeof *own->found);
  if (own->row == NULL || own->solved == NULL || own->up == NULL || own->down == NULL || own->plus == NULL ||
      own->minus == NULL || own->found == NULL)
    return lociq_memory_error(error, "balancing a table");
  for (size_t i = 0; i < own->rows; i++) own->row[i] = (factor){1, 1};
  for (size_t j = 0; j < own->width; j++) own->up[j] = own->down[j] = 1;
  memset(own->plus, 0, own->width * sizeof *own->plus);
  memset(own->minus, 0, own->width * sizeof *own->minus);
  own->first = true;
  return lociq_anderson_create(own->columns, &own->steps, error);
}

lociq_status lociq_balance(const double *prior, size_t rows, size_t columns, const double *row_totals,
                           const double *column_totals, lociq_balancing *balancing, double *values,
                           lociq_error *error) {
  balance own = {prior, row_totals, column_totals, .rows = rows, .columns = columns};
  const int most = balancing->threads > 0 ? balancing->threads : omp_get_max_threads();
  const int threads = rows * columns < SMALL ? 1 : most;
  lociq_status status = check_totals(&own, balancing->tolerance, error);
  if (status == LOCIQ_OK) status = balance_prepare(&own, error);
  if (status == LOCIQ_OK) status = iterate(&own, threads, balancing, error);
  if (status == LOCIQ_OK) write(&own, threads, balancing, values);
  balance_clear(&own);
  return status;
}

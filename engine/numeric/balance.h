/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Balancing a table: the one nearest to a prior whose rows and columns add up to
 * given totals.
 *
 * Without negative cells it is iterative proportional fitting (Deming & Stephan
 * 1940, Annals of Mathematical Statistics 11): x_ij = r_i p_ij s_j, which minimises
 * Σ x ln(x/p) − x + p (Bregman 1967). With negative cells it is generalised RAS
 * (Junius & Oosterhaven 2003, Economic Systems Research 15; with the objective as
 * corrected by Lenzen, Wood & Gallego 2007, ibid. 19): x_ij = r_i p_ij s_j where
 * p_ij > 0, p_ij / (r_i s_j) where p_ij < 0. Each factor solves its own margin,
 *   p r − n / r = total,   r = (total + √(total² + 4 p n)) / 2p,
 * p and n the sums of the positive and the absolute negative cells at the other
 * side's factors; without negative cells that is r = total / p.
 *
 * The table is only read until factors are found: an iteration reads it once, a row
 * at a time, which gives the row its factor and adds it to the columns at once.
 */
#ifndef LOCIQ_NUMERIC_BALANCE_H
#define LOCIQ_NUMERIC_BALANCE_H

#include <lociq/error.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct lociq_balancing {
  double tolerance;  /* of a margin, relative to the sum of its cells' absolute values, which is at least its total */
  size_t iterations; /* at most */
  int threads;       /* 0: as many as there are */
  /* What was found. */
  size_t done;     /* iterations */
  double worst;    /* the largest deviation of a margin of the result */
  bool column;     /* the margin that deviates most, or that cannot be met: */
  size_t position; /* this column, or this row */
} lociq_balancing;

/* prior and values: rows × columns, finite, neither need be aligned, and they must not
 * overlap. A prior that has the totals already comes out bit for bit; the cells of a
 * row or column of total 0 whose cells have one sign become 0. The same bits for any
 * number of threads.
 *   LOCIQ_CONFLICT  the totals of rows and columns do not add up to the same; a margin
 *                   with a total but no cell of its sign: named by its number from 1
 *   LOCIQ_INVALID   a cell or total that is no number; not there in the iterations
 *                   allowed: what no table can meet does not converge */
lociq_status lociq_balance(const double *prior, size_t rows, size_t columns, const double *row_totals,
                           const double *column_totals, lociq_balancing *balancing, double *values, lociq_error *error);

#endif

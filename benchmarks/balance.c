/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_balance ROWS COLUMNS
 *
 * Balances a table whose cells are as uneven as employment (Pareto's law with exponent
 * 1, a tenth of them zero) to the totals of another such table, to 1e-10.
 *   balance  lociq_balance, beside either way of a peer (`balance by factors`); the iterations
 */
#include <math.h>

#include "harness.h"
#include "numeric/balance.h"

typedef struct bench {
  size_t rows, columns;
  double *prior, *values, *row_totals, *column_totals;
} bench;

static void fill(double *cells, size_t count, uint64_t seed) {
#pragma omp parallel for
  for (size_t i = 0; i < count; i++) {
    const uint64_t bits = bits_of(seed + i);
    cells[i] = bits % 100 < 10 ? 0 : floor(5 / (double)((bits >> 32) + 1) * 0x1p32);
  }
}

static answer repeat(void *context, const char *row) {
  const bench *job = context;
  lociq_error error = {0};
  lociq_balancing balancing = {.tolerance = 1e-10, .iterations = 1000};
  if (strcmp(row, "balance") != 0 && strcmp(row, "balance by factors") != 0) no_row(row);
  const double start = now();
  stop_on(lociq_balance(job->prior, job->rows, job->columns, job->row_totals, job->column_totals, &balancing,
                        job->values, &error),
          &error);
  return (answer){now() - start, (double)balancing.done};
}

int main(int argument_count, char **arguments) {
  bench job = {.rows = argument_count == 3 ? strtoul(arguments[1], NULL, 10) : 0,
               .columns = argument_count == 3 ? strtoul(arguments[2], NULL, 10) : 0};
  if (job.rows == 0 || job.columns == 0) {
    (void)fprintf(stderr, "usage: bench_balance ROWS COLUMNS\n");
    return 2;
  }
  const size_t count = job.rows * job.columns;
  job.prior = malloc(count * sizeof *job.prior);
  job.values = malloc(count * sizeof *job.values);
  job.row_totals = calloc(job.rows, sizeof *job.row_totals);
  job.column_totals = calloc(job.columns, sizeof *job.column_totals);
  if (job.prior == NULL || job.values == NULL || job.row_totals == NULL || job.column_totals == NULL) exit(1);
  fill(job.prior, count, 0);
  fill(job.values, count, count);
  for (size_t i = 0; i < count; i++) {
    job.row_totals[i / job.columns] += job.values[i];
    job.column_totals[i % job.columns] += job.values[i];
  }
  answer_rows(repeat, &job);
  free(job.prior);
  free(job.values);
  free(job.row_totals);
  free(job.column_totals);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run by several ranks: what they give each other, how one's failure becomes that of all, and a sweep that they share
 * beside the same sweep by each of them alone, to the last bit. Exits with the number of what was wrong.
 */
#include <lociq/ranks.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schedule/sweep.h"

enum { INDUSTRIES = 5, LINE = 64 };

static int faults;

static void check(bool holds, const char *what) {
  if (holds) return;
  faults++;
  (void)fprintf(stderr, "rank %zu: %s\n", lociq_ranks_here().own, what);
}

/* ---- giving and taking */

static void give_each_other(lociq_ranks ranks) {
  enum { ITEMS = 37, GRAIN = 4, BIG = 3 << 20 };
  double values[ITEMS] = {0};
  uint32_t counts[2] = {1, (uint32_t)ranks.own};
  uint64_t word = ranks.own == ranks.count - 1 ? 42 : 0;
  const lociq_share share = lociq_ranks_share(ranks, ranks.own, ITEMS, GRAIN);
  for (size_t i = share.first; i < share.first + share.count; i++) values[i] = (double)i + 1;
  lociq_ranks_gather(ranks, values, sizeof *values, ITEMS, GRAIN);
  for (size_t i = 0; i < ITEMS; i++) check(values[i] == (double)i + 1, "gathered");
  lociq_ranks_broadcast(ranks, ranks.count - 1, &word, sizeof word);
  check(word == 42, "broadcast");
  lociq_ranks_add(ranks, counts, 2);
  check(counts[0] == ranks.count && counts[1] == ranks.count * (ranks.count - 1) / 2, "added");
  check(lociq_ranks_most(ranks, ranks.own) == ranks.count - 1, "the most");
  check(lociq_ranks_least(ranks, ranks.own + 3) == 3, "the least");
  check(lociq_ranks_beside(ranks) == ranks.count, "all on one machine");
  double *many = malloc(BIG * sizeof *many);
  for (size_t i = 0; many != NULL && i < BIG; i++) many[i] = (double)(i + ranks.own);
  if (many != NULL && ranks.own > 0) lociq_ranks_send(0, many, BIG * sizeof *many);
  for (size_t rank = 1; many != NULL && ranks.own == 0 && rank < ranks.count; rank++) {
    lociq_ranks_receive(rank, many, BIG * sizeof *many);
    check(many[0] == (double)rank && many[BIG - 1] == (double)(BIG - 1 + rank), "sent");
  }
  free(many);
}

/* ---- failing */

static void agree(lociq_ranks ranks) {
  lociq_error error = {0};
  check(lociq_ranks_agree(ranks, LOCIQ_OK, &error) == LOCIQ_OK && error.status == LOCIQ_OK, "all is well");
  /* The last two fail, where there are two: the lower one is heard. */
  const size_t first = ranks.count < 2 ? 0 : ranks.count - 2;
  const lociq_status own =
      ranks.own >= first ? lociq_error_set(&error, LOCIQ_CONFLICT, "rank %zu says no", ranks.own) : LOCIQ_OK;
  char expected[LINE];
  (void)snprintf(expected, sizeof expected, "rank %zu says no", first);
  check(lociq_ranks_agree(ranks, own, &error) == LOCIQ_CONFLICT, "a failure of all");
  check(error.status == LOCIQ_CONFLICT && strcmp(error.message, expected) == 0, "its message");
  check(lociq_ranks_agree(ranks, ranks.own == 0 ? LOCIQ_IO : LOCIQ_OK, NULL) == LOCIQ_IO, "without a message");
}

/* ---- sweeping */

typedef struct sums {
  double sum, product;
  uint64_t rows;
  char filling[LINE - 3 * sizeof(double)];
} sums;

typedef struct job {
  double *by_region;
  size_t steps, rows, fails_at;
} job;

static double value_at(size_t region, size_t industry) { return sin((double)(region * INDUSTRIES + industry)); }

static lociq_status give_rows(const void *context, const lociq_cube *cube, size_t year, size_t first, size_t count,
                              double *buffer, const double **values, lociq_error *error) {
  (void)cube, (void)year;
  const job *of = context;
  if (first <= of->fails_at && of->fails_at < first + count)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "row %zu is spoilt", of->fails_at);
  for (size_t k = 0; k < count * INDUSTRIES; k++) buffer[k] = value_at(first + k / INDUSTRIES, k % INDUSTRIES);
  *values = buffer;
  return LOCIQ_OK;
}

/* Sums whose bits tell the order. */
static void add_block(void *context, const lociq_span *span, void *state) {
  const job *of = context;
  sums *total = state;
  for (size_t k = 0; k < span->count; k++) {
    double row = 0;
    for (size_t i = 0; i < INDUSTRIES; i++) row += span->values[0][k * INDUSTRIES + i];
    of->by_region[span->first + k] = row;
    total->sum += row;
    total->product = (total->product + row) * 0.999;
    total->rows++;
  }
}

static void merge(void *context, void *total, const void *later) {
  (void)context;
  sums *to = total;
  const sums *from = later;
  to->sum += from->sum;
  to->product = to->product * 0.7 + from->product;
  to->rows += from->rows;
}

static lociq_status note_slab(void *context, size_t first, size_t count, lociq_error *error) {
  (void)first, (void)error;
  job *of = context;
  of->steps++;
  of->rows += count;
  return LOCIQ_OK;
}

static lociq_status sweep(lociq_ranks ranks, size_t regions, size_t slab_rows, job *of, sums *total,
                          lociq_error *error) {
  const lociq_source source = {.context = of, .rows = give_rows};
  const lociq_sweep asked = {.source = &source,
                             .cube_count = 1,
                             .regions = regions,
                             .industries = INDUSTRIES,
                             .slab_rows = slab_rows,
                             .threads = 8,
                             .ranks = ranks,
                             .state_size = sizeof(sums),
                             .context = of,
                             .block = add_block,
                             .merge = merge,
                             .slab = note_slab};
  const lociq_status status = lociq_sweep_run(&asked, total, error);
  if (status == LOCIQ_OK) lociq_sweep_gather(&asked, of->by_region, sizeof *of->by_region);
  return status;
}

static void share_a_sweep(lociq_ranks ranks, size_t regions, size_t slab_rows) {
  _Alignas(LINE) sums alone = {0}, shared = {0};
  job by_itself = {.by_region = calloc(regions + 1, sizeof(double)), .fails_at = SIZE_MAX};
  job together = {.by_region = calloc(regions + 1, sizeof(double)), .fails_at = SIZE_MAX};
  check(sweep(lociq_ranks_alone(), regions, regions + LOCIQ_BLOCK_ROWS - regions % LOCIQ_BLOCK_ROWS, &by_itself, &alone,
              NULL) == LOCIQ_OK,
        "a sweep alone");
  check(sweep(ranks, regions, slab_rows, &together, &shared, NULL) == LOCIQ_OK, "a shared sweep");
  check(memcmp(&alone, &shared, sizeof alone) == 0 && alone.rows == regions, "the same state");
  check(memcmp(by_itself.by_region, together.by_region, regions * sizeof(double)) == 0, "the same rows");
  check(lociq_ranks_most(ranks, together.steps) == together.steps, "as many steps on all ranks");
  uint32_t rows = (uint32_t)together.rows;
  lociq_ranks_add(ranks, &rows, 1);
  check(rows == regions, "each row once");
  if (regions > 0) {
    lociq_error error = {0};
    together.fails_at = regions - 1;
    check(sweep(ranks, regions, slab_rows, &together, &shared, &error) == LOCIQ_BAD_INPUT, "a spoilt row");
    check(strstr(error.message, "is spoilt") != NULL, "and what is said of it");
  }
  free(by_itself.by_region);
  free(together.by_region);
}

int main(void) {
  static const size_t regions[] = {0, 1, 64, 512, 513, 1000, 1536, 5000, 9001};
  lociq_error error = {0};
  if (lociq_ranks_start(&error) != LOCIQ_OK) return EXIT_FAILURE;
  const lociq_ranks ranks = lociq_ranks_here();
  const char *expected = getenv("RANKS");
  check(expected != NULL && strtoul(expected, NULL, 10) == ranks.count, "as many ranks as were started");
  give_each_other(ranks);
  agree(ranks);
  for (size_t i = 0; i < sizeof regions / sizeof regions[0]; i++)
    for (size_t blocks = 1; blocks < 30; blocks += 7) share_a_sweep(ranks, regions[i], blocks * LOCIQ_BLOCK_ROWS);
  const lociq_parting parting = lociq_ranks_part(faults == 0 ? LOCIQ_OK : LOCIQ_INVALID);
  check(parting.together, "together at the end");
  lociq_ranks_end(&parting, faults);
  return faults;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_stores REGIONS INDUSTRIES YEARS FILE
 *
 * Writes a store of employment, row by row, so that it may be larger than memory. A region is built like a mixture of
 * two of a few dozen others, each cell moved by chance, and three cells in ten are zero.
 */
#include <math.h>

#include "harness.h"

enum { ROWS = 256, KINDS = 48 };

/* What an industry is to a kind of region: sizes differ as lognormal ones do. */
static double *kinds_of(size_t industries) {
  double *kinds = calloc(KINDS * industries, sizeof *kinds);
  if (kinds == NULL) exit(1);
  for (size_t k = 0; k < KINDS * industries; k++) {
    double sum = -6; /* of twelve numbers from 0 to 1: nearly normal */
    for (size_t draw = 0; draw < 12; draw++) sum += (double)(bits_of(12 * k + draw) >> 11) * 0x1p-53;
    kinds[k] = 100 * exp(1.5 * sum);
  }
  return kinds;
}

static void fill(double *row, const double *kinds, size_t industries, uint64_t seed) {
  const uint64_t region = bits_of(seed << 32);
  const double *first = kinds + region % KINDS * industries, *second = kinds + (region >> 16) % KINDS * industries;
  const double share = (double)(region >> 40) * 0x1p-24;
  for (size_t i = 0; i < industries; i++) {
    const uint64_t bits = bits_of((seed << 32) + i + 1);
    const double moved = 0.5 + (double)(bits >> 40) * 0x1p-24;
    row[i] = bits % 10 < 3 ? 0 : (double)(int64_t)((share * first[i] + (1 - share) * second[i]) * moved);
  }
}

static void write_store(lociq_store *store, size_t regions, size_t industries, size_t years) {
  lociq_error error = {0};
  double *kinds = kinds_of(industries), *rows = calloc(ROWS * industries, sizeof *rows);
  if (rows == NULL) exit(1);
  for (size_t y = 0; y < years; y++)
    for (size_t first = 0; first < regions; first += ROWS) {
      const size_t count = regions - first < ROWS ? regions - first : ROWS;
#pragma omp parallel for
      for (size_t r = 0; r < count; r++) fill(rows + r * industries, kinds, industries, y * regions + first + r);
      stop_on(lociq_store_write_rows(store, "employment", y, first, count, rows, &error), &error);
    }
  free(rows);
  free(kinds);
}

int main(int argument_count, char **arguments) {
  const size_t regions = argument_count == 5 ? strtoul(arguments[1], NULL, 10) : 0;
  const size_t industries = argument_count == 5 ? strtoul(arguments[2], NULL, 10) : 0;
  const size_t years = argument_count == 5 ? strtoul(arguments[3], NULL, 10) : 0;
  if (regions == 0 || industries == 0 || years == 0) {
    (void)fprintf(stderr, "usage: bench_stores REGIONS INDUSTRIES YEARS FILE\n");
    return 2;
  }
  lociq_error error = {0};
  lociq_store *store = NULL;
  lociq_cube *cube = NULL;
  lociq_panel *panel = empty_panel(regions, industries, years);
  stop_on(lociq_store_open(arguments[4], LOCIQ_STORE_NEW, &store, &error), &error);
  stop_on(lociq_store_merge(store, panel, &error), &error);
  stop_on(lociq_cube_create("employment", "measure", CELLS, &cube, &error), &error);
  stop_on(lociq_store_create(store, cube, false, &error), &error);
  write_store(store, regions, industries, years);
  stop_on(lociq_store_commit(store, &error), &error);
  lociq_store_close(store);
  lociq_cube_free(cube);
  lociq_panel_free(panel);
  return 0;
}

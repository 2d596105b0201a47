/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_large REGIONS INDUSTRIES YEARS STORE plain|compressed
 *
 * Makes a store of employment that is larger than memory, by rows, and prints the seconds
 * that it took. Numbers are whole: many industries of a region have none, few thousands.
 */
#include <math.h>
#include <omp.h>

#include "harness.h"

enum { ROWS = 4096, DRAWS = 1 << 12 };

typedef struct bench {
  size_t regions, industries, years;
  const char *path;
  bool compressed;
  double draws[DRAWS]; /* what a plant's industry may have, each as likely */
  double *rows;        /* ROWS of a year */
} bench;

static void tabulate(bench *job) {
  for (size_t i = 0; i < DRAWS; i++) {
    const double share = (double)i / DRAWS, none = 0.3;
    job->draws[i] = share < none ? 0 : floor(exp(9 * (share - none) / (1 - none)));
  }
}

static void draw(const bench *job, size_t year, size_t first, size_t count) {
  const size_t cells = count * job->industries;
  const uint64_t before = (year * job->regions + first) * job->industries;
#pragma omp parallel for
  for (size_t i = 0; i < cells; i++) job->rows[i] = job->draws[bits_of(before + i) % DRAWS];
}

static void make_store(const bench *job) {
  lociq_error error = {0};
  lociq_store *store = NULL;
  lociq_cube *cube = NULL;
  lociq_panel *panel = empty_panel(job->regions, job->industries, job->years);
  stop_on(lociq_store_open(job->path, LOCIQ_STORE_NEW, &store, &error), &error);
  stop_on(lociq_store_merge(store, panel, &error), &error);
  lociq_panel_free(panel);
  stop_on(lociq_cube_create("employment", "measure", CELLS, &cube, &error), &error);
  stop_on(lociq_store_create(store, cube, job->compressed, &error), &error);
  lociq_cube_free(cube);
  for (size_t y = 0; y < job->years; y++)
    for (size_t first = 0; first < job->regions; first += ROWS) {
      const size_t count = job->regions - first < ROWS ? job->regions - first : ROWS;
      draw(job, y, first, count);
      stop_on(lociq_store_write_rows(store, "employment", y, first, count, job->rows, &error), &error);
    }
  stop_on(lociq_store_commit(store, &error), &error);
  lociq_store_close(store);
}

int main(int argc, char **argv) {
  if (argc != 6 || (strcmp(argv[5], "plain") != 0 && strcmp(argv[5], "compressed") != 0)) {
    (void)fprintf(stderr, "usage: bench_large REGIONS INDUSTRIES YEARS STORE plain|compressed\n");
    return 2;
  }
  static bench job;
  job.regions = strtoul(argv[1], NULL, 10);
  job.industries = strtoul(argv[2], NULL, 10);
  job.years = strtoul(argv[3], NULL, 10);
  job.path = argv[4];
  job.compressed = strcmp(argv[5], "compressed") == 0;
  job.rows = calloc(ROWS * job.industries + 1, sizeof *job.rows);
  if (job.rows == NULL || job.regions == 0 || job.industries == 0 || job.years == 0) return 1;
  tabulate(&job);
  const double start = now();
  make_store(&job);
  (void)printf("%.9f\n", now() - start);
  free(job.rows);
  return 0;
}

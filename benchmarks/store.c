/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_store REGIONS INDUSTRIES YEARS FILE lociq|hdf5|pread
 *
 * Makes a store with `employment`, shuffled and deflated whole numbers, and `lq`, fractions
 * that are not compressed, and answers rows: all of one read or written, a year at a time,
 * by the store, by HDF5's own pipeline in the same chunks and filters, or, as the limit of
 * what is not compressed, as many bytes by plain preads of all threads. FILE is removed.
 */
#include <fcntl.h>
#include <hdf5.h>
#include <math.h>
#include <omp.h>
#include <unistd.h>

#include "harness.h"

typedef struct bench {
  size_t regions, industries, years;
  const char *path, *side;
  char scratch[4096]; /* beside it: what is written */
  double *year;       /* values of one */
  double *counts, *fractions;
} bench;

static size_t cells(const bench *job) { return job->regions * job->industries; }

static void check(bool fine, const char *what) {
  if (fine) return;
  (void)fprintf(stderr, "bench_store: cannot %s\n", what);
  exit(1);
}

/* Plants of a county: many have none, few have thousands. */
static void draw(const bench *job) {
  for (size_t i = 0; i < cells(job); i++) {
    const uint64_t bits = bits_of(i);
    job->counts[i] = bits % 100 < 30 ? 0 : floor(exp((double)(bits >> 40) / (double)(1 << 24) * 9));
    job->fractions[i] = job->counts[i] / (double)(1 + (bits >> 20) % 5000);
  }
}

static lociq_store *make_store(const bench *job, const char *path, const char *name, bool compress) {
  lociq_error error = {0};
  lociq_store *store = NULL;
  lociq_cube *cube = NULL;
  lociq_panel *panel = empty_panel(job->regions, job->industries, job->years);
  stop_on(lociq_store_open(path, access(path, F_OK) == 0 ? LOCIQ_STORE_WRITE : LOCIQ_STORE_NEW, &store, &error),
          &error);
  stop_on(lociq_store_merge(store, panel, &error), &error);
  stop_on(lociq_cube_create(name, "indicator", CELLS, &cube, &error), &error);
  stop_on(lociq_store_create(store, cube, compress, &error), &error);
  lociq_cube_free(cube);
  lociq_panel_free(panel);
  return store;
}

static void write_years(const bench *job, lociq_store *store, const char *name, const double *values) {
  lociq_error error = {0};
  for (size_t y = 0; y < job->years; y++)
    stop_on(lociq_store_write_rows(store, name, y, 0, job->regions, values, &error), &error);
}

static void prepare(const bench *job) {
  lociq_error error = {0};
  for (int compressed = 0; compressed < 2; compressed++) {
    const char *name = compressed == 1 ? "employment" : "lq";
    lociq_store *store = make_store(job, job->path, name, compressed == 1);
    write_years(job, store, name, compressed == 1 ? job->counts : job->fractions);
    stop_on(lociq_store_commit(store, &error), &error);
    lociq_store_close(store);
  }
}

/* ---- by the store */

static double read_by_store(const bench *job, const char *name) {
  lociq_error error = {0};
  lociq_store *store = NULL;
  stop_on(lociq_store_open(job->path, LOCIQ_STORE_READ, &store, &error), &error);
  const double start = now();
  for (size_t y = 0; y < job->years; y++)
    stop_on(lociq_store_read_rows(store, name, y, 0, job->regions, job->year, NULL, &error), &error);
  const double end = now();
  lociq_store_close(store);
  return end - start;
}

static double write_by_store(const bench *job, const char *name, bool compress, const double *values) {
  (void)unlink(job->scratch);
  lociq_store *store = make_store(job, job->scratch, name, compress);
  const double start = now();
  write_years(job, store, name, values);
  const double end = now();
  lociq_store_close(store);
  return end - start;
}

/* ---- by HDF5 */

static hid_t open_dataset(hid_t file, const char *name) {
  const hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
  check(H5Pset_chunk_cache(access, 4099, (size_t)64 << 20, 1) >= 0, "set a cache");
  const hid_t dataset = H5Dopen2(file, name, access);
  check(dataset >= 0, "open a dataset");
  (void)H5Pclose(access);
  return dataset;
}

static void move_year(const bench *job, hid_t dataset, size_t year, double *into, const double *from) {
  const hsize_t first[3] = {year, 0, 0}, count[3] = {1, job->regions, job->industries};
  const hid_t space = H5Dget_space(dataset), memory = H5Screate_simple(3, count, NULL);
  check(H5Sselect_hyperslab(space, H5S_SELECT_SET, first, NULL, count, NULL) >= 0, "select a year");
  check((into != NULL ? H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, into)
                      : H5Dwrite(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, from)) >= 0,
        "move a year");
  (void)H5Sclose(memory);
  (void)H5Sclose(space);
}

static double read_by_hdf5(const bench *job, const char *name) {
  const hid_t file = H5Fopen(job->path, H5F_ACC_RDONLY, H5P_DEFAULT);
  check(file >= 0, "open the store");
  const hid_t dataset = open_dataset(file, name);
  const double start = now();
  for (size_t y = 0; y < job->years; y++) move_year(job, dataset, y, job->year, NULL);
  const double end = now();
  (void)H5Dclose(dataset);
  (void)H5Fclose(file);
  return end - start;
}

/* An empty dataset like the store's in a file of its own, with chunks of the same shape and the same filters. */
static double write_by_hdf5(const bench *job, const char *name, const double *values) {
  const hid_t store = H5Fopen(job->path, H5F_ACC_RDONLY, H5P_DEFAULT), like = H5Dopen2(store, name, H5P_DEFAULT);
  const hid_t properties = H5Dget_create_plist(like), space = H5Dget_space(like);
  const hid_t libraries = H5Pcreate(H5P_FILE_ACCESS);
  check(H5Pset_libver_bounds(libraries, H5F_LIBVER_V18, H5F_LIBVER_V110) >= 0, "set the library's version");
  const hid_t file = H5Fcreate(job->scratch, H5F_ACC_TRUNC, H5P_DEFAULT, libraries);
  check(file >= 0, "make a file");
  (void)H5Dclose(H5Dcreate2(file, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT));
  const hid_t dataset = open_dataset(file, name);
  const double start = now();
  for (size_t y = 0; y < job->years; y++) move_year(job, dataset, y, NULL, values);
  check(H5Dclose(dataset) >= 0, "write");
  const double end = now();
  (void)H5Pclose(libraries);
  (void)H5Pclose(properties);
  (void)H5Sclose(space);
  (void)H5Dclose(like);
  (void)H5Fclose(store);
  (void)H5Fclose(file);
  return end - start;
}

/* ---- by the system */

static double read_by_system(const bench *job) {
  enum { PIECE = 1 << 20 };
  const size_t bytes = cells(job) * sizeof(double);
  const int file = open(job->path, O_RDONLY);
  check(file >= 0, "open the store");
  bool fine = true;
  const double start = now();
  for (size_t y = 0; y < job->years; y++) {
#pragma omp parallel for schedule(dynamic, 1) reduction(&& : fine)
    for (size_t at = 0; at < bytes; at += PIECE) {
      const size_t size = bytes - at < PIECE ? bytes - at : PIECE;
      fine = fine && pread(file, (char *)job->year + at, size, (off_t)(y * bytes + at)) == (ssize_t)size;
    }
  }
  const double end = now();
  check(fine, "read the store");
  (void)close(file);
  return end - start;
}

static answer repeat(void *context, const char *row) {
  const bench *job = context;
  const bool compressed = strstr(row, "deflated") != NULL, reads = strncmp(row, "read", 4) == 0;
  const bool ours = strcmp(job->side, "lociq") == 0;
  const char *name = compressed ? "employment" : "lq";
  const double *values = compressed ? job->counts : job->fractions;
  if (!reads && strncmp(row, "write", 5) != 0) no_row(row);
  const double seconds = strcmp(job->side, "pread") == 0 ? read_by_system(job)
                         : reads && ours                 ? read_by_store(job, name)
                         : reads                         ? read_by_hdf5(job, name)
                         : ours                          ? write_by_store(job, name, compressed, values)
                                                         : write_by_hdf5(job, name, values);
  return (answer){.seconds = seconds, .figure = (double)(cells(job) * job->years * sizeof(double))};
}

int main(int argument_count, char **arguments) {
  bench job = {0};
  if (argument_count == 6) {
    job.regions = strtoul(arguments[1], NULL, 10);
    job.industries = strtoul(arguments[2], NULL, 10);
    job.years = strtoul(arguments[3], NULL, 10);
    job.path = arguments[4];
    job.side = arguments[5];
  }
  if (cells(&job) == 0 || job.years == 0) {
    (void)fprintf(stderr, "usage: bench_store REGIONS INDUSTRIES YEARS FILE lociq|hdf5|pread\n");
    return 2;
  }
  (void)snprintf(job.scratch, sizeof job.scratch, "%s.written", job.path);
  job.year = calloc(cells(&job), sizeof *job.year);
  job.counts = calloc(cells(&job), sizeof *job.counts);
  job.fractions = calloc(cells(&job), sizeof *job.fractions);
  check(job.year != NULL && job.counts != NULL && job.fractions != NULL, "get memory");
  draw(&job);
  prepare(&job);
  answer_rows(repeat, &job);
  (void)unlink(job.path);
  (void)unlink(job.scratch);
  free(job.year);
  free(job.counts);
  free(job.fractions);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text to matrices: how fast a tidy CSV of three measures becomes a panel.
 *
 *   bench_import FOLDER [REGIONS INDUSTRIES YEARS [sorted|random [THREADS [REPEATS]]]]
 *
 * writes FOLDER/import.csv (3000 × 1000 × 10 and sorted unless said otherwise: 30
 * million rows, 1.2 GB), reads it REPEATS times (5) and prints the median. The
 * file stays, for import_fread.R.
 */
#include <string.h>

#include "harness.h"

typedef struct workload {
  size_t regions, industries, years;
  bool random;
} workload;

/* splitmix64: the same file everywhere. */
static uint64_t draw(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

/* A permutation without a table: a bijection of the power of two above, walked
 * until it lands below the count. */
static size_t place_of(size_t row, size_t count, bool random) {
  if (!random) return row;
  size_t bits = 1;
  while ((SIZE_MAX >> (64 - bits)) < count) bits++;
  const size_t mask = SIZE_MAX >> (64 - bits);
  do {
    row = (row * UINT64_C(0x9E3779B97F4A7C15) + 12345) & mask;
    row ^= row >> (bits / 2 + 1);
    row = (row * UINT64_C(0xD1342543DE82EF95)) & mask;
  } while (row >= count);
  return row;
}

static bool generate(const char *path, const workload *work) {
  FILE *file = fopen(path, "w");
  if (file == NULL) return false;
  uint64_t state = 1;
  const size_t count = work->regions * work->industries * work->years;
  (void)fputs("region,industry,year,employment,wages,gva\n", file);
  for (size_t row = 0; row < count; row++) {
    const size_t place = place_of(row, count, work->random);
    const size_t year = place / (work->regions * work->industries), region = place / work->industries % work->regions;
    const uint64_t jobs = draw(&state) % 10000;
    (void)fprintf(file, "R%05zu,I%04zu,%zu,%llu,%llu,%llu\n", region, place % work->industries, 2000 + year,
                  (unsigned long long)jobs, (unsigned long long)(jobs * (20 + draw(&state) % 40)),
                  (unsigned long long)(jobs * (30 + draw(&state) % 60)));
  }
  return fclose(file) == 0;
}

/* One reading: its time, that of all processors together, the file's size, and the sum of the first measure. */
static bool read_once(const char *path, int threads, double *took, double *worked, uint64_t *bytes, double *sum) {
  lociq_read_options options = lociq_read_options_default();
  options.threads = threads;
  lociq_panel *panel = NULL;
  lociq_account account;
  lociq_input input;
  lociq_error error = {0};
  const double start = now();
  const clock_t before = clock();
  if (lociq_read_files(&path, 1, &options, &panel, &account, &input, &error) != LOCIQ_OK) {
    (void)fprintf(stderr, "%s\n", error.message);
    return false;
  }
  *took = now() - start;
  *worked = (double)(clock() - before) / CLOCKS_PER_SEC;
  *bytes = input.bytes;
  const lociq_grid *body = &panel->cubes[0]->parts[LOCIQ_BODY];
  *sum = 0;
  for (size_t i = 0; i < body->count; i++) *sum += body->values[i];
  lociq_input_clear(&input);
  lociq_panel_free(panel);
  return true;
}

static void print_peak(void) {
  FILE *file = fopen("/proc/self/status", "r");
  char line[256];
  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, "VmHWM:", 6) == 0) (void)printf(", peak %.2f GiB", strtod(line + 6, NULL) / 1048576.0);
  if (file != NULL) (void)fclose(file);
}

int main(int argc, char **argv) {
  if (argc < 2) {
    (void)fprintf(stderr, "bench_import FOLDER [REGIONS INDUSTRIES YEARS [sorted|random [THREADS [REPEATS]]]]\n");
    return 2;
  }
  workload work = {3000, 1000, 10, false};
  if (argc > 4)
    work = (workload){strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10),
                      argc > 5 && strcmp(argv[5], "random") == 0};
  const int threads = argc > 6 ? atoi(argv[6]) : 2;
  int repeats = argc > 7 ? atoi(argv[7]) : 5;
  if (repeats < 1 || repeats > REPETITIONS_MOST) repeats = 1;
  char path[4096];
  (void)snprintf(path, sizeof path, "%s/import.csv", argv[1]);
  if (!generate(path, &work)) {
    perror(path);
    return 1;
  }
  double times[REPETITIONS_MOST], work_times[REPETITIONS_MOST], sum = 0;
  uint64_t bytes = 0;
  for (int i = 0; i < repeats; i++)
    if (!read_once(path, threads, &times[i], &work_times[i], &bytes, &sum)) return 1;
  qsort(times, (size_t)repeats, sizeof *times, compare);
  qsort(work_times, (size_t)repeats, sizeof *work_times, compare);
  const double median = times[repeats / 2];
  (void)printf(
      "lociq %s, %d threads, %zu × %zu × %zu %s: text to matrices %.3f s (%.3f of processors), %.0f MB/s, sum %.0f",
      lociq_version(), threads, work.regions, work.industries, work.years, work.random ? "random" : "sorted", median,
      work_times[repeats / 2], (double)bytes / 1e6 / median, sum);
  print_peak();
  (void)printf("\n");
  return 0;
}

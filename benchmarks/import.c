/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text to matrices: how fast a tidy CSV of three measures becomes a panel.
 *
 *   bench_import REGIONS INDUSTRIES YEARS FILE [random]
 *
 * writes FILE, its rows sorted or not, and answers the row `import`: it is read; the
 * figure is the sum of the first measure. The figure of the row `memory` is the most
 * that the reading takes at any time, in bytes. The file stays, for the peers.
 */
#include "harness.h"

typedef struct workload {
  size_t regions, industries, years;
  bool random;
} workload;

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
  const size_t count = work->regions * work->industries * work->years;
  (void)fputs("region,industry,year,employment,wages,gva\n", file);
  for (size_t row = 0; row < count; row++) {
    const size_t place = place_of(row, count, work->random);
    const size_t year = place / (work->regions * work->industries), region = place / work->industries % work->regions;
    const uint64_t jobs = bits_of(3 * row) % 10000;
    (void)fprintf(file, "R%05zu,I%04zu,%zu,%llu,%llu,%llu\n", region, place % work->industries, 2000 + year,
                  (unsigned long long)jobs, (unsigned long long)(jobs * (20 + bits_of(3 * row + 1) % 40)),
                  (unsigned long long)(jobs * (30 + bits_of(3 * row + 2) % 60)));
  }
  return fclose(file) == 0;
}

/* A line of what the system says of this program, in bytes. */
static double state_of(const char *name) {
  char line[256];
  double kibibytes = 0;
  FILE *file = fopen("/proc/self/status", "r");
  if (file == NULL) return 0;
  while (fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, name, strlen(name)) == 0) kibibytes = strtod(line + strlen(name), NULL);
  (void)fclose(file);
  return 1024 * kibibytes;
}

/* From now on the peak is that of what follows. */
static void forget_peak(void) {
  FILE *file = fopen("/proc/self/clear_refs", "w");
  if (file == NULL) return;
  (void)fputs("5", file);
  (void)fclose(file);
}

static answer repeat(void *context, const char *row) {
  const char *path = context;
  const bool memory = strcmp(row, "memory") == 0;
  if (!memory && strcmp(row, "import") != 0) no_row(row);
  const lociq_read_options options = lociq_read_options_default();
  lociq_panel *panel = NULL;
  lociq_account account;
  lociq_input input;
  lociq_error error = {0};
  forget_peak();
  const double before = state_of("RssAnon:"), start = now();
  stop_on(lociq_read_files(&path, 1, &options, &panel, &account, &input, &error), &error);
  answer given = {.seconds = now() - start};
  const lociq_grid *body = &panel->cubes[0]->parts[LOCIQ_BODY];
  if (memory) given.figure = state_of("VmHWM:") - state_of("RssFile:") - before;
  for (size_t i = 0; i < body->count && !memory; i++) given.figure += body->values[i];
  lociq_input_clear(&input);
  lociq_panel_free(panel);
  return given;
}

int main(int argument_count, char **arguments) {
  const bool random = argument_count == 6 && strcmp(arguments[5], "random") == 0;
  if (argument_count != 5 && !random) {
    (void)fprintf(stderr, "usage: bench_import REGIONS INDUSTRIES YEARS FILE [random]\n");
    return 2;
  }
  const workload work = {strtoul(arguments[1], NULL, 10), strtoul(arguments[2], NULL, 10),
                         strtoul(arguments[3], NULL, 10), random};
  if (!generate(arguments[4], &work)) {
    perror(arguments[4]);
    return 1;
  }
  answer_rows(repeat, arguments[4]);
  return 0;
}

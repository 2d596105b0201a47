/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every benchmark measures with: the clock, a row's answers, numbers at random that
 * are the same on every machine, and numbered axes.
 *
 * A benchmark beside a peer prepares, then answers the rows that `run` names on its
 * standard input, so that both sides take turns.
 */
#ifndef LOCIQ_BENCHMARKS_HARNESS_H
#define LOCIQ_BENCHMARKS_HARNESS_H

#include <errno.h>
#include <lociq/lociq.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
  CELLS = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
  REGIONS = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
  SIBLINGS = 20
};

static inline double now(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static inline void stop_on(lociq_status status, const lociq_error *error) {
  if (status == LOCIQ_OK) return;
  (void)fprintf(stderr, "%s: %s\n", program_invocation_short_name, error->message);
  exit(1);
}

/* What a repetition of a row gives: its seconds, and a figure that the row says the meaning of. */
typedef struct answer {
  double seconds, figure;
} answer;

/* A row that is not known to it ends the program. */
static inline void no_row(const char *row) {
  (void)fprintf(stderr, "%s: no row %s\n", program_invocation_short_name, row);
  exit(2);
}

/* Reads rows, a line each, and answers each at once: seconds, a tab, the figure. */
static inline void answer_rows(answer (*repeat)(void *context, const char *row), void *context) {
  char row[256];
  while (fgets(row, sizeof row, stdin) != NULL) {
    row[strcspn(row, "\n")] = '\0';
    const answer given = repeat(context, row);
    (void)printf("%.9f\t%.17g\n", given.seconds, given.figure);
    (void)fflush(stdout);
  }
}

/* The seconds of a computation. *results is NULL or what the one before gave: its
 * memory is written again, as a memcpy writes into memory that is there. */
static inline double time_panel(const lociq_panel *panel, const lociq_compute_options *options, lociq_panel **results) {
  lociq_error error = {0};
  const double start = now();
  stop_on(lociq_compute_panel(panel, options, results, &error), &error);
  return now() - start;
}

/* Not getrusage, which remembers what the program was before it was this one. */
static inline double most_memory(void) {
  char line[256];
  unsigned long kibibytes = 0;
  FILE *file = fopen("/proc/self/status", "r");
  if (file == NULL) exit(1);
  while (fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, "VmHWM:", 6) == 0) kibibytes = strtoul(line + 6, NULL, 10);
  (void)fclose(file);
  return 1024 * (double)kibibytes;
}

static inline uint64_t bits_of(uint64_t i) { /* splitmix64 */
  uint64_t bits = (i + 1) * 0x9E3779B97F4A7C15u;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
  return bits ^ (bits >> 31);
}

/* Industries have a parent, the same for SIBLINGS of them. */
static inline lociq_axis *axis_of(lociq_axis_kind kind, size_t count, const char *format, unsigned first) {
  lociq_error error = {0};
  lociq_axis *axis = NULL;
  lociq_member *members = calloc(count + 1, sizeof *members);
  char(*codes)[2][16] = calloc(count + 1, sizeof *codes);
  if (members == NULL || codes == NULL) exit(1);
  for (size_t i = 0; i < count; i++) {
    (void)snprintf(codes[i][0], sizeof codes[i][0], format, first + (unsigned)i);
    (void)snprintf(codes[i][1], sizeof codes[i][1], "P%05u", (unsigned)i / SIBLINGS);
    members[i] = (lociq_member){codes[i][0], NULL, kind == LOCIQ_INDUSTRY ? codes[i][1] : NULL, LOCIQ_NO_LEVEL};
  }
  stop_on(lociq_axis_create(kind, members, count, &axis, &error), &error);
  free(members);
  free(codes);
  return axis;
}

/* A panel with axes and nothing on them. */
static inline lociq_panel *empty_panel(size_t regions, size_t industries, size_t years) {
  lociq_error error = {0};
  lociq_panel *panel = NULL;
  stop_on(lociq_panel_create(&panel, &error), &error);
  panel->axes[LOCIQ_YEAR] = axis_of(LOCIQ_YEAR, years, "%u", 2001);
  panel->axes[LOCIQ_REGION] = axis_of(LOCIQ_REGION, regions, "R%07u", 1);
  panel->axes[LOCIQ_INDUSTRY] = axis_of(LOCIQ_INDUSTRY, industries, "I%05u", 1);
  panel->axes[LOCIQ_AGGREGATE] = axis_of(LOCIQ_AGGREGATE, 0, "%u", 1);
  return panel;
}

#endif

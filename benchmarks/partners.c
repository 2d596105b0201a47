/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_partners REGIONS INDUSTRIES FILE
 *
 * Answers the row "search": the ten best partners of all regions by cosine, lociq_search_run on profiles that are
 * there. FILE has the cells, REGIONS × INDUSTRIES numbers of single precision; FILE.found takes the partners'
 * positions. The figure is the most memory that the program has had since the profiles were there, these included, in
 * bytes.
 */
#include <malloc.h>
#include <math.h>

#include "harness.h"
#include "partners/profiles.h"
#include "partners/search.h"

enum { TOP = 10 };

typedef struct bench {
  size_t regions;
  lociq_panel *panel;
  lociq_profiles *profiles;
  const lociq_similarity_method *method;
  lociq_units units;
  lociq_partner_filter *filter;
  lociq_found *found;
  char path[4096];
} bench;

static double *cells_of(const char *path, size_t count) {
  FILE *file = fopen(path, "rb");
  double *cells = calloc(count, sizeof *cells);
  float some[1024];
  if (file == NULL || cells == NULL) exit(1);
  for (size_t done = 0, now_read = 0; done < count; done += now_read) {
    now_read = fread(some, sizeof *some, sizeof some / sizeof *some, file);
    if (now_read == 0 || now_read > count - done) exit(1);
    for (size_t i = 0; i < now_read; i++) cells[done + i] = (double)some[i];
  }
  (void)fclose(file);
  return cells;
}

/* The cells are given back before anything is measured. */
static void prepare(bench *job, size_t industries, const char *path) {
  lociq_error error = {0};
  const lociq_similarity *text = NULL;
  const lociq_partner_options options = lociq_partner_options_default();
  job->panel = empty_panel(job->regions, industries, 1);
  double *cells = cells_of(path, job->regions * industries);
  const lociq_measure_year table = {.measure = "employment",
                                    .regions = job->panel->axes[LOCIQ_REGION],
                                    .industries = job->panel->axes[LOCIQ_INDUSTRY],
                                    .year = 2001,
                                    .values = cells};
  stop_on(lociq_similarity_find("cosine", &text, &job->method, &error), &error);
  stop_on(lociq_profiles_create(&table, job->method, &job->profiles, &error), &error);
  free(cells);
  (void)malloc_trim(0);
  job->units = (lociq_units){.regions = table.regions,
                             .industries = table.industries,
                             .cluster = LOCIQ_NONE,
                             .items = calloc(job->regions, sizeof *job->units.items),
                             .count = job->regions};
  job->found = calloc(job->regions, TOP * sizeof *job->found);
  if (job->units.items == NULL || job->found == NULL) exit(1);
  for (size_t r = 0; r < job->regions; r++) job->units.items[r] = (lociq_unit){r, LOCIQ_NONE, LOCIQ_NONE};
  const lociq_statistics statistics = {.panel = job->panel, .measure = "employment"};
  stop_on(lociq_filter_create(&statistics, &job->units, &options, &job->filter, &error), &error);
  (void)snprintf(job->path, sizeof job->path, "%s.found", path);
}

/* The kernel forgets what was before. */
static void forget_memory(void) {
  FILE *file = fopen("/proc/self/clear_refs", "w");
  if (file == NULL || fputs("5", file) < 0 || fclose(file) != 0) exit(1);
}

static void write_found(const bench *job) {
  FILE *file = fopen(job->path, "wb");
  if (file == NULL) exit(1);
  for (size_t i = 0; i < job->regions * TOP; i++) {
    const int32_t unit = job->found[i].unit == LOCIQ_NONE ? -1 : (int32_t)job->found[i].unit;
    if (fwrite(&unit, sizeof unit, 1, file) != 1) exit(1);
  }
  if (fclose(file) != 0) exit(1);
}

static answer repeat(void *context, const char *row) {
  bench *job = context;
  lociq_error error = {0};
  if (strcmp(row, "search") != 0) no_row(row);
  const lociq_search search = {.profiles = job->profiles,
                               .method = job->method,
                               .filter = job->filter,
                               .minimum_coverage = 0.5,
                               .count = job->profiles->regions,
                               .seats = TOP};
  forget_memory();
  const double start = now();
  stop_on(lociq_search_run(&search, job->found, &error), &error);
  const answer given = {.seconds = now() - start, .figure = most_memory()};
  write_found(job);
  return given;
}

int main(int argument_count, char **arguments) {
  static bench job;
  const size_t industries = argument_count == 4 ? strtoul(arguments[2], NULL, 10) : 0;
  job.regions = argument_count == 4 ? strtoul(arguments[1], NULL, 10) : 0;
  if (job.regions == 0 || industries == 0) {
    (void)fprintf(stderr, "usage: bench_partners REGIONS INDUSTRIES FILE\n");
    return 2;
  }
  prepare(&job, industries, arguments[3]);
  answer_rows(repeat, &job);
  lociq_filter_free(job.filter);
  lociq_profiles_free(job.profiles);
  lociq_panel_free(job.panel);
  free(job.units.items);
  free(job.found);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_moran REGIONS INDUSTRIES PERMUTATIONS FILE
 *
 * Answers rows of lociq_compute_panel: Moran's I of location quotients, six nearest
 * neighbours, points at random, a tenth of the cells zero: all cells known (`moran`), or
 * one in ten unknown (`moran_with_holes`); likewise moran_local and getis_ord. FILE takes
 * the points and is removed.
 */
#include <math.h>
#include <unistd.h>

#include "harness.h"

static lociq_panel *panel_of(size_t regions, size_t industries, bool holes) {
  lociq_error error = {0};
  lociq_panel *panel = empty_panel(regions, industries, 1);
  lociq_cube *cube = NULL;
  stop_on(lociq_cube_create("employment", "measure", CELLS, &cube, &error), &error);
  stop_on(lociq_cube_allocate(cube, LOCIQ_BODY, regions * industries, false, &error), &error);
  for (size_t i = 0; i < regions * industries; i++) {
    const uint64_t bits = bits_of(i);
    cube->parts[LOCIQ_BODY].values[i] = holes && bits % 100 < 10 ? (double)NAN
                                        : bits % 100 < 20        ? 0
                                                                 : (double)((bits >> 32) % 5000);
  }
  stop_on(lociq_panel_add(panel, cube, &error), &error);
  return panel;
}

static void write_points(const char *path, size_t regions) {
  FILE *file = fopen(path, "w");
  if (file == NULL) exit(1);
  (void)fprintf(file, "region,longitude,latitude\n");
  for (size_t r = 0; r < regions; r++)
    (void)fprintf(file, "R%07u,%.6f,%.6f\n", 1 + (unsigned)r, -120 + (double)(bits_of(2 * r) % 50000000) / 1e6,
                  25 + (double)(bits_of(2 * r + 1) % 24000000) / 1e6);
  if (fclose(file) != 0) exit(1);
}

typedef struct bench {
  lociq_panel *known, *holed, *results;
  lociq_setting settings[2];
} bench;

static answer repeat(void *context, const char *row) {
  static const char holes[] = "_with_holes";
  bench *job = context;
  const char *suffix = strstr(row, holes);
  char *name = strndup(row, suffix == NULL ? strlen(row) : (size_t)(suffix - row));
  if (name == NULL || lociq_indicator_find(name) == NULL) no_row(row);
  lociq_compute_options options = lociq_compute_options_default();
  options.names = (const char *const[]){name};
  options.name_count = 1;
  options.settings = job->settings;
  options.setting_count = sizeof job->settings / sizeof *job->settings;
  const answer given = {.seconds = time_panel(suffix == NULL ? job->known : job->holed, &options, &job->results)};
  free(name);
  return given;
}

int main(int argument_count, char **arguments) {
  const size_t regions = argument_count == 5 ? strtoul(arguments[1], NULL, 10) : 0;
  const size_t industries = argument_count == 5 ? strtoul(arguments[2], NULL, 10) : 0;
  if (regions == 0 || industries == 0) {
    (void)fprintf(stderr, "usage: bench_moran REGIONS INDUSTRIES PERMUTATIONS FILE\n");
    return 2;
  }
  write_points(arguments[4], regions);
  bench job = {.known = panel_of(regions, industries, false),
               .holed = panel_of(regions, industries, true),
               .settings = {{"points", arguments[4]}, {"permutations", arguments[3]}}};
  answer_rows(repeat, &job);
  lociq_panel_free(job.results);
  lociq_panel_free(job.known);
  lociq_panel_free(job.holed);
  (void)unlink(arguments[4]);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_moran REGIONS INDUSTRIES PERMUTATIONS REPETITIONS FILE
 *
 * Times lociq_compute_panel of Moran's I of location quotients, six nearest
 * neighbours, points at random, a tenth of the cells zero. FILE takes the points and
 * is removed. Two lines, a name, a tab and the median of its seconds: all cells
 * known (`moran`), and one in ten unknown (`moran_with_holes`).
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

static void time_moran(const lociq_panel *panel, const char *label, const lociq_setting *settings, size_t repetitions) {
  static const char *const names[] = {"moran"};
  double seconds[REPETITIONS_MOST];
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  options.name_count = 1;
  options.settings = settings;
  options.setting_count = 2;
  lociq_panel *results = NULL;
  for (size_t i = 0; i < repetitions; i++) {
    lociq_error error = {0};
    const double start = now();
    stop_on(lociq_compute_panel(panel, &options, &results, &error), &error);
    seconds[i] = now() - start;
  }
  lociq_panel_free(results);
  (void)printf("%s\t%.6f\n", label, median(seconds, repetitions));
  (void)fflush(stdout);
}

int main(int argument_count, char **arguments) {
  const size_t regions = argument_count == 6 ? strtoul(arguments[1], NULL, 10) : 0;
  const size_t industries = argument_count == 6 ? strtoul(arguments[2], NULL, 10) : 0;
  const size_t repetitions = argument_count == 6 ? strtoul(arguments[4], NULL, 10) : 0;
  if (regions == 0 || industries == 0 || repetitions == 0 || repetitions > REPETITIONS_MOST) {
    (void)fprintf(stderr, "usage: bench_moran REGIONS INDUSTRIES PERMUTATIONS REPETITIONS (at most %d) FILE\n",
                  REPETITIONS_MOST);
    return 2;
  }
  write_points(arguments[5], regions);
  const lociq_setting settings[] = {{"points", arguments[5]}, {"permutations", arguments[3]}};
  for (int holes = 0; holes < 2; holes++) {
    lociq_panel *panel = panel_of(regions, industries, holes == 1);
    time_moran(panel, holes == 1 ? "moran_with_holes" : "moran", settings, repetitions);
    lociq_panel_free(panel);
  }
  (void)unlink(arguments[5]);
  return 0;
}

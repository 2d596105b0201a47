/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_indicators REGIONS INDUSTRIES YEARS
 *
 * Answers rows of lociq_compute_panel on a panel of employment without holes, three
 * cells in ten zero, whose totals are published: nothing has to be summed first.
 */
#include "harness.h"

enum { NAMES_MOST = 8 };

static void fill(double *values, size_t count) {
#pragma omp parallel for schedule(static)
  for (size_t i = 0; i < count; i++) {
    const uint64_t bits = bits_of(i);
    values[i] = bits % 10 < 3 ? 0 : (double)((bits >> 32) % 5000);
  }
}

static double *part(const lociq_panel *panel, lociq_cube *cube, lociq_part which) {
  lociq_error error = {0};
  stop_on(lociq_cube_allocate(cube, which, lociq_panel_count(panel, lociq_cube_part_shape(cube, which)), false, &error),
          &error);
  return cube->parts[which].values;
}

static void publish_totals(const lociq_panel *panel, lociq_cube *cube, size_t regions, size_t industries,
                           size_t years) {
  double *by_region = part(panel, cube, LOCIQ_TOTAL_REGION), *by_industry = part(panel, cube, LOCIQ_TOTAL_INDUSTRY);
  double *all = part(panel, cube, LOCIQ_TOTAL);
  const double *values = cube->parts[LOCIQ_BODY].values;
  memset(by_region, 0, years * regions * sizeof *by_region);
  memset(by_industry, 0, years * industries * sizeof *by_industry);
  memset(all, 0, years * sizeof *all);
  for (size_t y = 0; y < years; y++)
    for (size_t r = 0; r < regions; r++)
      for (size_t i = 0; i < industries; i++) {
        const double value = *values++;
        by_region[y * regions + r] += value;
        by_industry[y * industries + i] += value;
        all[y] += value;
      }
}

static lociq_panel *panel_of(size_t regions, size_t industries, size_t years) {
  lociq_error error = {0};
  lociq_panel *panel = empty_panel(regions, industries, years);
  lociq_cube *cube = NULL;
  stop_on(lociq_cube_create("employment", "measure", CELLS, &cube, &error), &error);
  double *values = part(panel, cube, LOCIQ_BODY);
  fill(values, cube->parts[LOCIQ_BODY].count);
  publish_totals(panel, cube, regions, industries, years);
  stop_on(lociq_panel_add(panel, cube, &error), &error);
  return panel;
}

typedef struct bench {
  lociq_panel *panel, *results;
} bench;

static answer repeat(void *context, const char *row) {
  static const struct {
    const char *label, *names[NAMES_MOST];
  } rows[] = {
      {"lq", {"lq"}},
      {"krugman+herfindahl+entropy", {"krugman_specialisation", "herfindahl", "entropy"}},
      {"lq+krugman+herfindahl+entropy", {"lq", "krugman_specialisation", "herfindahl", "entropy"}},
      {"lq+five", {"lq", "krugman_specialisation", "herfindahl", "entropy", "theil_specialisation", "hachman"}},
      {"gini_specialisation", {"gini_specialisation"}},
      {"krugman_concentration", {"krugman_concentration"}},
      {"gini_concentration", {"gini_concentration"}},
  };
  bench *job = context;
  lociq_compute_options options = lociq_compute_options_default();
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(row, rows[i].label) == 0) options.names = rows[i].names;
  if (options.names == NULL) no_row(row);
  while (options.names[options.name_count] != NULL) options.name_count++;
  return (answer){.seconds = time_panel(job->panel, &options, &job->results)};
}

int main(int argument_count, char **arguments) {
  const size_t regions = argument_count == 4 ? strtoul(arguments[1], NULL, 10) : 0;
  const size_t industries = argument_count == 4 ? strtoul(arguments[2], NULL, 10) : 0;
  const size_t years = argument_count == 4 ? strtoul(arguments[3], NULL, 10) : 0;
  if (regions == 0 || industries == 0 || years == 0) {
    (void)fprintf(stderr, "usage: bench_indicators REGIONS INDUSTRIES YEARS\n");
    return 2;
  }
  bench job = {.panel = panel_of(regions, industries, years)};
  answer_rows(repeat, &job);
  lociq_panel_free(job.results);
  lociq_panel_free(job.panel);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_indicators REGIONS INDUSTRIES YEARS REPETITIONS
 *
 * Times lociq_compute_panel on a panel of employment without holes, three cells
 * in ten zero, whose totals are published: nothing has to be summed first. Each
 * line is a name, a tab and the median of its seconds; the last is `copy`: what
 * a parallel memcpy of at least four times the last-level cache moves, in bytes
 * read and written a second.
 */
#include <omp.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

static void time_names(const lociq_panel *panel, const char *label, const char *const *names, size_t repetitions) {
  double seconds[REPETITIONS_MOST];
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  while (names[options.name_count] != NULL) options.name_count++;
  lociq_panel *results = NULL; /* one memory for all repetitions, as memcpy has */
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

/* Both arrays on huge pages, as results are. */
static void time_copy(size_t repetitions) {
  const long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
  const size_t least = (size_t)1 << 29, page = (size_t)2 << 20;
  size_t bytes = cache > 0 && 4 * (size_t)cache > least ? 4 * (size_t)cache : least;
  bytes = (bytes + page - 1) / page * page;
  char *from = aligned_alloc(page, bytes), *to = aligned_alloc(page, bytes);
  double seconds[REPETITIONS_MOST];
  if (from == NULL || to == NULL) exit(1);
  (void)madvise(from, bytes, MADV_HUGEPAGE);
  (void)madvise(to, bytes, MADV_HUGEPAGE);
  memset(from, 1, bytes);
  memset(to, 0, bytes);
  for (size_t i = 0; i < repetitions; i++) {
    const double start = now();
#pragma omp parallel
    {
      const size_t threads = (size_t)omp_get_num_threads(), thread = (size_t)omp_get_thread_num();
      const size_t share = bytes / threads, first = thread * share;
      memcpy(to + first, from + first, thread + 1 == threads ? bytes - first : share);
    }
    seconds[i] = now() - start;
  }
  (void)printf("copy\t%.6g\n", 2 * (double)bytes / median(seconds, repetitions));
  free(from);
  free(to);
}

int main(int argument_count, char **arguments) {
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
  const size_t regions = argument_count == 5 ? strtoul(arguments[1], NULL, 10) : 0;
  const size_t industries = argument_count == 5 ? strtoul(arguments[2], NULL, 10) : 0;
  const size_t years = argument_count == 5 ? strtoul(arguments[3], NULL, 10) : 0;
  const size_t repetitions = argument_count == 5 ? strtoul(arguments[4], NULL, 10) : 0;
  if (regions == 0 || industries == 0 || years == 0 || repetitions == 0 || repetitions > REPETITIONS_MOST) {
    (void)fprintf(stderr, "usage: bench_indicators REGIONS INDUSTRIES YEARS REPETITIONS (at most %d)\n",
                  REPETITIONS_MOST);
    return 2;
  }
  lociq_panel *panel = panel_of(regions, industries, years);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    time_names(panel, rows[i].label, rows[i].names, repetitions);
  lociq_panel_free(panel);
  time_copy(repetitions);
  return 0;
}

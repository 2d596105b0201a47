/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_complexity REGIONS INDUSTRIES
 *
 * Regions and industries lie on a line, and near ones hold each other more often: a
 * binary matrix of density 0.15. Answers the rows
 *   cooccurrence            how many regions hold both of two industries, from bits
 *   proximity               lociq_compute_panel, from cells
 *   eci+pci                 the same; the figure is the residual of eci
 *   eci+pci by eigh         the same beside another peer
 */
#include <math.h>

#include "harness.h"
#include "numeric/cooccurrence.h"

typedef struct bench {
  size_t regions, industries;
  lociq_panel *panel, *results;
  uint64_t *bits;
  double *counts;
} bench;

static double place_of(size_t position, uint64_t salt) {
  return (double)(bits_of((uint64_t)position + (salt << 40)) >> 11) * 0x1p-53;
}

/* Σ over the line's places is 0.15 for every region and every industry. */
static double chance_of(double region, double industry) { return 0.15 * (1 + (2 * region - 1) * (2 * industry - 1)); }

/* One job where the region holds the industry, none where it does not: any threshold
 * above 0 finds the same matrix. */
static void make(bench *job) {
  lociq_error error = {0};
  lociq_cube *cube = NULL;
  const size_t words = lociq_bits_words(job->industries);
  job->panel = empty_panel(job->regions, job->industries, 1);
  stop_on(lociq_cube_create("employment", "measure", CELLS, &cube, &error), &error);
  stop_on(lociq_cube_allocate(cube, LOCIQ_BODY, job->regions * job->industries, false, &error), &error);
  job->bits = calloc(job->regions * words, sizeof *job->bits);
  job->counts = calloc(job->industries * job->industries, sizeof *job->counts);
  if (job->bits == NULL || job->counts == NULL) exit(1);
  double *values = cube->parts[LOCIQ_BODY].values;
  for (size_t r = 0; r < job->regions; r++)
    for (size_t i = 0; i < job->industries; i++) {
      const bool held = place_of(r * job->industries + i, 0) < chance_of(place_of(r, 1), place_of(i, 2));
      values[r * job->industries + i] = held ? 1 : 0;
      job->bits[r * words + i / LOCIQ_WORD] |= (uint64_t)held << i % LOCIQ_WORD;
    }
  stop_on(lociq_panel_add(job->panel, cube, &error), &error);
}

static answer count(const bench *job) {
  lociq_error error = {0};
  const double start = now();
  stop_on(lociq_cooccurrence_count(job->bits, job->regions, job->industries, job->counts, &error), &error);
  return (answer){.seconds = now() - start};
}

static answer compute(bench *job, const char *const *names) {
  static const lociq_setting threshold = {"threshold", "1e-9"};
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  while (names[options.name_count] != NULL) options.name_count++;
  options.settings = &threshold;
  options.setting_count = 1;
  return (answer){.seconds = time_panel(job->panel, &options, &job->results)};
}

/* The means of what each row holds, and with them those of each column. */
static void average(const bench *job, const double *of_regions, double *of_industries, double *again) {
  const size_t words = lociq_bits_words(job->industries);
  double *held = calloc(job->industries, sizeof *held);
  if (held == NULL) exit(1);
  memset(of_industries, 0, job->industries * sizeof *of_industries);
  for (size_t r = 0; r < job->regions; r++)
    for (size_t i = 0; i < job->industries; i++)
      if (lociq_bits_has(job->bits + r * words, i)) {
        of_industries[i] += of_regions[r];
        held[i]++;
      }
  for (size_t i = 0; i < job->industries; i++) of_industries[i] /= held[i];
  for (size_t r = 0; r < job->regions; r++) {
    double sum = 0, holds = 0;
    for (size_t i = 0; i < job->industries; i++)
      if (lociq_bits_has(job->bits + r * words, i)) {
        sum += of_industries[i];
        holds++;
      }
    again[r] = sum / holds;
  }
  free(held);
}

/* |A K - λ K| / |λ K| of A = D^-1 M U^-1 M'. eci is K but for a constant, a multiple of
 * the first eigenvector; as D K is orthogonal to that, the mean that is weighted by
 * diversity is taken off. λ is Rayleigh's quotient, by the same weights. */
static double residual_of(const bench *job, const double *eci) {
  const size_t words = lociq_bits_words(job->industries);
  double *K = calloc(job->regions, sizeof *K), *again = calloc(job->regions, sizeof *again);
  double *p = calloc(job->industries, sizeof *p), *diversity = calloc(job->regions, sizeof *diversity);
  if (K == NULL || again == NULL || p == NULL || diversity == NULL) exit(1);
  double mean = 0, all = 0, along = 0, length = 0, rest = 0, own = 0;
  for (size_t r = 0; r < job->regions; r++) {
    diversity[r] = (double)lociq_bits_count(job->bits + r * words, words);
    mean += diversity[r] * eci[r];
    all += diversity[r];
  }
  for (size_t r = 0; r < job->regions; r++) K[r] = eci[r] - mean / all;
  average(job, K, p, again);
  for (size_t r = 0; r < job->regions; r++) {
    along += diversity[r] * K[r] * again[r];
    length += diversity[r] * K[r] * K[r];
  }
  const double value = along / length;
  for (size_t r = 0; r < job->regions; r++) {
    rest += (again[r] - value * K[r]) * (again[r] - value * K[r]);
    own += value * K[r] * value * K[r];
  }
  free(K);
  free(again);
  free(p);
  free(diversity);
  return sqrt(rest / own);
}

static answer repeat(void *context, const char *row) {
  static const char *const proximity[] = {"proximity", NULL}, *const complexity[] = {"eci", "pci", NULL};
  bench *job = context;
  if (strcmp(row, "cooccurrence") == 0) return count(job);
  if (strcmp(row, "proximity") == 0) return compute(job, proximity);
  if (strncmp(row, "eci+pci", strlen("eci+pci")) != 0) no_row(row);
  answer given = compute(job, complexity);
  given.figure = residual_of(job, lociq_panel_find(job->results, "eci")->parts[LOCIQ_BODY].values);
  return given;
}

int main(int argument_count, char **arguments) {
  bench job = {.regions = argument_count == 3 ? strtoul(arguments[1], NULL, 10) : 0,
               .industries = argument_count == 3 ? strtoul(arguments[2], NULL, 10) : 0};
  if (job.regions == 0 || job.industries == 0) {
    (void)fprintf(stderr, "usage: bench_complexity REGIONS INDUSTRIES\n");
    return 2;
  }
  make(&job);
  answer_rows(repeat, &job);
  lociq_panel_free(job.results);
  lociq_panel_free(job.panel);
  free(job.bits);
  free(job.counts);
  return 0;
}

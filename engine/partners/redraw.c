/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/redraw.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "numeric/redraw.h"

/* Of fewer cells than FEW threads wait longer than they work. */
enum { ROWS_AT_ONCE = 16, FEW = 1 << 13, WORD = 32, YEAR_SHIFT = 40 };

static bool is_counted(const char *unit) {
  static const char *const scales[] = {"thousand ", "million "};
  static const char *const nouns[] = {
      "persons", "people",      "employees",   "workers", "jobs",    "establishments",
      "firms",   "enterprises", "local units", "number",  "thousand"}; /* as Eurostat says it of persons */
  for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++)
    if (strncmp(unit, scales[i], strlen(scales[i])) == 0) unit += strlen(scales[i]);
  for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++)
    if (strcmp(unit, nouns[i]) == 0) return true;
  return false;
}

double lociq_counts_per_unit(const lociq_partner_options *options, const char *measure, const char *unit) {
  if (!isnan(options->jobs_per_unit) && strcmp(measure, options->measure) == 0) return options->jobs_per_unit;
  return is_counted(unit) ? lociq_counts_of_unit(unit) : 0;
}

/* The first region that cannot be drawn. */
typedef struct failure {
  size_t region;
  lociq_redrawn fault;
} failure;

static failure draw_rows(const lociq_measure_year *table, double counts_per_unit, uint64_t seed, double *scratch,
                         double *drawn) {
  const size_t regions = lociq_axis_count(table->regions), industries = lociq_axis_count(table->industries);
  failure first = {.region = LOCIQ_NONE};
#pragma omp parallel for schedule(dynamic, ROWS_AT_ONCE) if (regions * industries >= FEW)
  for (size_t r = 0; r < regions; r++) {
    double *sums = scratch + (size_t)omp_get_thread_num() * lociq_lanes_width(industries);
    lociq_random random;
    lociq_random_start(&random, seed, r);
    const lociq_redrawn fault = lociq_counts_redraw(&random, counts_per_unit, table->values + r * industries,
                                                    industries, sums, drawn + r * industries);
    if (fault == LOCIQ_REDRAWN) continue;
#pragma omp critical(lociq_table_redraw)
    if (r < first.region) first = (failure){r, fault};
  }
  return first;
}

static uint64_t seed_of(const lociq_measure_year *table, const lociq_random *random) {
  const uint64_t high = lociq_random_bits(random), low = lociq_random_bits(random);
  return (high << WORD | low) + ((uint64_t)(uint32_t)table->year << YEAR_SHIFT);
}

lociq_status lociq_table_redraw(const lociq_measure_year *table, double counts_per_unit, const lociq_random *random,
                                double **drawn, lociq_error *error) {
  const size_t regions = lociq_axis_count(table->regions), industries = lociq_axis_count(table->industries);
  const size_t threads = (size_t)omp_get_max_threads();
  double *made = lociq_allocate_aligned(regions, industries * sizeof *made);
  double *scratch = lociq_allocate_aligned(threads, lociq_lanes_width(industries) * sizeof *scratch);
  lociq_status status = LOCIQ_OK;
  if (made == NULL || scratch == NULL) status = lociq_memory_error(error, "counts drawn anew");
  if (status == LOCIQ_OK) {
    const failure failed = draw_rows(table, counts_per_unit, seed_of(table, random), scratch, made);
    if (failed.region != LOCIQ_NONE)
      status = lociq_error_set(error, LOCIQ_BAD_INPUT, "the counts of %s of region %s in %d cannot be drawn anew: %s",
                               table->measure, lociq_axis_code(table->regions, failed.region), table->year,
                               lociq_redrawn_text(failed.fault));
  }
  free(scratch);
  if (status == LOCIQ_OK)
    *drawn = made;
  else
    free(made);
  return status;
}

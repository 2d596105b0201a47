/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files beside a random panel, for indicators whose options name some: as the
 * panel, they are the same on every machine, and follow its scale and order.
 */
#ifndef LOCIQ_TESTS_RANDOM_FILES_H
#define LOCIQ_TESTS_RANDOM_FILES_H

#include <string.h>
#include <unistd.h>

#include "unit/indicators/random_panel.h"

enum { FILES = 1, FILE_NAME = 96 };

typedef struct random_files {
  char names[FILES][FILE_NAME];
} random_files;

/* Some plants in every industry but the third: one in some, many in others. */
static inline void write_plants(const panel_plan *plan, const char *name) {
  FILE *file = fopen(name, "w");
  uint64_t state = plan->seed + 77;
  if (file == NULL) abort();
  (void)fprintf(file, "region,industry,employment\n");
  for (size_t i = 0; i < plan->industries; i++)
    for (size_t k = random_bits(&state) % 9; i != 2 && k < 9; k++) {
      const size_t region = random_bits(&state) % plan->regions;
      const double jobs = (1 + random_jobs(&state)) * plan->factor;
      (void)fprintf(file, "c%05zu,c%05zu,%.17g\n", turned(plan, plan->regions, region),
                    turned(plan, plan->industries, i), jobs);
    }
  (void)fclose(file);
}

static inline bool has_option(const lociq_indicator *indicator, const char *name) {
  for (size_t k = 0; indicator && k < LOCIQ_OPTIONS_MAXIMUM && indicator->options[k].name; k++)
    if (strcmp(indicator->options[k].name, name) == 0) return true;
  return indicator == NULL;
}

/* Settings for the files that the indicator (NULL: any) has options for; files
 * outlives them. */
static inline size_t files_of(const panel_plan *plan, const lociq_indicator *indicator, random_files *files,
                              lociq_setting *settings) {
  if (!has_option(indicator, "plants")) return 0;
  (void)snprintf(files->names[0], FILE_NAME, "plants_%d_%u_%g_%d.csv", (int)getpid(), (unsigned)plan->seed,
                 plan->factor, plan->turned);
  write_plants(plan, files->names[0]);
  settings[0] = (lociq_setting){"plants", files->names[0]};
  return 1;
}

#endif

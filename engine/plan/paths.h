/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that a plan reads and writes, relative to the plan's own folder.
 */
#ifndef LOCIQ_PLAN_PATHS_H
#define LOCIQ_PLAN_PATHS_H

#include "plan/schema.h"

/* A file of the plan: as the plan names it, as the system is asked for it, and
 * where in the plan it stands. */
typedef struct lociq_plan_file {
  const char *name; /* borrowed from the plan */
  char *path;
  char *place;
  const char *reader; /* of an input whose reader does not say so itself */
} lociq_plan_file;

typedef struct lociq_plan_paths {
  lociq_plan_file store;
  /* the data of each import in turn, and after them its regions and industries, where it names such;
   * the concordance and labels of each conversion; the files that the options of each compute name; each composite's
   * specification and groups; where regions lie, of each export and report; then of each ranking the files of its
   * options and of its specification */
  lociq_plan_file *inputs;
  size_t input_count;
  lociq_plan_file *fetched; /* of the fetches in turn; there or not yet */
  size_t fetched_count;
  lociq_plan_file *outputs; /* of the partners in turn, then of the exports, then of the reports */
  size_t output_count;
} lociq_plan_paths;

/* LOCIQ_INVALID where a file would be written twice, or written and read. The
 * caller clears; the plan must outlive it. */
lociq_status lociq_plan_paths_create(const lociq_plan *plan, lociq_plan_paths *paths, lociq_error *error);
/* The path of the input that stands at `section[entry].key`; NULL where the plan names none. */
const char *lociq_plan_path_at(const lociq_plan_paths *paths, const char *section, size_t entry, const char *key);
void lociq_plan_paths_clear(lociq_plan_paths *paths);

#endif

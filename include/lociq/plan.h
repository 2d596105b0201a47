/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plan: one YAML file that says what to import, compute, rank and export.
 */
#ifndef LOCIQ_PLAN_H
#define LOCIQ_PLAN_H

#include <lociq/error.h>
#include <lociq/progress.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_plan_options {
  bool force;    /* do all of it even when nothing changed */
  int threads;   /* 0: as OpenMP says */
  size_t memory; /* bound on memory in bytes, see memory.h; 0: none */
  const lociq_progress *progress;
  void *context;
  /* told each line of the log ("imported …", "computed …"); may be NULL */
  void (*log)(void *context, const char *line);
} lociq_plan_options;

lociq_plan_options lociq_plan_options_default(void);

/* Does what the plan says on one clone of its store, commits once, then writes
 * the exports. Paths in the plan are relative to the plan's folder. When the
 * plan, the engine and all inputs are as they were at the last run and all
 * outputs are there, it does no work, and *worked is false.
 *   LOCIQ_INVALID  the plan is wrong: the message names line and key */
lociq_status lociq_plan_run(const char *path, const lociq_plan_options *options, bool *worked, lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif

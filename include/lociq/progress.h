/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long work tells its caller how far it is, and is told to stop.
 */
#ifndef LOCIQ_PROGRESS_H
#define LOCIQ_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* report is called from one thread at a time, with a stage ("reading
 * county.csv"), the units done and all units (0 when unknown). Returning false
 * ends the work with LOCIQ_CANCELLED and nothing changed. */
typedef struct lociq_progress {
  void *context;
  bool (*report)(void *context, const char *stage, uint64_t done, uint64_t all);
} lociq_progress;

/* True when the work may go on: progress is NULL, or its callback says so. */
bool lociq_progress_report(const lociq_progress *progress, const char *stage, uint64_t done, uint64_t all);

#ifdef __cplusplus
}
#endif
#endif

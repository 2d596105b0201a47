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

/* Either callback may be NULL, and both are called from one thread at a time.
 * report gets a stage ("reading county.csv"), the units done and all units (0 when
 * unknown). Returning false ends the work with LOCIQ_CANCELLED and nothing changed.
 * remark gets a line that the user should read though nothing failed: "eci 2012 is
 * missing: the regions fall into two groups". */
typedef struct lociq_progress {
  void *context;
  bool (*report)(void *context, const char *stage, uint64_t done, uint64_t all);
  void (*remark)(void *context, const char *text);
} lociq_progress;

/* True when the work may go on: progress is NULL, or its callback says so. */
bool lociq_progress_report(const lociq_progress *progress, const char *stage, uint64_t done, uint64_t all);
/* Makes a line as printf does, and hands it to the callback. */
void lociq_progress_remark(const lociq_progress *progress, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

#ifdef __cplusplus
}
#endif
#endif

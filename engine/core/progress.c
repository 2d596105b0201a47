/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/progress.h>
#include <stddef.h>

bool lociq_progress_report(const lociq_progress *progress, const char *stage, uint64_t done, uint64_t all) {
  return progress == NULL || progress->report == NULL || progress->report(progress->context, stage, done, all);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/error.h>
#include <lociq/progress.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

bool lociq_progress_report(const lociq_progress *progress, const char *stage, uint64_t done, uint64_t all) {
  return progress == NULL || progress->report == NULL || progress->report(progress->context, stage, done, all);
}

void lociq_progress_remark(const lociq_progress *progress, const char *format, ...) {
  char text[LOCIQ_MESSAGE_SIZE];
  if (progress == NULL || progress->remark == NULL) return;
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  progress->remark(progress->context, text);
}

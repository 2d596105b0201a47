/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/log.h"

#include <stdarg.h>
#include <stdio.h>

void lociq_plan_tell(const lociq_plan_options *options, const char *format, ...) {
  char line[LOCIQ_MESSAGE_SIZE];
  if (options->log == NULL) return;
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  options->log(options->context, line);
}

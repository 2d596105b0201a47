/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The --where options of a command line as filters.
 */
#ifndef LOCIQ_CLI_SELECTION_H
#define LOCIQ_CLI_SELECTION_H

#include "cli/arguments.h"

typedef struct lociq_selection {
  lociq_filter *filters;
  size_t count;
  char *texts;         /* all of them, cut at = and at commas */
  const char **values; /* into texts */
} lociq_selection;

/* The caller clears, also after a failure. LOCIQ_INVALID. */
lociq_status lociq_selection_read(const lociq_arguments *arguments, lociq_selection *wanted, lociq_error *error);
void lociq_selection_clear(lociq_selection *wanted);

#endif

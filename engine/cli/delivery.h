/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a result goes: to the file of --output, whole or not at all, else to
 * standard output.
 */
#ifndef LOCIQ_CLI_DELIVERY_H
#define LOCIQ_CLI_DELIVERY_H

#include <stdio.h>

#include "cli/arguments.h"

typedef struct lociq_delivery {
  const char *path; /* NULL: standard output */
  lociq_output *output;
  FILE *stream;
} lociq_delivery;

lociq_status lociq_delivery_open(const lociq_arguments *arguments, lociq_delivery *delivery, lociq_error *error);
/* Passes on what a writer answered; says to which file it was when the stream
 * failed. */
lociq_status lociq_delivery_check(const lociq_delivery *delivery, lociq_status status, const lociq_error *writing,
                                  lociq_error *error);
/* Puts the file in place when status is LOCIQ_OK, else takes it away; returns
 * status, or what then failed. Does nothing where opening failed. */
lociq_status lociq_delivery_finish(lociq_delivery *delivery, lociq_status status, lociq_error *error);

#endif

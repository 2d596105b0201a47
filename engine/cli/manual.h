/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the program says of itself: help for the terminal and manual pages, both
 * from the commands' descriptors.
 */
#ifndef LOCIQ_CLI_MANUAL_H
#define LOCIQ_CLI_MANUAL_H

#include <stdio.h>

#include "cli/command.h"

/* Of the program, and of one command. */
void lociq_manual_overview(FILE *stream);
void lociq_manual_help(const lociq_command *command, FILE *stream);

/* lociq.1 where command is NULL, else lociq-<command>.1, in roff. */
void lociq_manual_page(const lociq_command *command, FILE *stream);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "cli/command.h"

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  (void)console;
  char *report = NULL;
  const lociq_status status = lociq_store_verify(arguments->operands[0], &report, error);
  if (status == LOCIQ_OK) lociq_console_print(report);
  free(report);
  return status;
}

static const lociq_switch switches[] = {{0}};

const lociq_command lociq_command_verify = {
    .name = "verify",
    .summary = "check a store and the inputs that it came from",
    .usage = "STORE",
    .description =
        "Reads all of the store and checks it: that it is well formed, that every value can be read, and that inputs "
        "which are still there have not changed. Says what was checked, or the first fault.",
    .examples = "lociq verify eu.h5",
    .switches = switches,
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "cli/command.h"

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  (void)console;
  lociq_store *store = NULL;
  char *text = NULL;
  lociq_status status = lociq_store_open(arguments->operands[0], LOCIQ_STORE_READ, &store, error);
  if (status == LOCIQ_OK) status = lociq_store_info(store, &text, error);
  if (status == LOCIQ_OK) lociq_console_print(text);
  free(text);
  lociq_store_close(store);
  return status;
}

static const lociq_switch switches[] = {{0}};

const lociq_command lociq_command_info = {
    .name = "info",
    .summary = "show what a store holds and where it came from",
    .usage = "STORE",
    .description =
        "Prints the axes, the datasets with shape, unit and the share of cells that is known, and the provenance: "
        "inputs with their digests, commands and options.",
    .examples = "lociq info eu.h5",
    .switches = switches,
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};

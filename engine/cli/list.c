/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "cli/command.h"

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  (void)console;
  const char *format = "table";
  char *text = NULL;
  lociq_status status = lociq_arguments_word(arguments, "format", "table|json|markdown", &format, error);
  if (status == LOCIQ_OK) status = lociq_catalogue_format(format, &text, error);
  if (status == LOCIQ_OK) lociq_console_print(text);
  free(text);
  return status;
}

static const lociq_switch switches[] = {
    {.name = "format", .argument = "table|json|markdown", .help = "how to print it (default table)"},
    {0},
};

const lociq_command lociq_command_list = {
    .name = "list",
    .summary = "list the indicators",
    .usage = "[options]",
    .description = "Prints the catalogue: what can be computed. lociq describe NAME says all of one indicator.",
    .examples = "lociq list\nlociq list --format json",
    .switches = switches,
    .run = run,
};

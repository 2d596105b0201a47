/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "cli/command.h"

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  (void)console;
  const char *name = arguments->operands[0];
  const lociq_indicator *indicator = lociq_indicator_find(name);
  if (indicator == NULL) return lociq_indicator_refuse(name, error);
  const char *format = "table";
  char *text = NULL;
  lociq_status status = lociq_arguments_word(arguments, "format", "table|json|markdown", &format, error);
  if (status == LOCIQ_OK) status = lociq_indicator_format(indicator, format, &text, error);
  if (status == LOCIQ_OK) lociq_console_print(text);
  free(text);
  return status;
}

static const lociq_switch switches[] = {
    {.name = "format", .argument = "table|json|markdown", .help = "how to print it (default table)"},
    {0},
};

const lociq_command lociq_command_describe = {
    .name = "describe",
    .summary = "say what an indicator is",
    .usage = "NAME [options]",
    .description = "Prints its formula, how to read it, conventions, reference, needs and options.",
    .examples = "lociq describe lq",
    .switches = switches,
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};

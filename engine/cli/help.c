/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/manual.h"

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  (void)console;
  const lociq_command *command = NULL;
  if (arguments->operand_count > 0) {
    command = lociq_command_find(arguments->operands[0]);
    if (command == NULL)
      return lociq_error_set(error, LOCIQ_INVALID, "\"%s\" is no command; see lociq --help", arguments->operands[0]);
  }
  if (lociq_arguments_has(arguments, "man"))
    lociq_manual_page(command, stdout);
  else if (command == NULL)
    lociq_manual_overview(stdout);
  else
    lociq_manual_help(command, stdout);
  return LOCIQ_OK;
}

static const lociq_switch switches[] = {
    {.name = "man", .help = "as a manual page, in roff"},
    {0},
};

const lociq_command lociq_command_help = {
    .name = "help",
    .summary = "print what there is, or what a command takes",
    .usage = "[COMMAND] [--man]",
    .description = "Without COMMAND, lists the commands. The same as --help after it.",
    .examples = "lociq help import\nlociq help --man import | man -l -",
    .switches = switches,
    .operands_most = 1,
    .run = run,
};

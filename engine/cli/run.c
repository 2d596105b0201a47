/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"

static void log_line(void *context, const char *line) { lociq_console_remark(context, "%s", line); }

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  lociq_console listener = *console;
  lociq_plan_options options = lociq_plan_options_default();
  options.force = lociq_arguments_has(arguments, "force");
  options.memory = arguments->memory;
  options.progress = &console->progress;
  options.context = &listener;
  options.log = log_line;
  lociq_status status = lociq_arguments_threads(arguments, &options.threads, error);
  bool worked = false; /* the log says it too */
  if (status == LOCIQ_OK) status = lociq_plan_run(arguments->operands[0], &options, &worked, error);
  return status;
}

static const lociq_switch switches[] = {
    {.name = "force", .letter = 'f', .help = "do all of it even where nothing has changed"},
    {.name = "threads", .argument = "N", .help = "threads to work with; all processors unless given"},
    {0},
};

const lociq_command lociq_command_run = {
    .name = "run",
    .summary = "do all that a plan says, in one go",
    .usage = "PLAN.yaml [options]",
    .description =
        "Works on one clone of the plan's store and puts it in place once, at the end; then come the exports. Where "
        "plan, program and inputs are as they were at the last run, and all that it made is there, nothing is done. Else "
        "what has not changed is taken over from the store of that run, and told; the result is the same, to the bit.",
    .examples = "lociq run datasets/eu_nuts2/plan.yaml\nlociq run nightly.yaml --quiet --threads 8",
    .switches = switches,
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};

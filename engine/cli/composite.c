/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"

static void log_line(void *context, const char *line) { lociq_console_remark(context, "%s", line); }

static void inputs_free(lociq_input *inputs, size_t count) {
  for (size_t i = 0; i < count; i++) lociq_input_clear(&inputs[i]);
  free(inputs);
}

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  lociq_console listener = *console;
  lociq_composite_options options = lociq_composite_options_default();
  lociq_store *store = NULL;
  lociq_input *inputs = NULL;
  size_t input_count = 0;
  options.memory = arguments->memory;
  options.progress = &console->progress;
  options.context = &listener;
  options.log = log_line;
  lociq_status status = lociq_arguments_threads(arguments, &options.threads, error);
  if (status == LOCIQ_OK) status = lociq_store_open(arguments->operands[0], LOCIQ_STORE_WRITE, &store, error);
  if (status == LOCIQ_OK)
    status = lociq_composite_store(store, arguments->operands[1], &options, &inputs, &input_count, error);
  if (status == LOCIQ_OK) status = lociq_arguments_record(arguments, store, inputs, input_count, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  inputs_free(inputs, input_count);
  lociq_store_close(store);
  return status;
}

/* The methods of all steps, one after the other. */
static bool list(size_t index, lociq_entry *entry) {
  for (int step = 0; step < LOCIQ_COMPOSITE_STEPS; step++)
    for (const lociq_composite_method *method = lociq_composite_methods((lociq_composite_step)step);
         method->name != NULL; method++) {
      if (index-- > 0) continue;
      (void)snprintf(entry->term, sizeof entry->term, "%s: %s", lociq_composite_step_name((lociq_composite_step)step),
                     method->name);
      (void)snprintf(entry->text, sizeof entry->text, "%s: %s%s%s%s", method->title, method->formula,
                     method->reference[0] == '\0' ? "" : " (", method->reference,
                     method->reference[0] == '\0' ? "" : ")");
      return true;
    }
  return false;
}

static const lociq_switch switches[] = {
    {.name = "threads", .argument = "N", .help = "threads to work with; all processors unless given"},
    {0},
};

const lociq_command lociq_command_composite = {
    .name = "composite",
    .summary = "make an index of framework conditions of measures",
    .usage = "STORE SPEC.yaml [options]",
    .description =
        "Makes the index that the specification describes: denominate, screen, impute, treat, normalise, weight, "
        "aggregate up a tree, rank. Every step is kept in the store, in datasets that begin with framework_NAME; an "
        "index of the same name is replaced.\n"
        "What was left out, imputed and treated, and the weights, are told on standard error. docs/composite.md says "
        "what a specification may hold.",
    .examples = "lociq composite eu.h5 climate.yaml\nlociq export eu.h5 framework_climate --format csv --year 2015",
    .switches = switches,
    .by_ranks = true,
    .operands_least = 2,
    .operands_most = 2,
    .list_title = "Methods",
    .list = list,
    .run = run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"

static lociq_status show(const lociq_console *console, const char *path, lociq_error *error) {
  lociq_store *store = NULL;
  lociq_organisations *organisations = NULL;
  lociq_status status = lociq_store_open(path, LOCIQ_STORE_READ, &store, error);
  if (status == LOCIQ_OK) status = lociq_organisations_load(store, &organisations, error);
  if (status == LOCIQ_OK) status = lociq_write_organisations(organisations, stdout, error);
  if (status == LOCIQ_OK && organisations->count == 0) lociq_console_remark(console, "%s has no organisations", path);
  lociq_organisations_free(organisations);
  lociq_store_close(store);
  return status;
}

/* Reads one file and keeps what it says. */
static lociq_status keep_file(const lociq_console *console, lociq_store *store, const char *path, lociq_input *input,
                              lociq_error *error) {
  lociq_organisations *organisations = NULL;
  lociq_status status = lociq_organisations_read(path, &organisations, input, error);
  if (status == LOCIQ_OK) status = lociq_organisations_put(store, organisations, error);
  if (status == LOCIQ_OK)
    lociq_console_remark(console, "%s: %zu organisation%s", path, organisations->count,
                         organisations->count == 1 ? "" : "s");
  lociq_organisations_free(organisations);
  return status;
}

static lociq_status keep(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  const size_t files = arguments->operand_count - 1;
  lociq_store *store = NULL;
  lociq_input *inputs = calloc(files, sizeof *inputs);
  if (inputs == NULL) return lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for the inputs");
  lociq_status status = lociq_store_open(arguments->operands[0], LOCIQ_STORE_WRITE, &store, error);
  for (size_t i = 0; i < files && status == LOCIQ_OK; i++)
    status = keep_file(console, store, arguments->operands[i + 1], &inputs[i], error);
  if (status == LOCIQ_OK) status = lociq_arguments_record(arguments, store, inputs, files, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  for (size_t i = 0; i < files; i++) lociq_input_clear(&inputs[i]);
  free(inputs);
  lociq_store_close(store);
  return status;
}

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  return arguments->operand_count == 1 ? show(console, arguments->operands[0], error) : keep(arguments, console, error);
}

static bool list(size_t index, lociq_entry *entry) {
  const lociq_organisation_field *field = &lociq_organisation_fields()[index];
  char expected[LOCIQ_ORGANISATION_EXPECTED];
  if (field->name == NULL) return false;
  lociq_organisation_expected(field, expected);
  (void)snprintf(entry->term, sizeof entry->term, "%s", field->name);
  (void)snprintf(entry->text, sizeof entry->text, "%s (%s%s)", field->help, expected,
                 field->needed ? "; must be there" : "");
  return true;
}

static const lociq_switch switches[] = {{0}};

const lociq_command lociq_command_register = {
    .name = "register",
    .summary = "keep cluster organisations and what they declare in a store",
    .usage = "STORE [FILE...]",
    .description =
        "Reads profiles of cluster organisations, as YAML (.yaml, .yml) or CSV, and keeps them in the store. An entry "
        "takes the place of one of the same code; others stay. After any failure the store is as it was.\n"
        "Without a file it lists the organisations that the store has. docs/organisations.md has the template.",
    .examples = "lociq register eu.h5 organisations.yaml\nlociq register eu.h5",
    .switches = switches,
    .operands_least = 1,
    .operands_most = SIZE_MAX,
    .list_title = "Fields",
    .list = list,
    .run = run,
};

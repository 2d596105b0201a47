/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/selection.h"

static lociq_status read_options(const lociq_arguments *arguments, const lociq_console *console,
                                 const lociq_selection *wanted, lociq_read_options *options, lociq_error *error) {
  *options = lociq_read_options_default();
  options->format = lociq_arguments_value(arguments, "format");
  options->measure = lociq_arguments_value(arguments, "measure");
  options->unit = lociq_arguments_value(arguments, "unit");
  options->level = lociq_arguments_value(arguments, "level");
  options->vintage = lociq_arguments_value(arguments, "vintage");
  options->year = lociq_arguments_value(arguments, "year");
  options->regions_path = lociq_arguments_value(arguments, "regions");
  options->industries_path = lociq_arguments_value(arguments, "industries");
  options->filters = wanted->filters;
  options->filter_count = wanted->count;
  options->memory = arguments->memory;
  options->progress = &console->progress;
  const char *duplicates = NULL;
  lociq_status status = lociq_arguments_word(arguments, "duplicates", "refuse|sum", &duplicates, error);
  options->sum_duplicates = duplicates != NULL && strcmp(duplicates, "sum") == 0;
  if (status == LOCIQ_OK) status = lociq_arguments_threads(arguments, &options->threads, error);
  return status;
}

/* Reading asks by itself whether to go on; storing is asked for it in between. */
static lociq_status go_on(const lociq_progress *progress, const char *store, lociq_error *error) {
  if (lociq_progress_report(progress, store, 0, 0)) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_CANCELLED, "storing into %s was cancelled", store);
}

static lociq_status store_panel(const lociq_arguments *arguments, const lociq_progress *progress,
                                const lociq_panel *panel, const lociq_input *inputs, lociq_error *error) {
  const char *path = lociq_arguments_value(arguments, "output");
  lociq_store *store = NULL;
  lociq_status status = lociq_store_open(path, LOCIQ_STORE_IMPORT, &store, error);
  if (status == LOCIQ_OK) status = go_on(progress, path, error);
  if (status == LOCIQ_OK) status = lociq_store_merge(store, panel, error);
  if (status == LOCIQ_OK) status = go_on(progress, path, error);
  if (status == LOCIQ_OK) status = lociq_arguments_record(arguments, store, inputs, arguments->operand_count, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  lociq_store_close(store);
  return status;
}

/* "eu.h5: 8 years, 300 regions, 10 industries; employment, gdp" */
static lociq_status print_store(const char *path, lociq_error *error) {
  lociq_store *store = NULL;
  const lociq_status status = lociq_store_open(path, LOCIQ_STORE_READ, &store, error);
  if (status != LOCIQ_OK) return status;
  const lociq_panel *panel = lociq_store_panel(store);
  const size_t years = lociq_axis_count(panel->axes[LOCIQ_YEAR]), regions = lociq_axis_count(panel->axes[LOCIQ_REGION]),
               industries = lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]);
  (void)printf("%s: %zu year%s, %zu region%s, %zu industr%s", path, years, years == 1 ? "" : "s", regions,
               regions == 1 ? "" : "s", industries, industries == 1 ? "y" : "ies");
  const char *separator = "; ";
  for (size_t i = 0; i < panel->cube_count; i++) {
    if (strcmp(panel->cubes[i]->kind, "measure") != 0) continue;
    (void)printf("%s%s", separator, panel->cubes[i]->name);
    separator = ", ";
  }
  (void)printf("\n");
  lociq_store_close(store);
  return status;
}

static lociq_status import_files(const lociq_arguments *arguments, const lociq_read_options *options,
                                 lociq_error *error) {
  lociq_panel *panel = NULL;
  lociq_account account = {0};
  char *text = NULL;
  lociq_status status = LOCIQ_NO_MEMORY;
  lociq_input *inputs = calloc(arguments->operand_count, sizeof *inputs);
  if (inputs == NULL) {
    (void)lociq_error_set(error, status, "no memory for the inputs");
    goto done;
  }
  status = lociq_read_files(arguments->operands, arguments->operand_count, options, &panel, &account, inputs, error);
  if (status == LOCIQ_OK) status = lociq_account_format(&account, &text, error);
  if (status == LOCIQ_OK) status = store_panel(arguments, options->progress, panel, inputs, error);
  if (status != LOCIQ_OK) goto done;
  lociq_console_print(text);
  status = print_store(lociq_arguments_value(arguments, "output"), error);
done:
  for (size_t i = 0; inputs != NULL && i < arguments->operand_count; i++) lociq_input_clear(&inputs[i]);
  free(inputs);
  free(text);
  lociq_panel_free(panel);
  return status;
}

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  if (!lociq_arguments_has(arguments, "output"))
    return lociq_error_set(error, LOCIQ_INVALID, "expected -o STORE, the store to import into");
  lociq_selection wanted = {0};
  lociq_read_options options;
  lociq_status status = lociq_selection_read(arguments, &wanted, error);
  if (status == LOCIQ_OK) status = read_options(arguments, console, &wanted, &options, error);
  if (status == LOCIQ_OK) status = import_files(arguments, &options, error);
  lociq_selection_clear(&wanted);
  return status;
}

static bool list(size_t index, lociq_entry *entry) {
  const lociq_reader_description *reader = &lociq_readers()[index];
  if (reader->name == NULL) return false;
  (void)snprintf(entry->term, sizeof entry->term, "%s", reader->name);
  (void)snprintf(entry->text, sizeof entry->text, "%s", reader->description);
  return true;
}

static const lociq_switch switches[] = {
    {.name = "output", .letter = 'o', .argument = "STORE", .help = "the store; made where there is none"},
    {.name = "format", .argument = "FORMAT", .help = "one of the formats below; else the header decides"},
    {.name = "measure", .argument = "NAME", .help = "what the numbers are: employment, gdp, ..."},
    {.name = "unit", .argument = "UNIT", .help = "their unit, instead of the one the file gives"},
    {.name = "where",
     .argument = "D=V[,V...]",
     .repeatable = true,
     .help = "keep these values of the dimension D; may be given for several dimensions"},
    {.name = "level", .argument = "LEVEL", .help = "keep the regions or industries of one level: nuts2, county, 75"},
    {.name = "vintage",
     .argument = "YEAR",
     .help = "keep the regions of one vintage of NUTS: 2006, 2010, 2013, 2016, 2021, 2024"},
    {.name = "year", .argument = "YEAR", .help = "the year of a matrix file"},
    {.name = "regions", .argument = "FILE", .help = "code,label,parent of the regions"},
    {.name = "industries", .argument = "FILE", .help = "code,label,parent of the industries"},
    {.name = "duplicates", .argument = "refuse|sum", .help = "two rows for one cell: an error (default), or their sum"},
    {.name = "threads", .argument = "N", .help = "threads to work with; all processors unless given"},
    {0},
};

const lociq_command lociq_command_import = {
    .name = "import",
    .summary = "read published statistics into a store",
    .usage = "FILE... -o STORE [options]",
    .description =
        "Reads the files, which may be compressed (gzip, bzip2, xz, zstd, zip), and adds what they hold to the store: "
        "new measures, years, regions and industries. A cell for which the store has another value is an error; then, "
        "as after any failure, the store is as it was.\n"
        "Prints what became of every cell that was read.",
    .examples =
        "lociq import lfst_r_lfe2en2.tsv.gz --where age=Y_GE15 --measure employment --level nuts2 -o eu.h5\n"
        "lociq import county_74.csv.gz county_70.csv.gz --level 74 -o us.h5",
    .switches = switches,
    .operands_least = 1,
    .operands_most = SIZE_MAX,
    .list_title = "Formats",
    .list = list,
    .run = run,
};

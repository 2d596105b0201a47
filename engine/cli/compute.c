/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/settings.h"

/* What is asked for, as lociq_compute_store takes it. */
typedef struct request {
  lociq_compute_options options;
  const char **names;
  lociq_setting *settings;
  lociq_input *inputs; /* along the settings: the files that they name */
} request;

static void request_clear(request *wanted) {
  for (size_t i = 0; wanted->inputs != NULL && i < wanted->options.setting_count; i++)
    lociq_input_clear(&wanted->inputs[i]);
  free(wanted->inputs);
  free(wanted->names);
  free(wanted->settings);
}

static lociq_status read_settings(const lociq_arguments *arguments, request *wanted, lociq_error *error) {
  wanted->settings = calloc(arguments->given_count + 1, sizeof *wanted->settings);
  wanted->options.inputs = wanted->inputs = calloc(arguments->given_count + 1, sizeof *wanted->inputs);
  if (wanted->settings == NULL || wanted->inputs == NULL)
    return lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for the options");
  for (size_t i = 0; i < arguments->given_count; i++)
    if (arguments->given[i].is_setting)
      wanted->settings[wanted->options.setting_count++] =
          (lociq_setting){.name = arguments->given[i].name, .value = arguments->given[i].value};
  wanted->options.settings = wanted->settings;
  return LOCIQ_OK;
}

static size_t catalogue_count(void) {
  size_t count = 0;
  while (lociq_catalogue()[count] != NULL) count++;
  return count;
}

static lociq_status check_family(const char *family, lociq_error *error) {
  for (const lociq_indicator *const *indicator = lociq_catalogue(); *indicator != NULL; indicator++)
    if (strcmp((*indicator)->family, family) == 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "--family is \"%s\", which no indicator is of; see lociq list", family);
}

/* Everything that the store's measures allow, of one family where one is given. */
static lociq_status choose_all(const lociq_arguments *arguments, const lociq_panel *panel, request *wanted,
                               lociq_error *error) {
  const char *family = lociq_arguments_value(arguments, "family");
  const lociq_status status = family == NULL ? LOCIQ_OK : check_family(family, error);
  if (status != LOCIQ_OK) return status;
  wanted->options.all = true;
  wanted->options.name_count = lociq_compute_choose(panel, family, &wanted->options, wanted->names);
  if (wanted->options.name_count > 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "the store has the measures of no indicator%s%s",
                         family == NULL ? "" : " of the family ", family == NULL ? "" : family);
}

/* A name that is given twice counts once. */
static bool came_before(const char *const *names, size_t place) {
  for (size_t i = 0; i < place; i++)
    if (strcmp(names[i], names[place]) == 0) return true;
  return false;
}

static lociq_status choose_names(const lociq_arguments *arguments, const lociq_panel *panel, request *wanted,
                                 lociq_error *error) {
  const size_t named = arguments->operand_count - 1;
  const bool all = lociq_arguments_has(arguments, "all") || lociq_arguments_has(arguments, "family");
  if (all == (named > 0))
    return lociq_error_set(error, LOCIQ_INVALID, "expected either names of indicators or --all; see lociq list");
  wanted->names = calloc(named + catalogue_count() + 1, sizeof *wanted->names);
  if (wanted->names == NULL) return lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for the names");
  wanted->options.names = wanted->names;
  if (all) return choose_all(arguments, panel, wanted, error);
  for (size_t i = 0; i < named; i++)
    if (!came_before(arguments->operands + 1, i))
      wanted->names[wanted->options.name_count++] = arguments->operands[i + 1];
  return LOCIQ_OK;
}

static lociq_status read_request(const lociq_arguments *arguments, const lociq_console *console, request *wanted,
                                 lociq_error *error) {
  wanted->options = lociq_compute_options_default();
  wanted->options.progress = &console->progress;
  wanted->options.memory = arguments->memory;
  wanted->options.compress = lociq_arguments_has(arguments, "compression");
  wanted->options.interval = lociq_arguments_has(arguments, "interval");
  lociq_status status = read_settings(arguments, wanted, error);
  if (status == LOCIQ_OK)
    status = lociq_arguments_years(arguments, &wanted->options.first_year, &wanted->options.last_year, error);
  if (status == LOCIQ_OK) status = lociq_arguments_threads(arguments, &wanted->options.threads, error);
  return status;
}

/* Into the provenance: the command, and the files that its options name. */
static lociq_status record(const lociq_arguments *arguments, request *wanted, lociq_store *target, lociq_error *error) {
  size_t count = 0;
  for (size_t i = 0; i < wanted->options.setting_count; i++) {
    const lociq_input input = wanted->inputs[i];
    if (input.path == NULL) continue;
    wanted->inputs[i] = (lociq_input){0};
    wanted->inputs[count++] = input;
  }
  return lociq_arguments_record(arguments, target, wanted->inputs, count, error);
}

/* The target as it was; where there is none, or none that can be read, all is computed. */
static lociq_status open_earlier(const lociq_arguments *arguments, const char *path, lociq_store **earlier,
                                 lociq_error *error) {
  if (lociq_arguments_has(arguments, "force")) return LOCIQ_OK;
  const lociq_status status = lociq_store_open(path, LOCIQ_STORE_READ, earlier, NULL);
  return status == LOCIQ_NO_MEMORY ? lociq_error_set(error, status, "no memory for the store as it was") : LOCIQ_OK;
}

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  const char *path = arguments->operands[0], *result = lociq_arguments_value(arguments, "output");
  lociq_store *source = NULL, *separate = NULL, *earlier = NULL;
  request wanted = {0};
  lociq_status status = lociq_arguments_apart(arguments, "output", path, "measures", error);
  if (status == LOCIQ_OK) status = read_request(arguments, console, &wanted, error);
  if (status == LOCIQ_OK)
    status = lociq_store_open(path, result == NULL ? LOCIQ_STORE_WRITE : LOCIQ_STORE_READ, &source, error);
  if (status == LOCIQ_OK) status = choose_names(arguments, lociq_store_panel(source), &wanted, error);
  if (status == LOCIQ_OK && result != NULL) status = lociq_store_open(result, LOCIQ_STORE_NEW, &separate, error);
  lociq_store *target = result == NULL ? source : separate;
  if (status == LOCIQ_OK) status = open_earlier(arguments, result == NULL ? path : result, &earlier, error);
  wanted.options.earlier = earlier;
  if (status == LOCIQ_OK) status = lociq_compute_store(source, target, &wanted.options, error);
  if (status == LOCIQ_OK) status = record(arguments, &wanted, target, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(target, error);
  if (status == LOCIQ_OK)
    lociq_console_remark(console, "computed %zu indicator%s into %s", wanted.options.name_count,
                         wanted.options.name_count == 1 ? "" : "s", lociq_store_path(target));
  lociq_store_close(earlier);
  lociq_store_close(separate);
  lociq_store_close(source);
  request_clear(&wanted);
  return status;
}

static const lociq_switch switches[] = {
    {.name = "all", .letter = 'a', .help = "all indicators that the store's measures allow"},
    {.name = "family", .argument = "FAMILY", .help = "those of one family: location, specialisation, ..."},
    {.name = "years", .argument = "FIRST:LAST", .help = "of these years only"},
    {.name = "interval", .help = "also the range over the bounds of estimated cells: NAME_minimum, NAME_maximum"},
    {.name = "force", .letter = 'f', .help = "compute all of it, also what the store has already"},
    {.name = "output", .letter = 'o', .argument = "RESULT", .help = "into a new store with axes and results alone"},
    {.name = "compression", .help = "compress the results: smaller, and ten times slower to write"},
    {.name = "threads", .argument = "N", .help = "threads to work with; all processors unless given"},
    {0},
};

const lociq_command lociq_command_compute = {
    .name = "compute",
    .summary = "compute indicators from a store's measures",
    .usage = "STORE NAME...|--all [options]",
    .description =
        "Computes the indicators named and keeps them in the store beside what it holds; an indicator that is there is "
        "replaced. The values are the same, to the bit, for any number of threads and any memory.\n"
        "Years for which the measures, options and files are those that a result there was made from are not computed "
        "again, which is told; --force computes them too, to the same bits.\n"
        "--all leaves out what the store has no measure for, or the options no file, and says so.\n"
        "With --interval, in a store of lociq estimate, NAME_minimum and NAME_maximum say between what a figure lies.\n"
        "With --bootstrap N the datasets NAME_standard_error, NAME_lower and NAME_upper say how sure a figure is.\n"
        "lociq list names the indicators, lociq describe NAME says what one is.",
    .examples =
        "lociq compute eu.h5 lq krugman_specialisation --reference others\n"
        "lociq compute eu.h5 --all --years 2010:2015 --threads 4\n"
        "lociq compute eu.h5 lq entropy --bootstrap 1000 --seed 7",
    .switches = switches,
    .by_ranks = true,
    .operands_least = 1,
    .operands_most = SIZE_MAX,
    .list_title = "Options of the indicators",
    .list = lociq_setting_entry,
    .setting = lociq_setting_at,
    .run = run,
};

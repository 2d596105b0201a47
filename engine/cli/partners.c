/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/delivery.h"

/* All that the library's list has. The message begins with the option's name; here it is typed with dashes. */
static lociq_status set_options(const lociq_arguments *arguments, lociq_partner_options *options, lociq_error *error) {
  for (const lociq_partner_option *option = lociq_partner_options_list(); option->name != NULL; option++) {
    const char *text = lociq_arguments_value(arguments, option->name);
    lociq_error told = {0};
    if (text == NULL) continue;
    const lociq_status status =
        lociq_partner_option_set(options, option->name, option->argument == NULL ? "true" : text, &told);
    if (status == LOCIQ_OK) continue;
    char dashed[64];
    lociq_switch_dashed(option->name, dashed, sizeof dashed);
    return lociq_error_set(error, status, "--%s%s", dashed, told.message + strlen(option->name));
  }
  return LOCIQ_OK;
}

static lociq_status read_options(const lociq_arguments *arguments, const lociq_console *console,
                                 lociq_partner_options *options, lociq_error *error) {
  static const char *const whose[] = {"region", "organisation", "all"};
  size_t count = 0;
  for (size_t i = 0; i < sizeof whose / sizeof whose[0]; i++) count += lociq_arguments_has(arguments, whose[i]);
  if (count != 1)
    return lociq_error_set(error, LOCIQ_INVALID, "expected one of --region CODE, --organisation CODE, --all");
  if (lociq_arguments_has(arguments, "keep") && !lociq_arguments_has(arguments, "all"))
    return lociq_error_set(error, LOCIQ_INVALID, "--keep is for the ranking of --all regions");
  *options = lociq_partner_options_default();
  options->region = lociq_arguments_value(arguments, "region");
  options->memory = arguments->memory;
  options->progress = &console->progress;
  const lociq_status status = set_options(arguments, options, error);
  return status == LOCIQ_OK ? lociq_arguments_threads(arguments, &options->threads, error) : status;
}

/* A table on standard output says them itself. */
static void tell_remarks(const lociq_arguments *arguments, const lociq_console *console, const lociq_ranking *ranking,
                         const char *format) {
  if (strcmp(format, "table") == 0 && !lociq_arguments_has(arguments, "output")) return;
  for (size_t i = 0; ranking->remarks != NULL && ranking->remarks[i] != NULL; i++)
    lociq_console_remark(console, "%s", ranking->remarks[i]);
}

static lociq_status write_ranking(const lociq_arguments *arguments, const lociq_console *console,
                                  const lociq_ranking *ranking, lociq_delivery *delivery, lociq_error *error) {
  lociq_write_options options = lociq_write_options_default();
  options.format = "table";
  if (lociq_arguments_has(arguments, "contributions")) options.contributions = ranking->contribution_count;
  lociq_error writing = {0};
  lociq_status status = lociq_arguments_word(arguments, "format", "table|csv|json", &options.format, error);
  if (status == LOCIQ_OK) status = lociq_delivery_open(arguments, delivery, error);
  if (status != LOCIQ_OK) return status;
  tell_remarks(arguments, console, ranking, options.format);
  status = lociq_write_ranking(ranking, &options, delivery->stream, &writing);
  return lociq_delivery_check(delivery, status, &writing, error);
}

static lociq_status keep_ranking(const lociq_arguments *arguments, const lociq_partner_options *options,
                                 lociq_store *store, const lociq_ranking *ranking, lociq_error *error) {
  lociq_input *inputs = NULL;
  size_t count = 0;
  lociq_status status = lociq_partner_inputs(options, &inputs, &count, error);
  if (status == LOCIQ_OK && lociq_ranks_here().own == 0) status = lociq_partners_put(store, ranking, error);
  status = lociq_ranks_agree(lociq_ranks_here(), status, error);
  if (status == LOCIQ_OK) status = lociq_arguments_record(arguments, store, inputs, count, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  for (size_t i = 0; i < count; i++) lociq_input_clear(&inputs[i]);
  free(inputs);
  return status;
}

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  const bool keep = lociq_arguments_has(arguments, "keep");
  const lociq_ranks ranks = lociq_ranks_here();
  lociq_partner_options options;
  lociq_store *store = NULL;
  lociq_ranking *ranking = NULL;
  lociq_delivery delivery = {0};
  lociq_status status = read_options(arguments, console, &options, error);
  if (status == LOCIQ_OK)
    status = lociq_store_open(arguments->operands[0], keep ? LOCIQ_STORE_WRITE : LOCIQ_STORE_READ, &store, error);
  if (status == LOCIQ_OK) status = lociq_partners_rank_store(store, &options, &ranking, error);
  if (status == LOCIQ_OK) {
    lociq_console_clear(console); /* the table may share the terminal with the bar */
    if (ranks.own == 0) status = write_ranking(arguments, console, ranking, &delivery, error);
    status = lociq_ranks_agree(ranks, status, error);
  }
  if (status == LOCIQ_OK && keep) status = keep_ranking(arguments, &options, store, ranking, error);
  status = lociq_delivery_finish(&delivery, status, error);
  lociq_ranking_free(ranking);
  lociq_store_close(store);
  return status;
}

/* The similarities, then the other methods. */
static bool list(size_t index, lociq_entry *entry) {
  const lociq_similarity *method = lociq_similarities();
  for (; method->name != NULL && index > 0; method++) index--;
  if (method->name == NULL)
    for (method = lociq_block_methods(); method->name != NULL && index > 0; method++) index--;
  if (method->name == NULL) return false;
  (void)snprintf(entry->term, sizeof entry->term, "%s", method->name);
  (void)snprintf(entry->text, sizeof entry->text, "%s: %s (%s)", method->title, method->formula, method->reference);
  return true;
}

static bool further(size_t index, lociq_switch *of) {
  const lociq_partner_option *option = lociq_partner_options_list();
  for (; option->name != NULL && index > 0; option++) index--;
  *of = (lociq_switch){.name = option->name, .argument = option->argument, .help = option->help};
  return option->name != NULL;
}

static const lociq_switch switches[] = {
    {.name = "region", .letter = 'r', .argument = "CODE", .help = "the region whose partners are sought"},
    {.name = "all", .letter = 'a', .help = "the partners of every region, or of every part of the cluster"},
    {.name = "format", .argument = "table|csv|json", .help = "how to print them (default table)"},
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "to a file instead of standard output"},
    {.name = "keep", .help = "keep the ranking of --all in the store"},
    {.name = "threads", .argument = "N", .help = "threads to work with; all processors unless given"},
    {0},
};

const lociq_command lociq_command_partners = {
    .name = "partners",
    .summary = "rank partners for regions, clusters and their organisations",
    .usage = "STORE --region CODE|--organisation CODE|--all [options]",
    .description =
        "Ranks those who may be partners, best first, ties by code, and tells for each what makes it one: how alike the "
        "industries' shares are, what one adds to the other, what there is to learn, or whatever blocks a "
        "specification weighs.\n"
        "With --cluster the partners are the regions' parts of an industry or category, and the cluster organisations of "
        "these; with --linkage also those of industries linked to it.\n"
        "Each contribution has the value on our side and on theirs; the contributions and the others add up to the score. "
        "Without --contributions a table tells as many as fit into its line.",
    .examples =
        "lociq partners eu.h5 --region DE11 --exclude-country\n"
        "lociq partners eu.h5 --region DE11 --cluster C29 --by complementarity\n"
        "lociq partners eu.h5 --all --similarity krugman --top 5 --format csv -o partners.csv",
    .switches = switches,
    .by_ranks = true,
    .further = further,
    .operands_least = 1,
    .operands_most = 1,
    .list_title = "Similarities, and the other methods of blocks",
    .list = list,
    .run = run,
};

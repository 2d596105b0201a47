/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "cli/command.h"
#include "cli/delivery.h"

enum { TOP_MOST = 100000 };

static lociq_status read_options(const lociq_arguments *arguments, const lociq_console *console,
                                 lociq_partner_options *options, lociq_error *error) {
  *options = lociq_partner_options_default();
  if (lociq_arguments_has(arguments, "region") == lociq_arguments_has(arguments, "all"))
    return lociq_error_set(error, LOCIQ_INVALID, "expected either --region CODE or --all");
  if (lociq_arguments_has(arguments, "keep") && !lociq_arguments_has(arguments, "all"))
    return lociq_error_set(error, LOCIQ_INVALID, "--keep is for the ranking of --all regions");
  options->region = lociq_arguments_value(arguments, "region");
  options->year = lociq_arguments_value(arguments, "year");
  options->exclude_country = lociq_arguments_has(arguments, "exclude-country");
  options->progress = &console->progress;
  if (lociq_arguments_has(arguments, "measure")) options->measure = lociq_arguments_value(arguments, "measure");
  if (lociq_arguments_has(arguments, "similarity"))
    options->similarity = lociq_arguments_value(arguments, "similarity");
  const char *by = NULL;
  long top = (long)options->top;
  lociq_status status = lociq_arguments_word(arguments, "by", "similarity", &by, error);
  if (status == LOCIQ_OK) status = lociq_arguments_number(arguments, "top", 1, TOP_MOST, &top, error);
  if (status == LOCIQ_OK)
    status = lociq_arguments_share(arguments, "minimum-coverage", &options->minimum_coverage, error);
  if (status == LOCIQ_OK) status = lociq_arguments_threads(arguments, &options->threads, error);
  options->top = (size_t)top;
  return status;
}

static lociq_status write_ranking(const lociq_arguments *arguments, const lociq_ranking *ranking,
                                  lociq_delivery *delivery, lociq_error *error) {
  lociq_write_options options = lociq_write_options_default();
  options.format = "table";
  lociq_error writing = {0};
  lociq_status status = lociq_arguments_word(arguments, "format", "table|csv|json", &options.format, error);
  if (status == LOCIQ_OK) status = lociq_delivery_open(arguments, delivery, error);
  if (status != LOCIQ_OK) return status;
  status = lociq_write_ranking(ranking, &options, delivery->stream, &writing);
  return lociq_delivery_check(delivery, status, &writing, error);
}

static lociq_status keep_ranking(const lociq_arguments *arguments, lociq_store *store, const lociq_ranking *ranking,
                                 lociq_error *error) {
  lociq_status status = lociq_partners_put(store, ranking, error);
  if (status == LOCIQ_OK) status = lociq_arguments_record(arguments, store, NULL, 0, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  return status;
}

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  const bool keep = lociq_arguments_has(arguments, "keep");
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
    status = write_ranking(arguments, ranking, &delivery, error);
  }
  if (status == LOCIQ_OK && keep) status = keep_ranking(arguments, store, ranking, error);
  status = lociq_delivery_finish(&delivery, status, error);
  lociq_ranking_free(ranking);
  lociq_store_close(store);
  return status;
}

static bool list(size_t index, lociq_entry *entry) {
  const lociq_similarity *similarity = &lociq_similarities()[index];
  if (similarity->name == NULL) return false;
  (void)snprintf(entry->term, sizeof entry->term, "%s", similarity->name);
  (void)snprintf(entry->text, sizeof entry->text, "%s: %s (%s)", similarity->title, similarity->formula,
                 similarity->reference);
  return true;
}

static const lociq_switch switches[] = {
    {.name = "region", .letter = 'r', .argument = "CODE", .help = "the region whose partners are sought"},
    {.name = "all", .letter = 'a', .help = "the partners of every region"},
    {.name = "by", .argument = "similarity", .help = "what makes a partner: the likeness of the industries' shares"},
    {.name = "similarity", .argument = "NAME", .help = "one of those below (default cosine)"},
    {.name = "measure", .argument = "MEASURE", .help = "what the shares are of (default employment)"},
    {.name = "year", .argument = "YEAR", .help = "the last one unless given"},
    {.name = "top", .argument = "N", .help = "partners a region (default 10)"},
    {.name = "exclude-country", .help = "leave out regions of the region's own country or state"},
    {.name = "minimum-coverage",
     .argument = "SHARE",
     .help =
         "compare two regions only where the industries known in both hold this share of either's total (default 0.5)"},
    {.name = "format", .argument = "table|csv|json", .help = "how to print them (default table)"},
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "to a file instead of standard output"},
    {.name = "keep", .help = "keep the ranking of --all regions in the store"},
    {.name = "threads", .argument = "N", .help = "threads to work with; all processors unless given"},
    {0},
};

const lociq_command lociq_command_partners = {
    .name = "partners",
    .summary = "rank for a region the regions elsewhere most like it",
    .usage = "STORE --region CODE|--all [options]",
    .description =
        "Ranks the other regions by how like their industries' shares are, best first, ties by code, and tells for "
        "each partner the industries that make it one.",
    .examples =
        "lociq partners eu.h5 --region DE11 --exclude-country\n"
        "lociq partners eu.h5 --all --similarity krugman --top 5 --format csv -o partners.csv",
    .switches = switches,
    .operands_least = 1,
    .operands_most = 1,
    .list_title = "Similarities",
    .list = list,
    .run = run,
};

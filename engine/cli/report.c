/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/delivery.h"

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  lociq_report_options options = lociq_report_options_default();
  options.title = lociq_arguments_value(arguments, "title");
  options.region = lociq_arguments_value(arguments, "region");
  options.points = lociq_arguments_value(arguments, "points");
  options.shapes = lociq_arguments_value(arguments, "shapes");
  options.property = lociq_arguments_value(arguments, "property");
  options.stories = lociq_arguments_value(arguments, "stories");
  options.memory = arguments->memory;
  options.progress = &console->progress;
  lociq_store *store = NULL;
  lociq_delivery delivery = {0};
  lociq_error writing = {0};
  lociq_status status = lociq_arguments_word(arguments, "language", LOCIQ_REPORT_LANGUAGES, &options.language, error);
  if (status == LOCIQ_OK) status = lociq_store_open(arguments->operands[0], LOCIQ_STORE_READ, &store, error);
  if (status == LOCIQ_OK) status = lociq_delivery_open(arguments, &delivery, error);
  if (status == LOCIQ_OK) {
    status = lociq_report_write(store, &options, delivery.stream, &writing);
    status = lociq_delivery_check(&delivery, status, &writing, error);
  }
  status = lociq_delivery_finish(&delivery, status, error);
  lociq_store_close(store);
  return status;
}

static const lociq_switch switches[] = {
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "to a file instead of standard output"},
    {.name = "region", .argument = "CODE", .help = "a brief of this region, to be printed"},
    {.name = "points", .argument = "FILE", .help = "where regions are: region,longitude,latitude"},
    {.name = "shapes", .argument = "FILE", .help = "regions' outlines, GeoJSON or TopoJSON"},
    {.name = "property", .argument = "NAME", .help = "of an outline, that holds its region's code; found by itself"},
    {.name = "stories", .argument = "FILE", .help = "Markdown that extends case studies, below \"# REGION INDUSTRY\""},
    {.name = "language", .argument = LOCIQ_REPORT_LANGUAGES, .help = "that the page opens in (default en)"},
    {.name = "title", .argument = "TEXT", .help = "of the page (default the store's file name)"},
    {0},
};

const lociq_command lociq_command_report = {
    .name = "report",
    .summary = "make a page of a store that people look at",
    .usage = "STORE -o FILE.html [options]",
    .description =
        "Writes one HTML file that needs no network: a map of every indicator, a page for each region and each "
        "industry, partners, case studies of excellent performance, methods and sources. Every table can be taken "
        "from it as CSV. Without --points or --shapes there is no map.",
    .examples =
        "lociq report eu.h5 -o report.html --points nuts2.csv\n"
        "lociq report eu.h5 -o DE11.html --region DE11 --language de",
    .switches = switches,
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};

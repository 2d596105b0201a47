/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/delivery.h"

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  (void)console;
  lociq_write_options options = lociq_write_options_default();
  options.format = "csv";
  options.memory = arguments->memory;
  options.year = lociq_arguments_value(arguments, "year");
  options.region = lociq_arguments_value(arguments, "region");
  options.industry = lociq_arguments_value(arguments, "industry");
  options.points = lociq_arguments_value(arguments, "points");
  options.shapes = lociq_arguments_value(arguments, "shapes");
  options.property = lociq_arguments_value(arguments, "property");
  lociq_store *store = NULL;
  lociq_delivery delivery = {0};
  lociq_error writing = {0};
  lociq_status status = lociq_arguments_word(arguments, "format", "csv|json|matrix|geojson", &options.format, error);
  if (status == LOCIQ_OK) status = lociq_store_open(arguments->operands[0], LOCIQ_STORE_READ, &store, error);
  if (status == LOCIQ_OK) status = lociq_delivery_open(arguments, &delivery, error);
  if (status == LOCIQ_OK) {
    status = lociq_write_dataset(store, arguments->operands[1], &options, delivery.stream, &writing);
    status = lociq_delivery_check(&delivery, status, &writing, error);
    if (status == LOCIQ_NOT_FOUND) status = LOCIQ_INVALID; /* the store is there: the command line names what is not */
  }
  status = lociq_delivery_finish(&delivery, status, error);
  lociq_store_close(store);
  return status;
}

static const lociq_switch switches[] = {
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "to a file instead of standard output"},
    {.name = "format",
     .argument = "csv|json|matrix|geojson",
     .help = "a line a value, JSON, regions by industries, or a feature a region"},
    {.name = "year", .argument = "YEAR", .help = "of this year only"},
    {.name = "region", .argument = "CODE", .help = "of this region only"},
    {.name = "industry", .argument = "CODE", .help = "of this industry only"},
    {.name = "points", .argument = "FILE", .help = "of geojson: where regions are, region,longitude,latitude"},
    {.name = "shapes", .argument = "FILE", .help = "of geojson: regions' outlines, GeoJSON or TopoJSON"},
    {.name = "property", .argument = "NAME", .help = "of an outline, that holds its region's code; found by itself"},
    {0},
};

const lociq_command lociq_command_export = {
    .name = "export",
    .summary = "write a dataset of a store for other programs",
    .usage = "STORE DATASET [options]",
    .description =
        "Writes a measure, a published total or an indicator. In csv (the default) a line is region,industry,year,"
        "value,flag, without the columns that the dataset lacks; numbers have 17 significant digits, and a missing "
        "value is an empty field.",
    .examples =
        "lociq export eu.h5 lq --year 2015 -o lq.csv\n"
        "lociq export eu.h5 employment_total_region --format json\n"
        "lociq export eu.h5 lq --year 2015 --format geojson --points nuts2.csv -o lq.geojson",
    .switches = switches,
    .operands_least = 2,
    .operands_most = 2,
    .run = run,
};

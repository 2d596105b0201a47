/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "cli/command.h"
#include "cli/delivery.h"

static lociq_status load(const char *path, size_t memory, lociq_panel **panel, lociq_error *error) {
  lociq_store *store = NULL;
  lociq_status status = lociq_store_open(path, LOCIQ_STORE_READ, &store, error);
  if (status == LOCIQ_OK) status = lociq_store_require_measures(store, memory, 1, "comparing all measures", error);
  if (status == LOCIQ_OK) status = lociq_store_load_measures(store, panel, error);
  lociq_store_close(store);
  return status;
}

static lociq_status write_differences(const lociq_arguments *arguments, const lociq_difference *differences,
                                      size_t count, lociq_error *error) {
  lociq_delivery delivery = {0};
  lociq_error writing = {0};
  lociq_status status = lociq_delivery_open(arguments, &delivery, error);
  if (status != LOCIQ_OK) return status;
  status = lociq_write_differences(differences, count, delivery.stream, &writing);
  status = lociq_delivery_check(&delivery, status, &writing, error);
  return lociq_delivery_finish(&delivery, status, error);
}

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  lociq_panel *fine = NULL, *coarse = NULL;
  lociq_difference *differences = NULL;
  size_t count = 0, compared = 0, incomplete = 0;
  double tolerance = 0;
  lociq_status status = lociq_arguments_amount(arguments, "tolerance", &tolerance, error);
  for (size_t i = 0; status == LOCIQ_OK && i < arguments->operand_count; i++)
    status = lociq_arguments_apart(arguments, "output", arguments->operands[i], "measures", error);
  if (status == LOCIQ_OK) status = load(arguments->operands[0], arguments->memory, &fine, error);
  if (status == LOCIQ_OK && arguments->operand_count > 1)
    status = load(arguments->operands[1], arguments->memory, &coarse, error);
  if (status == LOCIQ_OK)
    status = lociq_panel_compare(fine, coarse, tolerance, &differences, &count, &compared, &incomplete, error);
  if (status == LOCIQ_OK) status = write_differences(arguments, differences, count, error);
  if (status == LOCIQ_OK)
    lociq_console_remark(
        console, "%zu of %zu sums differ from what was published; %zu more could not be compared, as a part is missing",
        count, compared, incomplete);
  lociq_differences_free(differences, count);
  lociq_panel_free(coarse);
  lociq_panel_free(fine);
  return status;
}

static const lociq_switch switches[] = {
    {.name = "tolerance",
     .argument = "T",
     .help = "how far each figure may be from its true value, in the measure's unit, such as 0.05 where one decimal is "
             "published; a sum of n figures may differ by n + 1 times this (default 0)"},
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "to a file instead of standard output"},
    {0},
};

const lociq_command lociq_command_compare = {
    .name = "compare",
    .summary = "find where figures do not add up to published totals",
    .usage = "STORE [COARSER] [options]",
    .description =
        "Adds up the measures of a store and compares the sums with its own published totals and with those of a store "
        "whose regions or industries are the same or coarser. Prints a line measure,year,region,industry,sum,published,"
        "difference for each that differs; TOTAL stands for all regions or industries.\n"
        "Sums of which a part is missing are not compared, and counted. Measures that are no amounts, such as those in "
        "per cent, are left out.",
    .examples =
        "lociq compare eu.h5\n"
        "lociq compare nuts2.h5 nuts1.h5 --tolerance 0.05 -o differences.csv",
    .switches = switches,
    .operands_least = 1,
    .operands_most = 2,
    .run = run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

/* The stores, of which the first is to be filled. */
typedef struct inputs {
  lociq_store **stores;
  lociq_panel **panels;
  size_t count;
} inputs;

static void inputs_clear(inputs *given) {
  for (size_t i = 0; i < given->count; i++) {
    if (given->panels != NULL) lociq_panel_free(given->panels[i]);
    if (given->stores != NULL) lociq_store_close(given->stores[i]);
  }
  free(given->panels);
  free(given->stores);
}

static lociq_status inputs_open(const lociq_arguments *arguments, inputs *given, lociq_error *error) {
  enum { OF_FIRST = 5 }; /* the table, what it becomes, both bounds, and a year's tables at work */
  lociq_status status = LOCIQ_OK;
  given->count = arguments->operand_count;
  given->stores = calloc(given->count, sizeof(lociq_store *));
  given->panels = calloc(given->count, sizeof(lociq_panel *));
  if (given->stores == NULL || given->panels == NULL)
    return lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for the stores");
  for (size_t i = 0; status == LOCIQ_OK && i < given->count; i++) {
    const size_t copies = i == 0 ? OF_FIRST : 1;
    status = lociq_store_open(arguments->operands[i], LOCIQ_STORE_READ, &given->stores[i], error);
    if (status == LOCIQ_OK)
      status = lociq_store_require_measures(given->stores[i], arguments->memory, copies, "estimating cells", error);
    if (status == LOCIQ_OK) status = lociq_store_load_measures(given->stores[i], &given->panels[i], error);
  }
  return status;
}

/* ---- the command line */

static lociq_status check_output(const lociq_arguments *arguments, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  if (!lociq_arguments_has(arguments, "output"))
    return lociq_error_set(error, LOCIQ_INVALID, "expected -o NEW, the store to be made");
  for (size_t i = 0; status == LOCIQ_OK && i < arguments->operand_count; i++)
    status = lociq_arguments_apart(arguments, "output", arguments->operands[i], "figures", error);
  return status;
}

static lociq_status read_fill(const lociq_arguments *arguments, lociq_estimate_options *options, lociq_error *error) {
  static const char *const fills[] = {"fit", "gras", "equal", "none"}; /* in the order of lociq_fill */
  const char *fill = fills[LOCIQ_FILL_FIT];
  const lociq_status status = lociq_arguments_word(arguments, "fill", "fit|gras|equal|none", &fill, error);
  for (int k = 0; k < (int)(sizeof fills / sizeof fills[0]); k++)
    if (strcmp(fill, fills[k]) == 0) options->fill = (lociq_fill)k;
  if (status == LOCIQ_OK && options->fill == LOCIQ_FILL_NONE && options->prior != NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "--fill none has no use for --prior");
  return status;
}

static lociq_status read_absent(const lociq_arguments *arguments, lociq_estimate_options *options, lociq_error *error) {
  const char *absent = NULL;
  const lociq_status status = lociq_arguments_word(arguments, "absent", "missing|zero", &absent, error);
  options->absent_zero = absent != NULL && strcmp(absent, "zero") == 0;
  return status;
}

static lociq_status read_rest(const lociq_arguments *arguments, lociq_estimate_options *options, lociq_error *error) {
  const char *rest = NULL;
  const lociq_status status = lociq_arguments_word(arguments, "rest", "totals|all", &rest, error);
  if (rest != NULL) options->rest = strcmp(rest, "all") == 0 ? LOCIQ_REST_ALL : LOCIQ_REST_TOTALS;
  return status;
}

static lociq_status read_options(const lociq_arguments *arguments, const lociq_console *console,
                                 lociq_estimate_options *options, lociq_error *error) {
  enum { ITERATIONS_MOST = 1000000000 };
  *options = lociq_estimate_options_default();
  options->measure = lociq_arguments_value(arguments, "measure");
  options->prior = lociq_arguments_value(arguments, "prior");
  options->memory = arguments->memory;
  options->progress = &console->progress;
  long iterations = (long)options->iterations;
  lociq_status status = check_output(arguments, error);
  if (status == LOCIQ_OK) status = read_fill(arguments, options, error);
  if (status == LOCIQ_OK) status = read_rest(arguments, options, error);
  if (status == LOCIQ_OK) status = read_absent(arguments, options, error);
  if (status == LOCIQ_OK) status = lociq_arguments_amount(arguments, "rounding", &options->rounding, error);
  if (status == LOCIQ_OK) status = lociq_arguments_share(arguments, "tolerance", &options->tolerance, error);
  if (status == LOCIQ_OK)
    status = lociq_arguments_number(arguments, "iterations", 1, ITERATIONS_MOST, &iterations, error);
  if (status == LOCIQ_OK) status = lociq_arguments_years(arguments, &options->first_year, &options->last_year, error);
  if (status == LOCIQ_OK) status = lociq_arguments_threads(arguments, &options->threads, error);
  options->iterations = (size_t)iterations;
  return status;
}

/* ---- what comes out */

static lociq_status store_panel(const lociq_arguments *arguments, const inputs *given, const lociq_panel *panel,
                                lociq_error *error) {
  lociq_store *store = NULL;
  lociq_status status = lociq_store_open(lociq_arguments_value(arguments, "output"), LOCIQ_STORE_NEW, &store, error);
  if (status == LOCIQ_OK) status = lociq_store_put_measures(store, panel, error);
  for (size_t i = 0; status == LOCIQ_OK && i < given->count; i++)
    status = lociq_store_inherit(store, given->stores[i], error);
  if (status == LOCIQ_OK) status = lociq_arguments_record(arguments, store, NULL, 0, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  lociq_store_close(store);
  return status;
}

static void tell(const lociq_console *console, const lociq_arguments *arguments, const lociq_estimate_options *options,
                 const lociq_estimate_report *report) {
  const char *measure = options->measure == NULL ? "employment" : options->measure;
  lociq_console_remark(console, "%s: of %zu cells %zu are known; of the others the totals determine %zu (%zu sweep%s)",
                       measure, report->cells, report->known, report->determined, report->sweeps,
                       report->sweeps == 1 ? "" : "s");
  if (options->fill == LOCIQ_FILL_FIT || options->fill == LOCIQ_FILL_GRAS)
    lociq_console_remark(console, "estimated %zu in %zu iteration%s; totals are met to %.1e of them", report->estimated,
                         report->iterations, report->iterations == 1 ? "" : "s", report->worst);
  else if (options->fill == LOCIQ_FILL_EQUAL)
    lociq_console_remark(console, "estimated %zu; totals are met to %.1e of them", report->estimated, report->worst);
  lociq_console_remark(console, "made %s with %s, %s_lower and %s_upper", lociq_arguments_value(arguments, "output"),
                       measure, measure, measure);
}

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  lociq_estimate_options options;
  lociq_estimate_report report;
  inputs given = {0};
  lociq_panel *estimated = NULL;
  lociq_status status = read_options(arguments, console, &options, error);
  if (status == LOCIQ_OK) status = inputs_open(arguments, &given, error);
  if (status == LOCIQ_OK)
    status = lociq_panel_estimate((const lociq_panel *const *)given.panels, given.count, &options, &estimated, &report,
                                  error);
  if (status == LOCIQ_OK) status = store_panel(arguments, &given, estimated, error);
  if (status == LOCIQ_OK) tell(console, arguments, &options, &report);
  lociq_panel_free(estimated);
  inputs_clear(&given);
  return status;
}

static const lociq_switch switches[] = {
    {.name = "output", .letter = 'o', .argument = "NEW", .help = "the store to be made; one that is there is replaced"},
    {.name = "measure", .argument = "MEASURE", .help = "what is estimated (default employment)"},
    {.name = "fill",
     .argument = "fit|gras|equal|none",
     .help = "fit (default): nearest to the prior, inside the bounds, meeting all totals; gras: the prior balanced to "
             "the totals of regions and industries, cells below zero and all; equal: what is left of the nearest known "
             "parent in equal parts, or by --prior; none: bounds alone"},
    {.name = "prior",
     .argument = "proportional|MEASURE|YEAR",
     .help = "what cells would be like: region by industry of what is left (default), a measure such as "
             "establishments, or the same measure of another year; scaled industry by industry"},
    {.name = "rounding", .argument = "H", .help = "figures are right to within H, in their unit (default 0: exact)"},
    {.name = "rest",
     .argument = "totals|all",
     .help = "parts may add up to less, as some codes are on no axis: than the published totals of all regions and of "
             "all industries, or than any coarser cell"},
    {.name = "absent",
     .argument = "missing|zero",
     .help = "what a cell is that has neither a value nor a flag: missing (default), or zero, as the source lists all "
             "that there is (QCEW)"},
    {.name = "years", .argument = "FIRST:LAST", .help = "of these years only; others stay as they are"},
    {.name = "tolerance", .argument = "T", .help = "of totals, relative (default 1e-10)"},
    {.name = "iterations", .argument = "N", .help = "at most (default 10000)"},
    {.name = "threads", .argument = "N", .help = "threads to work with; all processors unless given"},
    {0},
};

const lociq_command lociq_command_estimate = {
    .name = "estimate",
    .summary = "bound and estimate suppressed and missing cells",
    .usage = "STORE [TABLE...] -o NEW [options]",
    .description =
        "Makes a new store in which the missing cells of a measure of STORE are estimated, with the flag e, and the "
        "bounds MEASURE_lower and MEASURE_upper lie beside it: what each cell is at least and at most, by all sums "
        "there are. The tables are stores with the same measure at coarser levels of regions, industries or both; "
        "published totals count too. STORE need not be on the finest level of both: small regions by sections and large "
        "regions by divisions make small regions by divisions.\n"
        "Totals that cannot be met are an error that names one, and by how much. The values are the same, to the bit, "
        "for any number of threads.",
    .examples =
        "lociq estimate county4.h5 county3.h5 sectors.h5 -o us.h5 --prior establishments --rest totals "
        "--absent zero\n"
        "lociq estimate nuts2.h5 countries.h5 -o eu.h5 --prior 2014 --years 2015:2015 --rounding 0.05 --rest totals",
    .switches = switches,
    .operands_least = 1,
    .operands_most = SIZE_MAX,
    .run = run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/selection.h"

enum { INPUTS = 2 }; /* the concordance, the labels */

/* What is asked for, and what it is made of. */
typedef struct request {
  lociq_conversion_options options;
  char *relative; /* names, cut at commas */
  const char **names;
  lociq_input inputs[INPUTS];
  size_t input_count;
} request;

static void clear_request(request *wanted) {
  free(wanted->relative);
  free(wanted->names);
  for (size_t i = 0; i < wanted->input_count; i++) lociq_input_clear(&wanted->inputs[i]);
}

/* ---- the command line */

static lociq_status check_arguments(const lociq_arguments *arguments, lociq_error *error) {
  static const char *const of_file[] = {"from", "to", "weight", "label", "where"};
  const bool file = lociq_arguments_has(arguments, "concordance"), level = lociq_arguments_has(arguments, "level");
  if (!lociq_arguments_has(arguments, "output"))
    return lociq_error_set(error, LOCIQ_INVALID, "expected -o NEW, the store to be made");
  if (!lociq_arguments_has(arguments, "axis"))
    return lociq_error_set(error, LOCIQ_INVALID, "expected --axis industry or --axis region");
  if (file == level)
    return lociq_error_set(error, LOCIQ_INVALID, "expected either --concordance FILE or --level LEVEL");
  for (size_t i = 0; level && i < sizeof of_file / sizeof of_file[0]; i++)
    if (lociq_arguments_has(arguments, of_file[i]))
      return lociq_error_set(error, LOCIQ_INVALID, "--%s is for a --concordance", of_file[i]);
  const lociq_status status = lociq_arguments_apart(arguments, "output", arguments->operands[0], "figures", error);
  return status == LOCIQ_OK ? lociq_arguments_apart(arguments, "losses", arguments->operands[0], "figures", error)
                            : status;
}

static lociq_status read_relative(const lociq_arguments *arguments, request *wanted, lociq_error *error) {
  const char *text = lociq_arguments_value(arguments, "relative");
  if (text == NULL) return LOCIQ_OK;
  wanted->relative = strdup(text);
  wanted->names = calloc(strlen(text) + 1, sizeof *wanted->names);
  if (wanted->relative == NULL || wanted->names == NULL)
    return lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for the command line");
  for (char *name = wanted->relative; name != NULL;) {
    char *comma = strchr(name, ',');
    if (comma != NULL) *comma++ = '\0';
    wanted->names[wanted->options.relative_count++] = name;
    name = comma;
  }
  wanted->options.relative = wanted->names;
  return LOCIQ_OK;
}

static lociq_status read_request(const lociq_arguments *arguments, const lociq_console *console, request *wanted,
                                 lociq_error *error) {
  const char *axis = NULL, *missing = NULL;
  wanted->options = lociq_conversion_options_default();
  wanted->options.memory = arguments->memory;
  wanted->options.progress = &console->progress;
  lociq_status status = check_arguments(arguments, error);
  if (status == LOCIQ_OK) status = lociq_arguments_word(arguments, "axis", "industry|region", &axis, error);
  if (status == LOCIQ_OK) status = lociq_arguments_word(arguments, "missing", "propagate|skip", &missing, error);
  if (status == LOCIQ_OK) status = lociq_arguments_threads(arguments, &wanted->options.threads, error);
  if (status == LOCIQ_OK) status = read_relative(arguments, wanted, error);
  if (status != LOCIQ_OK) return status;
  wanted->options.axis = strcmp(axis, "region") == 0 ? LOCIQ_REGION : LOCIQ_INDUSTRY;
  wanted->options.skip_missing = missing != NULL && strcmp(missing, "skip") == 0;
  return LOCIQ_OK;
}

/* ---- the concordance */

static lociq_status read_concordance(const lociq_arguments *arguments, const lociq_console *console, request *wanted,
                                     lociq_concordance **concordance, lociq_error *error) {
  lociq_selection selection = {0};
  lociq_concordance_options options = lociq_concordance_options_default();
  lociq_status status = lociq_selection_read(arguments, &selection, error);
  options.from = lociq_arguments_value(arguments, "from");
  options.to = lociq_arguments_value(arguments, "to");
  options.weight = lociq_arguments_value(arguments, "weight");
  options.label = lociq_arguments_value(arguments, "label");
  options.filters = selection.filters;
  options.filter_count = selection.count;
  options.progress = &console->progress;
  if (status == LOCIQ_OK)
    status = lociq_concordance_read(lociq_arguments_value(arguments, "concordance"), &options, concordance,
                                    &wanted->inputs[wanted->input_count], error);
  if (status == LOCIQ_OK) wanted->input_count++;
  lociq_selection_clear(&selection);
  return status;
}

static lociq_status find_concordance(const lociq_arguments *arguments, const lociq_console *console,
                                     const lociq_panel *panel, request *wanted, lociq_concordance **concordance,
                                     lociq_error *error) {
  const char *level = lociq_arguments_value(arguments, "level"), *labels = lociq_arguments_value(arguments, "labels");
  lociq_status status = level == NULL
                            ? read_concordance(arguments, console, wanted, concordance, error)
                            : lociq_concordance_of_level(panel->axes[wanted->options.axis], level, concordance, error);
  if (status != LOCIQ_OK || labels == NULL) return status;
  status =
      lociq_concordance_label(*concordance, labels, &console->progress, &wanted->inputs[wanted->input_count], error);
  if (status == LOCIQ_OK) wanted->input_count++;
  return status;
}

/* ---- what comes out */

static lociq_status write_losses(const lociq_arguments *arguments, const lociq_conversion_report *report,
                                 lociq_error *error) {
  const char *path = lociq_arguments_value(arguments, "losses");
  lociq_output *output = NULL;
  FILE *stream = NULL;
  lociq_error writing = {0};
  if (path == NULL) return LOCIQ_OK;
  lociq_status status = lociq_output_open(path, &output, &stream, error);
  if (status != LOCIQ_OK) return status;
  status = lociq_write_losses(report, stream, &writing);
  if (status != LOCIQ_OK) (void)lociq_error_set(error, status, "%s: %s", path, writing.message);
  const lociq_status finished = lociq_output_finish(output, status == LOCIQ_OK, error);
  return status == LOCIQ_OK ? finished : status;
}

static lociq_status store_panel(const lociq_arguments *arguments, const lociq_store *from, const lociq_panel *panel,
                                const lociq_conversion_report *report, const request *wanted, lociq_error *error) {
  lociq_store *store = NULL;
  lociq_status status = lociq_store_open(lociq_arguments_value(arguments, "output"), LOCIQ_STORE_NEW, &store, error);
  if (status == LOCIQ_OK) status = lociq_store_put_measures(store, panel, error);
  if (status == LOCIQ_OK) status = lociq_store_inherit(store, from, error);
  if (status == LOCIQ_OK) status = lociq_arguments_record(arguments, store, wanted->inputs, wanted->input_count, error);
  if (status == LOCIQ_OK) status = write_losses(arguments, report, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  lociq_store_close(store);
  return status;
}

/* Line by line: a remark is one. */
static lociq_status tell(const lociq_console *console, const lociq_conversion_report *report, lociq_error *error) {
  char *text = NULL;
  const lociq_status status = lociq_conversion_report_format(report, &text, error);
  for (char *line = text; status == LOCIQ_OK && line != NULL;) {
    char *end = strchr(line, '\n');
    if (end != NULL) *end++ = '\0';
    lociq_console_remark(console, "%s", line);
    line = end;
  }
  free(text);
  return status;
}

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  enum { COPIES = 2 }; /* what is converted, and what it becomes, which is seldom more */
  request wanted = {0};
  lociq_store *store = NULL;
  lociq_panel *panel = NULL, *converted = NULL;
  lociq_concordance *concordance = NULL;
  lociq_conversion_report *report = NULL;
  lociq_status status = read_request(arguments, console, &wanted, error);
  if (status == LOCIQ_OK) status = lociq_store_open(arguments->operands[0], LOCIQ_STORE_READ, &store, error);
  if (status == LOCIQ_OK)
    status = find_concordance(arguments, console, lociq_store_panel(store), &wanted, &concordance, error);
  if (status == LOCIQ_OK)
    status = lociq_store_require_measures(store, arguments->memory, COPIES, "converting all measures", error);
  if (status == LOCIQ_OK) status = lociq_store_load_measures(store, &panel, error);
  if (status == LOCIQ_OK) status = lociq_panel_convert(panel, concordance, &wanted.options, &converted, &report, error);
  if (status == LOCIQ_OK) status = store_panel(arguments, store, converted, report, &wanted, error);
  if (status == LOCIQ_OK) status = tell(console, report, error);
  lociq_conversion_report_free(report);
  lociq_concordance_free(concordance);
  lociq_panel_free(converted);
  lociq_panel_free(panel);
  lociq_store_close(store);
  clear_request(&wanted);
  return status;
}

static const lociq_switch switches[] = {
    {.name = "output", .letter = 'o', .argument = "NEW", .help = "the store to be made; one that is there is replaced"},
    {.name = "axis", .argument = "industry|region", .help = "which codes are replaced"},
    {.name = "concordance", .letter = 'c', .argument = "FILE", .help = "which codes go where: a table with a heading"},
    {.name = "from", .argument = "COLUMN", .help = "its column of the store's codes (default from)"},
    {.name = "to", .argument = "COLUMN", .help = "its column of the new codes (default to)"},
    {.name = "weight",
     .argument = "COLUMN",
     .help = "its column of weights, such as population; weight where there is one, else each row weighs 1"},
    {.name = "label",
     .argument = "COLUMN",
     .help = "its column of what new codes are called; label where there is one"},
    {.name = "where",
     .argument = "C=V[,V...]",
     .repeatable = true,
     .help = "take the rows of it with these values in the column C; may be given for several columns"},
    {.name = "level",
     .argument = "LEVEL",
     .help = "instead of a concordance: up to a level of the codes, such as nuts1, state, section or naics3, or to "
             "their parents: parent"},
    {.name = "labels", .argument = "FILE", .help = "code,label,parent of the new codes"},
    {.name = "relative",
     .argument = "M[,M...]",
     .help = "measures to average instead of adding them up, beside price_level and those in per cent"},
    {.name = "missing",
     .argument = "propagate|skip",
     .help = "an amount is missing where a source of it is (default), or the sum of what is known"},
    {.name = "losses", .argument = "FILE", .help = "all that went nowhere, as CSV"},
    {.name = "threads", .argument = "N", .help = "threads to work with; all processors unless given"},
    {0},
};

const lociq_command lociq_command_harmonise = {
    .name = "harmonise",
    .summary = "convert a store to other industries, regions or levels",
    .usage = "STORE -o NEW --axis AXIS -c FILE|--level LEVEL [options]",
    .description =
        "Makes a new store with the measures of one, their published totals, bounds and flags, over other codes. An "
        "amount is shared out by the weights of its rows; a relative measure becomes the mean by these weights of what "
        "is known. Codes of the store that are coarser than the concordance's are shared out by the codes below them.\n"
        "Prints what each measure summed up to before and after, and what was lost with codes that go nowhere. Results "
        "are not carried over: compute them again.",
    .examples =
        "lociq harmonise us.h5 -o clusters.h5 --axis industry -c naics_to_cluster.csv --from NAICS --to Cluster\n"
        "lociq harmonise eu2016.h5 -o eu2021.h5 --axis region -c nuts.csv --from from_code --to to_code "
        "--where from_version=2016 --where to_version=2021 --weight pop18\n"
        "lociq harmonise nuts2.h5 -o nuts1.h5 --axis region --level nuts1",
    .switches = switches,
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};

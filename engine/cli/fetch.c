/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/selection.h"

enum { ATTEMPTS_MOST = 1000, SECONDS_MOST = 86400 };

static lociq_status read_options(const lociq_arguments *arguments, const lociq_console *console,
                                 const lociq_selection *wanted, lociq_fetch_options *options, lociq_error *error) {
  *options = lociq_fetch_options_default();
  options->address = lociq_arguments_value(arguments, "address");
  options->certificates = lociq_arguments_value(arguments, "certificates");
  options->refresh = lociq_arguments_has(arguments, "refresh");
  options->filters = wanted->filters;
  options->filter_count = wanted->count;
  options->progress = &console->progress;
  enum { MEGABYTE = 1 << 20 };
  long attempts = (long)options->attempts, megabytes = (long)(options->largest / MEGABYTE);
  long patience = (long)options->patience, pause = (long)options->pause;
  lociq_status status = lociq_arguments_years(arguments, &options->first_year, &options->last_year, error);
  if (status == LOCIQ_OK) status = lociq_arguments_number(arguments, "attempts", 1, ATTEMPTS_MOST, &attempts, error);
  if (status == LOCIQ_OK) status = lociq_arguments_number(arguments, "patience", 1, SECONDS_MOST, &patience, error);
  if (status == LOCIQ_OK) status = lociq_arguments_number(arguments, "pause", 0, SECONDS_MOST, &pause, error);
  if (status == LOCIQ_OK) status = lociq_arguments_number(arguments, "largest", 1, INT_MAX, &megabytes, error);
  options->attempts = (size_t)attempts;
  options->patience = (double)patience;
  options->pause = (double)pause;
  options->largest = (uint64_t)megabytes * MEGABYTE;
  return status;
}

static lociq_status run(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error) {
  const char *path = lociq_arguments_value(arguments, "output");
  if (path == NULL) return lociq_error_set(error, LOCIQ_INVALID, "expected -o FILE, the file to fetch into");
  lociq_selection wanted = {0};
  lociq_fetch_options options;
  lociq_fetched fetched = LOCIQ_FETCHED;
  lociq_status status = lociq_selection_read(arguments, &wanted, error);
  if (status == LOCIQ_OK) status = read_options(arguments, console, &wanted, &options, error);
  if (status == LOCIQ_OK)
    status = lociq_fetch(arguments->operands[0], arguments->operands[1], path, &options, &fetched, error);
  lociq_selection_clear(&wanted);
  if (status != LOCIQ_OK) return status;
  static const char *const became[] = {[LOCIQ_FETCHED] = "fetched",
                                       [LOCIQ_FETCHED_RESUMED] = "fetched, going on where an earlier attempt ended",
                                       [LOCIQ_FETCHED_UNCHANGED] = "unchanged"};
  (void)printf("%s: %s\n", path, became[fetched]);
  return status;
}

static bool list(size_t index, lociq_entry *entry) {
  const lociq_fetch_source *source = &lociq_fetch_sources()[index];
  if (source->name == NULL) return false;
  (void)snprintf(entry->term, sizeof entry->term, "%s", source->name);
  (void)snprintf(entry->text, sizeof entry->text, "%s: %s", source->title, source->address);
  return true;
}

static const lociq_switch switches[] = {
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "the file to fetch into"},
    {.name = "where",
     .argument = "D=V[,V...]",
     .repeatable = true,
     .help = "fetch these values of the dimension D; may be given for several dimensions"},
    {.name = "years", .argument = "FIRST:LAST", .help = "of these years only"},
    {.name = "refresh", .help = "fetch it even where it is known to be unchanged"},
    {.name = "attempts", .argument = "N", .help = "attempts before giving up (default 5)"},
    {.name = "pause", .argument = "SECONDS", .help = "before the second attempt; then it doubles (default 1)"},
    {.name = "patience",
     .argument = "SECONDS",
     .help = "an attempt has failed when nothing comes for so long (default 60)"},
    {.name = "largest", .argument = "MEGABYTES", .help = "refuse what is larger (default 16384)"},
    {.name = "address", .argument = "URL", .help = "of the service, where it is not the source's own"},
    {.name = "certificates", .argument = "FILE", .help = "trust these authorities too (PEM)"},
    {0},
};

const lociq_command lociq_command_fetch = {
    .name = "fetch",
    .summary = "fetch a data set from a statistical office",
    .usage = "SOURCE DATASET -o FILE [options]",
    .description =
        "Fetches the data set into the file, whole or not at all, compressed as it comes; import reads it so. What has "
        "arrived when the connection breaks, or the command is stopped, stays in FILE.part, and the next call goes on "
        "there. A failed attempt is repeated after a pause that doubles, or that the server names.\n"
        "FILE.fetched.json keeps what the server said of the file, so that nothing is fetched twice: where it is "
        "unchanged there, the file stays.\n"
        "The server's certificate is always checked. A proxy is taken from the environment (https_proxy, no_proxy).",
    .examples =
        "lociq fetch eurostat nama_10r_3empers --where wstatus=EMP --years 2008:2020 -o employment.csv.gz\n"
        "lociq fetch eurostat lfst_r_lfe2en2 --where age=Y_GE15 --where nace_r2=A,B-E,F -o lfs.csv.gz",
    .switches = switches,
    .operands_least = 2,
    .operands_most = 2,
    .list_title = "Sources",
    .list = list,
    .run = run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A command line, read by the table of its command.
 */
#ifndef LOCIQ_CLI_ARGUMENTS_H
#define LOCIQ_CLI_ARGUMENTS_H

#include <lociq/lociq.h>

typedef struct lociq_command lociq_command;

/* An option as given; value is "" where it takes none. */
typedef struct lociq_argument {
  const char *name;
  const char *value;
  bool is_setting; /* an option of the library's, not of the command */
} lociq_argument;

/* Texts are borrowed from argv. */
typedef struct lociq_arguments {
  const lociq_command *command;
  const char *const *operands;
  size_t operand_count;
  lociq_argument *given;
  size_t given_count;
  size_t memory;      /* --memory in bytes; 0 where it is not given */
  char *command_line; /* as it could be typed again, for the provenance */
} lociq_arguments;

/* argv[0] is the command's name. The caller clears, also after a failure.
 * LOCIQ_INVALID names the option and what was expected; --help stops the reading
 * there and is no failure. */
lociq_status lociq_arguments_read(const lociq_command *command, int argc, char **argv, lociq_arguments *arguments,
                                  lociq_error *error);
void lociq_arguments_clear(lociq_arguments *arguments);

/* The name of a library's option as it is typed: "exclude_country" as exclude-country. */
void lociq_switch_dashed(const char *name, char *dashed, size_t size);

/* What was given, or NULL. */
const char *lociq_arguments_value(const lociq_arguments *arguments, const char *name);
bool lociq_arguments_has(const lociq_arguments *arguments, const char *name);

/* A whole number of an option; *number stays where it is not given. */
lociq_status lociq_arguments_number(const lociq_arguments *arguments, const char *name, long minimum, long maximum,
                                    long *number, lociq_error *error);
/* A number from 0 to 1 of an option; *share stays where it is not given. */
lociq_status lociq_arguments_share(const lociq_arguments *arguments, const char *name, double *share,
                                   lociq_error *error);
/* A number of at least 0 of an option; *amount stays where it is not given. */
lociq_status lociq_arguments_amount(const lociq_arguments *arguments, const char *name, double *amount,
                                    lociq_error *error);
/* --threads; 0 where it is not given. */
lociq_status lociq_arguments_threads(const lociq_arguments *arguments, int *threads, lociq_error *error);
/* --years, "2008:2015" or one year; both stay where it is not given. */
lociq_status lociq_arguments_years(const lociq_arguments *arguments, int *first, int *last, lociq_error *error);
/* One of the words, which are separated by |. */
lociq_status lociq_arguments_word(const lociq_arguments *arguments, const char *name, const char *words,
                                  const char **word, lociq_error *error);

/* The file that an option names must not be the store itself, whose `what` would be lost:
 * LOCIQ_INVALID. Fine where the option is not given. */
lociq_status lociq_arguments_apart(const lociq_arguments *arguments, const char *name, const char *store,
                                   const char *what, lociq_error *error);

/* Writes into the store's provenance what this command line did. */
lociq_status lociq_arguments_record(const lociq_arguments *arguments, lociq_store *store, const lociq_input *inputs,
                                    size_t input_count, lociq_error *error);

#endif

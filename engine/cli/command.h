/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A command of the program: what it is called, takes and does. Parsing, --help
 * and the manual pages are all made from this descriptor.
 */
#ifndef LOCIQ_CLI_COMMAND_H
#define LOCIQ_CLI_COMMAND_H

#include <lociq/lociq.h>

#include "cli/arguments.h"
#include "cli/console.h"

/* --name, or -letter; what follows it, and what it is for. */
typedef struct lociq_switch {
  const char *name;
  const char *argument; /* "FILE"; NULL: it takes none */
  const char *help;
  char letter;     /* '\0': no short form */
  bool repeatable; /* else giving it twice is an error */
} lociq_switch;

/* One line of a list in the help: "cosine", "Cosine similarity …". */
typedef struct lociq_entry {
  char term[64];
  char text[600];
} lociq_entry;

struct lociq_command {
  const char *name;
  const char *summary;          /* one line, no full stop */
  const char *usage;            /* what follows "lociq NAME" */
  const char *description;      /* paragraphs, separated by a line break */
  const char *examples;         /* lines */
  const lociq_switch *switches; /* ended by a NULL name */
  size_t operands_least, operands_most;
  bool by_ranks;          /* processes that mpirun or srun started together can share its work */
  const char *list_title; /* of a list after the options; NULL: none */
  bool (*list)(size_t index, lociq_entry *entry);
  /* Further options, from the catalogue; NULL where there are none. */
  const lociq_option *(*setting)(size_t index);
  /* Further switches, from a list of the library; NULL where there are none. Their names have underscores, for which a
   * command line has dashes. */
  bool (*further)(size_t index, lociq_switch *of);
  lociq_status (*run)(const lociq_arguments *arguments, const lociq_console *console, lociq_error *error);
};

/* The commands in order, ended by NULL; and the one of a name, or NULL. */
const lociq_command *const *lociq_commands(void);
const lociq_command *lociq_command_find(const char *name);

/* The switches that every command has, ended by a NULL name. */
extern const lociq_switch lociq_common_switches[];

#endif

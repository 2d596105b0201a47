/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/manual.h"

#include <limits.h>
#include <string.h>

enum { TEXT_WIDTH = 78, TERM_WIDTH = 26, TERM_SIZE = 128, ROFF_WIDTH = 70 };

static const char exit_status[][2][80] = {
    {"0", "done"},
    {"1", "it failed; the message on standard error says why"},
    {"2", "the command line or the plan is wrong"},
};

/* "-o, --output FILE" */
static void switch_term(const lociq_switch *of, char term[TERM_SIZE]) {
  const bool takes = of->argument != NULL;
  if (of->letter != '\0')
    (void)snprintf(term, TERM_SIZE, "-%c, --%s%s%s", of->letter, of->name, takes ? " " : "", takes ? of->argument : "");
  else
    (void)snprintf(term, TERM_SIZE, "--%s%s%s", of->name, takes ? " " : "", takes ? of->argument : "");
}

/* Breaks a text at blanks so that it fits, from `column` on, in columns from
 * `indent`. A line break in the text starts a new line. */
static void print_wrapped(FILE *stream, const char *text, int column, int indent) {
  while (*text != '\0') {
    const int length = (int)strcspn(text, " \n");
    if (column > indent && column + 1 + length > TEXT_WIDTH) {
      (void)fprintf(stream, "\n%*s", indent, "");
      column = indent;
    } else if (column > indent) {
      (void)fputc(' ', stream);
      column++;
    }
    (void)fprintf(stream, "%.*s", length, text);
    column += length;
    text += length;
    if (*text == '\n') {
      (void)fprintf(stream, "\n%*s", indent, "");
      column = indent;
    }
    if (*text != '\0') text++;
  }
  (void)fputc('\n', stream);
}

static void print_entry(FILE *stream, const char *term, const char *text) {
  const int printed = fprintf(stream, "  %s", term);
  if (printed >= TERM_WIDTH - 1)
    (void)fprintf(stream, "\n%*s", TERM_WIDTH, "");
  else
    (void)fprintf(stream, "%*s", TERM_WIDTH - printed, "");
  print_wrapped(stream, text, TERM_WIDTH, TERM_WIDTH);
}

static void print_switches(FILE *stream, const lociq_switch *switches) {
  for (; switches->name != NULL; switches++) {
    char term[TERM_SIZE];
    switch_term(switches, term);
    print_entry(stream, term, switches->help);
  }
}

/* Calls put for each switch of the library's list. */
static void each_further(FILE *stream, const lociq_command *command,
                         void (*put)(FILE *stream, const char *term, const char *text)) {
  lociq_switch of;
  for (size_t i = 0; command->further != NULL && command->further(i, &of); i++) {
    char dashed[TERM_SIZE], term[TERM_SIZE];
    lociq_switch_dashed(of.name, dashed, sizeof dashed);
    of.name = dashed;
    switch_term(&of, term);
    put(stream, term, of.help);
  }
}

void lociq_manual_overview(FILE *stream) {
  (void)fputs(
      "lociq: the statistics engine of a cluster observatory\n\n"
      "Usage: lociq COMMAND [arguments]\n\nCommands\n",
      stream);
  for (const lociq_command *const *command = lociq_commands(); *command != NULL; command++)
    print_entry(stream, (*command)->name, (*command)->summary);
  (void)fputs("\nOptions\n", stream);
  print_entry(stream, "-h, --help", "print this, or after a command what that takes");
  print_entry(stream, "--version", "print the version");
  (void)fputs("\nExit status\n", stream);
  for (size_t i = 0; i < sizeof exit_status / sizeof exit_status[0]; i++)
    print_entry(stream, exit_status[i][0], exit_status[i][1]);
}

static void print_indented(FILE *stream, const char *lines) {
  while (*lines != '\0') {
    const size_t length = strcspn(lines, "\n");
    (void)fprintf(stream, "  %.*s\n", (int)length, lines);
    lines += length + (lines[length] == '\n');
  }
}

void lociq_manual_help(const lociq_command *command, FILE *stream) {
  (void)fprintf(stream, "lociq %s: %s\n\nUsage: lociq %s %s\n\n", command->name, command->summary, command->name,
                command->usage);
  print_wrapped(stream, command->description, 0, 0);
  (void)fputs("\nOptions\n", stream);
  print_switches(stream, command->switches);
  each_further(stream, command, print_entry);
  print_switches(stream, lociq_common_switches);
  if (command->list != NULL) {
    (void)fprintf(stream, "\n%s\n", command->list_title);
    lociq_entry entry;
    for (size_t i = 0; command->list(i, &entry); i++) print_entry(stream, entry.term, entry.text);
  }
  (void)fputs("\nExamples\n", stream);
  print_indented(stream, command->examples);
}

/* Text in which roff sees nothing of its own. A line that is longer than the
 * width is broken at a blank, which roff takes for the same. */
static void print_roff_lines(FILE *stream, const char *text, int width) {
  int column = 0;
  for (; *text != '\0'; text++, column++) {
    if (column == 0 && (*text == '.' || *text == '\'')) (void)fputs("\\&", stream);
    const int next = column + 1 + (int)strcspn(text + 1, " \n");
    const char letter = *text == ' ' && next > width ? '\n' : *text;
    if (letter == '\\')
      (void)fputs("\\e", stream);
    else if (letter == '-')
      (void)fputs("\\-", stream);
    else
      (void)fputc(letter, stream);
    if (letter == '\n') column = -1;
  }
}

static void print_roff(FILE *stream, const char *text) { print_roff_lines(stream, text, ROFF_WIDTH); }

static void page_entry(FILE *stream, const char *term, const char *text) {
  (void)fputs(".TP\n.B ", stream);
  print_roff(stream, term);
  (void)fputc('\n', stream);
  print_roff(stream, text);
  (void)fputc('\n', stream);
}

static void page_section(FILE *stream, const char *title) {
  (void)fputs(".SH \"", stream);
  print_roff(stream, title);
  (void)fputs("\"\n", stream);
}

static void page_head(FILE *stream, const char *title, const char *name, const char *summary) {
  (void)fprintf(stream, ".\\\" SPDX-License-Identifier: GPL-3.0-or-later\n.TH %s 1 \"\" \"lociq %s\" \"lociq\"\n",
                title, lociq_version());
  page_section(stream, "NAME");
  print_roff(stream, name);
  (void)fputs(" \\- ", stream);
  print_roff(stream, summary);
  (void)fputc('\n', stream);
  page_section(stream, "SYNOPSIS");
}

static void page_exit_status(FILE *stream) {
  page_section(stream, "EXIT STATUS");
  for (size_t i = 0; i < sizeof exit_status / sizeof exit_status[0]; i++)
    page_entry(stream, exit_status[i][0], exit_status[i][1]);
}

static void page_switches(FILE *stream, const lociq_switch *switches) {
  for (; switches->name != NULL; switches++) {
    char term[TERM_SIZE];
    switch_term(switches, term);
    page_entry(stream, term, switches->help);
  }
}

static void page_of_program(FILE *stream) {
  page_head(stream, "LOCIQ", "lociq", "the statistics engine of a cluster observatory");
  (void)fputs(".B lociq\nCOMMAND [arguments]\n.br\n.B lociq\n\\-\\-help | \\-\\-version\n", stream);
  page_section(stream, "DESCRIPTION");
  (void)fputs(
      "Reads regional statistics as offices publish them, keeps them in one store\n"
      "(an HDF5 file that is also valid netCDF\\-4), computes indicators from them\n"
      "and ranks for every region the partners elsewhere.\n"
      "Results go to standard output, all else to standard error.\n",
      stream);
  page_section(stream, "COMMANDS");
  for (const lociq_command *const *command = lociq_commands(); *command != NULL; command++)
    page_entry(stream, (*command)->name, (*command)->summary);
  page_exit_status(stream);
  page_section(stream, "SEE ALSO");
  for (const lociq_command *const *command = lociq_commands(); *command != NULL; command++)
    (void)fprintf(stream, ".BR lociq\\-%s (1)%s\n", (*command)->name, command[1] == NULL ? "" : ",");
}

static void page_paragraphs(FILE *stream, const char *text) {
  while (*text != '\0') {
    const size_t length = strcspn(text, "\n");
    char paragraph[LOCIQ_MESSAGE_SIZE];
    (void)snprintf(paragraph, sizeof paragraph, "%.*s", (int)length, text);
    print_roff(stream, paragraph);
    text += length + (text[length] == '\n');
    (void)fputs(*text == '\0' ? "\n" : "\n.PP\n", stream);
  }
}

static void page_of_command(const lociq_command *command, FILE *stream) {
  char title[TERM_SIZE], name[TERM_SIZE];
  (void)snprintf(title, sizeof title, "LOCIQ\\-%s", command->name);
  for (char *letter = title + strlen("LOCIQ\\-"); *letter != '\0'; letter++) *letter = (char)(*letter - 'a' + 'A');
  (void)snprintf(name, sizeof name, "lociq-%s", command->name);
  page_head(stream, title, name, command->summary);
  (void)fprintf(stream, ".B lociq %s\n", command->name);
  print_roff(stream, command->usage);
  (void)fputc('\n', stream);
  page_section(stream, "DESCRIPTION");
  page_paragraphs(stream, command->description);
  page_section(stream, "OPTIONS");
  page_switches(stream, command->switches);
  each_further(stream, command, page_entry);
  page_switches(stream, lociq_common_switches);
  if (command->list != NULL) {
    page_section(stream, command->list_title);
    lociq_entry entry;
    for (size_t i = 0; command->list(i, &entry); i++) page_entry(stream, entry.term, entry.text);
  }
  page_section(stream, "EXAMPLES");
  (void)fputs(".nf\n", stream);
  print_roff_lines(stream, command->examples, INT_MAX);
  (void)fputc('\n', stream);
  (void)fputs(".fi\n", stream);
  page_exit_status(stream);
  page_section(stream, "SEE ALSO");
  (void)fputs(".BR lociq (1)\n", stream);
}

void lociq_manual_page(const lociq_command *command, FILE *stream) {
  if (command == NULL)
    page_of_program(stream);
  else
    page_of_command(command, stream);
}

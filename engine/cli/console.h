/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the program says while it works, and how it is told to stop. Results go to
 * standard output; everything here goes to standard error.
 */
#ifndef LOCIQ_CLI_CONSOLE_H
#define LOCIQ_CLI_CONSOLE_H

#include <lociq/error.h>
#include <lociq/progress.h>

typedef struct lociq_console {
  bool quiet;
  lociq_progress progress; /* a bar on a terminal, remarks as below; ends the work when a signal came */
} lociq_console;

lociq_console lociq_console_create(bool quiet);

/* One line, unless --quiet. Control characters are escaped. */
void lociq_console_remark(const lociq_console *console, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A text to standard output, with a line break at its end. */
void lociq_console_print(const char *text);

/* Takes the bar away. */
void lociq_console_clear(const lociq_console *console);

/* SIGINT, SIGTERM and SIGHUP end the work through the progress callback, so that
 * nothing is left half; a second one ends the program at once. A closed pipe and
 * a file that reached its limit are errors of the stream. */
void lociq_console_catch_signals(void);
/* The same signals end the program at once, as one of several ranks: it may be waiting for one that is gone. The next
 * writer clears away what is left. One of them tells. */
void lociq_console_end_at_signals(bool tells);
/* The signal that came, or 0. */
int lociq_console_signal(void);

/* Whatever is written to standard output has arrived. LOCIQ_IO. */
lociq_status lociq_console_flush(lociq_error *error);
/* True when writing to standard output failed because nobody reads it any more. */
bool lociq_console_is_unread(void);

#endif

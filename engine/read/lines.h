/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file as its header line and windows of whole lines.
 *
 * A window begins outside of quotes and ends behind a line break that is outside
 * of quotes, so that windows can be parsed apart from each other. Where windows
 * are cut depends on the bytes alone, never on threads.
 */
#ifndef LOCIQ_READ_LINES_H
#define LOCIQ_READ_LINES_H

#include "read/reader.h"
#include "read/source.h"

enum {
  LOCIQ_WINDOW = 1 << 20,       /* bytes read at a time */
  LOCIQ_LINE_LIMIT = 256 << 20, /* no line is longer */
  LOCIQ_WINDOW_PADDING = 64     /* bytes past the end that may be looked at */
};

typedef struct lociq_lines {
  lociq_source *source; /* NULL: a text in memory */
  const char *path;
  size_t window; /* bytes */
  bool quoted;   /* quotes hide line breaks */
  bool ended;    /* the source is */
  char *rest;    /* read already, of the next window */
  size_t rest_length, rest_capacity;
  bool apart;         /* windows are hashed by lociq_lines_digest */
  size_t hashed;      /* bytes that are hashed already, from where the next window begins */
  uint64_t next_line; /* the number of the line where the next window begins */
  char *texts;        /* the header's */
  lociq_header header;
} lociq_lines;

/* Reuse one for many windows: it keeps its buffer. */
typedef struct lociq_window {
  char *text; /* ends with a line break, then LOCIQ_WINDOW_PADDING line breaks */
  size_t length, capacity;
  uint64_t first_line; /* number of its first line, from 1 */
  size_t line_breaks;  /* at least as many as it has lines */
  size_t hashed;       /* of its first bytes so many are */
  bool ended;          /* its last line break is not in the file */
} lociq_window;

/* Opens and reads the header. progress is asked while a pipe is waited for. `lines` is cleared by the caller, after
 * failure too. */
lociq_status lociq_lines_open(const char *path, size_t window, const lociq_progress *progress, lociq_lines *lines,
                              lociq_error *error);
/* The same of a text in memory, which is copied; errors name it `name`. */
lociq_status lociq_lines_open_text(const char *name, const char *text, lociq_lines *lines, lociq_error *error);
void lociq_lines_clear(lociq_lines *lines);
/* The next window; its length is 0 at the end. LOCIQ_BAD_INPUT for a NUL byte or a
 * line that is too long. */
lociq_status lociq_lines_next(lociq_lines *lines, lociq_window *window, lociq_error *error);
/* From now on windows are hashed apart from reading: each by lociq_lines_digest, in their
 * order, while others may be read. Nothing changes, and that does nothing, where the source
 * must hash what it reads. */
void lociq_lines_leave_digest(lociq_lines *lines);
lociq_status lociq_lines_digest(const lociq_lines *lines, const lociq_window *window, lociq_error *error);
/* Once all is read, for who does not finish the source: LOCIQ_IO where the file
 * changed meanwhile, LOCIQ_BAD_INPUT where a zip holds a second file. */
lociq_status lociq_lines_finish(lociq_lines *lines, uint64_t *bytes, char sha256[65], lociq_error *error);

#endif

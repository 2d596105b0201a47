/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file read whole: its chunks of observations in the order of the file.
 */
#ifndef LOCIQ_READ_SCAN_H
#define LOCIQ_READ_SCAN_H

#include "read/early.h"

typedef struct lociq_scan {
  const char *path;
  const lociq_reader *reader;
  lociq_layout layout;
  lociq_parser *parsers; /* one a thread: their dictionaries */
  size_t thread_count;
  lociq_chunk *chunks;
  size_t chunk_count, chunk_capacity;
  lociq_early *early; /* NULL: all chunks keep their values */
  bool *flagged;      /* by column: any cell had a flag */
  uint64_t bytes;
  char sha256[65];
} lociq_scan;

/* Reads a file with windows of that size (LOCIQ_WINDOW). alone: no other is read with it,
 * so that its values may go to their places at once. The path outlives the scan, which the
 * caller clears, after failure too. Of several errors the first in the file is told. */
lociq_status lociq_scan_file(const char *path, const lociq_read_options *options, size_t window, bool alone,
                             lociq_scan *scan, lociq_error *error);
void lociq_scan_clear(lociq_scan *scan);

/* The reader of that name, or, without one, the first that detects the header.
 * LOCIQ_INVALID, LOCIQ_BAD_INPUT. */
lociq_status lociq_reader_choose(const lociq_header *header, const char *name, const lociq_reader **reader,
                                 lociq_error *error);

#endif

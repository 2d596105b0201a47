/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What has arrived of a file: <file>.part, with <file>.part.json saying of what it
 * is a part. It is locked while a process fetches it, and becomes the file by one
 * renaming.
 */
#ifndef LOCIQ_FETCH_PART_H
#define LOCIQ_FETCH_PART_H

#include <stddef.h>

#include "fetch/receipt.h"

typedef struct lociq_part {
  const char *url;
  char *target;    /* the file, links followed */
  char *path;      /* its part */
  char *said_path; /* the part's receipt */
  int file;        /* of the part, locked; -1: none */
  uint64_t size;   /* bytes that have arrived */
  bool known;      /* the receipt tells of what they are a part, strongly: one can go on */
  lociq_receipt receipt;
} lociq_part;

/* Opens and locks the part of the file, and finds out whether it is one of that URL,
 * which must outlive it. Starts as {.file = -1}; the caller closes, after failure too.
 * LOCIQ_IO, also where the target is no regular file or may not be written, or
 * another process holds the part. */
lociq_status lociq_part_open(const char *path, const char *url, lociq_part *part, lociq_error *error);
/* Takes a part away with which nobody could go on; one that is known stays. */
void lociq_part_close(lociq_part *part);

/* Empties it for what that receipt tells. Nothing of an earlier answer can get into it. */
lociq_status lociq_part_restart(lociq_part *part, const lociq_receipt *receipt, lociq_error *error);
lociq_status lociq_part_append(lociq_part *part, const char *bytes, size_t count, lociq_error *error);
/* Makes it the target, whose mode it takes, on the disk; known and size are gone. */
lociq_status lociq_part_place(lociq_part *part, lociq_error *error);
/* Forgets it, so that closing takes it away. */
void lociq_part_drop(lociq_part *part);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server said of a file when it sent it, kept beside that file as JSON: by it
 * the server is asked later whether it would still send the same.
 */
#ifndef LOCIQ_FETCH_RECEIPT_H
#define LOCIQ_FETCH_RECEIPT_H

#include <lociq/error.h>
#include <stdbool.h>
#include <stdint.h>

enum { LOCIQ_VALIDATOR_SIZE = 512 };

typedef struct lociq_receipt {
  char etag[LOCIQ_VALIDATOR_SIZE], last_modified[LOCIQ_VALIDATOR_SIZE]; /* "": it said none */
  uint64_t bytes;                                                       /* 0: unknown */
  char sha256[65];                                                      /* "": not whole yet */
} lociq_receipt;

/* Copies what a header says; "" where that is NULL, too long, or has other bytes than
 * printable ASCII: it is sent back as it came, and could be a header more. */
void lociq_receipt_take(char validator[LOCIQ_VALIDATOR_SIZE], const char *text);
/* Whether it tells two answers apart, and byte by byte: a weak ETag (W/"…") does not. */
bool lociq_receipt_identifies(const lociq_receipt *receipt);
bool lociq_receipt_is_strong(const lociq_receipt *receipt);

/* *found is false where there is no such file, where it is none of ours, or speaks of
 * another URL. LOCIQ_IO, LOCIQ_NO_MEMORY. */
lociq_status lociq_receipt_read(const char *path, const char *url, lociq_receipt *receipt, bool *found,
                                lociq_error *error);
/* Whole or not at all, and on the disk when it returns. LOCIQ_IO. */
lociq_status lociq_receipt_write(const char *path, const char *url, const lociq_receipt *receipt, lociq_error *error);

#endif

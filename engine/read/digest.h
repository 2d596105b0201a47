/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Size and SHA-256 of what is read and written: whether anything changed is told
 * by these, never by a file's time.
 */
#ifndef LOCIQ_READ_DIGEST_H
#define LOCIQ_READ_DIGEST_H

#include <lociq/error.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct lociq_digest {
  uint64_t bytes;
  char sha256[65]; /* hexadecimal */
} lociq_digest;

lociq_status lociq_digest_bytes(const void *bytes, size_t size, lociq_digest *digest, lociq_error *error);
/* LOCIQ_NOT_FOUND, LOCIQ_IO. */
lociq_status lociq_digest_file(const char *path, lociq_digest *digest, lociq_error *error);

/* What comes in pieces: _create, any number of _add, then _finish, which may come once. The caller frees. */
typedef struct lociq_digesting lociq_digesting;
lociq_status lociq_digesting_create(lociq_digesting **digesting, lociq_error *error);
lociq_status lociq_digesting_add(lociq_digesting *digesting, const void *bytes, size_t size, lociq_error *error);
/* A text with its end, so that two texts are not one; NULL is another than "". */
lociq_status lociq_digesting_add_text(lociq_digesting *digesting, const char *text, lociq_error *error);
lociq_status lociq_digesting_finish(const lociq_digesting *digesting, lociq_digest *digest, lociq_error *error);
void lociq_digesting_free(lociq_digesting *digesting);

/* A stream that passes on to another what is written to it, and digests it. The
 * caller closes it with lociq_digest_close, which leaves the other open. */
typedef struct lociq_digest_stream lociq_digest_stream;
lociq_status lociq_digest_open(FILE *target, lociq_digest_stream **stream, FILE **file, lociq_error *error);
/* LOCIQ_IO where not all could be written. digest may be NULL. */
lociq_status lociq_digest_close(lociq_digest_stream *stream, lociq_digest *digest, lociq_error *error);

#endif

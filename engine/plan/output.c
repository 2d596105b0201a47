/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* On the disk before the store is committed: what is then left to do is a rename. */
static lociq_status settle(const char *path, FILE *stream, lociq_error *error) {
  if (fflush(stream) == 0 && fsync(fileno(stream)) == 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_IO, "%s: %s", path, strerror(errno));
}

lociq_status lociq_output_write(const char *path, lociq_output_writer writer, const void *context,
                                lociq_output **output, lociq_digest *digest, lociq_error *error) {
  lociq_output *opened = NULL;
  FILE *stream = NULL, *digested = NULL;
  lociq_digest_stream *digesting = NULL;
  lociq_status status = lociq_output_open(path, &opened, &stream, error);
  if (status != LOCIQ_OK) return status;
  status = lociq_digest_open(stream, &digesting, &digested, error);
  if (status == LOCIQ_OK) status = writer(context, digested, error);
  if (digesting != NULL) {
    const lociq_status closed = lociq_digest_close(digesting, digest, error);
    if (status == LOCIQ_OK) status = closed;
  }
  if (status == LOCIQ_OK) status = settle(path, stream, error);
  if (status == LOCIQ_OK)
    *output = opened;
  else
    (void)lociq_output_finish(opened, false, NULL);
  return status;
}

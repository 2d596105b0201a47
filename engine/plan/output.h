/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that a plan writes. They are written beside their places while the
 * store is still a clone, and put in place only once that is committed.
 */
#ifndef LOCIQ_PLAN_OUTPUT_H
#define LOCIQ_PLAN_OUTPUT_H

#include <lociq/write.h>

#include "read/digest.h"

/* Writes one file; context is the caller's. */
typedef lociq_status (*lociq_output_writer)(const void *context, FILE *stream, lociq_error *error);

/* Opens the output, lets it be written to the disk and digests it. The caller
 * finishes *output with lociq_output_finish, to keep it or not. */
lociq_status lociq_output_write(const char *path, lociq_output_writer writer, const void *context,
                                lociq_output **output, lociq_digest *digest, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bytes of a file, decompressed where it is gzip, bzip2, xz, zstd or zip
 * (found from its first bytes), read once from front to end. The digest is that
 * of the file as it lies there.
 */
#ifndef LOCIQ_READ_SOURCE_H
#define LOCIQ_READ_SOURCE_H

#include <lociq/error.h>
#include <lociq/progress.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lociq_source lociq_source;

/* path and progress must outlive the source. While a pipe has nothing to read,
 * progress is asked whether to go on waiting: LOCIQ_CANCELLED, here and below.
 * LOCIQ_NOT_FOUND, LOCIQ_IO, or LOCIQ_BAD_INPUT for a zip without one file in it.
 * The caller frees. */
lociq_status lociq_source_open(const char *path, const lociq_progress *progress, lociq_source **source,
                               lociq_error *error);
void lociq_source_free(lociq_source *source);

/* Fills the buffer; *got < size only at the end. LOCIQ_IO where the file cannot
 * be read or shrank, LOCIQ_BAD_INPUT where compressed data are damaged. */
lociq_status lociq_source_read(lociq_source *source, char *buffer, size_t size, size_t *got, lociq_error *error);

/* Once something is wrong with what was read: reads all that is left of compressed data, to
 * see whether they are whole. What lociq_source_read answered if it failed, now or before;
 * LOCIQ_OK where nothing is compressed, and once cancelled. */
lociq_status lociq_source_check(lociq_source *source, lociq_error *error);

/* From now on the caller hashes what it reads, all of it in order, by lociq_source_digest,
 * which may run while another thread reads on. False where the source must do it itself: what
 * is read is not what lies in the file. */
bool lociq_source_leave_digest(lociq_source *source);
lociq_status lociq_source_digest(lociq_source *source, const char *bytes, size_t count, lociq_error *error);

/* Once all is read: the file's size and SHA-256 in hexadecimal. LOCIQ_IO where
 * the file changed meanwhile, LOCIQ_BAD_INPUT where a zip holds a second file. */
lociq_status lociq_source_finish(lociq_source *source, uint64_t *bytes, char sha256[65], lociq_error *error);

/* Bytes of the file taken in so far, and its size; 0 where that is unknown. */
uint64_t lociq_source_position(const lociq_source *source);
uint64_t lociq_source_size(const lociq_source *source);

#endif

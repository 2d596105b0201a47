/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gzip data with the checks that libarchive leaves out: the CRC-32 and the length
 * at the end of each member. A bit that turned over on the way, or on the disk, can
 * leave data that decode, to other numbers.
 */
#ifndef LOCIQ_READ_GZIP_H
#define LOCIQ_READ_GZIP_H

#include <lociq/error.h>
#include <stddef.h>

/* Fills the buffer with compressed bytes; *got < size only at their end. */
typedef lociq_status lociq_gzip_feed(void *context, char *buffer, size_t size, size_t *got, lociq_error *error);

typedef struct lociq_gzip lociq_gzip;

/* name is for messages, and outlives it like context. The caller frees. */
lociq_status lociq_gzip_create(const char *name, lociq_gzip_feed *feed, void *context, lociq_gzip **gzip,
                               lociq_error *error);
void lociq_gzip_free(lociq_gzip *gzip);

/* Fills the buffer with the data of all members; *got < size only at the end, when
 * all that was fed has been taken. LOCIQ_BAD_INPUT where they are damaged or cut short,
 * or where something else than zeros follows them; what feed answers. */
lociq_status lociq_gzip_read(lociq_gzip *gzip, char *buffer, size_t size, size_t *got, lociq_error *error);

#endif

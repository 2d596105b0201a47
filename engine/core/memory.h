/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every allocation of the engine goes through here, so that a test can let the
 * n-th one fail. All of it is given back with free().
 */
#ifndef LOCIQ_CORE_MEMORY_H
#define LOCIQ_CORE_MEMORY_H

#include <lociq/error.h>
#include <stdint.h>
#include <stdlib.h>

/* count × size zero bytes; NULL when that overflows or there is no memory. Never
 * NULL for 0 bytes otherwise. */
void *lociq_allocate(size_t count, size_t size);
/* The same, 64-byte aligned and not zeroed: for arrays that are filled at once. */
void *lociq_allocate_aligned(size_t count, size_t size);
/* The same on small pages, for an array that may turn out larger than is needed: only what
 * is touched of it is taken, by little and little. */
void *lociq_allocate_reserve(size_t count, size_t size);
/* As realloc for count × size bytes; new bytes are not zeroed. On NULL the old
 * block stays. */
void *lociq_resize(void *block, size_t count, size_t size);
/* Copies of a text, or of its first `length` bytes. NULL without memory. */
char *lociq_copy_text(const char *text);
char *lociq_copy_bytes(const char *bytes, size_t length);
/* Sets LOCIQ_NO_MEMORY with "no memory for …". */
lociq_status lociq_memory_error(lociq_error *error, const char *what);

/* Tests: the allocation after `count` others fails, once; negative: none does.
 * lociq_memory_requests counts those since the last call of it. */
void lociq_memory_fail_after(long count);
long lociq_memory_requests(void);

#endif

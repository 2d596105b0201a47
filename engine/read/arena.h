/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory that one thread takes in pieces and gives back all at once. Its blocks
 * are large enough for huge pages: first touching observations a small page at a
 * time would cost as much as parsing them.
 */
#ifndef LOCIQ_READ_ARENA_H
#define LOCIQ_READ_ARENA_H

#include <stddef.h>

typedef struct lociq_arena {
  char **blocks;
  size_t block_count;
  size_t size, used; /* of the last block */
} lociq_arena;

/* count × size bytes, 64-byte aligned, not zeroed; NULL without memory. */
void *lociq_arena_take(lociq_arena *arena, size_t count, size_t size);
/* Takes all pieces back, to give their memory out again. */
void lociq_arena_reuse(lociq_arena *arena);
/* Gets the pages of memory that is about to be written, all at once: getting each when it is
 * first written to takes longer. Whatever lies there already stays. */
void lociq_arena_prepare(void *bytes, size_t count);
/* Gives the whole pages within some bytes back to the system, and what was in them. */
void lociq_arena_release(void *bytes, size_t count);
void lociq_arena_clear(lociq_arena *arena);

#endif

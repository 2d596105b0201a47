/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/memory.h"

enum { SMALLEST = 1 << 16, LARGEST = 1 << 25, ALIGNMENT = 64 };

static bool add_block(lociq_arena *arena, size_t bytes) {
  size_t size = arena->size == 0 ? SMALLEST : arena->size < LARGEST ? 2 * arena->size : LARGEST;
  if (size < bytes) size = bytes;
  char **grown = lociq_resize(arena->blocks, arena->block_count + 1, sizeof *grown);
  if (grown == NULL) return false;
  arena->blocks = grown;
  char *block = lociq_allocate_aligned(size, 1);
  if (block == NULL) return false;
  arena->blocks[arena->block_count++] = block;
  arena->size = size;
  arena->used = 0;
  return true;
}

void *lociq_arena_take(lociq_arena *arena, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / 4 / size) return NULL;
  const size_t bytes = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if ((arena->block_count == 0 || arena->size - arena->used < bytes) && !add_block(arena, bytes)) return NULL;
  void *taken = arena->blocks[arena->block_count - 1] + arena->used;
  arena->used += bytes;
  return taken;
}

void lociq_arena_reuse(lociq_arena *arena) {
  if (arena->block_count == 0) return;
  for (size_t i = 0; i + 1 < arena->block_count; i++) free(arena->blocks[i]);
  arena->blocks[0] = arena->blocks[arena->block_count - 1]; /* the largest */
  arena->block_count = 1;
  arena->used = 0;
}

void lociq_arena_release(void *bytes, size_t count) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), before = (size_t)(-(uintptr_t)bytes % page);
  if (count >= before + page) (void)madvise((char *)bytes + before, (count - before) / page * page, MADV_DONTNEED);
}

void lociq_arena_prepare(void *bytes, size_t count) {
#ifdef MADV_POPULATE_WRITE
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), before = (uintptr_t)bytes % page;
  if (count >= page)
    (void)madvise((char *)bytes - before, (before + count + page - 1) / page * page, MADV_POPULATE_WRITE);
#else
  (void)bytes;
  (void)count;
#endif
}

void lociq_arena_clear(lociq_arena *arena) {
  for (size_t i = 0; i < arena->block_count; i++) free(arena->blocks[i]);
  free(arena->blocks);
  *arena = (lociq_arena){0};
}

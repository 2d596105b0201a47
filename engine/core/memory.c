/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/memory.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

/* Large arrays lie on huge pages where the kernel gives some: first touching a
 * result would else cost as much as computing it. */
enum { ALIGNMENT = 64, HUGE_PAGE = 2 << 20 };

/* For tests alone, and the only state of the engine: requests so far, and the
 * request that is to fail. */
static atomic_long requests;
static atomic_long failing = -1;

static bool refused(size_t count, size_t size) {
  const long request = atomic_fetch_add_explicit(&requests, 1, memory_order_relaxed);
  if (request == atomic_load_explicit(&failing, memory_order_relaxed)) return true;
  return size != 0 && count > (SIZE_MAX / 2) / size;
}

void *lociq_allocate(size_t count, size_t size) {
  if (refused(count, size)) return NULL;
  return calloc(count * size == 0 ? 1 : count, size == 0 ? 1 : size);
}

void *lociq_allocate_aligned(size_t count, size_t size) {
  if (refused(count, size)) return NULL;
  const size_t bytes = count * size == 0 ? 1 : count * size;
  const size_t alignment = bytes >= 2 * (size_t)HUGE_PAGE ? HUGE_PAGE : ALIGNMENT;
  const size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void *block = aligned_alloc(alignment, rounded);
#ifdef MADV_HUGEPAGE
  if (block != NULL && alignment == HUGE_PAGE) (void)madvise(block, rounded, MADV_HUGEPAGE);
#endif
  return block;
}

/* A huge page is cleared whole at its first byte; and a virtual machine that has given its
 * free memory back must first get one from its host, at many times the cost. */
void *lociq_allocate_reserve(size_t count, size_t size) {
  if (refused(count, size)) return NULL;
  const size_t bytes = count * size == 0 ? 1 : count * size;
  return aligned_alloc(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

void *lociq_resize(void *block, size_t count, size_t size) {
  if (refused(count, size)) return NULL;
  return realloc(block, count * size == 0 ? 1 : count * size);
}

char *lociq_copy_bytes(const char *bytes, size_t length) {
  char *copy = lociq_allocate(length + 1, 1);
  if (copy != NULL && length > 0) memcpy(copy, bytes, length);
  return copy;
}

char *lociq_copy_text(const char *text) { return lociq_copy_bytes(text, strlen(text)); }

lociq_status(lociq_memory_error)(lociq_error *error, const char *what) {
  return lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for %s", what);
}

void lociq_memory_fail_after(long count) {
  atomic_store(&requests, 0);
  atomic_store(&failing, count);
}

long lociq_memory_requests(void) { return atomic_exchange(&requests, 0); }

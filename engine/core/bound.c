/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/memory.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a command takes beside its data once it works, from what was measured of all commands: threads' stacks
 * and what their allocator keeps, buffers of HDF5 and OpenBLAS, small lists. */
#define SPARE ((size_t)16 << 20)

enum { TEXT_SIZE = 32, BYTES_A_MEGABYTE = 1 << 20, MEGABYTES_A_GIGABYTE = 1024 };

/* Bytes that lie in memory now, of files too; 0 where the system does not say. What was freed goes back first:
 * it can be taken again. */
static size_t held_now(void) {
#ifdef __GLIBC__
  (void)malloc_trim(0);
#endif
  FILE *counts = fopen("/proc/self/statm", "re");
  if (counts == NULL) return 0;
  char line[TEXT_SIZE * 4] = "", *second = NULL; /* "1234 567 …": all pages, those in memory */
  if (fgets(line, sizeof line, counts) != NULL) second = strchr(line, ' ');
  (void)fclose(counts);
  const long page = sysconf(_SC_PAGESIZE);
  return second != NULL && page > 0 ? (size_t)strtoul(second, NULL, 10) * (size_t)page : 0;
}

static size_t half_of_the_machine(void) {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? (size_t)pages / 2 * (size_t)size : (size_t)1 << 30;
}

size_t lociq_memory_left(size_t bound) {
  if (bound == 0) return half_of_the_machine();
  const size_t held = held_now() + SPARE;
  return held < bound ? bound - held : 0;
}

/* "812 MB" or "3.2 GB", of 1024 each, rounded up. */
static void write_size(size_t bytes, char text[TEXT_SIZE]) {
  const size_t megabytes = bytes / BYTES_A_MEGABYTE + (bytes % BYTES_A_MEGABYTE != 0);
  const size_t tenths = megabytes * 10 / MEGABYTES_A_GIGABYTE + (megabytes * 10 % MEGABYTES_A_GIGABYTE != 0);
  if (megabytes < MEGABYTES_A_GIGABYTE)
    (void)snprintf(text, TEXT_SIZE, "%zu MB", megabytes);
  else
    (void)snprintf(text, TEXT_SIZE, "%zu.%zu GB", tenths / 10, tenths % 10);
}

lociq_status(lociq_memory_require)(size_t bound, size_t bytes, const char *what, lociq_error *error) {
  if (bound == 0 || bytes <= SPARE / 2) return LOCIQ_OK;
  const size_t held = held_now() + SPARE;
  if (held <= bound && bytes <= bound - held) return LOCIQ_OK;
  char needed[TEXT_SIZE], allowed[TEXT_SIZE];
  write_size(held > SIZE_MAX - bytes ? SIZE_MAX : held + bytes, needed);
  write_size(bound, allowed);
  return lociq_error_set(error, LOCIQ_INVALID, "%s needs %s at once; --memory is %s", what, needed, allowed);
}

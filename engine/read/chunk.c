/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/chunk.h"

#include <string.h>

#include "core/memory.h"

enum { FIRST_ROWS = 16 };

/* The array with room for rows × width elements, or NULL. */
static void *resized(void *array, size_t rows, size_t width, size_t size) {
  return width != 0 && rows > SIZE_MAX / width ? NULL : lociq_resize(array, rows * width, size);
}

static bool grow_cells(lociq_chunk *chunk, size_t rows) {
  if (chunk->real != NULL) {
    double *real = resized(chunk->real, rows, chunk->cells_a_row, sizeof *real);
    if (real != NULL) chunk->real = real;
    return real != NULL;
  }
  int32_t *whole = resized(chunk->whole, rows, chunk->cells_a_row, sizeof *whole);
  if (whole != NULL) chunk->whole = whole;
  return whole != NULL;
}

static bool grow_flags(lociq_chunk *chunk, size_t rows) {
  if (chunk->flags == NULL) return true;
  uint16_t *flags = resized(chunk->flags, rows, chunk->cells_a_row, sizeof *flags);
  if (flags == NULL) return false;
  const size_t before = chunk->capacity * chunk->cells_a_row;
  memset(flags + before, 0, (rows * chunk->cells_a_row - before) * sizeof *flags);
  chunk->flags = flags;
  return true;
}

static bool grow_all(lociq_chunk *chunk, size_t rows) {
  uint32_t *codes = resized(chunk->codes, rows, chunk->codes_a_row, sizeof *codes);
  if (codes == NULL) return false;
  chunk->codes = codes;
  if (!grow_cells(chunk, rows) || !grow_flags(chunk, rows)) return false;
  if (chunk->lines == NULL) return true;
  uint32_t *lines = resized(chunk->lines, rows, 1, sizeof *lines);
  if (lines != NULL) chunk->lines = lines;
  return lines != NULL;
}

lociq_status lociq_chunk_begin_row(lociq_chunk *chunk, lociq_error *error) {
  if (chunk->rows == chunk->capacity) {
    const size_t rows = chunk->capacity != 0   ? 2 * chunk->capacity
                        : chunk->expected != 0 ? chunk->expected
                                               : FIRST_ROWS;
    if (!grow_all(chunk, rows)) return lociq_memory_error(error, "observations");
    chunk->capacity = rows;
  }
  const size_t first = chunk->rows * chunk->cells_a_row;
  for (size_t i = first; i < first + chunk->cells_a_row; i++) {
    if (chunk->real != NULL)
      chunk->real[i] = (double)NAN;
    else
      chunk->whole[i] = LOCIQ_WHOLE_MISSING;
  }
  return LOCIQ_OK;
}

lociq_status lociq_chunk_widen(lociq_chunk *chunk, lociq_error *error) {
  double *real = resized(NULL, chunk->capacity, chunk->cells_a_row, sizeof *real);
  if (real == NULL) return lociq_memory_error(error, "observations");
  const size_t cells = (chunk->rows + 1) * chunk->cells_a_row;
  for (size_t i = 0; i < cells; i++) real[i] = lociq_chunk_value(chunk, i);
  chunk->real = real;
  free(chunk->whole);
  chunk->whole = NULL;
  return LOCIQ_OK;
}

lociq_status lociq_chunk_add_flags(lociq_chunk *chunk, lociq_error *error) {
  if (chunk->flags != NULL) return LOCIQ_OK;
  chunk->flags = lociq_allocate(chunk->capacity * chunk->cells_a_row, sizeof *chunk->flags);
  return chunk->flags == NULL ? lociq_memory_error(error, "flags") : LOCIQ_OK;
}

lociq_status lociq_chunk_add_lines(lociq_chunk *chunk, lociq_error *error) {
  if (chunk->lines != NULL) return LOCIQ_OK;
  chunk->lines = lociq_allocate(chunk->capacity, sizeof *chunk->lines);
  if (chunk->lines == NULL) return lociq_memory_error(error, "line numbers");
  for (size_t i = 0; i < chunk->rows; i++) chunk->lines[i] = (uint32_t)i;
  return LOCIQ_OK;
}

void lociq_chunk_clear(lociq_chunk *chunk) {
  free(chunk->codes);
  free(chunk->whole);
  free(chunk->real);
  free(chunk->flags);
  free(chunk->lines);
  *chunk = (lociq_chunk){0};
}

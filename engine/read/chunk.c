/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/chunk.h"

#include <string.h>

#include "core/memory.h"

enum { FIRST_ROWS = 16 };

/* A larger copy of an array of rows; NULL without memory. */
static void *grown(lociq_chunk *chunk, const void *array, size_t rows, size_t width, size_t size) {
  if (width != 0 && rows > SIZE_MAX / width) return NULL;
  void *larger = lociq_arena_take(chunk->arena, rows * width, size);
  if (larger != NULL && array != NULL) memcpy(larger, array, chunk->rows * width * size);
  return larger;
}

lociq_status lociq_chunk_grow(lociq_chunk *chunk, lociq_error *error) {
  const size_t rows = chunk->capacity != 0 ? 2 * chunk->capacity : chunk->expected != 0 ? chunk->expected : FIRST_ROWS;
  const size_t cells = chunk->cells_a_row;
  const bool flags = chunk->flags != NULL, lines = chunk->lines != NULL;
  uint32_t *codes = grown(chunk, chunk->codes, rows, chunk->codes_a_row, sizeof *codes);
  if (codes == NULL) return lociq_memory_error(error, "observations");
  chunk->codes = codes;
  if (chunk->real != NULL)
    chunk->real = grown(chunk, chunk->real, rows, cells, sizeof *chunk->real);
  else
    chunk->whole = grown(chunk, chunk->whole, rows, cells, sizeof *chunk->whole);
  if (flags) chunk->flags = grown(chunk, chunk->flags, rows, cells, sizeof *chunk->flags);
  if (lines) chunk->lines = grown(chunk, chunk->lines, rows, 1, sizeof *chunk->lines);
  if ((chunk->real == NULL && chunk->whole == NULL) || (flags && chunk->flags == NULL) ||
      (lines && chunk->lines == NULL))
    return lociq_memory_error(error, "observations");
  if (flags) memset(chunk->flags + chunk->rows * cells, 0, (rows - chunk->rows) * cells * sizeof *chunk->flags);
  chunk->capacity = rows;
  return LOCIQ_OK;
}

lociq_status lociq_chunk_widen(lociq_chunk *chunk, lociq_error *error) {
  double *real = grown(chunk, NULL, chunk->capacity, chunk->cells_a_row, sizeof *real);
  if (real == NULL) return lociq_memory_error(error, "observations");
  const size_t cells = (chunk->rows + 1) * chunk->cells_a_row;
  for (size_t i = 0; i < cells; i++) real[i] = lociq_chunk_value(chunk, i);
  chunk->real = real;
  chunk->whole = NULL;
  return LOCIQ_OK;
}

lociq_status lociq_chunk_add_flags(lociq_chunk *chunk, lociq_error *error) {
  if (chunk->flags != NULL) return LOCIQ_OK;
  uint16_t *flags = grown(chunk, NULL, chunk->capacity, chunk->cells_a_row, sizeof *flags);
  if (flags == NULL) return lociq_memory_error(error, "flags");
  memset(flags, 0, chunk->capacity * chunk->cells_a_row * sizeof *flags);
  chunk->flags = flags;
  return LOCIQ_OK;
}

lociq_status lociq_chunk_add_lines(lociq_chunk *chunk, lociq_error *error) {
  if (chunk->lines != NULL) return LOCIQ_OK;
  uint32_t *lines = grown(chunk, NULL, chunk->capacity, 1, sizeof *lines);
  if (lines == NULL) return lociq_memory_error(error, "line numbers");
  for (size_t i = 0; i < chunk->rows; i++) lines[i] = (uint32_t)i;
  chunk->lines = lines;
  return LOCIQ_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/chunk.h"

#include <string.h>

#include "core/memory.h"
#include "numeric/lanes.h"

enum { FIRST_ROWS = 16 };

/* A copy of an array of `width` numbers a row with room for so many rows; NULL without
 * memory. */
static void *copy(const lociq_chunk *chunk, const void *array, size_t rows, size_t width, size_t size,
                  lociq_arena *arena) {
  if (width != 0 && rows > SIZE_MAX / width) return NULL;
  char *made = lociq_arena_take(arena, rows * width, size);
  for (size_t i = 0; made != NULL && array != NULL && i < width; i++)
    memcpy(made + i * rows * size, (const char *)array + i * chunk->capacity * size, chunk->rows * size);
  return made;
}

static void *grown(lociq_chunk *chunk, const void *array, size_t rows, size_t width, size_t size) {
  return copy(chunk, array, rows, width, size, chunk->arena);
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
  for (size_t c = 0; flags && c < cells; c++)
    memset(chunk->flags + c * rows + chunk->rows, 0, (rows - chunk->rows) * sizeof *chunk->flags);
  chunk->capacity = rows;
  return LOCIQ_OK;
}

lociq_status lociq_chunk_widen(lociq_chunk *chunk, lociq_error *error) {
  double *real = grown(chunk, NULL, chunk->capacity, chunk->cells_a_row, sizeof *real);
  if (real == NULL) return lociq_memory_error(error, "observations");
  for (size_t c = 0; c < chunk->cells_a_row; c++)
    for (size_t row = 0; row <= chunk->rows; row++) {
      const size_t cell = lociq_chunk_cell(chunk, row, c);
      real[cell] = lociq_chunk_value(chunk, cell);
    }
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

static size_t width_of(uint32_t range) { return range == 0 ? 0 : range <= UINT8_MAX ? 1 : range <= UINT16_MAX ? 2 : 4; }

LOCIQ_CLONED static bool pack_code(const lociq_chunk *chunk, size_t index, lociq_arena *arena, lociq_packed *packed) {
  const uint32_t *codes = chunk->codes + index * chunk->capacity;
  uint32_t least = UINT32_MAX, most = 0;
  for (size_t row = 0; row < chunk->rows; row++) {
    least = codes[row] < least ? codes[row] : least;
    most = codes[row] > most ? codes[row] : most;
  }
  const size_t width = width_of(most - least);
  void *numbers = width == 0 ? NULL : lociq_arena_take(arena, chunk->rows, width);
  if (width != 0 && numbers == NULL) return false;
  for (size_t row = 0; width == 1 && row < chunk->rows; row++)
    ((uint8_t *)numbers)[row] = (uint8_t)(codes[row] - least);
  for (size_t row = 0; width == 2 && row < chunk->rows; row++)
    ((uint16_t *)numbers)[row] = (uint16_t)(codes[row] - least);
  for (size_t row = 0; width == 4 && row < chunk->rows; row++) ((uint32_t *)numbers)[row] = codes[row] - least;
  *packed = (lociq_packed){numbers, least, (uint32_t)width};
  return true;
}

/* A copy of the rows of an array, where there is one, in another arena; false without
 * memory. */
static bool keep(const lociq_chunk *chunk, const void *array, size_t width, size_t size, lociq_arena *arena,
                 void **kept) {
  *kept = array == NULL ? NULL : copy(chunk, array, chunk->rows, width, size, arena);
  return array == NULL || *kept != NULL;
}

lociq_status lociq_chunk_pack(lociq_chunk *chunk, lociq_arena *codes, lociq_arena *values, lociq_error *error) {
  const size_t rows = chunk->rows, width = chunk->cells_a_row;
  lociq_chunk kept = *chunk;
  bool made = true;
  void *whole = NULL, *real = NULL, *flags = NULL, *lines = NULL;
  kept.arena = NULL;
  kept.codes = NULL;
  kept.capacity = rows;
  if (rows > 0) {
    kept.packed = lociq_arena_take(codes, chunk->codes_a_row, sizeof *kept.packed);
    made = kept.packed != NULL;
    for (size_t i = 0; i < chunk->codes_a_row && made; i++) made = pack_code(chunk, i, codes, &kept.packed[i]);
    made = made && keep(chunk, chunk->placed ? NULL : chunk->whole, width, sizeof *chunk->whole, values, &whole) &&
           keep(chunk, chunk->placed ? NULL : chunk->real, width, sizeof *chunk->real, values, &real) &&
           keep(chunk, chunk->flags, width, sizeof *chunk->flags, codes, &flags) &&
           keep(chunk, chunk->lines, 1, sizeof *chunk->lines, codes, &lines);
  }
  if (!made) return lociq_memory_error(error, "observations");
  kept.whole = whole;
  kept.real = real;
  kept.flags = flags;
  kept.lines = lines;
  lociq_arena_reuse(chunk->arena);
  *chunk = kept;
  return LOCIQ_OK;
}

void lociq_chunk_release_values(lociq_chunk *chunk) {
  const size_t cells = chunk->rows * chunk->cells_a_row;
  if (chunk->whole != NULL) lociq_arena_release(chunk->whole, cells * sizeof *chunk->whole);
  if (chunk->real != NULL) lociq_arena_release(chunk->real, cells * sizeof *chunk->real);
}

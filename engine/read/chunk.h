/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The observations of one window: a row a line, its codes as numbers of a
 * thread's dictionaries, its cells. All rows of a code or of a column of cells lie
 * one after the other. Whole numbers take four bytes until the first cell that does
 * not fit. Once a chunk is whole it is packed: its codes, few and near each other
 * where lines are in some order, then take no more bytes than they need.
 */
#ifndef LOCIQ_READ_CHUNK_H
#define LOCIQ_READ_CHUNK_H

#include <math.h>

#include "read/arena.h"
#include "read/reader.h"

/* A code of each row. */
typedef struct lociq_packed {
  const void *numbers; /* less `least`, `width` bytes each */
  uint32_t least;
  uint32_t width; /* 0: all are `least` */
} lociq_packed;

typedef struct lociq_chunk {
  lociq_arena *arena; /* owns all arrays */
  size_t rows, capacity;
  size_t expected; /* room for so many rows is made at first */
  size_t codes_a_row, cells_a_row;
  uint32_t *codes;      /* code × row, with room for `capacity` rows; until it is packed */
  lociq_packed *packed; /* by code of a row; then codes is NULL */
  int32_t *whole;       /* column × row; one of these two is NULL */
  double *real;
  bool placed;         /* its values are in their place, and neither is there */
  uint16_t *flags;     /* NULL where no cell has any */
  uint32_t *lines;     /* of each row, less first_line; NULL: row i stands in line first_line + i */
  uint64_t first_line; /* of the window */
  size_t dictionaries; /* whose numbers the codes are: the thread */
  uint64_t missing, missing_unflagged, missing_by_flag[LOCIQ_FLAG_COUNT];
} lociq_chunk;

#define LOCIQ_WHOLE_MISSING INT32_MIN

/* Makes room for more rows. */
lociq_status lociq_chunk_grow(lociq_chunk *chunk, lociq_error *error);
/* Turns whole numbers to doubles, those of the row under way too. */
lociq_status lociq_chunk_widen(lociq_chunk *chunk, lociq_error *error);
/* Gives every cell a flag word. */
lociq_status lociq_chunk_add_flags(lociq_chunk *chunk, lociq_error *error);
/* Gives every row a line; rows up to now stand in lines without a gap. */
lociq_status lociq_chunk_add_lines(lociq_chunk *chunk, lociq_error *error);

/* Where a cell is: in whole or real, and in flags. */
static inline size_t lociq_chunk_cell(const lociq_chunk *chunk, size_t row, size_t column) {
  return column * chunk->capacity + row;
}

static inline double lociq_chunk_widened(int32_t whole) {
  return whole == LOCIQ_WHOLE_MISSING ? (double)NAN : (double)whole;
}

static inline double lociq_chunk_value(const lociq_chunk *chunk, size_t cell) {
  if (chunk->real != NULL) return chunk->real[cell];
  if (chunk->placed) return (double)NAN;
  return lociq_chunk_widened(chunk->whole[cell]);
}

/* Moves everything from its arena, which can be used anew, to two others; of a chunk that
 * is placed all but the values. */
lociq_status lociq_chunk_pack(lociq_chunk *chunk, lociq_arena *codes, lociq_arena *values, lociq_error *error);
/* Gives the memory of the values of a packed chunk back to the system. */
void lociq_chunk_release_values(lociq_chunk *chunk);

static inline uint32_t lociq_packed_code(const lociq_packed *packed, size_t row) {
  switch (packed->width) {
    case 0:
      return packed->least;
    case 1:
      return packed->least + ((const uint8_t *)packed->numbers)[row];
    case 2:
      return packed->least + ((const uint16_t *)packed->numbers)[row];
    default:
      return packed->least + ((const uint32_t *)packed->numbers)[row];
  }
}

static inline uint32_t lociq_chunk_code(const lociq_chunk *chunk, size_t row, size_t index) {
  return chunk->codes != NULL ? chunk->codes[index * chunk->capacity + row]
                              : lociq_packed_code(&chunk->packed[index], row);
}

static inline uint64_t lociq_chunk_line(const lociq_chunk *chunk, size_t row) {
  return chunk->first_line + (chunk->lines == NULL ? row : chunk->lines[row]);
}

/* Begins one more row, number chunk->rows, all of whose cells are missing. The
 * caller counts it once it is whole. */
static inline lociq_status lociq_chunk_begin_row(lociq_chunk *chunk, lociq_error *error) {
  if (chunk->rows == chunk->capacity) {
    const lociq_status status = lociq_chunk_grow(chunk, error);
    if (status != LOCIQ_OK) return status;
  }
  if (chunk->real != NULL)
    for (size_t c = 0; c < chunk->cells_a_row; c++) chunk->real[lociq_chunk_cell(chunk, chunk->rows, c)] = (double)NAN;
  else
    for (size_t c = 0; c < chunk->cells_a_row; c++)
      chunk->whole[lociq_chunk_cell(chunk, chunk->rows, c)] = LOCIQ_WHOLE_MISSING;
  return LOCIQ_OK;
}

/* Whether four bytes hold it: a whole number, but not -0, or a missing value. */
static inline bool lociq_chunk_is_whole(double value) {
  return isnan(value) || (value > (double)INT32_MIN && value <= (double)INT32_MAX && value == (double)(int32_t)value &&
                          !(value == 0 && signbit(value)));
}

/* Puts a value into a cell of the row under way. */
static inline lociq_status lociq_chunk_put(lociq_chunk *chunk, size_t cell, double value, lociq_error *error) {
  if (chunk->real == NULL) {
    if (lociq_chunk_is_whole(value)) {
      chunk->whole[cell] = isnan(value) ? LOCIQ_WHOLE_MISSING : (int32_t)value;
      return LOCIQ_OK;
    }
    const lociq_status status = lociq_chunk_widen(chunk, error);
    if (status != LOCIQ_OK) return status;
  }
  chunk->real[cell] = value;
  return LOCIQ_OK;
}

#endif

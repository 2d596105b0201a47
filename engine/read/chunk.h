/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The observations of one window: a row a line, its codes as numbers of a
 * thread's dictionaries, its cells. Whole numbers take four bytes until the
 * first cell that does not fit.
 */
#ifndef LOCIQ_READ_CHUNK_H
#define LOCIQ_READ_CHUNK_H

#include <math.h>

#include "read/arena.h"
#include "read/reader.h"

typedef struct lociq_chunk {
  lociq_arena *arena; /* owns all arrays */
  size_t rows, capacity;
  size_t expected; /* room for so many rows is made at first */
  size_t codes_a_row, cells_a_row;
  uint32_t *codes;
  int32_t *whole; /* one of these two is NULL */
  double *real;
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

static inline double lociq_chunk_value(const lociq_chunk *chunk, size_t cell) {
  if (chunk->real != NULL) return chunk->real[cell];
  return chunk->whole[cell] == LOCIQ_WHOLE_MISSING ? (double)NAN : (double)chunk->whole[cell];
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
  const size_t first = chunk->rows * chunk->cells_a_row, end = first + chunk->cells_a_row;
  if (chunk->real != NULL)
    for (size_t i = first; i < end; i++) chunk->real[i] = (double)NAN;
  else
    for (size_t i = first; i < end; i++) chunk->whole[i] = LOCIQ_WHOLE_MISSING;
  return LOCIQ_OK;
}

/* Puts a value into a cell of the row under way. */
static inline lociq_status lociq_chunk_put(lociq_chunk *chunk, size_t cell, double value, lociq_error *error) {
  if (chunk->real == NULL) {
    if (value > (double)INT32_MIN && value <= (double)INT32_MAX && value == (double)(int32_t)value &&
        !(value == 0 && signbit(value))) {
      chunk->whole[cell] = (int32_t)value;
      return LOCIQ_OK;
    }
    if (isnan(value)) {
      chunk->whole[cell] = LOCIQ_WHOLE_MISSING;
      return LOCIQ_OK;
    }
    const lociq_status status = lociq_chunk_widen(chunk, error);
    if (status != LOCIQ_OK) return status;
  }
  chunk->real[cell] = value;
  return LOCIQ_OK;
}

#endif

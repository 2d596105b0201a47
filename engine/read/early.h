/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values that go to a place while the file is still read, so that they need not be kept
 * until all codes are known. A pair of a year and a region has a row, numbered as the
 * pairs come; an industry has a column, numbered as industries come. Where lines are
 * sorted and no cell is lacking, that is where the values belong already: the arrays
 * become the panel's. Else the rows are moved to their places within the same memory.
 *
 * Only for one file alone, whose lines are all kept and fall together with none: a line
 * too many is found here, and then told by who compares all codes.
 */
#ifndef LOCIQ_READ_EARLY_H
#define LOCIQ_READ_EARLY_H

#include <pthread.h>

#include "read/parse.h"

enum { LOCIQ_EARLY_YEAR, LOCIQ_EARLY_REGION, LOCIQ_EARLY_INDUSTRY, LOCIQ_EARLY_AXES };

typedef struct lociq_early_row {
  uint32_t year, region;
} lociq_early_row;

typedef struct lociq_early {
  size_t columns;                 /* of cells */
  size_t index[LOCIQ_EARLY_AXES]; /* the place among the codes of a row; LOCIQ_NONE: in no field */
  size_t threads;
  uint64_t bytes;             /* of the file; 0: unknown */
  size_t memory, left;        /* bound on memory, 0: none; and what of it was left at first */
  pthread_mutex_t codes_lock; /* over the numbers of codes and rows */
  lociq_dictionary codes[LOCIQ_EARLY_AXES];
  uint32_t **numbers;    /* thread × axis: by number of the thread's dictionary */
  size_t *numbered;      /* thread × axis: how many */
  uint32_t *row_of;      /* year × region: the row, or LOCIQ_UNKNOWN */
  size_t years, regions; /* that row_of has room for */
  lociq_early_row *rows;
  size_t row_count, row_capacity;
  pthread_rwlock_t values_lock; /* over all below: who fills reads, who moves writes */
  size_t stride;                /* cells a row */
  size_t capacity;              /* rows */
  double **values;              /* by column: row × stride */
  uint64_t *taken;              /* a bit a cell */
  bool twice;                   /* one was taken before */
} lociq_early;

/* *early is NULL where the layout or the options do not allow it. bytes: of the file, not
 * compressed, or 0. layout and parser, any of the file's, are looked at here alone. */
lociq_status lociq_early_create(const lociq_layout *layout, const lociq_parser *parser,
                                const lociq_read_options *options, size_t threads, uint64_t bytes, lociq_early **early,
                                lociq_error *error);
void lociq_early_free(lociq_early *early);

/* Whether so many bytes of values fit the bound on memory. */
lociq_status lociq_early_require(const lociq_early *early, size_t bytes, lociq_error *error);

/* Puts the values of a chunk that is not yet packed, made of a window of so many bytes, to
 * their places; *put is false where they must be kept: some have flags. Any number of
 * threads, each with its own parser, may be within. */
lociq_status lociq_early_put(lociq_early *early, size_t thread, const lociq_parser *parser, const lociq_chunk *chunk,
                             size_t bytes, bool *put, lociq_error *error);

/* Makes an array of `cells` values one of `more`, which is 64-byte aligned as it is. */
lociq_status lociq_early_grow(double **values, size_t cells, size_t more, lociq_error *error);

#endif

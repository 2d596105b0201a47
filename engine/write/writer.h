/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a writer is given: a dataset row by row, or a ranking.
 */
#ifndef LOCIQ_WRITE_WRITER_H
#define LOCIQ_WRITE_WRITER_H

#include <lociq/write.h>

/* An axis of a dataset as it lies in memory and file, and the members chosen. */
typedef struct lociq_side {
  const char *name;       /* "year", "region", "industry", "industry_other"; NULL: the dataset has no such side */
  const lociq_axis *axis; /* NULL with it */
  size_t all;             /* members of the axis; 1 where there is no such side */
  size_t first, count;    /* the chosen ones */
} lociq_side;

/* A dataset is years × rows × columns, whichever axes these are: a region variable
 * has no columns, an industry's total has industries as rows. */
typedef struct lociq_dataset {
  const char *name;
  lociq_side years, rows, columns;
  /* Rows [first, first + count) of one year, count × columns.all values and flags. */
  lociq_status (*read)(const struct lociq_dataset *dataset, size_t year, size_t first, size_t count, double *values,
                       uint16_t *flags, lociq_error *error);
  /* The text of a cell, borrowed; NULL: the dataset holds numbers. Where there are texts its values are NaN. */
  const char *(*text)(const struct lociq_dataset *dataset, size_t year, size_t row, size_t column);
  const void *from;                   /* what read reads */
  const lociq_write_options *options; /* the writer's own, such as where regions lie */
} lociq_dataset;

/* One row: columns.all values and flags, of which the chosen columns matter. */
typedef lociq_status (*lociq_row_visit)(void *context, const lociq_dataset *dataset, size_t year, size_t row,
                                        const double *values, const uint16_t *flags, lociq_error *error);
/* Calls visit for the chosen rows of the chosen years, reading some hundred rows at a time. */
lociq_status lociq_dataset_each(const lociq_dataset *dataset, lociq_row_visit visit, void *context, lociq_error *error);

/* The units of a ranking that are to be written: positions in ranking->asked. */
typedef struct lociq_ranking_part {
  const lociq_ranking *ranking;
  size_t *places;
  size_t count;
  size_t contributions; /* as in lociq_write_options */
} lociq_ranking_part;

typedef lociq_status (*lociq_dataset_writer)(const lociq_dataset *dataset, FILE *stream, lociq_error *error);
typedef lociq_status (*lociq_ranking_writer)(const lociq_ranking_part *part, FILE *stream, lociq_error *error);

/* LOCIQ_INVALID names the formats that there are. */
lociq_status lociq_writer_find(const char *format, lociq_dataset_writer *writer, lociq_error *error);
lociq_status lociq_ranking_writer_find(const char *format, lociq_ranking_writer *writer, lociq_error *error);

/* Lets numbers have a decimal point whatever the program's locale, on this thread,
 * and gives back the former locale. */
lociq_status lociq_locale_enter(void **former, lociq_error *error);
void lociq_locale_leave(void *former);

/* LOCIQ_IO where the stream has failed; the reason is in errno. */
lociq_status lociq_stream_check(FILE *stream, lociq_error *error);
/* Flushes first. */
lociq_status lociq_stream_flush(FILE *stream, lociq_error *error);

#endif

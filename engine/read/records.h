/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A side file: a small table whose columns are found by their names, read row by
 * row. Compressed files, BOM, CR LF, quotes and TABs as everywhere in read/;
 * columns that nobody asked for are passed over, and so are empty lines.
 *
 *     static const lociq_record_column columns[] = {
 *         {.name = "region"}, {.name = "neighbour"}, {.name = "weight", .optional = true}};
 *     lociq_records records;
 *     lociq_status status = lociq_records_open(path, columns, 3, progress, &records, error);
 *     while (status == LOCIQ_OK) {
 *       status = lociq_records_next(&records, error);
 *       if (status != LOCIQ_OK || records.line == 0) break;
 *       status = lociq_records_code(&records, 0, regions, &region, error);
 *       …
 *     }
 *     lociq_records_close(&records);
 *
 * The errors of a row are LOCIQ_BAD_INPUT and begin with "file:line: ".
 */
#ifndef LOCIQ_READ_RECORDS_H
#define LOCIQ_READ_RECORDS_H

#include <lociq/axis.h>
#include <lociq/progress.h>
#include <lociq/read.h>
#include <stdbool.h>
#include <stdint.h>

enum { LOCIQ_RECORD_COLUMNS = 24 };

typedef struct lociq_record_column {
  const char *name;
  bool optional;  /* the file may lack it */
  size_t longest; /* of its texts, in bytes; 0: LOCIQ_CODE_LIMIT */
} lociq_record_column;

/* Which numbers a field may hold: finite ones from minimum to maximum. */
typedef struct lociq_record_range {
  double minimum, maximum; /* ±INFINITY: any */
  bool above;              /* the minimum itself is none */
} lociq_record_range;

typedef struct lociq_records {
  const char *path; /* for messages */
  /* The row that lociq_records_next read; overwritten by the next one. */
  uint64_t line; /* where it begins; 0 behind the last row */
  /* Of the columns, UTF-8; "" where empty, NULL where the file lacks the column. */
  const char *texts[LOCIQ_RECORD_COLUMNS];
  /* Behind the last row: of the file as it lies there; "" of a text in memory. */
  uint64_t bytes;
  char sha256[65];
  const lociq_record_column *columns;
  struct lociq_record_reader *reader;
} lociq_records;

/* Opens a file and finds the columns, at most LOCIQ_RECORD_COLUMNS. `columns` and
 * path are borrowed. LOCIQ_BAD_INPUT where a column that is not optional is
 * absent, or one is there twice. The caller closes, after failure too. */
lociq_status lociq_records_open(const char *path, const lociq_record_column *columns, size_t count,
                                const lociq_progress *progress, lociq_records *records, lociq_error *error);
/* The same of a text in memory; errors name it `name`. */
lociq_status lociq_records_open_text(const char *name, const char *text, const lociq_record_column *columns,
                                     size_t count, lociq_records *records, lociq_error *error);
/* Refuses columns that nobody asked for. what: "a register", for messages. */
lociq_status lociq_records_refuse_others(const lociq_records *records, const char *what, lociq_error *error);
/* Reads the next row, or sets line to 0 behind the last one, then once. */
lociq_status lociq_records_next(lociq_records *records, lociq_error *error);
/* Behind the last row: the file's name, size and digest. The caller clears. */
lociq_status lociq_records_describe(const lociq_records *records, const char *reader, lociq_input *input,
                                    lociq_error *error);
void lociq_records_close(lociq_records *records);

/* Reads a field of the row as a number. The error is
 * `file:line: column "weight" is "x", expected a number above 0`. */
lociq_status lociq_records_number(const lociq_records *records, size_t column, lociq_record_range range, double *value,
                                  lociq_error *error);
/* `absent` where the file lacks the column or the field is empty. */
lociq_status lociq_records_number_or(const lociq_records *records, size_t column, lociq_record_range range,
                                     double absent, double *value, lociq_error *error);
/* Looks a code up on an axis. The error is `file:line: region "XX" is not in the store`. */
lociq_status lociq_records_code(const lociq_records *records, size_t column, const lociq_axis *axis, size_t *position,
                                lociq_error *error);
/* Sets LOCIQ_BAD_INPUT with `file:line: column "of" is "x", expected …`. */
lociq_status lociq_records_refuse(const lociq_records *records, size_t column, const char *expected,
                                  lociq_error *error);

#endif

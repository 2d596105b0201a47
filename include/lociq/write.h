/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing what a store holds for other programs: csv, json, matrix.
 *
 * Text that came from outside stays text: whatever a label holds, a CSV has the
 * same number of fields, JSON parses, and no field starts a formula.
 */
#ifndef LOCIQ_WRITE_H
#define LOCIQ_WRITE_H

#include <lociq/partners.h>
#include <lociq/store.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_write_options {
  const char *format;   /* "csv", "json", "matrix"; for a ranking "table", "csv", "json" */
  const char *year;     /* NULL: all */
  const char *region;   /* NULL: all */
  const char *industry; /* NULL: all */
} lociq_write_options;

lociq_write_options lociq_write_options_default(void);

/* Writes a dataset of the store (a cube, or a part by its full name, such as
 * employment_total_region). csv: region,industry,year,value,flag without the
 * columns that the shape lacks, 17 significant digits, a missing value as an
 * empty field. LOCIQ_IO when the stream fails: it is flushed before LOCIQ_OK. */
lociq_status lociq_write_dataset(const lociq_store *store, const char *name, const lociq_write_options *options,
                                 FILE *stream, lociq_error *error);
lociq_status lociq_write_ranking(const lociq_ranking *ranking, const lociq_write_options *options, FILE *stream,
                                 lociq_error *error);

/* A file that is there whole or not at all: opens a temporary beside path;
 * finish syncs and renames it (keep), or removes it. path "-" is standard output. */
typedef struct lociq_output lociq_output;
lociq_status lociq_output_open(const char *path, lociq_output **output, FILE **stream, lociq_error *error);
lociq_status lociq_output_finish(lociq_output *output, bool keep, lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif

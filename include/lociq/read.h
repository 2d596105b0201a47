/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading published statistics into a panel.
 *
 * The format is found from the header, never from the file's name. Compressed
 * files (gzip, bzip2, xz, zstd, zip) are read through libarchive. Every cell
 * that is read is stored or counted under a reason: see lociq_account.
 */
#ifndef LOCIQ_READ_H
#define LOCIQ_READ_H

#include <lociq/filter.h>
#include <lociq/panel.h>
#include <lociq/progress.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_read_options {
  const char *format;  /* a reader's name, or NULL: by the header */
  const char *measure; /* the measure's name where the file has but one, or NULL: the reader's own */
  const char *unit;    /* overrides the unit found in the file; NULL: the file's */
  const char *level;   /* "nuts2", "county", "section" or QCEW's agglvl "75"; NULL: all rows, which may not
                        * overlap */
  const char *vintage; /* of NUTS, such as "2013": regions that it does not have are left out; NULL: none are */
  const char *year;    /* the year of a matrix file; NULL: none given */
  const lociq_filter *filters;
  size_t filter_count;
  const char *regions_path;    /* code,label,parent of regions, or NULL */
  const char *industries_path; /* code,label,parent of industries, or NULL */
  bool sum_duplicates;         /* two rows of one cell are added; else they are an error */
  int threads;                 /* 0: as OpenMP says */
  size_t memory;               /* bound on memory in bytes, see memory.h; 0: none */
  const lociq_progress *progress;
} lociq_read_options;

lociq_read_options lociq_read_options_default(void);

/* What became of every cell of the files. cells = values + missing + refused;
 * values + missing = the sum of the fates. */
typedef struct lociq_account {
  uint64_t files;
  uint64_t rows;   /* lines of data */
  uint64_t cells;  /* cells of measures in them */
  uint64_t values; /* cells with a number */
  uint64_t missing;
  uint64_t missing_by_flag[LOCIQ_FLAG_COUNT]; /* a missing cell counts under each of its flags */
  uint64_t missing_unflagged;
  uint64_t combined;   /* cells that were merged into another: months, quarters, ownerships, duplicates */
  uint64_t stored;     /* in the body */
  uint64_t totals;     /* published totals */
  uint64_t aggregates; /* region aggregates, kept aside */
  struct lociq_account_reason {
    char text[96]; /* "by --where age": goes on "left out: 1,234 …" */
    uint64_t cells;
  } reasons[16]; /* what was left out, and why */
  size_t reason_count;
  uint64_t refused;     /* cells that could not be read; an import with any fails */
  char series_name[16]; /* "series" or "rows": what a line of the format is */
} lociq_account;

/* One input as it was read: for the store's provenance. */
typedef struct lociq_input {
  char *path; /* as given */
  char *reader;
  uint64_t bytes;
  char sha256[65]; /* of the file as it lies there, compressed or not */
} lociq_input;

/* Reads all files into one panel. On success *panel, *account and
 * inputs[0 … path_count) are filled; the caller frees the panel and, with
 * lociq_input_clear, each input. Errors name file, line and column.
 *   LOCIQ_INVALID    an option that the file has no use for, a value that no row has
 *   LOCIQ_BAD_INPUT  what is written there cannot be read
 *   LOCIQ_CONFLICT   a cell twice, overlapping codes, mixed levels, mixed vintages of NUTS
 *   LOCIQ_IO         the file cannot be read, or shrank while it was */
lociq_status lociq_read_files(const char *const *paths, size_t path_count, const lociq_read_options *options,
                              lociq_panel **panel, lociq_account *account, lociq_input *inputs, lociq_error *error);
void lociq_input_clear(lociq_input *input);

/* The account as the import prints it, one or a few lines, without a final line
 * break. The caller frees with free(). */
lociq_status lociq_account_format(const lociq_account *account, char **formatted, lociq_error *error);

/* The readers' names and what each reads, ended by a NULL name. */
typedef struct lociq_reader_description {
  const char *name;
  const char *description;
} lociq_reader_description;
const lociq_reader_description *lociq_readers(void);

#ifdef __cplusplus
}
#endif
#endif

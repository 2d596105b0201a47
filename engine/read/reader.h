/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a format is: everything its author needs.
 *
 * A format only says what lies where. From the header it makes a layout: which
 * dimensions there are (region, industry, year, age, …), which columns hold cells
 * of which measure, and what each field of a line is. All else happens once, for
 * every format:
 *
 *   scan.c      splits the file into lines and fields (quotes, CR LF, blanks around
 *               a field), in parallel; numbers, missing tokens; errors that name
 *               file:line:column; field counts
 *   collect.c   --where on any dimension, axes too, by the file's name of it or as
 *               region, industry, year; a dimension that is no axis and keeps more
 *               than one value is an error that lists them (unless `free`)
 *               --level; codes that are TOTAL, an aggregate or outside of the axis
 *               (lociq_code_role_of) go to their part or are counted under a reason;
 *               overlapping codes; the same cell twice; several files; the account
 *
 * A new format is a file engine/read/<name>.c which ends with
 *
 *     const lociq_reader lociq_reader_<name> = {.name = …, .plan = …};
 *
 * and a line READER(<name>) in readers.def, where the order is that of detection.
 */
#ifndef LOCIQ_READ_READER_H
#define LOCIQ_READ_READER_H

#include <lociq/classify.h>
#include <lociq/read.h>

/* A text in a buffer, not ended by NUL. */
typedef struct lociq_slice {
  const char *text;
  size_t length;
} lociq_slice;
bool lociq_slice_is(lociq_slice slice, const char *text);

/* The first line. Fields are split at TABs where the line has one, else at
 * commas; quotes (of comma-separated lines only) and blanks around are gone. Each
 * text ends with NUL too. */
typedef struct lociq_header {
  const char *path; /* for messages: "path:1:…" */
  char *line;       /* all of it, without line break and BOM */
  char delimiter;   /* '\t' or ',' */
  char **fields;
  size_t count;
} lociq_header;
size_t lociq_header_find(const lociq_header *header, const char *name); /* LOCIQ_NONE when absent */

/* Where the codes of a dimension stand. */
typedef enum lociq_place {
  LOCIQ_IN_FIELD,      /* in a field of each line */
  LOCIQ_ALONG_COLUMNS, /* in the header, a code a column (lociq_read_column.code): one dimension at most */
  LOCIQ_CONSTANT       /* nowhere: one code for the whole file */
} lociq_place;

enum { LOCIQ_NO_AXIS = -1 };

typedef struct lociq_read_dimension {
  char *name; /* the file's: "geo", "nace_r2", "age", "own_code" */
  int axis;   /* LOCIQ_REGION, LOCIQ_INDUSTRY, LOCIQ_YEAR or LOCIQ_NO_AXIS */
  lociq_place place;
  char *constant;
  const char *blank; /* the code that an empty field stands for, a constant text; NULL: it must not be empty */
  bool free;         /* may keep several values though no axis: what `judge` or `combine` deal with */
  /* What the codes follow where the format says so (QCEW's industry 10 is a total,
   * NACE's is not); LOCIQ_UNCLASSIFIED: found from the codes. */
  lociq_classification classification;
} lociq_read_dimension;

/* A column of cells. */
typedef struct lociq_read_column {
  char *measure;
  char *code;       /* its code of the dimension along the columns, else NULL */
  int tag;          /* the format's own, for `combine` */
  const char *unit; /* a constant text where the format knows it; NULL: by unit_dimension */
} lociq_read_column;

/* Parse a cell or a flag that is no plain unsigned whole number. Blanks and
 * quotes around are gone already. Return NULL when all is well, else what was
 * expected, to end `employment is "x", expected …`. */
typedef const char *lociq_parse_cell(lociq_slice text, double *value, uint16_t *flags);
typedef const char *lociq_parse_flag(lociq_slice text, uint16_t *flags, bool *suppressed);

typedef enum lociq_field_role {
  LOCIQ_FIELD_IGNORED,
  LOCIQ_FIELD_CODE,  /* target: the dimension */
  LOCIQ_FIELD_LABEL, /* target: the dimension whose code on this line it names; empty: it does not */
  LOCIQ_FIELD_CELL,  /* target: the column; each column has exactly one such field */
  LOCIQ_FIELD_FLAG   /* of the columns target … target + span - 1 */
} lociq_field_role;

typedef struct lociq_field {
  lociq_field_role role;
  char end; /* what ends it: ',' or '\t'; that of the last one is not looked at */
  size_t target, span;
  lociq_parse_flag *flag; /* FLAG: sets bits, which are added to the cell's; *suppressed makes its value missing */
} lociq_field;

/* One of the cells that fall together. */
typedef struct lociq_piece {
  double value; /* NaN: missing */
  uint16_t flags;
  const lociq_read_column *column;
  const char *const *codes; /* a code a dimension of the layout, in its order */
} lociq_piece;

typedef struct lociq_layout lociq_layout;
struct lociq_layout {
  lociq_read_dimension *dimensions;
  size_t dimension_count;
  lociq_read_column *columns;
  size_t column_count;
  lociq_field *fields;
  size_t field_count;

  char delimiter;               /* what separates the fields, where it is not the header's; 0: the header's */
  bool unquoted;                /* a '"' is a byte like any other (TSV) */
  bool fewer_fields;            /* a line may end early: its last columns are then missing */
  const char *line_name;        /* "series" or "rows": what a line is; NULL: "rows" */
  bool uses_measure, uses_year; /* the format takes options->measure, options->year; else they are refused */
  bool uses_level;              /* `judge` deals with options->level, the collector does not */

  lociq_parse_cell *cell; /* NULL: lociq_parse_plain_cell */
  /* Splits the text of a code into the code and its label ("AT: Austria"). It is
   * called once for every new text. NULL: all of it is the code. */
  void (*split_code)(lociq_slice text, lociq_slice *code, lociq_slice *label);
  /* Looks at a line's codes (of each dimension; NULL for one along the columns).
   * NULL keeps it, else its cells are counted under the reason returned, a
   * constant text that goes on "1,234 …": "by --level 75". Called after --where.
   * NULL: keeps all. */
  const char *(*judge)(const lociq_layout *layout, const char *const *codes, const lociq_read_options *options);
  /* Makes one cell of several which differ in a free dimension or in their
   * column, in the order: columns, then codes by bytes; count ≥ 1. Called for
   * every cell. Where all codes and the column are the same, it is a duplicate,
   * dealt with before. NULL: two of a cell are duplicates. */
  void (*combine)(const lociq_layout *layout, const lociq_piece *pieces, size_t count, double *value, uint16_t *flags);

  size_t scale_dimension;            /* the dimension whose one code is the unit's power of ten, or LOCIQ_NONE */
  size_t unit_dimension;             /* the dimension whose one code is the unit, or LOCIQ_NONE */
  const char *(*unit)(const char *); /* the unit in words of its code; NULL or NULL returned: the code itself */
};

/* Each adds one and copies the texts. They fail without memory only. */
lociq_status lociq_layout_add_dimension(lociq_layout *layout, const char *name, int axis, lociq_place place,
                                        const char *constant, lociq_error *error);
lociq_status lociq_layout_add_column(lociq_layout *layout, const char *measure, const char *code, lociq_error *error);
lociq_status lociq_layout_add_field(lociq_layout *layout, lociq_field field, lociq_error *error);
void lociq_layout_clear(lociq_layout *layout);

typedef struct lociq_reader {
  const char *name;        /* "eurostat-tsv": of --format, in the provenance */
  const char *description; /* for lists: one line */
  bool (*detects)(const lociq_header *header);
  /* Fills a layout that is all zero but unit_dimension and scale_dimension, LOCIQ_NONE; the caller
   * clears it, after failure too. Errors are sentences that begin with "path:1: ". */
  lociq_status (*plan)(const lociq_header *header, const lociq_read_options *options, lociq_layout *layout,
                       lociq_error *error);
} lociq_reader;

#define READER(name) extern const lociq_reader lociq_reader_##name;
#include "read/readers.def"
#undef READER

/* The double nearest to the decimal number, the same as strtod in the C locale:
 * [+-] digits [. digits] [e [+-] digits], all of the slice. False where it is none. */
bool lociq_number_parse(lociq_slice text, double *value);

/* A number, or missing: nothing, NA, NaN, ":". */
lociq_parse_cell lociq_parse_plain_cell;
/* Letters of OBS_STATUS: b c d e f i m n p r u, s for i, z for m; and those that
 * lociq prints, N and P. Of CONF_STATUS: C N P, F for none. Empty is no flag. */
lociq_parse_flag lociq_parse_obs_flag;
lociq_parse_flag lociq_parse_conf_flag;
/* The bit of one letter of either list, or 0. */
uint16_t lociq_obs_letter(char letter);
uint16_t lociq_conf_letter(char letter);

#endif

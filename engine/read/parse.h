/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A window of lines to a chunk of observations: what runs in every thread.
 */
#ifndef LOCIQ_READ_PARSE_H
#define LOCIQ_READ_PARSE_H

#include "read/chunk.h"
#include "read/eights.h"
#include "read/field.h"
#include "read/lines.h"

/* The separators ahead, for lines that are plain: codes that are known, plain numbers,
 * and cells and flags that are empty. */
typedef struct lociq_plain {
  lociq_separators_finder *find; /* NULL: no line of the layout is */
  const lociq_eights *eights;    /* may be NULL */
  uint32_t *places;              /* in the window; from 1 on */
  size_t count, next;
  size_t limit;         /* lines that are tried together */
  const char *base;     /* the window */
  const char *searched; /* up to there */
} lociq_plain;

/* What a thread needs to read lines of one file. */
typedef struct lociq_parser {
  const char *path;
  const lociq_layout *layout;
  char delimiter;
  size_t *code_index; /* by dimension: its place among the codes of a row; LOCIQ_NONE: in no field */
  size_t codes_a_row;
  lociq_dictionary *dictionaries; /* by place among the codes of a row */
  uint16_t *row_flags;            /* of the line under way, by column */
  bool *row_suppressed;
  bool dirty;              /* these two hold something */
  bool lacking;            /* a cell of the line under way is missing */
  bool *flagged;           /* by column: any cell had a flag */
  const char **label_from; /* by field: where the label of the line under way begins */
  bool labels;             /* the layout has fields of labels */
  lociq_plain plain;

  lociq_arena arena;         /* of the chunk under way */
  lociq_arena codes, values; /* of the chunks that are packed */
  lociq_chunk *chunk;
  const char *limit;      /* the window's end */
  const char *line_start; /* of the line under way, within quotes too */
  uint64_t line;
  lociq_taken taken;
} lociq_parser;

/* layout outlives the parser, which the caller clears, after failure too. */
lociq_status lociq_parser_create(const char *path, const lociq_layout *layout, char delimiter, lociq_parser *parser,
                                 lociq_error *error);
void lociq_parser_clear(lociq_parser *parser);
/* Fills the chunk, whose memory is the parser's. */
lociq_status lociq_parse_window(lociq_parser *parser, const lociq_window *window, lociq_chunk *chunk,
                                lociq_error *error);

/* plain.c. *next is a line's beginning, and then that of the first line that is not
 * plain, or the window's end. */
lociq_status lociq_parse_plain_rows(lociq_parser *parser, const char **next, lociq_error *error);
lociq_status lociq_plain_create(const lociq_layout *layout, char delimiter, lociq_plain *plain, lociq_error *error);
void lociq_plain_begin(lociq_plain *plain, const lociq_window *window);
void lociq_plain_clear(lociq_plain *plain);

#endif

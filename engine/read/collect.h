/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the observations of all files to one panel. In this order:
 *
 *   merge.c    the dictionaries of all threads and files become one list of codes a
 *              dimension, in the order of their bytes
 *   route.c    what a code says of its cells: --where, --level, total, aggregate
 *   survey.c   goes over the lines: which are kept, which codes are used
 *   axes.c     the axes of the panel, with labels, parents and levels
 *   scatter.c  every cell to its place; two of one place are found
 *   early_settle.c  the same of what was put to a place while the file was read
 *   combine.c  the slow way, where cells fall together
 */
#ifndef LOCIQ_READ_COLLECT_H
#define LOCIQ_READ_COLLECT_H

#include "read/scan.h"

/* What a code says of the cells that carry it: a kind in the upper bits, below it
 * a position on the axis or a reason. */
enum {
  LOCIQ_ROUTE_MEMBER = 0,
  LOCIQ_ROUTE_TOTAL = 1,
  LOCIQ_ROUTE_AGGREGATE = 2,
  LOCIQ_ROUTE_OUT = 3,      /* its level or its role; below: the reason */
  LOCIQ_ROUTE_FILTERED = 4, /* --where; below: the reason */
  LOCIQ_ROUTE_SHIFT = 29
};
static inline uint32_t lociq_route(uint32_t kind, uint32_t position) { return kind << LOCIQ_ROUTE_SHIFT | position; }
static inline uint32_t lociq_route_kind(uint32_t route) { return route >> LOCIQ_ROUTE_SHIFT; }
static inline uint32_t lociq_route_position(uint32_t route) { return route & ((UINT32_C(1) << LOCIQ_ROUTE_SHIFT) - 1); }

/* A dimension over all files: the axes, then every other by name and measure. */
typedef struct lociq_merged {
  const char *name;
  const char *measure; /* of the files that have it; NULL for an axis */
  int axis;
  bool free;
  lociq_classification classification;
  const char **codes; /* in the order of their bytes */
  const char **labels;
  size_t count;
  uint32_t *routes;
  bool *used;         /* by a line that is kept */
  size_t filter_rank; /* of the first filter on it, or LOCIQ_NONE */
} lociq_merged;

/* A file, bound to the merged dimensions. */
typedef struct lociq_bound {
  lociq_scan *scan;
  size_t *merged;      /* by dimension of the layout */
  uint32_t **maps;     /* thread × code of a row -> positions by number of the dictionary */
  uint32_t *constants; /* by dimension: the position of its constant */
  uint32_t *along;     /* by column: the position of its code; NULL: no dimension is along the columns */
  size_t along_dimension;
  size_t *order;         /* dimensions in fields, those with filters first */
  size_t *measures;      /* by column */
  uint8_t **fates;       /* by chunk, by row: 0 kept, else 1 + the reason; NULL: all are kept */
  uint8_t *along_fates;  /* by column, the same; NULL: all are kept */
  uint8_t constant_fate; /* of the whole file */
  bool industries;       /* a kept line has a member of the industry axis */
} lociq_bound;

typedef struct lociq_measure {
  const char *name;
  lociq_cube *cube; /* of the panel, once made */
  bool industries;  /* else a region variable */
  bool flagged;
  char *unit;   /* of the first file that has it; NULL: none */
  size_t first; /* that file */
} lociq_measure;

typedef struct lociq_collection {
  const lociq_read_options *options;
  lociq_bound *files;
  size_t file_count;
  lociq_merged *dimensions; /* region, industry, year first, whether there or not */
  size_t dimension_count;
  lociq_measure *measures;
  size_t measure_count;
  lociq_account *account;
  lociq_panel *panel;
} lociq_collection;

/* Makes the panel of the scans, which stay the caller's. The account's counts of
 * fates are set. On success the caller frees the panel. */
lociq_status lociq_collect(lociq_scan *scans, size_t count, const lociq_read_options *options, lociq_panel **panel,
                           lociq_account *account, lociq_error *error);

lociq_status lociq_collection_merge(lociq_collection *all, lociq_scan *scans, size_t count, lociq_error *error);
void lociq_collection_clear(lociq_collection *all);
lociq_status lociq_collection_route(lociq_collection *all, lociq_error *error);
lociq_status lociq_collection_survey(lociq_collection *all, lociq_error *error);
lociq_status lociq_collection_make_axes(lociq_collection *all, lociq_error *error);
lociq_status lociq_collection_make_measures(lociq_collection *all, lociq_error *error);
/* Counts what the survey left out. */
void lociq_collection_count_left_out(lociq_collection *all);
/* *twice: two cells fall on one place, so that combine must have its turn; the
 * cubes are then without parts. */
lociq_status lociq_collection_scatter(lociq_collection *all, bool *twice, lociq_error *error);
lociq_status lociq_collection_combine(lociq_collection *all, lociq_error *error);

/* The number of a reason, which becomes one of the account's; the last one takes
 * all that find no room. */
uint8_t lociq_account_reason(lociq_account *account, const char *text);

/* The position of a row's code of a dimension in the merged one. */
static inline uint32_t lociq_bound_code(const lociq_bound *file, const lociq_chunk *chunk, size_t row,
                                        size_t dimension) {
  const lociq_parser *parser = &file->scan->parsers[chunk->dictionaries];
  const size_t index = parser->code_index[dimension];
  if (index == LOCIQ_NONE) return file->constants[dimension];
  return file->maps[chunk->dictionaries * chunk->codes_a_row + index][lociq_chunk_code(chunk, row, index)];
}

/* 0 where the row of that chunk is kept, else 1 + the reason. */
static inline uint8_t lociq_bound_fate(const lociq_bound *file, size_t chunk, size_t row) {
  return file->fates == NULL ? 0 : file->fates[chunk][row];
}

/* Where a cell lies: one number over all parts of a cube, the body first. */
typedef struct lociq_space {
  size_t years, regions, industries, aggregates; /* industries is 1 for a region variable */
  bool by_industry;
  size_t base[LOCIQ_PARTS + 1]; /* where each part begins; the last: how many cells there are */
} lociq_space;
lociq_status lociq_space_of(const lociq_panel *panel, bool industries, lociq_space *space, lociq_error *error);

/* All parts that the space gives a cube; values are not set, flags are 0. */
lociq_status lociq_cube_make_parts(lociq_cube *cube, const lociq_space *space, bool flags, lociq_error *error);
void lociq_cube_drop_part(lociq_cube *cube, lociq_part part);

/* The part that a cell is in. */
static inline lociq_part lociq_space_part(const lociq_space *space, size_t cell) {
  int part = LOCIQ_BODY;
  while (cell >= space->base[part + 1]) part++;
  return (lociq_part)part;
}

/* The cell where these routes meet, all of kinds up to LOCIQ_ROUTE_AGGREGATE. */
static inline size_t lociq_space_cell(const lociq_space *space, uint32_t year, uint32_t region, uint32_t industry) {
  const size_t y = lociq_route_position(year), r = lociq_route_position(region);
  const uint32_t kind = lociq_route_kind(region);
  const bool total = space->by_industry && lociq_route_kind(industry) == LOCIQ_ROUTE_TOTAL;
  const size_t i = space->by_industry ? lociq_route_position(industry) : 0;
  switch (kind) {
    case LOCIQ_ROUTE_MEMBER:
      return total ? space->base[LOCIQ_TOTAL_REGION] + y * space->regions + r
                   : (y * space->regions + r) * space->industries + i;
    case LOCIQ_ROUTE_TOTAL:
      return total || !space->by_industry ? space->base[LOCIQ_TOTAL] + y
                                          : space->base[LOCIQ_TOTAL_INDUSTRY] + y * space->industries + i;
    default:
      return total ? space->base[LOCIQ_AGGREGATE_TOTAL] + y * space->aggregates + r
                   : space->base[LOCIQ_AGGREGATE_BODY] + (y * space->aggregates + r) * space->industries + i;
  }
}

/* Where the values of a file go that were put to a place early: all its measures have the
 * same space, and the same bits. */
typedef struct lociq_early_goal {
  const lociq_collection *all;
  const lociq_bound *file;
  const lociq_space *space;
  uint64_t *taken;
  uint64_t counts[LOCIQ_PARTS]; /* cells that it puts, of one measure */
  bool twice;                   /* one was taken before */
} lociq_early_goal;

/* Puts them there; the cubes have their parts. */
lociq_status lociq_early_settle(lociq_early *early, lociq_early_goal *goal, lociq_error *error);

/* The routes of a row on the three axes; those of a dimension along the columns
 * are that of `column`. */
typedef struct lociq_routes {
  uint32_t year, region, industry;
} lociq_routes;
lociq_routes lociq_bound_routes(const lociq_collection *all, const lociq_bound *file, const lociq_chunk *chunk,
                                size_t row, size_t column);

/* Says that the cell of a column is there twice; `first` and `second` say where. */
typedef struct lociq_position {
  uint32_t file, chunk, row, column;
} lociq_position;
lociq_status lociq_refuse_twice(const lociq_collection *all, lociq_position first, lociq_position second,
                                lociq_error *error);

#endif

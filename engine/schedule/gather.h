/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Columns gathered from rows: a panel of them fits the memory, and a column is
 * never split, so that nothing depends on how many are gathered at once.
 */
#ifndef LOCIQ_SCHEDULE_GATHER_H
#define LOCIQ_SCHEDULE_GATHER_H

#include "schedule/work.h"

/* The columns of one cube in one year. */
typedef struct lociq_gathered {
  const lociq_cube *cube;
  size_t back;                                         /* as lociq_sweep.back */
  double *values;                                      /* columns `height` apart, NaN past the last region */
  double *sum;                                         /* by column of the panel: of the known cells, */
  size_t *known;                                       /* and how many these are: before --missing zero fills it */
  bool covers;                                         /* its coverage is wanted: */
  double *by_region;                                   /* the known share of each region's published total */
  const double *published_region, *published_industry; /* NULL where none is */
} lociq_gathered;

typedef struct lociq_columns {
  const lociq_work *work;
  size_t height; /* of a column: the regions in whole vectors */
  size_t room;   /* bytes, half of them for columns and results, half for rows */
  size_t at_once, first, count;
  lociq_gathered cubes[LOCIQ_STREAMS];
  size_t cube_count, measure; /* measure: which of the cubes it is; LOCIQ_NONE: none */
  bool wants_quotients;       /* of the measure: */
  double *quotients;          /* the location quotients, as `values` */
  double *total;              /* E_r; NaN where unknown or zero */
  double *distribution;       /* as the structure has it, `height` long */
  double *absent;             /* a column of a year that is not there */
} lociq_columns;

/* Finds the cube among those to be gathered, or adds it. */
lociq_status lociq_gather_add(lociq_columns *columns, const lociq_cube *cube, size_t back, size_t *at,
                              lociq_error *error);
/* Makes room, once all cubes are added; cell_results: how many results by cell are
 * kept beside the columns. */
lociq_status lociq_gather_create(lociq_columns *columns, size_t cell_results, lociq_error *error);
void lociq_gather_free(lociq_columns *columns);
/* Gathers the columns [first, first + count). */
lociq_status lociq_gather_run(lociq_columns *columns, lociq_error *error);

#endif

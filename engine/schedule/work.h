/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The work on one year: what its passes share.
 */
#ifndef LOCIQ_SCHEDULE_WORK_H
#define LOCIQ_SCHEDULE_WORK_H

#include "schedule/held.h"
#include "schedule/prepare.h"
#include "schedule/results.h"

/* An operand as one value a region; NULL where its rows are streamed. */
typedef struct lociq_operand {
  double *by_region; /* NaN up to whole vectors */
} lociq_operand;

/* What an instance looks back at, one of its lags: the measure, or operand 0. */
typedef struct lociq_earlier {
  size_t year;       /* on the year axis; LOCIQ_NONE where the panel has no such year */
  double *by_region; /* where operand 0 is one value a region; NaN in a year that is not there; else NULL */
  double *published; /* E_r of streamed rows as published; NULL where none is */
} lociq_earlier;

/* What an instance that sees all years gave for each of the panel's. */
typedef struct lociq_kept {
  double *values;   /* outputs `stride` apart, each years × values of one */
  double *coverage; /* years × regions */
  size_t stride;
} lociq_kept;

typedef struct lociq_work {
  const lociq_request *request;
  const lociq_sink *sink;
  const lociq_progress *progress;
  lociq_sweep rows;           /* source, year, sizes, slab, threads: what every sweep starts from */
  size_t year;                /* of the results */
  size_t memory;              /* bytes for rows and results */
  lociq_structure *structure; /* NULL when nothing looks at the measure */
  lociq_results *results;
  lociq_held *held;                          /* NULL when no kernel asks for it */
  lociq_operand (*operands)[LOCIQ_OPERANDS]; /* by instance */
  lociq_earlier (*earlier)[LOCIQ_LAGS];      /* likewise; see earlier.h */
  double **relative;                         /* likewise; NULL where not relative: see relative.h */
  lociq_kept *all_years;                     /* likewise; NULL where no kernel sees all years */
  size_t census_level;                       /* of the pass that counts what is known; LOCIQ_NONE: none does */
  char **remarks;                            /* likewise; NULL where there is none: see remark.h */
  size_t levels;                             /* of all instances */
  bool counts_industries;                    /* that pass counts by industry too, not by region alone */
} lociq_work;

/* One value a region and NaN up to whole vectors; all NaN at first. NULL without memory. */
double *lociq_allocate_column(size_t regions);

/* The row, fold and block kernels of a level, in one pass over the rows. Does
 * nothing when there is none. */
lociq_status lociq_pass_run(const lociq_work *work, size_t level, lociq_error *error);
/* The column kernels of a level. */
lociq_status lociq_columns_run(const lociq_work *work, size_t level, lociq_error *error);
/* The kernels of a level that see a whole year. */
lociq_status lociq_whole_run(const lociq_work *work, size_t level, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where values come from and where results go: a panel in memory, or a store.
 * All of it is called from one thread; `create` and all that is of a sink by all ranks at once.
 */
#ifndef LOCIQ_SCHEDULE_SOURCE_H
#define LOCIQ_SCHEDULE_SOURCE_H

#include <lociq/compute.h>

#include "ranks/ranks.h"

typedef struct lociq_source {
  const lociq_panel *panel; /* axes, and cubes described at least */
  const void *context;
  bool in_memory; /* rows are given without copying: a slab may be all of a year */
  bool alone;     /* each rank computes all of it by itself */
  /* Rows [first, first + count) of a cube's body in one year, one after the other
   * without gaps: in the buffer, or in place. */
  lociq_status (*rows)(const void *context, const lociq_cube *cube, size_t year, size_t first, size_t count,
                       double *buffer, const double **values, lociq_error *error);
  /* One year of a part of a cube (its body, for a region variable), `count`
   * values; NULL when it has no such part. Borrowed: until the next call for the
   * same cube and part at the earliest. */
  lociq_status (*part)(const void *context, const lociq_cube *cube, lociq_part part, size_t year, const double **values,
                       lociq_error *error);
} lociq_source;

/* The ranks that share the work on it. */
static inline lociq_ranks lociq_source_ranks(const lociq_source *source) {
  return source->alone ? lociq_ranks_alone() : lociq_ranks_here();
}

typedef struct lociq_sink {
  void *context;
  /* Takes a described result, with its coverage, before the first pass. The cube
   * stays the caller's until the sink says otherwise by setting *cube to NULL. */
  lociq_status (*create)(void *context, lociq_cube **cube, lociq_error *error);
  /* Where rows of a cell result are to be written: in place for a result in
   * memory, else NULL, and then `rows` or `columns` take them. */
  double *(*place)(void *context, const char *name, size_t year);
  /* count may be 0: of ranks, each writes its own rows, and all write as often. */
  lociq_status (*rows)(void *context, const char *name, size_t year, size_t first, size_t count, const double *values,
                       lociq_error *error);
  /* Columns [first, first + count) of all regions: `count` values a region. Only
   * where there is no place. */
  lociq_status (*columns)(void *context, const char *name, size_t year, size_t first, size_t count,
                          const double *values, lociq_error *error);
  /* One year of a result without cells: by region, industry, industry × industry or one value. */
  lociq_status (*year)(void *context, const char *name, size_t year, size_t count, const double *values,
                       lociq_error *error);
  /* The attribute `comment` of a result without cells, before the end. */
  lociq_status (*comment)(void *context, const char *name, const char *text, lociq_error *error);
  lociq_status (*finish)(void *context, lociq_error *error);
} lociq_sink;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a store or a panel in memory knows of a year.
 */
#ifndef LOCIQ_PARTNERS_STATISTICS_H
#define LOCIQ_PARTNERS_STATISTICS_H

#include <lociq/partners.h>

typedef struct lociq_statistics {
  const lociq_panel *panel; /* described; with values where there is no store */
  const lociq_store *store; /* NULL: the values lie in the panel */
  const char *measure;      /* of the options: lies over year, region and industry */
  size_t year;              /* position on the year axis */
} lociq_statistics;

/* One year of a cube, or of a node of a framework. The caller clears. */
typedef struct lociq_statistic {
  char *name, *label, *unit;
  bool by_industry;                              /* regions × industries values, else one a region */
  double *values;                                /* NaN where missing; NULL: not read (lociq_statistics_open) */
  double *total_region, *total_industry, *total; /* published; NULL when none is */
} lociq_statistic;

/* The measure and the year that the options name: LOCIQ_INVALID when there is no such measure, it has no regions and
 * industries, or there is no such year. The options' texts and the panel are borrowed. */
lociq_status lociq_statistics_choose(const lociq_panel *panel, const lociq_store *store,
                                     const lociq_partner_options *options, lociq_statistics *statistics,
                                     lociq_error *error);
/* A cube by region, or by region and industry; "framework_climate/labour" is a node of an index.
 * year: a position on the year axis. LOCIQ_INVALID where there is none of that name and shape. */
lociq_status lociq_statistics_read(const lociq_statistics *statistics, const char *name, size_t year,
                                   lociq_statistic *statistic, lociq_error *error);
/* The same but for the values of a cube by region and industry, which lociq_statistics_rows gives. */
lociq_status lociq_statistics_open(const lociq_statistics *statistics, const char *name, size_t year,
                                   lociq_statistic *statistic, lociq_error *error);
/* Rows first to first + count of the regions, of a cube by region and industry. */
lociq_status lociq_statistics_rows(const lociq_statistics *statistics, const char *name, size_t year, size_t first,
                                   size_t count, double *rows, lociq_error *error);
/* Rows of a store's chunks, where there are many. */
enum { LOCIQ_STATISTICS_CHUNK = 512 };
/* How many rows of so many regions and industries are read at once: some megabytes, several chunks of a store. */
static inline size_t lociq_statistics_step(size_t regions, size_t industries) {
  enum { BYTES = 1 << 23 };
  const size_t rows = BYTES / (industries * sizeof(double) + 1) / LOCIQ_STATISTICS_CHUNK * LOCIQ_STATISTICS_CHUNK;
  const size_t least = rows == 0 ? LOCIQ_STATISTICS_CHUNK : rows;
  return least < regions ? least : regions;
}
/* Has `see` look at every row of it, in their order, a few of them in memory at once. */
lociq_status lociq_statistics_sweep(const lociq_statistics *statistics, const char *name, size_t year,
                                    void (*see)(void *context, size_t region, const double *row), void *context,
                                    lociq_error *error);
bool lociq_statistics_have(const lociq_statistics *statistics, const char *name);
void lociq_statistic_clear(lociq_statistic *statistic);

#endif

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
  double *values;                                /* NaN where missing */
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
bool lociq_statistics_have(const lociq_statistics *statistics, const char *name);
void lociq_statistic_clear(lociq_statistic *statistic);

#endif

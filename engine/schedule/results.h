/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The results of one year while it is computed, and how a result is described.
 */
#ifndef LOCIQ_SCHEDULE_RESULTS_H
#define LOCIQ_SCHEDULE_RESULTS_H

#include "schedule/request.h"
#include "schedule/source.h"

/* What was known of the measure in a year. */
typedef struct lociq_census {
  double *region_coverage; /* by region */
  double *industry_sum;    /* Σ of known cells; `width` long, as the next */
  int64_t *industry_known; /* how many these are */
  double *industry_coverage;
} lociq_census;

/* One instance's results of the year. Cells are never kept here. */
typedef struct lociq_result {
  double *values;   /* by region, by industry (`width` long, NaN past the last), industry × industry, or one */
  size_t count;     /* without the filling; 0: cells */
  double *coverage; /* of an instance with operands, by region; else NULL: the census tells */
} lociq_result;

typedef struct lociq_results {
  size_t regions, industries, width;
  lociq_census census;
  lociq_result *of; /* by position of the instance */
  size_t count;
} lociq_results;

lociq_status lociq_results_create(const lociq_request *request, size_t regions, size_t industries,
                                  lociq_results **results, lociq_error *error);
void lociq_results_free(lociq_results *results);

/* Whether a result lies by region and industry. */
bool lociq_result_is_by_cell(unsigned shape);

/* The described cube of an asked instance, without values, and that of its
 * coverage: NULL where a result has none. */
lociq_status lociq_results_describe(const lociq_request *request, const lociq_instance *instance, lociq_cube **cube,
                                    lociq_cube **coverage, lociq_error *error);

/* Gives the year's results that are not by cell, and all coverage, to the sink. */
lociq_status lociq_results_write(const lociq_results *results, const lociq_request *request, const lociq_sink *sink,
                                 size_t year, lociq_error *error);

#endif

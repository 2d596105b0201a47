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

/* One instance's results of the year, one output after the other. Cells are never
 * kept here. */
typedef struct lociq_result {
  double *values;   /* by region, by industry (`width` long, NaN past the last), industry × industry, or one */
  size_t count;     /* of one output, without the filling; 0: cells */
  double *coverage; /* of an instance with operands or earlier years, by region, or by industry where a
                       column kernel has a variable of its own; else NULL: the census tells */
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

/* The known share of a published total; 1 where none is, NaN where nothing is known. */
double lociq_coverage_of(const double *published, size_t position, double sum, size_t known);

/* Whether a result lies by region and industry. */
bool lociq_result_is_by_cell(unsigned shape);

/* ---- outputs: 0 is the indicator's own figure, k > 0 its descriptor's outputs[k - 1] ---- */

enum { LOCIQ_OUTPUT_NAME_SIZE = 256 };

/* One more than the descriptor's outputs; or what the kernel says. */
size_t lociq_output_count(const lociq_indicator *indicator);
/* Whether the instance's options give it: else it has no dataset. */
bool lociq_output_is_given(const lociq_instance *instance, size_t output);
/* Of its dataset: "<indicator>" or "<indicator>_<suffix>". */
void lociq_output_name(const lociq_indicator *indicator, size_t output, char name[LOCIQ_OUTPUT_NAME_SIZE]);
/* Whether results of this shape have a dataset of their coverage, and its name. */
bool lociq_result_has_coverage(unsigned shape);
void lociq_coverage_name(const lociq_indicator *indicator, char name[LOCIQ_OUTPUT_NAME_SIZE]);
/* Where its values of the year lie, also where it is not given: result->count of
 * them, 64-byte aligned, with NaN up to lociq_lanes_width(count). Cells have none:
 * their outputs go to the sink, under their names. */
double *lociq_result_output(const lociq_result *result, size_t output);

/* With --missing propagate, makes a result without regions missing where an operand of any
 * region is unknown, which the instance's coverage tells. */
void lociq_result_propagate(const lociq_request *request, const lociq_instance *instance, const lociq_result *result,
                            size_t regions);

/* ---- describing and writing ---- */

/* The described cube of an output of an instance, without values. */
lociq_status lociq_results_describe(const lociq_request *request, const lociq_instance *instance, size_t output,
                                    lociq_cube **cube, lociq_error *error);
/* That of the instance's coverage: one for all its outputs; NULL where it has none. */
lociq_status lociq_results_describe_coverage(const lociq_instance *instance, lociq_cube **coverage, lociq_error *error);

/* Gives the year's results that are not by cell, and all coverage, to the sink. */
lociq_status lociq_results_write(const lociq_results *results, const lociq_request *request, const lociq_sink *sink,
                                 size_t year, lociq_error *error);

#endif

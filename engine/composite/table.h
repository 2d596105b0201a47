/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Units × indicators of some years, as they go from step to step.
 */
#ifndef LOCIQ_COMPOSITE_TABLE_H
#define LOCIQ_COMPOSITE_TABLE_H

#include "composite/method.h"

/* values[(year * units + unit) * columns + column]; NaN where unknown. A step works on
 * a copy, so that what goes into it can be kept. */
typedef struct lociq_table_of_units {
  size_t years, units, columns;
  double *values;
} lociq_table_of_units;

/* What is not said of a unit's groups: LOCIQ_NONE. group[unit] is below group_count. */
typedef struct lociq_groups_of_units {
  const size_t *group; /* NULL: no groups */
  size_t group_count;
} lociq_groups_of_units;

lociq_status lociq_units_create(size_t years, size_t units, size_t columns, lociq_table_of_units *table,
                                lociq_error *error); /* all NaN */
lociq_status lociq_units_copy(const lociq_table_of_units *table, lociq_table_of_units *copy, lociq_error *error);
void lociq_units_clear(lociq_table_of_units *table);

/* ---- denominate.c ---- */

/* Divides a column by a variable (years × units), and multiplies by `scale`; missing where that is
 * unknown or 0. */
void lociq_units_denominate(lociq_table_of_units *table, size_t column, const double *denominator, double scale);

/* ---- screen.c ---- */

/* A unit of a year keeps its values only where at least `known` of its columns are
 * known, and at least `nonzero` of these are not 0 (0 asks for nothing). left_out, years × units, says
 * which do not; their values become NaN. Returns how many. */
size_t lociq_units_screen(lociq_table_of_units *table, double known, double nonzero, bool *left_out);

/* ---- impute.c ---- */

typedef struct lociq_imputation {
  lociq_impute method;
  size_t neighbours; /* 5 */
  size_t iterations; /* of EM, at most 1,000 */
  double tolerance;  /* of EM: largest change of a standardised mean or covariance, 1e-9 */
} lociq_imputation;

/* Fills what is missing of each year, of units that are not left out (NULL: none is);
 * imputed[place] is set true where it did. What the method cannot fill stays NaN: a column of which
 * nothing is known. LOCIQ_INVALID where EM cannot: more columns than known units,
 * a singular covariance, no convergence. */
lociq_status lociq_units_impute(lociq_table_of_units *table, const lociq_imputation *how,
                                const lociq_groups_of_units *groups, const bool *left_out, bool *imputed,
                                lociq_error *error);

#endif

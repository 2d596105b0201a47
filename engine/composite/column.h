/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One indicator over its units: treated for outliers, then normalised. Columns are
 * strided, so that they can be worked on in a table; several years count as one
 * column (all of a table's years, so that movement is movement), or each by itself.
 */
#ifndef LOCIQ_COMPOSITE_COLUMN_H
#define LOCIQ_COMPOSITE_COLUMN_H

#include "composite/method.h"

/* value(i) = values[i * stride], i < count; NaN where unknown. */
typedef struct lociq_column_of_units {
  double *values;
  size_t count, stride;
} lociq_column_of_units;

/* Adjusted skewness G1 and excess kurtosis G2 of the known values, as SAS, SPSS and
 * Excel have them (Joanes & Gill 1998, https://doi.org/10.1111/1467-9884.00122); NaN below 3 and 4 values, or where all
 * are equal. */
double lociq_column_skewness(const lociq_column_of_units *column);
double lociq_column_kurtosis(const lociq_column_of_units *column);

/* ---- treat.c ---- */

typedef struct lociq_treatment {
  lociq_treat method;
  double skewness, kurtosis; /* 2, 3.5: it passes when abs(G1) < skewness or G2 < kurtosis */
  size_t most;               /* values winsorised at most, 5 */
  bool always;               /* treat what passes too */
  double lambda;             /* of Box and Cox; NaN: that of the largest likelihood */
} lociq_treatment;

/* No treatment, and the bounds above. */
lociq_treatment lociq_treatment_default(void);

/* What was done with a column. */
typedef struct lociq_treatment_record {
  double skewness_before, kurtosis_before, skewness_after, kurtosis_after;
  bool passed_before, passed_after;
  size_t winsorised_low, winsorised_high;
  bool transformed;
  double lambda; /* used; NaN where none was */
} lociq_treatment_record;

/* changed[i], of the column's values, tells which were winsorised; may be NULL. A column
 * of equal values passes as it is. */
lociq_status lociq_column_treat(const lociq_column_of_units *column, const lociq_treatment *how, bool *changed,
                                lociq_treatment_record *record, lociq_error *error);

/* ---- normalise.c ---- */

typedef struct lociq_normalisation {
  lociq_normalise method;
  int direction;       /* 1, or -1: less is better */
  double lower, upper; /* of min_max, 0 and 100 */
  double mean, sd;     /* of z_score, 0 and 1 */
  bool population;     /* sd with n, else n - 1 */
  double target;       /* of distance_to_target */
  double reference;    /* of distance_to_reference: the reference unit's value */
  double goalposts[2]; /* in the units of the column */
  double scale;        /* of goalposts, 1 */
  bool cap;            /* of distance_to_target */
} lociq_normalisation;

/* In place. A column whose known values are all equal, where these are divided by
 * their spread, is LOCIQ_INVALID: "has the same value everywhere"; so is what lacks
 * its target, reference or goalposts, or a maximum of 0 that is divided by. */
lociq_status lociq_column_normalise(const lociq_column_of_units *column, const lociq_normalisation *how,
                                    lociq_error *error);

#endif

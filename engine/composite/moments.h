/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of a column.
 */
#ifndef LOCIQ_COMPOSITE_MOMENTS_H
#define LOCIQ_COMPOSITE_MOMENTS_H

#include "composite/column.h"

/* Sums of the deviations from the mean, to the second, third and fourth power. */
typedef struct lociq_moments {
  size_t known;
  double minimum, maximum, mean, squares, cubes, fourths;
} lociq_moments;

double lociq_column_at(const lociq_column_of_units *column, size_t i);
lociq_moments lociq_column_moments(const lociq_column_of_units *column);
/* Whether the known values are all the same, or there is none. */
bool lociq_moments_are_flat(const lociq_moments *moments);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What krugman_concentration holds an industry's part of a region against with
 * reference=others and mean_of_others: the region's part of all other industries,
 * or its unweighted mean part of each of them.
 */
#ifndef LOCIQ_INDICATORS_CONCENTRATION_OTHERS_H
#define LOCIQ_INDICATORS_CONCENTRATION_OTHERS_H

#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"

/* Of the region of this row; needs LOCIQ_VALUES, LOCIQ_REFERENCE, LOCIQ_LOCATION,
 * the option `reference` first, and location_sum and location_count first of the
 * needs. NaN where there are no others or the cell is unknown. */
static inline double lociq_part_of_others(const lociq_row *row, size_t industry) {
  if (row->options[0].choice == LOCIQ_REFERENCE_OTHERS) {
    const double rest = row->all - row->reference[industry] * row->all;
    return rest > 0 ? (row->total - row->values[industry]) / rest : NAN;
  }
  const double count = row->needs[1][0] - 1;
  return count > 0 ? (row->needs[0][0] - row->location[industry]) / count : NAN;
}

/* For second implementations: a, and its counterpart as the option says. */
lociq_sides lociq_naive_others_sides(const lociq_table *table, size_t region, size_t industry);

/* Adds a row's parts, or their counterparts, to the sums by industry, where both are
 * known; and the same for second implementations. */
void lociq_others_add(const lociq_row *row, bool counterparts, double *sums);
void lociq_naive_others_sums(const lociq_table *table, bool counterparts, double *result);

static inline bool lociq_wants_mean_of_others(const lociq_value *options) {
  return options[0].choice == LOCIQ_REFERENCE_MEAN_OF_OTHERS;
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What unrelated and related variety share: a region's shares by groups of
 * industries, P_g.
 */
#ifndef LOCIQ_INDICATORS_SPECIALISATION_VARIETY_H
#define LOCIQ_INDICATORS_SPECIALISATION_VARIETY_H

#include "indicators/kernel.h"

/* P_g for every group, 0 past the last: `width` values. Needs LOCIQ_KNOWN. */
void lociq_variety_parts(const lociq_row *row, double *parts);

/* For second implementations: s of an industry, rescaled; and P_g. 0 where unknown; NaN
 * where the region has nothing. */
double lociq_naive_variety_share(const lociq_table *table, size_t region, size_t industry);
double lociq_naive_variety_part(const lociq_table *table, size_t region, size_t group);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the second implementations reckon with: METHODS' conventions in plain
 * loops over one year's table, sharing nothing with the prepared vectors that
 * kernels see. Slow on purpose: each call goes over the whole table again.
 */
#ifndef LOCIQ_INDICATORS_NAIVE_H
#define LOCIQ_INDICATORS_NAIVE_H

#include "indicators/kernel.h"

double lociq_naive_value(const lociq_table *table, size_t region, size_t industry);
/* E_r: as published, else the sum of known cells; NaN when none is known. */
double lociq_naive_total_region(const lociq_table *table, size_t region);
/* E: as published, else the sum of E_r. */
double lociq_naive_total(const lociq_table *table);
/* x_i: E_i/E where E_i is published, else by matched denominators. NaN where unknown or zero. */
double lociq_naive_reference(const lociq_table *table, size_t industry);
/* E_i = x_i·E */
double lociq_naive_total_industry(const lociq_table *table, size_t industry);
/* s, LQ and a; NaN where unknown or where what they are divided by is zero. */
double lociq_naive_share(const lociq_table *table, size_t region, size_t industry);
double lociq_naive_quotient(const lociq_table *table, size_t region, size_t industry);
double lociq_naive_location(const lociq_table *table, size_t region, size_t industry);
/* g_r: of E_r, or of the variable that the option distribution names. */
double lociq_naive_distribution(const lociq_table *table, size_t region);

/* A cell's two sides, before rescaling: s and x of a region, a and g of an
 * industry; NaN where unknown. */
typedef struct lociq_sides {
  double own, other;
} lociq_sides;
typedef lociq_sides (*lociq_sides_of)(const lociq_table *table, size_t region, size_t industry);

lociq_sides lociq_naive_region_sides(const lociq_table *table, size_t region, size_t industry);   /* s, x */
lociq_sides lociq_naive_industry_sides(const lociq_table *table, size_t region, size_t industry); /* a, g */

/* The sums of both sides over the cells known on both, of a region over its
 * industries or of an industry over its regions: what they are rescaled by. 1
 * and 1 with --shares raw. NaN where a side sums to zero or nothing is known. */
lociq_sides lociq_naive_region_sums(const lociq_table *table, size_t region, lociq_sides_of sides);
lociq_sides lociq_naive_industry_sums(const lociq_table *table, size_t industry, lociq_sides_of sides);

/* Σ abs(own − other) of a region, or of an industry, rescaled. */
double lociq_naive_region_distance(const lociq_table *table, size_t region, lociq_sides_of sides);
double lociq_naive_industry_distance(const lociq_table *table, size_t industry, lociq_sides_of sides);

#endif

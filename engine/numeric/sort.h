/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sorting numbers with something that goes along, as Lorenz curves need.
 *
 * Stable, and the same order on every machine: equal keys keep their order, -0
 * comes before 0. A radix sort on the bits of the keys: linear in the count.
 */
#ifndef LOCIQ_NUMERIC_SORT_H
#define LOCIQ_NUMERIC_SORT_H

#include <stddef.h>

/* Sorts keys ascending, and the payload along with them. No key may be NaN.
 * scratch has room for 2 × count doubles. count < 2^32. */
void lociq_sort_pairs(double *keys, double *payload, size_t count, double *scratch);

#endif

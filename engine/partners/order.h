/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Places for regions, near ones together: who is compared first then has the best
 * already, and what is looked at together lies together. Any order gives right results.
 */
#ifndef LOCIQ_PARTNERS_ORDER_H
#define LOCIQ_PARTNERS_ORDER_H

#include <stddef.h>
#include <stdint.h>

/* order[place] = row. Rows of `count` numbers, which tell where they lie, are halved at the number that varies most, as
 * near to the middle as whole blocks allow, until a block is left. */
void lociq_rows_order(const float *numbers, size_t rows, size_t count, size_t block, uint32_t *order);

#endif

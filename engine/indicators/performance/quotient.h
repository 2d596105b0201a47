/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first operand over the second, cell by cell: missing where either is
 * unknown or the second is 0.
 */
#ifndef LOCIQ_INDICATORS_PERFORMANCE_QUOTIENT_H
#define LOCIQ_INDICATORS_PERFORMANCE_QUOTIENT_H

#include "indicators/kernel.h"

void lociq_operand_quotient(const lociq_row *row, double *result);
void lociq_naive_operand_quotient(const lociq_table *table, double *result);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quotients of measures: a / b, and a / b × c / d. Missing where any is unknown, or
 * what is divided by is 0.
 */
#ifndef LOCIQ_INDICATORS_PERFORMANCE_RATIO_H
#define LOCIQ_INDICATORS_PERFORMANCE_RATIO_H

#include "indicators/kernel.h"

/* The operands of a quotient, and of a share: its wages over its product, times its
 * employed over its employees where there are these. */
enum { LOCIQ_RATIO_ABOVE, LOCIQ_RATIO_BELOW, LOCIQ_RATIO_TIMES, LOCIQ_RATIO_OVER };

void lociq_ratio(const lociq_row *row, double *result);
void lociq_naive_ratio(const lociq_table *table, double *result);

#endif

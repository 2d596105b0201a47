/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts that say an amount.
 */
#ifndef LOCIQ_PLAN_AMOUNT_H
#define LOCIQ_PLAN_AMOUNT_H

#include <stdbool.h>

/* The double nearest to a decimal number from 0 up, and finite, in any locale. False where the
 * text is none; *amount is then as it was. */
bool lociq_amount_parse(const char *text, double *amount);

#endif

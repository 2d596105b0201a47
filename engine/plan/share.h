/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts that say a share or an amount.
 */
#ifndef LOCIQ_PLAN_SHARE_H
#define LOCIQ_PLAN_SHARE_H

#include <stdbool.h>

/* The double nearest to a decimal number from 0 to 1, in any locale. False where the
 * text is none; *share is then as it was. */
bool lociq_share_parse(const char *text, double *share);
/* The same for one from 0 up, and finite. */
bool lociq_amount_parse(const char *text, double *amount);

#endif

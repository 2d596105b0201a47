/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A text that says a share.
 */
#ifndef LOCIQ_PLAN_SHARE_H
#define LOCIQ_PLAN_SHARE_H

#include <stdbool.h>

/* The double nearest to a decimal number from 0 to 1, in any locale. False where the
 * text is none; *share is then as it was. */
bool lociq_share_parse(const char *text, double *share);

#endif

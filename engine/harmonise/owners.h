/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which code of an axis a code of a concordance speaks of.
 */
#ifndef LOCIQ_HARMONISE_OWNERS_H
#define LOCIQ_HARMONISE_OWNERS_H

#include "harmonise/concordance.h"

enum { LOCIQ_OWNER_COVERED = -1, LOCIQ_OWNER_ABSENT = -2 };

/* For each source of the concordance the position of the same code; or of the code that it lies below
 * (NAICS 336411 below 336), where that is not in the concordance itself; LOCIQ_OWNER_COVERED where it overlaps codes of
 * the axis that have rows of their own, LOCIQ_OWNER_ABSENT where the axis has nothing of it. *lifted counts the
 * positions that are found in finer codes. owners[0 … sources). */
lociq_status lociq_owners_find(const lociq_axis *axis, const lociq_concordance *concordance, ptrdiff_t *owners,
                               size_t *lifted, lociq_error *error);

#endif

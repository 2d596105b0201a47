/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One kind of axis of several tables, put in order: which lie on the same tier, and
 * which on finer ones.
 */
#ifndef LOCIQ_HARMONISE_LADDER_H
#define LOCIQ_HARMONISE_LADDER_H

#include "harmonise/frame.h"

/* Tiers below the whole, finest first. A tier has the codes of all axes on it; a code
 * without parts on the next finer one is a member of that too, and so on: of Malta there
 * is nothing smaller. A code that is part of none of the next coarser one is a member
 * of that, where the classification says so; else it stays for
 * lociq_hierarchy_create to refuse. */
typedef struct lociq_ladder {
  lociq_axis *axes[LOCIQ_TIERS - 1];
  size_t count;
  size_t *tiers; /* by table; `count`, the whole, for an axis without members */
} lociq_ladder;

/* LOCIQ_INVALID: too many tiers, or two axes of which each lies below the other.
 * LOCIQ_CONFLICT: codes of one tier that overlap. The caller clears. */
lociq_status lociq_ladder_create(const lociq_axis *const *axes, size_t count, lociq_ladder *ladder, lociq_error *error);
void lociq_ladder_clear(lociq_ladder *ladder);

/* Where the codes of an axis stand on a tier that has them all. The caller frees with free(). */
lociq_status lociq_ladder_map(const lociq_axis *tier, const lociq_axis *axis, size_t **map, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which industries lie in one industry of a coarser level.
 */
#ifndef LOCIQ_CLASSIFY_GROUP_H
#define LOCIQ_CLASSIFY_GROUP_H

#include <lociq/axis.h>

/* Of a level's name: "section", "division", "naics3"; or "parent": the axis's parents. */
#define LOCIQ_LEVEL_PARENT "parent"

/* For every industry a number that it shares with those of its own group, from 0
 * on without gaps. A level's groups are found from the codes themselves, whether
 * or not they are members of the axis; a code that is none of its classification
 * has the group of its parents. A code of the level itself that is several of its
 * members, such as C10-C12, is a group of its own. LOCIQ_INVALID names an industry
 * that lies in no group, or the levels that there are. The caller frees with free(). */
lociq_status lociq_groups_find(const lociq_axis *industries, const char *level, size_t **groups, size_t *count,
                               lociq_error *error);

#endif

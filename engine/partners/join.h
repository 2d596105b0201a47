/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What ranks found apart.
 */
#ifndef LOCIQ_PARTNERS_JOIN_H
#define LOCIQ_PARTNERS_JOIN_H

#include "partners/match.h"
#include "ranks/ranks.h"

/* Whether one goes before the other: by score, ties by position. */
bool lociq_found_is_better(const lociq_found *one, const lociq_found *other);

/* Each rank has the best of the pairs that it looked at, which no other rank did: found[i * seats + rank], best first,
 * LOCIQ_NONE after the last. They become the best of all, on all ranks. LOCIQ_NO_MEMORY. */
lociq_status lociq_found_join(lociq_ranks ranks, lociq_found *found, size_t rows, size_t seats, lociq_error *error);

/* Of one row: the best of two lists, in the place of the first. scratch: `seats` more. */
void lociq_found_merge(lociq_found *first, const lociq_found *second, size_t seats, lociq_found *scratch);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranks of a few hundred scores, thousands of times.
 */
#ifndef LOCIQ_COMPOSITE_QUICK_RANK_H
#define LOCIQ_COMPOSITE_QUICK_RANK_H

#include <lociq/error.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lociq_quick_rank {
  size_t buckets;
  double *keys, *payload, *scratch;
  uint64_t *bucket_of;
  uint32_t *starts, *order;
} lociq_quick_rank;

/* Scratch for up to `count` keys. Cleared by the caller, also on failure. */
lociq_status lociq_quick_rank_create(size_t count, lociq_quick_rank *scratch, lociq_error *error);
void lociq_quick_rank_clear(lociq_quick_rank *scratch);

/* ranks[k] = 1 + how many keys are below key k: the lowest ranks first, ties get the least rank. keys: 64-byte aligned,
 * filled up to whole lanes with any of them; no NaN. count: not 0. */
void lociq_quick_rank_fill(const lociq_quick_rank *scratch, const double *keys, size_t count, uint32_t *ranks);

#endif

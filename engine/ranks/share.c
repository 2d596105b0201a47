/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranks/ranks.h"

/* Where the share of a rank begins, in grains: the product of two counts may be too large. */
static size_t begin_of(size_t rank, size_t count, size_t grains) {
  const size_t each = grains / count, more = grains % count;
  return rank * each + (rank < more ? rank : more);
}

lociq_share lociq_ranks_share(lociq_ranks ranks, size_t rank, size_t items, size_t grain) {
  const size_t grains = items / grain + (items % grain > 0 ? 1 : 0);
  const size_t first = begin_of(rank, ranks.count, grains) * grain,
               end = begin_of(rank + 1, ranks.count, grains) * grain;
  return (lociq_share){.first = first < items ? first : items,
                       .count = (end < items ? end : items) - (first < items ? first : items)};
}

size_t lociq_ranks_least(lociq_ranks ranks, size_t count) {
  return SIZE_MAX - lociq_ranks_most(ranks, SIZE_MAX - count);
}

void lociq_ranks_gather(lociq_ranks ranks, void *values, size_t bytes, size_t items, size_t grain) {
  for (size_t rank = 0; ranks.count > 1 && rank < ranks.count; rank++) {
    const lociq_share share = lociq_ranks_share(ranks, rank, items, grain);
    lociq_ranks_broadcast(ranks, rank, (char *)values + share.first * bytes, share.count * bytes);
  }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/join.h"

#include <lociq/axis.h>
#include <string.h>

#include "core/memory.h"

bool lociq_found_is_better(const lociq_found *one, const lociq_found *other) {
  return one->score > other->score || (one->score == other->score && one->unit < other->unit);
}

void lociq_found_merge(lociq_found *first, const lociq_found *second, size_t seats, lociq_found *scratch) {
  size_t a = 0, b = 0;
  for (size_t rank = 0; rank < seats; rank++) {
    const bool left = first[a].unit != LOCIQ_NONE, right = second[b].unit != LOCIQ_NONE;
    const bool takes_left = left && (!right || lociq_found_is_better(&first[a], &second[b]));
    scratch[rank] = takes_left || !right ? first[a] : second[b];
    if (takes_left)
      a++;
    else if (right)
      b++;
  }
  memcpy(first, scratch, seats * sizeof *first);
}

lociq_status lociq_found_join(lociq_ranks ranks, lociq_found *found, size_t rows, size_t seats, lociq_error *error) {
  if (ranks.count == 1) return LOCIQ_OK;
  lociq_found *other = lociq_allocate(rows + 1, seats * sizeof *other);
  const lociq_status status =
      lociq_ranks_agree(ranks, other == NULL ? lociq_memory_error(error, "the partners found") : LOCIQ_OK, error);
  const size_t bytes = rows * seats * sizeof *found;
  if (status != LOCIQ_OK || other == NULL) {
    free(other);
    return status;
  }
  if (ranks.own > 0) lociq_ranks_send(0, found, bytes);
  for (size_t rank = 1; ranks.own == 0 && rank < ranks.count; rank++) {
    lociq_ranks_receive(rank, other, bytes);
    for (size_t i = 0; i < rows; i++)
      lociq_found_merge(found + i * seats, other + i * seats, seats, other + rows * seats);
  }
  lociq_ranks_broadcast(ranks, 0, found, bytes);
  free(other);
  return LOCIQ_OK;
}

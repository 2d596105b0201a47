/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/tree.h"

#include <string.h>

#include "core/memory.h"

void lociq_tree_clear(lociq_tree *tree) {
  for (size_t k = 0; k < LOCIQ_TREE_HEIGHT; k++) free(tree->states[k]);
  memset(tree->states, 0, sizeof tree->states);
  tree->count = 0;
}

lociq_status lociq_tree_next(lociq_tree *tree, void **state, lociq_error *error) {
  char **place = &tree->states[tree->count];
  if (*place == NULL) *place = lociq_allocate_aligned(tree->state_size, 1);
  if (*place == NULL) return lociq_memory_error(error, "the states of a pass");
  memset(*place, 0, tree->state_size);
  *state = *place;
  return LOCIQ_OK;
}

void lociq_tree_add(lociq_tree *tree, size_t level, size_t position) {
  size_t at = tree->count++;
  /* The left one of a pair waits for the right one. */
  for (; at > 0 && position % 2 == 1 && tree->roots[at - 1].level == level; at--) {
    tree->merge(tree->context, tree->states[at - 1], tree->states[at]);
    level++;
    position /= 2;
  }
  tree->roots[at].level = level;
  tree->roots[at].position = position;
  tree->count = at + 1;
}

/* Rank 0 takes on what the others have, one after the other. */
static lociq_status take_on(lociq_tree *tree, size_t from, lociq_error *error) {
  size_t count = 0;
  lociq_status status = LOCIQ_OK;
  lociq_ranks_receive(from, &count, sizeof count);
  for (size_t k = 0; k < count && status == LOCIQ_OK; k++) {
    void *state = NULL;
    size_t place[2] = {0};
    status = lociq_tree_next(tree, &state, error);
    if (status != LOCIQ_OK) break;
    lociq_ranks_receive(from, place, sizeof place);
    lociq_ranks_receive(from, state, tree->state_size);
    lociq_tree_add(tree, place[0], place[1]);
  }
  return status;
}

static void give_away(const lociq_tree *tree) {
  lociq_ranks_send(0, &tree->count, sizeof tree->count);
  for (size_t k = 0; k < tree->count; k++) {
    const size_t place[2] = {tree->roots[k].level, tree->roots[k].position};
    lociq_ranks_send(0, place, sizeof place);
    lociq_ranks_send(0, tree->states[k], tree->state_size);
  }
}

lociq_status lociq_tree_total(lociq_tree *tree, lociq_ranks ranks, void *total, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  if (ranks.own > 0) give_away(tree);
  for (size_t rank = 1; ranks.own == 0 && rank < ranks.count && status == LOCIQ_OK; rank++)
    status = take_on(tree, rank, error);
  if (status != LOCIQ_OK) return status;
  memset(total, 0, tree->state_size);
  for (size_t k = 0; ranks.own == 0 && k < tree->count; k++) tree->merge(tree->context, total, tree->states[k]);
  lociq_ranks_broadcast(ranks, 0, total, tree->state_size);
  return LOCIQ_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * States merged in a tree whose shape follows from the number of leaves alone: see
 * sweep.h. Held are the roots of whole subtrees, the largest first, and one place for
 * what is to come.
 */
#ifndef LOCIQ_SCHEDULE_TREE_H
#define LOCIQ_SCHEDULE_TREE_H

#include "ranks/ranks.h"

enum { LOCIQ_TREE_HEIGHT = 64 };

typedef struct lociq_tree {
  size_t state_size;
  void *context;
  void (*merge)(void *context, void *total, const void *state);
  char *states[LOCIQ_TREE_HEIGHT]; /* made when they are first needed */
  struct {
    size_t level, position; /* leaves position · 2^level to (position + 1) · 2^level */
  } roots[LOCIQ_TREE_HEIGHT];
  size_t count;
} lociq_tree;

/* Of all but state_size, context and merge, zero bytes before; cleared in any case. */
void lociq_tree_clear(lociq_tree *tree);

/* The place for the state that comes next, zero bytes. LOCIQ_NO_MEMORY. */
lociq_status lociq_tree_next(lociq_tree *tree, void **state, lociq_error *error);
/* That state is the root of a subtree, which follows those before without a gap. */
void lociq_tree_add(lociq_tree *tree, size_t level, size_t position);
/* Of all ranks' trees, the later rank's leaves after the earlier's: into total, on all of them. */
lociq_status lociq_tree_total(lociq_tree *tree, lociq_ranks ranks, void *total, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many scenarios of an index, shared among ranks and threads.
 */
#ifndef LOCIQ_COMPOSITE_REPLICATE_H
#define LOCIQ_COMPOSITE_REPLICATE_H

#include "composite/variants.h"
#include "numeric/random.h"

typedef struct lociq_replication {
  const lociq_variants *variants;
  size_t count;
  size_t threads;
  const char *stage; /* for progress */
  void *context;
  /* Both from many threads at once, each index once. ranks: by unit from 1, 0 for none. */
  void (*draw)(const void *context, size_t index, lociq_scenario *scenario);
  void (*take)(void *context, size_t index, size_t thread, const uint32_t *ranks);
} lociq_replication;

/* The threads that are asked for: at least one. */
size_t lociq_replication_threads(const lociq_doubts *doubts);
/* Where scenarios fail, the first by index is told. Each rank takes its share of the scenarios, one after the other;
 * what it took, the caller must gather. */
lociq_status lociq_replication_run(const lociq_replication *replication, const lociq_progress *progress,
                                   lociq_error *error);

/* The year's weights, each moved by up to the share that doubts say. */
void lociq_scenario_move_weights(const lociq_variants *variants, lociq_random *random, double *weights);

#endif

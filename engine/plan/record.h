/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run took in and gave out, by size and SHA-256, and whether that still
 * holds: the plan, the engine's version, every input, every output. It is kept as
 * the last event of the store's provenance.
 */
#ifndef LOCIQ_PLAN_RECORD_H
#define LOCIQ_PLAN_RECORD_H

#include <lociq/store.h>
#include <stdbool.h>

#include "plan/memo.h"
#include "plan/paths.h"
#include "read/digest.h"

typedef struct lociq_record {
  lociq_digest plan;
  lociq_input *inputs; /* along the paths' inputs; the reader's name is set once it is known */
  size_t input_count;
  lociq_digest *outputs; /* along the paths' outputs */
  lociq_memo *memos;     /* along the plan's imports; empty where there is none */
  size_t memo_count;
  json_t *steps; /* memos of the other steps, by their names, as texts: step.h */
} lociq_record;

/* Digests plan and inputs. The caller clears. */
lociq_status lociq_record_take(const lociq_plan *plan, const lociq_plan_paths *paths, lociq_record *record,
                               lociq_error *error);
void lociq_record_clear(lociq_record *record);

/* What the store says of the last run. */
typedef struct lociq_standing {
  bool current;     /* all is as it was then */
  char since[64];   /* when that was; "" when there was none */
  char reason[512]; /* what changed; "" where there was no run or nothing changed */
} lociq_standing;

/* LOCIQ_BAD_INPUT where something else than a store is in its place. */
lociq_status lociq_record_compare(const lociq_plan_paths *paths, const lociq_record *record, lociq_standing *standing,
                                  lociq_error *error);
lociq_status lociq_record_keep(const lociq_plan *plan, const lociq_plan_paths *paths, const lociq_record *record,
                               lociq_store *store, lociq_error *error);

#endif

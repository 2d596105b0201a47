/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an import gave, so that the next run need not read its files again. The record keeps a memo of each import into
 * the store: the files, by their digests, and how they were read; which members of the store's axes and which measures
 * came of it; and a digest of all of that. Of the values themselves there is but one copy, the store's. Where a memo
 * and the store of that run give the same panel again, to the last flag, that is what reading would give.
 */
#ifndef LOCIQ_PLAN_MEMO_H
#define LOCIQ_PLAN_MEMO_H

#include <jansson.h>
#include <lociq/read.h>
#include <lociq/store.h>

#include "plan/schema.h"

/* What is read and how, in a few letters. */
typedef struct lociq_memo_key {
  char text[65];
} lociq_memo_key;
/* inputs: those of the import, in the order of the paths. */
lociq_status lociq_memo_key_make(const lociq_plan *plan, const lociq_plan_import *import, const lociq_input *inputs,
                                 size_t count, lociq_memo_key *key, lociq_error *error);

typedef struct lociq_memo {
  json_t *said; /* all but where its members lie on the store's axes */
  lociq_axis *axes[LOCIQ_AXIS_KINDS];
} lociq_memo;

/* account: as it was told. The caller clears. Where a text is such that no note can be made of it, the memo stays
 * empty: the files are read again then. */
lociq_status lociq_memo_make(const lociq_memo_key *key, const lociq_panel *panel, const char *account, lociq_memo *memo,
                             lociq_error *error);
void lociq_memo_clear(lociq_memo *memo);
/* As text, with the members' places on the axes of the store that holds them. The caller frees. */
lociq_status lociq_memo_format(const lociq_memo *memo, const lociq_panel *store, char **text, lociq_error *error);

/* The store of the last run with its memos, and what was read of it. */
typedef struct lociq_recollection {
  lociq_store *store; /* NULL: there is nothing to recall */
  json_t *provenance;
  const json_t *event; /* of that run; borrowed from the provenance */
  lociq_panel *read;   /* measures, on no axes */
} lociq_recollection;

/* Opens the store as it is; where there is none, or none that can be read, there is nothing to recall. The caller
 * closes. */
lociq_status lociq_recollection_open(const char *path, lociq_recollection *recollection, lociq_error *error);
void lociq_recollection_close(lociq_recollection *recollection);
/* *panel is what an import of that key gave, and *account what was told of it; both are the caller's. *panel stays NULL
 * where that cannot be told for sure. */
lociq_status lociq_recollection_find(lociq_recollection *recollection, const lociq_memo_key *key, lociq_panel **panel,
                                     char **account, lociq_error *error);
/* What read a file then; NULL where that is not known. */
const char *lociq_recollection_reader(const lociq_recollection *recollection, const lociq_input *input);

#endif

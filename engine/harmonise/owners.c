/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/owners.h"

#include <lociq/classify.h>

#include "core/memory.h"

/* The axis's codes, then those of the concordance's that it lacks, and what holds each. */
typedef struct family {
  const char **codes;
  size_t *holders; /* of each the nearest of the others that contains it */
  size_t *sources; /* of the codes behind the axis's, their numbers in the concordance */
  bool *has_rows;  /* of the axis's codes: they are in the concordance themselves */
  bool *is_lifted; /* of the axis's codes: they stand for finer ones */
  bool *met;       /* contains a code of the axis */
  size_t own, count;
} family;

static void clear(family *all) {
  free(all->codes);
  free(all->holders);
  free(all->sources);
  free(all->has_rows);
  free(all->is_lifted);
  free(all->met);
}

static lociq_status allocate(const lociq_axis *axis, const lociq_concordance *concordance, family *all,
                             lociq_error *error) {
  all->own = lociq_axis_count(axis);
  const size_t most = all->own + concordance->from.count;
  all->codes = lociq_allocate(most, sizeof *all->codes);
  all->holders = lociq_allocate(most, sizeof *all->holders);
  all->sources = lociq_allocate(most, sizeof *all->sources);
  all->has_rows = lociq_allocate(all->own, sizeof *all->has_rows);
  all->is_lifted = lociq_allocate(all->own, sizeof *all->is_lifted);
  all->met = lociq_allocate(most, sizeof *all->met);
  if (all->codes != NULL && all->holders != NULL && all->sources != NULL && all->has_rows != NULL &&
      all->is_lifted != NULL && all->met != NULL)
    return LOCIQ_OK;
  return lociq_memory_error(error, "a concordance");
}

/* The same codes are found; the others join the family. */
static void match(const lociq_axis *axis, const lociq_concordance *concordance, family *all, ptrdiff_t *owners) {
  for (size_t i = 0; i < all->own; i++) all->codes[i] = lociq_axis_code(axis, i);
  all->count = all->own;
  for (size_t from = 0; from < concordance->from.count; from++) {
    const size_t position = lociq_axis_find(axis, lociq_concordance_source(concordance, from));
    owners[from] = LOCIQ_OWNER_ABSENT;
    if (position != LOCIQ_NONE) {
      owners[from] = (ptrdiff_t)position;
      all->has_rows[position] = true;
      continue;
    }
    all->codes[all->count] = lociq_concordance_source(concordance, from);
    all->sources[all->count++] = from;
  }
}

/* What contains what. A concordance may hold codes of no classification beside the axis's. */
static lociq_status find_holders(const lociq_axis *axis, family *all, lociq_error *error) {
  const lociq_axis_kind kind = lociq_axis_get_kind(axis);
  lociq_classification classification = lociq_classify(kind, all->codes, all->count);
  if (classification == LOCIQ_UNCLASSIFIED) classification = lociq_classify(kind, all->codes, all->own);
  for (size_t i = 0; i < all->count; i++) all->holders[i] = LOCIQ_NONE;
  if (classification == LOCIQ_UNCLASSIFIED) return LOCIQ_OK;
  const lociq_status status = lociq_code_parents(classification, all->codes, all->count, all->holders, error);
  for (size_t i = 0; status == LOCIQ_OK && i < all->own; i++)
    for (size_t at = all->holders[i]; at != LOCIQ_NONE && !all->met[at]; at = all->holders[at]) all->met[at] = true;
  return status;
}

/* The code of the axis that holds one of the concordance's, however far above. */
static size_t topmost(const family *all, size_t member) {
  size_t at = all->holders[member];
  while (at != LOCIQ_NONE && at >= all->own) at = all->holders[at];
  return at;
}

lociq_status lociq_owners_find(const lociq_axis *axis, const lociq_concordance *concordance, ptrdiff_t *owners,
                               size_t *lifted, lociq_error *error) {
  family all = {0};
  lociq_status status = allocate(axis, concordance, &all, error);
  if (status != LOCIQ_OK) goto done;
  match(axis, concordance, &all, owners);
  status = find_holders(axis, &all, error);
  if (status != LOCIQ_OK) goto done;
  size_t count = 0;
  for (size_t i = all.own; i < all.count; i++) {
    const size_t holder = all.holders[i], above = topmost(&all, i);
    if (holder != LOCIQ_NONE && holder < all.own && !all.has_rows[holder]) {
      owners[all.sources[i]] = (ptrdiff_t)holder;
      count += !all.is_lifted[holder];
      all.is_lifted[holder] = true;
    } else if (above != LOCIQ_NONE || all.met[i]) {
      owners[all.sources[i]] = LOCIQ_OWNER_COVERED;
    }
  }
  *lifted = count;
done:
  clear(&all);
  return status;
}

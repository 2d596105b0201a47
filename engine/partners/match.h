/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The best partners of units, by whatever blocks make the score.
 */
#ifndef LOCIQ_PARTNERS_MATCH_H
#define LOCIQ_PARTNERS_MATCH_H

#include "partners/block.h"
#include "partners/filter.h"

/* A partner that was found. */
typedef struct lociq_found {
  size_t unit; /* LOCIQ_NONE: no more */
  double score;
} lociq_found;

typedef struct lociq_match {
  const lociq_units *units;
  const lociq_blocks *blocks;
  const lociq_partner_filter *filter;
  size_t seats; /* partners found of each unit */
  int threads;
  const lociq_progress *progress;
} lociq_match;

/* The scores of all units, by position, as partners of own: NaN of those who may be none, for the filter or because
 * others are nearer by a block that takes only so many. scratch: as long as scores. */
void lociq_match_score(const lociq_match *match, size_t own, double *scores, double *scratch);

/* found[i * seats + rank] of the i-th asked unit, best first, ties by position. One block that is a similarity of whole
 * regions that takes all goes through search.h, all else pair by pair, for which all profiles must be there; the
 * results are the same. */
bool lociq_match_is_searched(const lociq_blocks *blocks, const lociq_units *units);
lociq_status lociq_match_run(const lociq_match *match, lociq_found *found, lociq_error *error);

#endif

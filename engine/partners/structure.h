/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Industries' shares as a block: the similarities behind one method.
 */
#ifndef LOCIQ_PARTNERS_STRUCTURE_H
#define LOCIQ_PARTNERS_STRUCTURE_H

#include "partners/block.h"
#include "partners/profiles.h"
#include "partners/similarity.h"

/* The state of the block. */
typedef struct lociq_structure {
  const lociq_similarity_method *method;
  lociq_profiles *profiles;
  const lociq_units *units;
  size_t *profile_of; /* by region; LOCIQ_NONE: nothing is known of it */
  double minimum_coverage;
  const lociq_statistics *statistics;
  size_t year;               /* position on the year axis */
  double counts_per_unit;    /* 0: nothing is drawn anew */
  lociq_statistic statistic; /* what the profiles are made of, with values for redraws alone; empty in a drawn one */
} lociq_structure;

extern const lociq_block_method lociq_block_structure;

/* The state of a block whose method is lociq_block_structure. */
static inline const lociq_structure *lociq_structure_of(const lociq_block *block) { return block->state; }

#endif

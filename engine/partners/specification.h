/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The specification of a score: a YAML file of blocks, or what the options' `by`
 * stands for. docs/partners.md says what may stand in it.
 */
#ifndef LOCIQ_PARTNERS_SPECIFICATION_H
#define LOCIQ_PARTNERS_SPECIFICATION_H

#include "partners/block.h"

typedef struct lociq_partner_specification {
  lociq_document document; /* empty where no file says it */
  lociq_block_plan *blocks;
  size_t block_count;
  char **files; /* that blocks name, counted from the specification's folder; owned by the specification */
  size_t file_count;
  char **names; /* of variables that neither the file nor the engine says; owned likewise */
  size_t name_count;
} lociq_partner_specification;

/* similarity: the options' similarity of the measure; of clusters also, as heavy, likeness in the measure and whichever
 * of lq, stars, labour_productivity, wage_level and growth the store has by industry. complementarity:
 * relatedness_added of all industries that a unit lacks, or of its cluster; with a linkage, half of the weight for
 * linked_strength. learning: structural_distance over the measure's shares, of the nearest alone, and, as heavy, lead
 * over whichever of labour_productivity, wage_level, growth and tfp_level and of the indices of framework conditions
 * the store has. The first two have declared too, as heavy, for an organisation. A specification takes their place
 * under any of these names. statistics NULL: what needs the store to be known is left out. The caller clears. */
lociq_status lociq_partner_specification_make(const lociq_partner_options *options, const lociq_statistics *statistics,
                                              lociq_partner_specification *specification, lociq_error *error);
void lociq_partner_specification_clear(lociq_partner_specification *specification);

#endif

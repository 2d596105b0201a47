/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lead: how far the other side is ahead. Of who is not, or of whom nothing is known, there is
 * nothing to learn: no other block makes up for it.
 */
#include "partners/variables.h"

LOCIQ_CLONED
static double score(const lociq_block *block, size_t own, size_t other, double *parts) {
  const double ahead = lociq_variables_compare(block->state, LOCIQ_COMPARE_LEAD, own, other, parts);
  return ahead > 0 ? ahead : -(double)INFINITY;
}

static lociq_status prepare(const lociq_block_source *source, const lociq_block_plan *plan, lociq_block *block,
                            lociq_error *error) {
  return lociq_variables_prepare(source, plan, "staged", block, error);
}

const lociq_block_method lociq_block_lead = {.directed = true,
                                             .prepare = prepare,
                                             .release = lociq_variables_release,
                                             .bytes = lociq_variables_bytes,
                                             .score = score,
                                             .value = lociq_variables_value,
                                             .redraw = lociq_variables_redraw};

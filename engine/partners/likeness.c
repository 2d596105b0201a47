/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Likeness: how near two units' variables are, each by its range: Gower's similarity, of values
 * as they are unless the block treats them.
 */
#include "partners/variables.h"

LOCIQ_CLONED
static double score(const lociq_block *block, size_t own, size_t other, double *parts) {
  return lociq_variables_compare(block->state, LOCIQ_COMPARE_NEARNESS, own, other, parts);
}

static lociq_status prepare(const lociq_block_source *source, const lociq_block_plan *plan, lociq_block *block,
                            lociq_error *error) {
  return lociq_variables_prepare(source, plan, "none", block, error);
}

const lociq_block_method lociq_block_likeness = {.prepare = prepare,
                                                 .release = lociq_variables_release,
                                                 .bytes = lociq_variables_bytes,
                                                 .score = score,
                                                 .value = lociq_variables_value,
                                                 .redraw = lociq_variables_redraw};

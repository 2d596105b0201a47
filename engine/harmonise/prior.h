/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a missing cell would be before its totals are looked at.
 */
#ifndef LOCIQ_HARMONISE_PRIOR_H
#define LOCIQ_HARMONISE_PRIOR_H

#include "harmonise/frame.h"

/* Of the finest cells that are not known
 *   left_r · left_i / Σ_i left_i
 * where left_r is what is left of the region's total when its known cells are taken away, and left_i of
 * the industry's. Of an industry whose total is open, left_i is its share in the regions where it is
 * known, Σ_r x_ri / Σ_r E_r, times the totals of those where it is not; of a region whose total is open,
 * left_r is the mean of the others. Totals count as found by tightening: the middle where they are
 * within bounds. Known cells have the middle of their bounds. Never NaN. LOCIQ_NO_MEMORY only. */
lociq_status lociq_prior_proportional(const lociq_frame *frame, double *prior, lociq_error *error);

/* From figures of something else, such as establishments or another year, industry by industry:
 *   prior_ri = figure_ri · Σ_r x_ri / Σ_r figure_ri
 * over the regions in which both are known; where there is none, over all cells. prior holds the
 * proportional one before, and keeps it where a figure is missing. */
lociq_status lociq_prior_scale(const lociq_frame *frame, const double *figures, double *prior, lociq_error *error);

#endif

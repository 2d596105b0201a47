/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A source whose measure is drawn anew: the ordinary request runs on it unchanged,
 * once a replicate. What is drawn follows from the seed, the replicate, the year and
 * the region alone.
 *
 * jobs: those that a region is known to have are thrown anew into its known cells
 * (numeric/redraw.h); published totals and region variables stay. regions: as many
 * regions as there are, drawn with replacement, each with its row, published total
 * and region variables; the same ones in all years. Published totals of industries, and of all, stay.
 */
#ifndef LOCIQ_SCHEDULE_RESAMPLE_H
#define LOCIQ_SCHEDULE_RESAMPLE_H

#include "schedule/request.h"
#include "schedule/source.h"

typedef struct lociq_resampling lociq_resampling;

/* memory: bytes that years may be kept in. The caller frees. */
lociq_status lociq_resampling_create(const lociq_request *request, const lociq_source *of, size_t memory,
                                     lociq_resampling **resampling, lociq_error *error);
void lociq_resampling_free(lociq_resampling *resampling);

/* The source of a replicate, valid until the next is chosen. Its rows are
 * LOCIQ_BAD_INPUT where jobs cannot be drawn: a cell below 0, more than 2^32 jobs. */
const lociq_source *lociq_resampling_choose(lociq_resampling *resampling, size_t replicate);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Standard errors and percentile intervals by resampling: <name>_standard_error,
 * <name>_lower and <name>_upper of each result that takes them.
 *
 * Results take them that are made of the measure's rows or columns alone: row, fold
 * and column kernels without measures of their own, and what they need likewise; by
 * region, industry or cell. Where regions are resampled, those by industry alone.
 */
#ifndef LOCIQ_SCHEDULE_BOOTSTRAP_H
#define LOCIQ_SCHEDULE_BOOTSTRAP_H

#include "schedule/request.h"
#include "schedule/source.h"

/* Reads the shared options. LOCIQ_INVALID when an instance that was asked for by
 * name takes no intervals. */
lociq_status lociq_bootstrap_choose(const lociq_offer *offer, const lociq_compute_options *options,
                                    lociq_request *request, lociq_error *error);

/* Runs the request on every replicate, year after year; creates the datasets in the
 * sink and fills them. Places are taken in windows that fit the memory, each with all
 * its replicates. */
lociq_status lociq_bootstrap_run(const lociq_request *request, const lociq_source *source, const lociq_sink *sink,
                                 const lociq_compute_options *options, size_t memory, lociq_error *error);

#endif

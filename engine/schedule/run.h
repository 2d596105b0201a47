/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A computation from a source into a sink, whatever these are.
 */
#ifndef LOCIQ_SCHEDULE_RUN_H
#define LOCIQ_SCHEDULE_RUN_H

#include "schedule/request.h"
#include "schedule/source.h"

/* Creates all results in the sink, computes year after year, and finishes. Years
 * of the sink count from the first that was asked for. */
lociq_status lociq_run_request(const lociq_request *request, const lociq_source *source, const lociq_sink *sink,
                               const lociq_compute_options *options, lociq_error *error);

/* As lociq_compute_panel, of what is offered. */
lociq_status lociq_run_panel(const lociq_offer *offer, const lociq_panel *panel, const lociq_compute_options *options,
                             lociq_panel **results, lociq_error *error);

#endif

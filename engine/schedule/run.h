/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A computation from a source into a sink, whatever these are.
 */
#ifndef LOCIQ_SCHEDULE_RUN_H
#define LOCIQ_SCHEDULE_RUN_H

#include "schedule/request.h"
#include "schedule/source.h"

/* Creates all results in the sink, computes year after year, and finishes. Years
 * of the sink count from the first that was asked for. `memory`: bytes for rows and
 * results, in the place of the options' bound. */
lociq_status lociq_run_request(const lociq_request *request, const lociq_source *source, const lociq_sink *sink,
                               const lociq_compute_options *options, size_t memory, lociq_error *error);

/* Creates the results that are asked for in the sink, without intervals and ranges. */
lociq_status lociq_run_create_results(const lociq_request *request, const lociq_sink *sink, lociq_error *error);

/* What the engine offers. */
lociq_offer lociq_offer_catalogue(void);

/* As lociq_compute_panel, of what is offered. */
lociq_status lociq_run_panel(const lociq_offer *offer, const lociq_panel *panel, const lociq_compute_options *options,
                             lociq_panel **results, lociq_error *error);
/* As lociq_compute_store. */
lociq_status lociq_run_store(const lociq_offer *offer, lociq_store *source, lociq_store *target,
                             const lociq_compute_options *options, lociq_error *error);
/* Gives the results the panel's axes; of the years, those asked for. */
lociq_status lociq_run_copy_axes(const lociq_panel *panel, const lociq_request *request, lociq_panel *results,
                                 lociq_error *error);

#endif

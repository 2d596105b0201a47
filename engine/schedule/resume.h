/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request of which an earlier store has a part: that part is copied, the rest computed.
 */
#ifndef LOCIQ_SCHEDULE_RESUME_H
#define LOCIQ_SCHEDULE_RESUME_H

#include "schedule/reuse.h"
#include "schedule/source.h"

/* As lociq_run_request: all results come in the same order into the sink, whose results have no place of their own.
 * Tells the options' progress what was reused. */
lociq_status lociq_resume_request(const lociq_reuse *reuse, const lociq_source *source, const lociq_sink *sink,
                                  const lociq_compute_options *options, size_t memory, lociq_error *error);

#endif

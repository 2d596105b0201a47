/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The measures that a request computes from, found in the panel.
 */
#ifndef LOCIQ_SCHEDULE_MEASURE_H
#define LOCIQ_SCHEDULE_MEASURE_H

#include "schedule/request.h"

/* Sets the operands of an instance whose options are MEASUREs, and its shape
 * where that is theirs. LOCIQ_INVALID when one is not there. */
lociq_status lociq_measure_operands(const lociq_panel *panel, lociq_instance *instance, lociq_error *error);
/* Whether a kernel sees an operand's rows rather than one value a region. */
bool lociq_operand_is_streamed(const lociq_instance *instance, const lociq_cube *cube);
/* Reads the shared options: measure, reference, missing, totals, shares, and the
 * distribution that instances share. */
lociq_status lociq_measure_choose(const lociq_offer *offer, const lociq_panel *panel,
                                  const lociq_compute_options *options, lociq_request *request, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far the work on a year is.
 */
#ifndef LOCIQ_SCHEDULE_ADVANCE_H
#define LOCIQ_SCHEDULE_ADVANCE_H

#include "schedule/work.h"

/* What a level does, in this order. */
typedef enum lociq_step { LOCIQ_STEP_ROWS, LOCIQ_STEP_COLUMNS, LOCIQ_STEP_WHOLE, LOCIQ_STEPS } lociq_step;

/* Reports; done of all: of the step. LOCIQ_CANCELLED when the caller wants no more. */
lociq_status lociq_advance(const lociq_work *work, size_t level, lociq_step step, size_t done, size_t all,
                           lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows between bounds, and between which bounds lies what they are divided by.
 */
#ifndef LOCIQ_SCHEDULE_BOUNDED_H
#define LOCIQ_SCHEDULE_BOUNDED_H

#include "schedule/work.h"

typedef struct lociq_bounded lociq_bounded;

/* The bound <name>_lower or <name>_upper of a measure; NULL where there is none. */
const lociq_cube *lociq_bound_lower(const lociq_panel *panel, const lociq_cube *measure);
const lociq_cube *lociq_bound_upper(const lociq_panel *panel, const lociq_cube *measure);

/* For the request's measure and the operands of what was asked for. The caller frees. */
lociq_status lociq_bounded_create(const lociq_work *work, lociq_bounded **bounded, lociq_error *error);
void lociq_bounded_free(lociq_bounded *bounded);

/* Reckons the totals of the work's year: each as published, else as its cells allow. */
lociq_status lociq_bounded_reckon(lociq_bounded *bounded, const lociq_work *work, lociq_error *error);

/* Sets the cubes that a sweep must stream for the two functions below. */
void lociq_bounded_stream(const lociq_bounded *bounded, lociq_sweep *sweep);
/* Fills a row of the span from the measure, in the memory of the span's thread. */
void lociq_bounded_prepare(const lociq_bounded *bounded, const lociq_span *span, size_t position,
                           lociq_bounded_row *row);
/* Adds what one instance takes: its operands, options and scratch. */
void lociq_bounded_add(const lociq_bounded *bounded, const lociq_span *span, const lociq_instance *instance,
                       lociq_bounded_row *row);

#endif

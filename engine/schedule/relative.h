/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the reference has of results that are relative to it: the row kernel's own
 * result on the sums over regions, or on an aggregate's figures.
 */
#ifndef LOCIQ_SCHEDULE_RELATIVE_H
#define LOCIQ_SCHEDULE_RELATIVE_H

#include "schedule/work.h"

/* Makes room, once work->operands are there. LOCIQ_INVALID when the reference is an
 * aggregate that has nothing of an operand in all the years asked for. */
lociq_status lociq_relative_create(lociq_work *work, lociq_error *error);
void lociq_relative_free(lociq_work *work);

/* The reference's results of the year, once the operands by region are filled: by
 * industry where those of regions are, else one; NaN where unknown or 0. */
lociq_status lociq_relative_fill(const lociq_work *work, lociq_error *error);

/* A region's results in per cent of the reference's. */
void lociq_relative_scale(const double *reference, size_t count, double *result);

#endif

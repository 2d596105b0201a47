/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kernels that see all years: run once, their results kept for the years to come.
 */
#ifndef LOCIQ_SCHEDULE_ALL_YEARS_H
#define LOCIQ_SCHEDULE_ALL_YEARS_H

#include "schedule/work.h"

/* Runs them over every year of the panel, what is needed first, and keeps the
 * results in the work. Does nothing when there is none. */
lociq_status lociq_all_years_run(lociq_work *work, lociq_error *error);
void lociq_all_years_free(lociq_work *work);

/* Puts the year of work->rows among the results of the year. */
void lociq_all_years_take(const lociq_work *work);

#endif

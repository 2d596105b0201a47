/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why results are missing, as kernels that see a whole year, or all years, say it.
 */
#ifndef LOCIQ_SCHEDULE_REMARK_H
#define LOCIQ_SCHEDULE_REMARK_H

#include "schedule/work.h"

/* Tells the progress, "eci 2012 is missing: the regions fall into two groups", and keeps
 * it for the result's attribute; so too of everything asked for that rests on this result,
 * asked for or not. year: NULL for a kernel that sees all years. An empty remark says
 * nothing. */
lociq_status lociq_remark_take(const lociq_work *work, size_t position, const char *year, const char *remark,
                               lociq_error *error);
/* Gives what was kept to the sink, "2012: the regions fall into two groups; 2014: …". */
lociq_status lociq_remarks_write(const lociq_work *work, lociq_error *error);
void lociq_remarks_free(lociq_work *work);

#endif

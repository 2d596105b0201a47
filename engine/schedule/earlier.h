/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The earlier years that instances look back at.
 */
#ifndef LOCIQ_SCHEDULE_EARLIER_H
#define LOCIQ_SCHEDULE_EARLIER_H

#include "schedule/work.h"

/* Makes room, once work->operands are there. */
lociq_status lociq_earlier_create(lociq_work *work, lociq_error *error);
void lociq_earlier_free(lociq_work *work);

/* Remarks on what looks back where no year that is computed has a year to look back at: all of it is missing. */
lociq_status lociq_earlier_tell(const lociq_work *work, lociq_error *error);

/* Finds the years that lie before work->rows.year, and reads what is by region of
 * them. To be called before anything of the year itself is borrowed from the
 * source. Regions whose value is unknown in an earlier year that is there lose their coverage. */
lociq_status lociq_earlier_fill(const lociq_work *work, lociq_error *error);

/* One value a region of a cube in the year of work->rows: a region variable as it
 * is, a measure by industry as its E_r. */
lociq_status lociq_operand_fill(const lociq_work *work, const lociq_cube *cube, double *values, lociq_error *error);

#endif

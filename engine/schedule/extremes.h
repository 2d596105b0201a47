/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The range of indicators over the bounds of cells: <name>_minimum and
 * <name>_maximum, from the cubes <measure>_lower and <measure>_upper of kind "bound".
 */
#ifndef LOCIQ_SCHEDULE_EXTREMES_H
#define LOCIQ_SCHEDULE_EXTREMES_H

#include "schedule/work.h"

enum { LOCIQ_MINIMUM, LOCIQ_MAXIMUM, LOCIQ_EXTREMES };

/* Why an instance has no range, to follow its name; NULL: it has one. */
const char *lociq_extremes_refusal(const lociq_request *request, const lociq_instance *instance);
/* Checks what was asked for. LOCIQ_INVALID where an indicator has no range, or none of its
 * measures has bounds. */
lociq_status lociq_extremes_choose(const lociq_panel *panel, const lociq_compute_options *options,
                                   lociq_request *request, lociq_error *error);
/* "<indicator>_minimum", "<indicator>_maximum". */
enum { LOCIQ_EXTREME_NAME_SIZE = 256 };
void lociq_extreme_name(const lociq_indicator *indicator, int what, char name[LOCIQ_EXTREME_NAME_SIZE]);
/* All years of the request into the sink, which must not be finished. */
lociq_status lociq_extremes_run(const lociq_work *work, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which results take intervals, and how these are described.
 */
#ifndef LOCIQ_SCHEDULE_INTERVAL_H
#define LOCIQ_SCHEDULE_INTERVAL_H

#include "schedule/request.h"

/* What there is of each place. */
enum { LOCIQ_STANDARD_ERROR, LOCIQ_LOWER, LOCIQ_UPPER, LOCIQ_INTERVALS };

/* Why an instance takes no intervals, to follow its name; NULL: it does. */
const char *lociq_interval_refusal(const lociq_request *request, const lociq_instance *instance);

/* "<indicator>_standard_error", "<indicator>_lower", "<indicator>_upper". */
enum { LOCIQ_INTERVAL_NAME_SIZE = 256 };
void lociq_interval_name(const lociq_indicator *indicator, int what, char name[LOCIQ_INTERVAL_NAME_SIZE]);

/* The described cube, without values. */
lociq_status lociq_interval_describe(const lociq_request *request, const lociq_instance *instance, int what,
                                     lociq_cube **cube, lociq_error *error);

/* The figure's own description under another name and title, without what is said of the figure alone. */
lociq_status lociq_interval_describe_as(const lociq_request *request, const lociq_instance *instance, const char *name,
                                        const char *title, bool ranged, lociq_cube **cube, lociq_error *error);

/* Of `count` replicates of one place, which are sorted; those that are missing are
 * left out. NaN where fewer than two are left. Percentiles of type 7. */
void lociq_interval_find(double *replicates, size_t count, double confidence, double found[LOCIQ_INTERVALS]);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may be a partner of whom. What is unknown of a unit passes no filter that asks for it.
 */
#ifndef LOCIQ_PARTNERS_FILTER_H
#define LOCIQ_PARTNERS_FILTER_H

#include "partners/units.h"

typedef struct lociq_partner_filter lociq_partner_filter;

/* Reads what the options ask for. LOCIQ_INVALID where it cannot be known: a distance without points, stars that the
 * store has not, a level that no region has; LOCIQ_BAD_INPUT for a file. The statistics and the options are borrowed
 * until it returns, the units as long as the filter is used. The caller frees. */
lociq_status lociq_filter_create(const lociq_statistics *statistics, const lociq_units *units,
                                 const lociq_partner_options *options, lociq_partner_filter **filter,
                                 lociq_error *error);
void lociq_filter_free(lociq_partner_filter *filter);

/* Whether other, a unit's position, may be a partner of own: never itself, nor another organisation's unit of the same
 * region and industry as own. */
bool lociq_filter_allows(const lociq_partner_filter *filter, size_t own, size_t other);
/* Whether every other unit may be: nothing to ask. */
bool lociq_filter_is_open(const lociq_partner_filter *filter);
/* km along the great circle of a sphere with the earth's mean radius, 6371.0088; NaN where a point is not known. */
double lociq_filter_distance(const lociq_partner_filter *filter, size_t own, size_t other);

#endif

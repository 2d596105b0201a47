/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * LOCIQ_GIVEN_NEIGHBOURS: who is whose neighbour, from a file of pairs, or from
 * points by their great-circle distance (haversine on a sphere of 6371.0088 km).
 */
#ifndef LOCIQ_SCHEDULE_NEIGHBOURS_H
#define LOCIQ_SCHEDULE_NEIGHBOURS_H

#include "schedule/given.h"

/* By the options neighbours, points, nearest and distance. LOCIQ_BAD_INPUT names the
 * file and the line: a region beside itself, a pair or a point twice, a region
 * without a point, a weight that is not above 0, coordinates out of range. Of
 * equally near points the first region comes first. */
lociq_status lociq_neighbours_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                                   lociq_error *error);

#endif

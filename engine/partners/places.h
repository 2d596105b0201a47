/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where units lie.
 */
#ifndef LOCIQ_PARTNERS_PLACES_H
#define LOCIQ_PARTNERS_PLACES_H

#include "numeric/sphere.h"
#include "partners/units.h"

/* For every unit: an organisation's own point; else its region's, by the options' file of points, or by the store's
 * region variables longitude and latitude where it has both. NULL where no unit has a point. LOCIQ_BAD_INPUT for a
 * file, LOCIQ_INVALID for coordinates out of range. The caller frees with free(). */
lociq_status lociq_units_places(const lociq_statistics *statistics, const lociq_units *units,
                                const lociq_partner_options *options, lociq_direction **places, lociq_error *error);

#endif

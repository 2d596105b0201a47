/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Filters that ask something of a unit alone, whoever's partner it would be.
 */
#ifndef LOCIQ_PARTNERS_ELIGIBLE_H
#define LOCIQ_PARTNERS_ELIGIBLE_H

#include "partners/units.h"

/* Which units pass level, minimum_size, minimum_stars, within and interest; NULL where none of them is asked for.
 * Errors as in lociq_filter_create. The caller frees with free(). */
lociq_status lociq_units_eligible(const lociq_statistics *statistics, const lociq_units *units,
                                  const lociq_partner_options *options, bool **eligible, lociq_error *error);

#endif

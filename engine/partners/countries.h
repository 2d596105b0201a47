/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which units are of one country or state.
 */
#ifndef LOCIQ_PARTNERS_COUNTRIES_H
#define LOCIQ_PARTNERS_COUNTRIES_H

#include "partners/units.h"

/* For every unit a number that it shares with those of its country: that of its region (classify/country.h); of an
 * organisation without one the country that it declares, else that of the region that it declares. EL is GR, and UK is
 * GB. LOCIQ_NONE where none is known. The caller frees with free(). */
lociq_status lociq_units_countries(const lociq_units *units, size_t **countries, lociq_error *error);

#endif

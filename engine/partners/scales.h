/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shares brought to one scale by industry, so that small industries tell regions
 * apart as large ones do. A location quotient is a share over the industry's own
 * share of the whole; on these scales both are the same.
 */
#ifndef LOCIQ_PARTNERS_SCALES_H
#define LOCIQ_PARTNERS_SCALES_H

#include "partners/similarity.h"

/* Find each industry's origin and span among the shares e / E_r of the regions that know it; a region whose total is no
 * positive number counts in no scale. An industry in which all regions have one share, but for roundings, has an
 * infinite span.
 *   standardise  mean, and standard deviation (population)
 *   stretch      least, and largest less the least */
lociq_status lociq_profiles_standardise(lociq_profiles *profiles, lociq_error *error);
lociq_status lociq_profiles_stretch(lociq_profiles *profiles, lociq_error *error);
/* (share − origin) / span of a region's row, as wide as that; 0 where unknown, and NaN in a region whose total is no
 * positive number. */
void lociq_profile_scale(const lociq_profiles *profiles, size_t region, double *scaled);

#endif

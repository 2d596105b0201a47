/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shares brought to one scale by industry, so that small industries tell regions
 * apart as large ones do. A location quotient is a share over the industry's own
 * share of the whole; on these scales both are the same.
 */
#ifndef LOCIQ_PARTNERS_SCALES_H
#define LOCIQ_PARTNERS_SCALES_H

#include "partners/similarity.h"

/* Fill `scaled`, rows as those of the profiles, from the shares e / E_r; 0 where
 * unknown, and NaN in a region whose total is no positive number, which then counts
 * in no scale. An industry in which all regions have one share, but for roundings,
 * is 0 everywhere.
 *   standardise  (share − mean) / standard deviation (population) over the regions that know it
 *   stretch      (share − least) / (largest − least) of them: 0 to 1 */
void lociq_profiles_standardise(const lociq_profiles *profiles, double *scaled);
void lociq_profiles_stretch(const lociq_profiles *profiles, double *scaled);

#endif

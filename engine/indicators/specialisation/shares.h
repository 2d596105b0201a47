/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums over a region's shares that several indices of specialisation are made of.
 */
#ifndef LOCIQ_INDICATORS_SPECIALISATION_SHARES_H
#define LOCIQ_INDICATORS_SPECIALISATION_SHARES_H

#include "indicators/kernel.h"

/* Σ abs(own − other); both 64-byte aligned, width a multiple of LOCIQ_LANES. */
double lociq_share_distance(const double *own, const double *other, size_t width);
/* Σ s² and −Σ s ln s of known_share, which LOCIQ_KNOWN names. */
double lociq_share_squares(const lociq_row *row);
/* In nats; NaN where a share is negative. */
double lociq_share_entropy(const lociq_row *row);

#endif

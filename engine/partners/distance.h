/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a distance to a similarity, 1/(1 + d). Of N industries n are known in both:
 * d² is N/n times the sum over these, so that what is unknown lies as far apart on
 * average as what is known.
 */
#ifndef LOCIQ_PARTNERS_DISTANCE_H
#define LOCIQ_PARTNERS_DISTANCE_H

#include "partners/similarity.h"

/* squares: the sum over the known. parts NULL, or its summands, 0 where unknown: made
 * into those of the score. 1/(1 + d) is 1 − d/(1 + d): each of the n industries starts
 * with 1/n and loses by its part in d². NaN where n is 0. */
double lociq_distance_score(const lociq_profiles *profiles, size_t a, size_t b, double squares, double *parts);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leading components of regions' rows: a few directions that hold most of how regions
 * differ, so that most pairs are told apart by these alone. Any orthonormal directions
 * give right bounds (sketch.h); good ones only save time. So they come from a sample
 * of the rows, and the sample says whether they pay and how many do.
 */
#ifndef LOCIQ_PARTNERS_COMPONENTS_H
#define LOCIQ_PARTNERS_COMPONENTS_H

#include "partners/similarity.h"

enum { LOCIQ_COMPONENTS_FEWEST = 64 };

typedef struct lociq_components {
  size_t width, count; /* count 0: they do not pay; else LOCIQ_COMPONENTS_FEWEST times a power of two */
  bool uneven;         /* most of a row's length is in a few of its numbers */
  double *centre;      /* the sample's mean */
  double *basis;       /* count rows of `width`, orthonormal, the one that holds most first; NULL where count is 0 */
} lociq_components;

/* Of the method's direct rows, which all cells known have. seats: the partners sought of each region. */
lociq_status lociq_components_find(lociq_profiles *profiles, const lociq_similarity_method *method, size_t seats,
                                   lociq_components *components, lociq_error *error);
/* Bytes that finding them takes at most. */
size_t lociq_components_bytes(size_t width);
void lociq_components_clear(lociq_components *components);

#endif

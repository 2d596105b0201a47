/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The missing cells of a year, inside their bounds.
 */
#ifndef LOCIQ_HARMONISE_FILL_H
#define LOCIQ_HARMONISE_FILL_H

#include "harmonise/published.h"

/* Where a prior comes from: figures of another measure, or of another year; neither: proportional. */
typedef struct lociq_prior_source {
  lociq_published figures; /* borrows maps of `published`; count 0: proportional */
  const char *year;        /* NULL: the year that is estimated */
  bool given;              /* else a split is in equal parts */
} lociq_prior_source;

/* Reads what an estimate's options call the prior. LOCIQ_INVALID: no such year, or no table on the finest axes
 * with such a measure. The caller frees source->figures.items. */
lociq_status lociq_prior_find(const lociq_published *published, const char *prior, lociq_prior_source *source,
                              lociq_error *error);

/* values: of all finest cells; NaN where the fill does not know. fitting has the tolerance and
 * iterations, and says what was done. */
lociq_status lociq_frame_fill(const lociq_frame *frame, const lociq_prior_source *source, lociq_fill fill,
                              const char *year, lociq_fitting *fitting, double *values, lociq_error *error);

/* The largest deviation of the cells' sums from what is known of these, relative to the sum of
 * absolute values; sums with a missing cell left out. */
lociq_status lociq_frame_deviation(const lociq_frame *frame, const double *values, double *worst, lociq_error *error);

#endif

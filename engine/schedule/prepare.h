/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The vectors of a row, made once for all kernels that name them.
 */
#ifndef LOCIQ_SCHEDULE_PREPARE_H
#define LOCIQ_SCHEDULE_PREPARE_H

#include "indicators/kernel.h"
#include "schedule/structure.h"

enum { LOCIQ_PREPARED_VECTORS = 11 };

typedef struct lociq_preparation {
  const lociq_structure *structure;
  unsigned vectors; /* what the kernels of the pass name */
  lociq_missing missing;
  bool raw_shares;
  double *quotients; /* where those of all regions lie at once, past the caches; NULL: in the buffers */
} lociq_preparation;

/* What is known of a row, before --missing zero fills it. */
typedef struct lociq_tally {
  size_t known;   /* cells */
  double sum;     /* of these */
  size_t matched; /* cells where x is known too */
  bool whole;     /* nothing is unknown, and it adds up to its total; before the next row: that may be so too */
  bool fetched;   /* the next row is, or will be when it is looked at */
} lociq_tally;

/* Fills the vectors of `row`, which the caller sets to zero bytes before the first, from a
 * region's values, which need not be aligned. next: those that will come after, or NULL.
 * buffers has room for LOCIQ_PREPARED_VECTORS × width doubles, 64-byte aligned. */
void lociq_prepare_row(const lociq_preparation *preparation, const double *values, const double *next, size_t region,
                       double *buffers, lociq_row *row, lociq_tally *tally);

/* Copies a row to an aligned place of `width` values, filled up with NaN. */
void lociq_prepare_copy(const double *values, size_t count, size_t width, bool zero, double *copy);

#endif

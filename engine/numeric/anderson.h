/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fewer steps to a fixed point: Anderson's acceleration (Anderson 1965, Journal of the
 * ACM 12; Walker & Ni 2011, https://doi.org/10.1137/10078356X). Of the last steps it
 * takes the combination whose image lies nearest to itself, relative to each value.
 *
 *     lociq_anderson_create(count, &anderson, error);
 *     until it holds:
 *       image = what the plain iteration makes of `at`
 *       lociq_anderson_step(anderson, at, image);
 *     lociq_anderson_free(anderson);
 */
#ifndef LOCIQ_NUMERIC_ANDERSON_H
#define LOCIQ_NUMERIC_ANDERSON_H

#include <lociq/error.h>
#include <stddef.h>

typedef struct lociq_anderson lociq_anderson;

lociq_status lociq_anderson_create(size_t count, lociq_anderson **anderson, lociq_error *error);
void lociq_anderson_free(lociq_anderson *anderson);

/* Puts the next values to try in the place of `at`, of which `image` is the image. Values
 * that are 0 in the image become and stay 0; all others must be positive and stay so:
 * where a combination would not, or is no better founded, it is the image itself. */
void lociq_anderson_step(lociq_anderson *anderson, double *at, const double *image);
/* Forgets the steps so far, which have led away. */
void lociq_anderson_forget(lociq_anderson *anderson);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What makes industries that go together count once: W with W'W the inverse of
 * their covariance, this shrunken as Ledoit and Wolf (2004,
 * https://doi.org/10.1016/S0047-259X(03)00096-4) do, to (1 − s) S + s m I with m the
 * mean variance and s from how S varies from region to region.
 */
#ifndef LOCIQ_PARTNERS_WHITENING_H
#define LOCIQ_PARTNERS_WHITENING_H

#include "partners/similarity.h"

/* Makes the profiles' `whitening` from the regions that know all industries, by their scaled rows (scales.h); where
 * these are fewer than three, or one like the other, W is the identity. whitening[j * width + k] is W_kj, 0 for
 * k < j. */
lociq_status lociq_profiles_whiten(lociq_profiles *profiles, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which regions lie in one country or state.
 */
#ifndef LOCIQ_CLASSIFY_COUNTRY_H
#define LOCIQ_CLASSIFY_COUNTRY_H

#include <lociq/axis.h>

/* For every region a number that it shares with those of its own country: NUTS the
 * first two letters, FIPS the first two digits, which is the state; other codes the
 * topmost of their parents, or the code itself where it has none. The caller frees
 * with free(). */
lociq_status lociq_countries_find(const lociq_axis *regions, size_t **countries, lociq_error *error);
/* What each region's country is called by that rule: the two letters, the two digits, the
 * topmost parent. As many texts as there are regions; the caller frees each, and the list. */
lociq_status lociq_countries_code(const lociq_axis *regions, char ***codes, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Realised ties, and those that size and distance let expect.
 *
 * Expected ties are those of a gravity model fitted to all pairs of units that the file has, zeros included, by
 * Poisson's likelihood (Santos Silva & Tenreyro 2006, https://doi.org/10.1162/rest.88.4.641): ln E = a + b ln(size own)
 * + c ln(size other) + d ln(distance), without the distance where no points are known. Sizes are the
 * units' ties in all, so that E is what their sociability and nearness let expect.
 *
 * The gap of a partner is the share of own's candidates with a lower score, less the share of them whose ties are fewer
 * beside those expected: near 1 a partner of high potential with whom hardly anything is done yet, near -1 a tie
 * that has little to go on.
 */
#ifndef LOCIQ_PARTNERS_TIES_H
#define LOCIQ_PARTNERS_TIES_H

#include "partners/match.h"

typedef struct lociq_ties lociq_ties;

/* LOCIQ_BAD_INPUT for a code that the store has not, a pair twice, ties below 0. The caller frees. */
lociq_status lociq_ties_create(const char *path, const lociq_match *match, lociq_ties **ties, lociq_error *error);
void lociq_ties_free(lociq_ties *ties);
/* NaN where one of the two is not in the file. Both directions are one where the file has each pair once. */
double lociq_ties_between(const lociq_ties *ties, size_t own, size_t other, double *expected);
/* Fills ties, expected and gap of a unit's partners. */
lociq_status lociq_ties_tell(const lociq_ties *ties, const lociq_match *match, size_t own, lociq_partner *partners,
                             size_t count, lociq_error *error);

#endif

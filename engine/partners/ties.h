/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Realised ties, and those that size and distance let expect.
 *
 * A file region,partner,ties tells those of regions: of whole regions, or of their parts of the cluster. One with
 * region,industry,partner,partner_industry,ties tells those of clusters; of whole regions they are added up. Each pair
 * counts both ways, unless the file has some pair in both orders: then each row counts for its own order alone. A
 * pair of which the file says nothing has no ties, if it has both of the two in other pairs.
 *
 * Expected ties are those of a gravity model (gravity.h) of all pairs of units that the file has, zeros included, by
 * the units' sizes in the measure and their distance. Without points it has no distance. Units without a size above 0,
 * or without a point where others have one, have no expected ties.
 *
 * The gap of a partner is the share of own's other candidates with a lower score, less the share of them whose ties are
 * fewer beside those expected: near 1 a partner of high potential with whom hardly anything is done yet, near -1 a tie
 * that has little to go on. Candidates are those that may be partners, have a score and expected ties.
 */
#ifndef LOCIQ_PARTNERS_TIES_H
#define LOCIQ_PARTNERS_TIES_H

#include "partners/match.h"

typedef struct lociq_ties lociq_ties;

/* LOCIQ_BAD_INPUT for a code that the store has not, a pair twice, a unit beside itself, ties below 0. What the match
 * names is borrowed as long as the ties are used. The caller frees. */
lociq_status lociq_ties_create(const char *path, const lociq_statistics *statistics, const lociq_match *match,
                               lociq_ties **ties, lociq_error *error);
void lociq_ties_free(lociq_ties *ties);
/* What a reader should know: why there are no expected ties, or how many units or rows are left out. NULL: nothing. */
const char *lociq_ties_remark(const lociq_ties *ties);
/* NaN where one of the two is not in the file, or both are parts of one region and industry. expected may be NULL. */
double lociq_ties_between(const lociq_ties *ties, size_t own, size_t other, double *expected);
/* Fills ties, expected and gap of the partners of all asked units, partners[i * top + rank] those of the i-th. The same
 * bits for any number of threads. */
lociq_status lociq_ties_tell(const lociq_ties *ties, const lociq_match *match, size_t top, lociq_partner *partners,
                             lociq_error *error);

#endif

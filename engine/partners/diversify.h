/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Partners that differ: maximal marginal relevance (Carbonell & Goldstein 1998,
 * https://doi.org/10.1145/290941.291025).
 */
#ifndef LOCIQ_PARTNERS_DIVERSIFY_H
#define LOCIQ_PARTNERS_DIVERSIFY_H

#include "partners/match.h"

/* Of `seats` found partners, best first, puts `top` in front: one after the other that with the largest
 * (1 - diversify) score - diversify max likeness to one before it, ties by score, then position; the others follow in
 * their order. Likeness is the score by the blocks that are not directed, where there are any, else 1 for the same
 * country and 0 for another; 0 too where it is unknown. */
lociq_status lociq_diversify(const lociq_match *match, double diversify, size_t top, lociq_found *found,
                             lociq_error *error);

#endif

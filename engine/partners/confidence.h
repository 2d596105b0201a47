/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How sure a ranking is: the same ranking again and again under other weights and
 * other data.
 */
#ifndef LOCIQ_PARTNERS_CONFIDENCE_H
#define LOCIQ_PARTNERS_CONFIDENCE_H

#include "partners/match.h"

/* Fills rank_lower, rank_upper and stability of the ranking's partners; NaN where options->redraws is 0, or neither
 * weights nor data can change a rank (which a remark says). A redraw draws every block's weight evenly from (1 - doubt)
 * w to (1 + doubt) w and every block anew (lociq_block_method.redraw), and ranks the shortlist, found[i * seats +
 * rank], by what comes out: those that the redraw cannot compare go last, and those that score alike in an order of
 * chance, since their places in the ranking say nothing of them. What is drawn follows from the seed and the redraw
 * alone.
 *
 * The shortlist should have at least 10 × top where there are so many: who is not in it cannot push a partner back.
 * rank_lower and rank_upper are the nearest ranks of 5 and 95 %: the ceil(0.05 n)-th and the ceil(0.95 n)-th least of
 * the partner's n ranks. They are ranks of the score also where the ranking was diversified.
 *
 * Adds a remark where the first `top` of an asked unit, or of so many of several, are a toss: of whom fewer than half
 * stay among the first `top` on average. */
lociq_status lociq_confidence_tell(const lociq_match *match, const lociq_partner_options *options,
                                   const lociq_found *found, lociq_ranking *ranking, lociq_error *error);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How sure a ranking is: the same ranking again and again under other weights and
 * other data.
 */
#ifndef LOCIQ_PARTNERS_CONFIDENCE_H
#define LOCIQ_PARTNERS_CONFIDENCE_H

#include "partners/match.h"

/* Fills rank_lower, rank_upper and stability of the ranking's partners. A redraw draws every block's weight from
 * (1 - doubt) w to (1 + doubt) w and every block anew (lociq_block_method.redraw), and ranks all that may be partners;
 * what is drawn follows from the seed and the redraw alone. The shortlist, found[i * seats + rank], is who takes part:
 * at least 10 × top where there are so many. Adds a remark for each asked unit, or one for all, whose first `top` are a
 * toss: of whom fewer than half stay among the first `top` on average. */
lociq_status lociq_confidence_tell(const lociq_match *match, const lociq_partner_options *options,
                                   const lociq_found *found, lociq_ranking *ranking, lociq_error *error);

#endif

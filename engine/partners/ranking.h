/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ranking, filled from what was found.
 */
#ifndef LOCIQ_PARTNERS_RANKING_H
#define LOCIQ_PARTNERS_RANKING_H

#include "partners/match.h"

/* All places are empty. The ranking owns the units' organisations from then on. */
lociq_status lociq_ranking_create(const lociq_statistics *statistics, const lociq_partner_options *options,
                                  const lociq_units *units, const lociq_blocks *blocks, lociq_ranking **ranking,
                                  lociq_error *error);
/* Fills in the first `top` found of each asked unit, with what explains them: the blocks' shares, the other direction,
 * the largest contributions, the distance. Of a search's profiles, panels are brought where not all are there. */
lociq_status lociq_ranking_fill(const lociq_match *match, const lociq_found *found, lociq_ranking *ranking,
                                lociq_error *error);
/* Bytes of the places of a ranking of so many asked units; SIZE_MAX where none can be so large. */
size_t lociq_ranking_bytes(const lociq_partner_options *options, size_t asked, size_t blocks, bool directed);
/* Adds a remark: a copy of the text. */
lociq_status lociq_ranking_remark(lociq_ranking *ranking, const char *text, lociq_error *error);

#endif

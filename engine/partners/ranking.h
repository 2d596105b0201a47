/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranking one year of a measure, wherever it comes from.
 */
#ifndef LOCIQ_PARTNERS_RANKING_H
#define LOCIQ_PARTNERS_RANKING_H

#include "partners/profiles.h"

/* The measure and the year that the options name: LOCIQ_INVALID when there is no
 * such measure, it has no regions and industries, or there is no such year. */
lociq_status lociq_partners_choose(const lociq_panel *panel, const lociq_partner_options *options, lociq_cube **cube,
                                   size_t *year, lociq_error *error);
lociq_status lociq_partners_rank_year(const lociq_measure_year *table, const lociq_partner_options *options,
                                      lociq_ranking **ranking, lociq_error *error);

#endif

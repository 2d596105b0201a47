/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a ranking tells, for whoever writes or keeps it.
 */
#ifndef LOCIQ_PARTNERS_TOLD_H
#define LOCIQ_PARTNERS_TOLD_H

#include <lociq/partners.h>

/* A figure of a partner beside its score. */
typedef struct lociq_partner_figure {
  const char *name, *title, *unit;
  size_t offset; /* of the double in lociq_partner */
} lociq_partner_figure;

enum { LOCIQ_PARTNER_FIGURES = 9 };

const lociq_partner_figure *lociq_partner_figures(void); /* all of them, ended by a NULL name */
double lociq_partner_figure_of(const lociq_partner_figure *figure, const lociq_partner *partner);
/* Those that the ranking has, returns their count: `known` always; others where one is no NaN, `reverse` only where a
 * block is directed, else it is the score. */
size_t lociq_ranking_figures(const lociq_ranking *ranking, const lociq_partner_figure *told[LOCIQ_PARTNER_FIGURES]);

/* Whether any unit has an industry, or an organisation. */
bool lociq_ranking_has_industries(const lociq_ranking *ranking);
bool lociq_ranking_has_organisations(const lociq_ranking *ranking);

/* How many contributions are told of the partner at a place of the ranking's partners, and how many returns. */
size_t lociq_ranking_contributions(const lociq_ranking *ranking, size_t at);
size_t lociq_ranking_returns(const lociq_ranking *ranking, size_t at);
/* What all but the first `count` contributions give: added to their sum, taken in their order, it gives the score, to
 * the bit wherever a double does. */
double lociq_ranking_rest(const lociq_ranking *ranking, size_t at, size_t count);
/* Whether nothing but what its organisation declares made it a partner: it has no statistics to compare. */
bool lociq_ranking_on_profile(const lociq_ranking *ranking, size_t at);

/* What the store calls the ranking: partner_<by> or partner_<by>_<cluster>, with an underscore for each character
 * of the cluster that cannot stand in a name. cluster may be NULL. */
enum { LOCIQ_PARTNER_NAME_SIZE = 128 };
void lociq_partner_name(const char *by, const char *cluster, char name[LOCIQ_PARTNER_NAME_SIZE]);

#endif

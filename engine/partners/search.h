/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search for every region's best partners.
 */
#ifndef LOCIQ_PARTNERS_SEARCH_H
#define LOCIQ_PARTNERS_SEARCH_H

#include "partners/similarity.h"

typedef struct lociq_search {
  const lociq_profiles *profiles;
  const lociq_similarity_method *method;
  const size_t *countries; /* by position on the region axis; NULL: nobody is left out for his country */
  double minimum_coverage; /* as in lociq_partner_options */
  size_t first, count;     /* the profiles whose partners are sought */
  int threads;
  const lociq_progress *progress;
} lociq_search;

/* Fills the partners and contributions of the ranking's regions which are among
 * the profiles; those of the others are left as they are. */
lociq_status lociq_search_run(const lociq_search *search, lociq_ranking *ranking, lociq_error *error);

#endif

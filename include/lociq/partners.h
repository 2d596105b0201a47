/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Partners: for every region, the regions elsewhere most like it, and why.
 */
#ifndef LOCIQ_PARTNERS_H
#define LOCIQ_PARTNERS_H

#include <lociq/panel.h>
#include <lociq/progress.h>
#include <lociq/store.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_partner_options {
  const char *measure;    /* "employment" */
  const char *similarity; /* a name of lociq_similarities(): "cosine" */
  const char *year;       /* NULL: the last year of the axis */
  const char *region;     /* one region's partners; NULL: all regions' */
  size_t top;             /* partners a region, 10 */
  size_t contributions;   /* the largest contributions told a partner, 3 */
  bool exclude_country;   /* leave out regions of the region's own country or state: those whose code begins with the
                             same two characters (NUTS the country, FIPS the state); of other codes those that have
                             the same topmost parent */
  /* Two regions are compared only where the cells known in both hold at least this
   * share of either one's total (published, else of the known cells), 0.5: two
   * lone cells make any two regions alike. 0 compares all. */
  double minimum_coverage;
  int threads;
  const lociq_progress *progress;
} lociq_partner_options;

lociq_partner_options lociq_partner_options_default(void);

/* What a partner's score is made of: industry and the part of the score that it
 * gives. */
typedef struct lociq_contribution {
  size_t industry;
  double value;
} lociq_contribution;

typedef struct lociq_partner {
  size_t region; /* position on the region axis; LOCIQ_NONE: fewer partners than top */
  double score;  /* recomputed by one dot product in fixed order: what is shown is what ranks */
} lociq_partner;

/* partners[i * top + rank] are those of regions[i], best first, ties by code.
 * contributions[(i * top + rank) * contribution_count + c], largest first, ties by
 * code; the parts of all industries add up to the score, and where fewer give any
 * the rest is LOCIQ_NONE and NaN. A region without known cells, or with nothing but
 * zeros, has no partners and is nobody's partner; nor are two regions partners that
 * have nothing in the cells known on both sides. */
typedef struct lociq_ranking {
  const lociq_axis *region_axis, *industry_axis; /* borrowed from the panel or store */
  char *by, *similarity, *measure;
  int year;
  size_t *regions;
  size_t region_count, top, contribution_count;
  lociq_partner *partners;
  lociq_contribution *contributions;
  double *coverage; /* of each of the regions: the known share of its published total; 1 where none is published, 0
                       where nothing is known, NaN where the total is 0 */
} lociq_ranking;

void lociq_ranking_free(lociq_ranking *ranking);

/* Compares the measure's industries as the similarity's formula says, over the cells
 * known on both sides of a pair. Where shares are of the region's total (euclid, gower,
 * jaccard, mahalanobis), a region whose published one is not positive has no partners.
 * The same bits for any number of threads.
 *   LOCIQ_INVALID  an unknown measure, region, year or similarity; a measure that
 *                  does not lie over year, region and industry; top 0; a minimum
 *                  coverage outside [0, 1]; a negative value where
 *                  shares are compared (all but cosine) */
lociq_status lociq_partners_rank(const lociq_panel *panel, const lociq_partner_options *options,
                                 lociq_ranking **ranking, lociq_error *error);
/* Loads what is needed from the store and ranks. */
lociq_status lociq_partners_rank_store(const lociq_store *store, const lociq_partner_options *options,
                                       lociq_ranking **ranking, lociq_error *error);
/* Keeps the ranking of all regions, replacing an earlier one by the same `by`:
 *   partner_<by> (year, region, partner_<by>_rank)   positions on region, -1 none
 *   partner_<by>_score                               the same, NaN where none
 *   partner_<by>_contribution, partner_<by>_contribution_industry
 *     (year, region, partner_<by>_rank, partner_<by>_contribution_rank)
 *                                                    parts of the score, positions on industry
 * Years other than the ranking's hold -1 and NaN. LOCIQ_INVALID when the ranking is
 * of some regions only, or of a year that the store has not. */
lociq_status lociq_partners_put(lociq_store *store, const lociq_ranking *ranking, lociq_error *error);

typedef struct lociq_similarity {
  const char *name, *title, *formula, *reference;
} lociq_similarity;
const lociq_similarity *lociq_similarities(void); /* ended by a NULL name */

#ifdef __cplusplus
}
#endif
#endif

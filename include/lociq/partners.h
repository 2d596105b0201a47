/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Partners: for every region or cluster, those elsewhere that are like it, that
 * complete it or that it can learn from, and why.
 *
 * A score is made of blocks: each compares two units in one respect, by one method.
 * Of blocks b with weights w_b it is sum_b w_b s_b / sum_b w_b over those that have
 * something to compare on both sides (Gower's rule); each block's part of it is made of
 * its items' (industries, variables, declared terms).
 */
#ifndef LOCIQ_PARTNERS_H
#define LOCIQ_PARTNERS_H

#include <lociq/organisations.h>
#include <lociq/panel.h>
#include <lociq/progress.h>
#include <lociq/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is ranked: a region; a cluster, which is a region's part of one industry (or
 * category of industries); a cluster organisation, with the region and industry that
 * it declares where the store has them. Positions on the axes and in the ranking's
 * organisations, LOCIQ_NONE where it has none. */
typedef struct lociq_unit {
  size_t region, industry, organisation;
} lociq_unit;

typedef struct lociq_partner_options {
  const char *by;            /* "similarity", "complementarity", "learning", or "blend", which needs a specification */
  const char *specification; /* a YAML file of blocks (docs/partners.md); NULL: those that `by` stands for */
  const char *measure;       /* "employment": what industries' shares are of, and how large a unit is */
  const char *similarity;    /* of by similarity without a specification: a name of lociq_similarities(), "cosine" */
  const char *year;          /* NULL: the last year of the axis */
  const char *region;        /* whose partners: one region's; NULL: all regions', or all of the cluster's */
  const char *cluster;       /* an industry: units are the regions' parts of it; NULL: whole regions */
  const char *organisation;  /* one organisation's partners, among organisations and the clusters of its industry */
  const char *linkage;  /* a file from,to,weight of industries: those that the cluster is linked to take part too */
  size_t top;           /* partners a unit, 10 */
  size_t contributions; /* the largest contributions told a partner, 10 */

  /* Who may be a partner. */
  bool exclude_country;    /* none of the unit's own country or state: those whose code begins with the
                              same two characters (NUTS the country, FIPS the state); of other codes those that have
                              the same topmost parent */
  double minimum_coverage; /* shares are compared only where the cells known in both hold at least this share of
                              either one's total (published, else of the known cells), 0.5: two lone cells make any
                              two regions alike. Variables: where those known in both have this share of the block's
                              weights. 0 compares all */
  const char *points;      /* a file region,longitude,latitude, for distances; NULL: the store's region variables
                              longitude and latitude, where it has them */
  double nearer_than;      /* km along the great circle; NaN: any */
  double farther_than;
  const char *level;    /* of the region axis, as "2" or "nuts2"; NULL: any */
  double minimum_size;  /* of the measure, in its unit; NaN: any */
  double minimum_stars; /* of the store's `stars`: of the cluster, or of one industry at least; NaN: any */
  const char *within;   /* a file with a column region: those, and those whose code begins like one of them */
  const char *interest; /* "willing" or "ready": organisations that declare at least this, and units that have one */
  double diversify; /* 0 … 1: how much a partner loses for being like one before it (maximal marginal relevance); 0 */

  const char *ties; /* a file of existing ties: region,partner,ties, or region,industry,partner,partner_industry,ties */

  size_t redraws;       /* of weights and data, for rank intervals and stability; 0: none */
  double doubt;         /* weights are drawn from (1 - doubt) w to (1 + doubt) w, 0.5 */
  double jobs_per_unit; /* that one unit of the measure stands for where counts are drawn anew; NaN: what its unit says
                           (thousand persons: 1000), none where it counts nothing (euro) */
  uint64_t seed;
  int threads;
  size_t memory; /* bound on memory in bytes, see memory.h; 0: none */
  const lociq_progress *progress;
} lociq_partner_options;

lociq_partner_options lociq_partner_options_default(void);

/* The options that a command or a plan takes, as texts: what each is called and what it
 * says, in the order of a help. lociq_partner_option_set checks one and sets it; texts are borrowed.
 * LOCIQ_INVALID tells what was expected. */
typedef struct lociq_partner_option {
  const char *name;     /* "exclude_country"; a dash for the underscore on a command line */
  const char *argument; /* "KM"; NULL: it takes none */
  const char *help;
  bool names_file;
} lociq_partner_option;
const lociq_partner_option *lociq_partner_options_list(void); /* ended by a NULL name */
lociq_status lociq_partner_option_set(lociq_partner_options *options, const char *name, const char *text,
                                      lociq_error *error);

/* The files that the options and the specification name, its own included: what a ranking is made from beside the
 * store. The caller frees the list and its members with free(). */
lociq_status lociq_partner_files(const lociq_partner_options *options, char ***files, size_t *count,
                                 lociq_error *error);

/* The same with size and SHA-256, for the provenance. The caller clears each with lociq_input_clear and frees the list
 * with free(). */
lociq_status lociq_partner_inputs(const lociq_partner_options *options, lociq_input **inputs, size_t *count,
                                  lociq_error *error);

/* A block of the score and one of its items. */
typedef struct lociq_partner_block {
  char *name, *method;
  double weight; /* as given */
  bool directed; /* what they bring us is not what we bring them */
} lociq_partner_block;
typedef struct lociq_partner_item {
  size_t block;
  char *name, *label, *unit; /* label and unit "" where there is none */
} lociq_partner_item;

/* What a partner's score is made of: an item, the part of the score that it gives, and
 * its value on both sides (a share, a variable's value, 1 for a declared term), NaN
 * where there is none. */
typedef struct lociq_contribution {
  size_t item; /* position in the ranking's items; LOCIQ_NONE: no more */
  double value, own, other;
} lociq_contribution;

typedef struct lociq_partner {
  size_t unit;                /* position in the ranking's units; LOCIQ_NONE: fewer partners than top */
  double score;               /* what is shown is what ranks: recomputed in fixed order */
  double known;               /* the share of the blocks' weights that could be compared */
  double reverse;             /* the score in the other direction: what we bring them */
  double distance;            /* km, NaN where no points are known */
  double ties, expected, gap; /* existing ties, those that size and distance let expect, and how far ties lag behind
                                 the potential (ties.h); NaN where there are none */
  double rank_lower, rank_upper, stability; /* 5 to 95 % of the ranks over the redraws, and the share of these in which
                                               it is among the first `top`; NaN without redraws */
} lociq_partner;

/* partners[i * top + rank] are those of units[asked[i]], best first, ties by the order of units.
 * block_scores[(i * top + rank) * block_count + b]: the part of the score that the block
 * gives, NaN where it could not be compared; they add up to the score.
 * contributions[(i * top + rank) * contribution_count + c], largest size first; those of all
 * items add up to the score. returns, likewise: of the reverse score the largest parts that directed blocks give, what
 * we bring them; own is still our value. A unit without anything to compare has no partners and is nobody's. */
typedef struct lociq_ranking {
  const lociq_axis *region_axis, *industry_axis; /* borrowed from the panel or store */
  lociq_organisations *organisations;            /* owned; none at all included */
  char *by, *similarity, *measure, *cluster; /* similarity NULL unless the one block's method is one; cluster NULL */
  int year;
  size_t redraws; /* behind the ranks' intervals, 0 none; and how they were drawn */
  double doubt;
  uint64_t seed;
  lociq_unit *units;
  size_t unit_count;
  size_t *asked;
  size_t asked_count, top, contribution_count;
  lociq_partner_block *blocks;
  size_t block_count;
  lociq_partner_item *items;
  size_t item_count;
  lociq_partner *partners;
  double *block_scores;
  lociq_contribution *contributions;
  lociq_contribution *returns; /* NULL unless a block is directed */
  double *coverage; /* of each asked: the known share of its region's published total; 1 where none is published, 0
                       where nothing is known, NaN where the total is 0 or it has no region */
  char **remarks;   /* what a reader should know, such as that the first ten are a toss; ended by NULL */
} lociq_ranking;

void lociq_ranking_free(lociq_ranking *ranking);
/* "DE11", "DE11 C29" or the organisation's code: what a unit is called. Borrowed parts; at most size - 1 bytes. */
void lociq_ranking_unit_name(const lociq_ranking *ranking, size_t unit, char *text, size_t size);

/* Ranks. The same bits for any number of threads.
 *   LOCIQ_INVALID  an unknown measure, region, year, method …; a measure that does not
 *                  lie over year, region and industry; a number out of its range; a
 *                  negative value where shares are compared (all similarities but cosine);
 *                  an error of the specification, with file, line and key
 *   LOCIQ_BAD_INPUT  a side file, with file and line */
lociq_status lociq_partners_rank(const lociq_panel *panel, const lociq_partner_options *options,
                                 lociq_ranking **ranking, lociq_error *error);
/* Loads what is needed from the store and ranks. */
lociq_status lociq_partners_rank_store(const lociq_store *store, const lociq_partner_options *options,
                                       lociq_ranking **ranking, lociq_error *error);
/* Keeps the ranking of all regions, or of all parts of a cluster, replacing an earlier one of the same name,
 * partner_<by> or partner_<by>_<cluster>:
 *   <name> (year, region, <name>_rank)               the partners' positions on region, -1 none
 *   <name>_industry, <name>_organisation             likewise on industry and organisation, where these take part
 *   <name>_score, _known, _reverse, _distance …      figures of each partner that there are, NaN where none
 *   <name>_block_score (…, <name>_block)             each block's part of the score
 *   <name>_block_weight (<name>_block)
 *   <name>_contribution, _contribution_item, _contribution_own, _contribution_other
 *     (year, region, <name>_rank, <name>_contribution_rank)
 *                                                    parts of the score, positions on <name>_item, both sides' values
 *   <name>_item_block (<name>_item)                  positions on <name>_block; items are called "structure:C29"
 * Years other than the ranking's hold -1 and NaN, and so do regions without a part of the cluster. Of a region with
 * several organisations the first one's partners are kept, and the attribute `comment` says so. LOCIQ_INVALID when
 * the ranking is of some units only, or of a year that the store has not. */
lociq_status lociq_partners_put(lociq_store *store, const lociq_ranking *ranking, lociq_error *error);

/* The methods that blocks have; the first ones, the similarities, compare industries' shares. */
typedef struct lociq_similarity {
  const char *name, *title, *formula, *reference;
} lociq_similarity;
const lociq_similarity *lociq_similarities(void);  /* ended by a NULL name */
const lociq_similarity *lociq_block_methods(void); /* all other ones, likewise */

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a similarity is made of, and the profiles that it compares.
 *
 * Finding partners has two steps. scan gives the scores of a block of regions
 * against a block of others, fast, and right to within lociq_similarity_margin.
 * score gives that of one pair by sums in a fixed order; it alone is shown and
 * ranked. Who can be among the best by score is known from scan and the margin, so
 * that neither the threads nor the BLAS library shows in a result.
 */
#ifndef LOCIQ_PARTNERS_SIMILARITY_H
#define LOCIQ_PARTNERS_SIMILARITY_H

#include <lociq/partners.h>

#include "numeric/lanes.h"

enum { LOCIQ_SCAN_ROWS = 64, LOCIQ_SCAN_COLUMNS = 256 };

/* Profiles of the regions that have something somewhere. Their rows, of `width` doubles each, a multiple of
 * LOCIQ_LANES, 64-byte aligned, and 0 past the industries, lie in panels: all of them in one that is there, or so many
 * that two panels of all are there at once (lociq_profiles_bring). What is said of a region's row holds for one that is
 * there. */
typedef struct lociq_profiles {
  size_t regions, industries, width;
  bool complete;     /* all cells are known */
  size_t *positions; /* of each on the region axis, ascending */
  size_t panel;      /* profiles in a panel; the last one may have fewer */
  size_t from[2];    /* the first profiles of the panels that are there */
  /* e times a power of two of the region's own, the largest within [0.5, 1); 0
   * where unknown. No other value is nearer to 0 than 2^-250, so that no product
   * of four underflows. */
  double *values;
  double *
      wholes; /* of each, in the units of its values: the published total, or the sum of the known sizes where larger */
  double *totals; /* of each, E_r likewise: the published total, else the sum of the known sizes */
  double *sizes;  /* of each, the sum of the known sizes, over lanes */
  double *known;  /* 1 where known, else 0; NULL when all cells are */
  double
      *reference; /* x of each industry: its share of the whole, as that of location quotients; NaN where it has none */
  double *derived;         /* what the similarity wants of each row beside these; NULL when nothing */
  double *origins, *spans; /* of each industry: what its shares are scaled by (scales.h); NULL when they are not */
  /* Of mahalanobis: W (whitening.h), and the derived rows times W where all cells are known, else NULL. */
  double *whitening, *whitened;
  struct lociq_profile_source *source; /* what the rows are made of (profiles.c) */
} lociq_profiles;

typedef struct lociq_similarity_method {
  bool whitens; /* wants whitened rows where all cells are known */
  bool shares;  /* compares shares of a whole: no value may be negative */
  /* Finds what derive wants to know of all regions; NULL: nothing. */
  lociq_status (*fit)(lociq_profiles *profiles, lociq_error *error);
  bool (*derives)(const lociq_profiles *profiles); /* whether derived rows are wanted; NULL: wherever there is derive */
  void (*derive)(const lociq_profiles *profiles, size_t region, double *derived);
  /* Where all cells are known: the row of `width` whose product with another region's is the score, of length 1; NaN
   * where the region has none. NULL: the score is no such product. */
  void (*direct)(const lociq_profiles *profiles, size_t region, double *row);
  /* scores[i * stride + j] of rows row + i and columns column + j, at most
   * LOCIQ_SCAN_ROWS and LOCIQ_SCAN_COLUMNS; NaN where the pair has nothing in
   * common to compare. scratch: 2 × LOCIQ_SCAN_ROWS × LOCIQ_SCAN_COLUMNS doubles.
   * NULL: score scans. */
  void (*scan)(const lociq_profiles *profiles, size_t row, size_t rows, size_t column, size_t columns, double *scores,
               size_t stride, double *scratch);
  /* The same bits for (a, b) and (b, a). parts, `width` of them, add up to it; NULL: not wanted. */
  double (*score)(const lociq_profiles *profiles, size_t a, size_t b, double *parts);
} lociq_similarity_method;

/* The similarity of that name: its place in lociq_similarities() and its method. LOCIQ_INVALID names those there are.
 */
lociq_status lociq_similarity_find(const char *name, const lociq_similarity **similarity,
                                   const lociq_similarity_method **method, lociq_error *error);

/* result[i * stride + j] = left row i times right row j: rows of `width` doubles. */
void lociq_similarity_multiply(size_t width, const double *left, size_t rows, const double *right, size_t columns,
                               double *result, size_t stride);

/* The method's scan, or its scores themselves where it has none. */
void lociq_similarity_scan(const lociq_similarity_method *method, const lociq_profiles *profiles, size_t row,
                           size_t rows, size_t column, size_t columns, double *scores, size_t stride, double *scratch);
void lociq_similarity_score_block(double (*score)(const lociq_profiles *, size_t, size_t, double *),
                                  const lociq_profiles *profiles, size_t row, size_t rows, size_t column,
                                  size_t columns, double *scores, size_t stride);

/* How far scan and score can lie apart. Each sum of n terms is right to n·2^-53 of
 * the sum of their sizes, whatever its order; either score has a sum above and two
 * (under a root, or as a share's whole) below, which makes 2n each, and 4n together,
 * besides a few roundings. This is twice that. */
double lociq_similarity_margin(const lociq_profiles *profiles);

/* Which of the rows that are there is the region's. */
static inline size_t lociq_profile_place(const lociq_profiles *profiles, size_t region) {
  const size_t place = region - profiles->from[0];
  return place < profiles->panel ? place : profiles->panel + region - profiles->from[1];
}

static inline double *lociq_profile_values(const lociq_profiles *profiles, size_t region) {
  return profiles->values + lociq_profile_place(profiles, region) * profiles->width;
}

static inline double *lociq_profile_derived(const lociq_profiles *profiles, size_t region) {
  return profiles->derived + lociq_profile_place(profiles, region) * profiles->width;
}

static inline double *lociq_profile_whitened(const lociq_profiles *profiles, size_t region) {
  return profiles->whitened + lociq_profile_place(profiles, region) * profiles->width;
}

/* NULL when all cells are known. */
static inline double *lociq_profile_known(const lociq_profiles *profiles, size_t region) {
  return profiles->known == NULL ? NULL : profiles->known + lociq_profile_place(profiles, region) * profiles->width;
}

/* 1 in the lanes from industry i that both regions know, 0 in others and past the industries. */
LOCIQ_INLINE lociq_lanes lociq_profile_both(const lociq_profiles *profiles, size_t a, size_t b, size_t i) {
  const lociq_lanes places = {0, 1, 2, 3, 4, 5, 6, 7};
  const double left = (double)profiles->industries - (double)i;
  if (profiles->known == NULL) return lociq_lanes_where((lociq_mask)(places < left), lociq_lanes_all(1));
  return lociq_lanes_load(lociq_profile_known(profiles, a) + i) *
         lociq_lanes_load(lociq_profile_known(profiles, b) + i);
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search for every region's best partners by one similarity of shares.
 */
#ifndef LOCIQ_PARTNERS_SEARCH_H
#define LOCIQ_PARTNERS_SEARCH_H

#include "partners/match.h"
#include "partners/similarity.h"

typedef struct lociq_search {
  lociq_profiles *profiles; /* of whole regions: positions[p] is p's unit too */
  const lociq_similarity_method *method;
  const lociq_partner_filter *filter;
  double minimum_coverage; /* as in lociq_partner_options */
  size_t first, count;     /* the profiles whose partners are sought */
  size_t seats;            /* partners of each */
  int threads;
  const lociq_progress *progress;
} lociq_search;

/* Of several ranks each looks at its own pairs, so that join.h must follow; the profiles' panels are the same on all.
 * found[i * seats + rank] of the profile first + i, best first, ties by position; units as lociq_found has them.
 * The same as comparing every pair by method->score, whatever way it takes, and however many panels the profiles have:
 * two of these at a time are brought and compared. An error of bringing them leaves nothing found. */
lociq_status lociq_search_run(const lociq_search *search, lociq_found *found, lociq_error *error);

/* Bytes that it takes beside the profiles and what is found: `rows` of `others` regions look for partners. */
size_t lociq_search_bytes(const lociq_similarity_method *method, size_t rows, size_t others, size_t industries,
                          size_t seats, int threads);

/* Whether what both know is enough of either. */
bool lociq_search_covers(const lociq_profiles *profiles, double minimum_coverage, size_t a, size_t b);

#endif

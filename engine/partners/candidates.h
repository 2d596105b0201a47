/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may be among the best of each region, in bounded memory, until all pairs were
 * looked at.
 *
 * Of a candidate two bounds of its score are known. When seats others of a region have a lower
 * bound of t, whoever's upper bound is below t is not among the best: t is the
 * region's threshold, which only rises. Where there are more candidates between than a region has
 * places, their scores themselves decide, ties by position, and the best of them take seats; so who sits at the end is
 * the best, in whatever order and by however many threads they were offered.
 */
#ifndef LOCIQ_PARTNERS_CANDIDATES_H
#define LOCIQ_PARTNERS_CANDIDATES_H

#include "partners/match.h"

typedef struct lociq_offer {
  uint32_t row, other; /* for whom, and who; ties go by `other` */
  float lower, upper;  /* of the score */
} lociq_offer;

typedef struct lociq_candidates lociq_candidates;

typedef struct lociq_judge {
  double (*score)(const void *context, size_t row, size_t other); /* a number for all that are offered */
  void (*expect)(const void *context, size_t other);              /* its score will be asked for soon */
  lociq_found *(*seats)(const void *context, size_t row);         /* where the best of a row sit */
  const void *context;
} lociq_judge;

/* For `rows` rows among `others`; each pair is offered at most once. */
lociq_status lociq_candidates_create(size_t rows, size_t others, size_t seats, const lociq_judge *judge,
                                     lociq_candidates **candidates, lociq_error *error);
/* Bytes that it takes beside the seats. */
size_t lociq_candidates_bytes(size_t rows, size_t others, size_t seats);
void lociq_candidates_free(lociq_candidates *candidates);

/* The thresholds of rows first to first + count as they are now, -INFINITY at first. */
void lociq_candidates_thresholds(lociq_candidates *candidates, size_t first, size_t count, float *thresholds);
/* Takes those whose upper bound reaches the threshold. Any thread may call it; fastest where rows
 * come together. */
void lociq_candidates_offer(lociq_candidates *candidates, const lociq_offer *offers, size_t count);
/* Decides among a row's candidates: nobody's score is asked for any more until there are new ones. While nobody offers;
 * each row by one thread. */
void lociq_candidates_settle(lociq_candidates *candidates, size_t row);
/* Puts the best of a row that is settled in order, the best first, ties by position; returns how many there are. */
size_t lociq_candidates_finish(lociq_candidates *candidates, size_t row);

#endif

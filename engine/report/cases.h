/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Case studies: which parts of which regions perform excellently, and by which figures.
 */
#ifndef LOCIQ_REPORT_CASES_H
#define LOCIQ_REPORT_CASES_H

#include <lociq/store.h>
#include <stdint.h>

/* A region's industry that has three stars, whose measure grew faster than the industry
 * everywhere, in a region that is more productive than the middle one. Positions on the
 * axes; growth is a year's, as a fraction. */
typedef struct lociq_case {
  size_t region, industry;
  size_t first, year; /* of the years between which it grew; the stars are of the second */
  double quotient, size_first, size;
  uint16_t flags; /* of both sizes: what a reader should know before trusting the growth */
  double growth, growth_everywhere;
  size_t productivity_year;
  double productivity, productivity_middle; /* the median of regions in that year */
} lociq_case;

typedef struct lociq_cases {
  lociq_case *cases; /* the largest location quotient first */
  size_t count;
  const char *lacks; /* the indicator without which there are none; NULL: all are there */
} lociq_cases;

/* By stars, lq, labour_productivity and the measure that the stars are of. The caller clears. */
lociq_status lociq_cases_find(const lociq_store *store, lociq_cases *cases, lociq_error *error);
void lociq_cases_clear(lociq_cases *cases);

#endif

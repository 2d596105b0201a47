/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of ties: region,partner,ties or region,industry,partner,partner_industry,ties.
 */
#ifndef LOCIQ_PARTNERS_TIES_FILE_H
#define LOCIQ_PARTNERS_TIES_FILE_H

#include <lociq/axis.h>
#include <lociq/error.h>
#include <stdbool.h>
#include <stdint.h>

/* Positions on the axes; industries LOCIQ_NONE where the file has none. */
typedef struct lociq_tie {
  size_t region, industry, partner, partner_industry;
  double ties;
  uint64_t line;
} lociq_tie;

typedef struct lociq_tie_rows {
  lociq_tie *rows; /* by region, industry, partner, partner's industry */
  size_t count;
  bool by_industry;
  bool directed; /* some pair is there in both orders */
} lociq_tie_rows;

/* Errors as in lociq_ties_create. The caller frees rows with free(). */
lociq_status lociq_tie_rows_read(const char *path, const lociq_axis *regions, const lociq_axis *industries,
                                 lociq_tie_rows *rows, lociq_error *error);

#endif

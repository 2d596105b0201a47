/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts drawn anew: those that a row is known to hold are thrown again into its known
 * cells, each cell as likely as its share of them (multinomial).
 */
#ifndef LOCIQ_NUMERIC_REDRAW_H
#define LOCIQ_NUMERIC_REDRAW_H

#include "numeric/random.h"

typedef enum lociq_redrawn { LOCIQ_REDRAWN, LOCIQ_REDRAWN_BELOW_ZERO, LOCIQ_REDRAWN_TOO_MANY } lociq_redrawn;

/* What one of a unit stands for, by its name: 1000 where it says thousand, 1e6 where it says million, else 1. */
double lociq_counts_of_unit(const char *unit);

/* Draws `count` cells of which one unit is counts_per_unit counts; NaN stays NaN, 0 stays 0, the sum stays to a
 * rounding, and a row of no whole count stays as it is. sums: scratch of `count`. drawn may be row itself. Neither
 * below 0 nor 2^32 counts and more can be drawn: then drawn is not written to. */
lociq_redrawn lociq_counts_redraw(const lociq_random *random, double counts_per_unit, const double *row, size_t count,
                                  double *sums, double *drawn);
/* Why a row cannot be drawn: "a cell is below 0". */
const char *lociq_redrawn_text(lociq_redrawn fault);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A year of counts drawn anew: what another sample of the same regions might have shown.
 */
#ifndef LOCIQ_PARTNERS_REDRAW_H
#define LOCIQ_PARTNERS_REDRAW_H

#include "numeric/random.h"
#include "partners/profiles.h"

/* How many counts one unit of a measure stands for: what the options say of theirs, else 1, 1000 or a million where
 * the unit counts persons, jobs or establishments. Of others, such as euros or quotients, nobody knows from the figures
 * how far chance moves them: 0. */
double lociq_counts_per_unit(const lociq_partner_options *options, const char *measure, const char *unit);

/* Each region's known counts are thrown anew into its known cells (numeric/redraw.h); what is unknown or 0 stays so,
 * and so do the region's sum and all published totals. *drawn, regions × industries, is aligned; the caller frees it.
 * Takes one number from `random`: blocks that are handed the same one draw the same of the same year. The
 * threads share the regions, each of which has a stream of its own. LOCIQ_BAD_INPUT where there is a cell below 0, or a
 * region of 2^32 counts. */
lociq_status lociq_table_redraw(const lociq_measure_year *table, double counts_per_unit, const lociq_random *random,
                                double **drawn, lociq_error *error);

#endif

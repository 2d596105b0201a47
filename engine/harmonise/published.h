/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What tables publish of one measure, and where it lies in a frame: bodies, totals of
 * regions, of industries, and of everything.
 */
#ifndef LOCIQ_HARMONISE_PUBLISHED_H
#define LOCIQ_HARMONISE_PUBLISHED_H

#include "harmonise/ladder.h"

/* One part of the measure in one table. A cell of it is (region, industry), row by row. */
typedef struct lociq_publication {
  const lociq_panel *panel;
  const lociq_cube *cube;
  lociq_part part;
  size_t region_tier, industry_tier;
  size_t regions, industries;              /* how many; 1 of what is summed over */
  const size_t *region_map, *industry_map; /* to members of the tier; NULL: to the whole */
} lociq_publication;

typedef struct lociq_published {
  lociq_publication *items; /* tables in their order, a body before its totals */
  size_t count;
  size_t **maps; /* of regions and of industries, by table */
  size_t table_count;
} lociq_published;

/* LOCIQ_INVALID: a table without the measure, or with another unit. The caller clears. */
lociq_status lociq_published_find(const lociq_panel *const *tables, size_t count, const char *measure,
                                  const lociq_ladder *regions, const lociq_ladder *industries,
                                  lociq_published *published, lociq_error *error);
void lociq_published_clear(lociq_published *published);

/* Whether any figure is below zero, in any year. */
bool lociq_published_negative(const lociq_published *published);
/* Sets all figures of a year. LOCIQ_CONFLICT names a cell that is published twice, as figures that differ. */
lociq_status lociq_published_set(const lociq_published *published, const char *year, double rounding,
                                 lociq_frame *frame, lociq_error *error);
/* Bounds from above by zero the cells of a year that have neither a value nor a flag, to be called after the others. */
void lociq_published_set_absent(const lociq_published *published, const char *year, lociq_frame *frame);
/* Values of a year on two tiers: of each cell the first that is known, and the flags of all that lie there.
 * flags may be NULL. What is not known stays as it is. */
void lociq_published_gather(const lociq_published *published, const char *year, size_t region_tier,
                            size_t industry_tier, size_t industry_count, double *values, uint16_t *flags);

#endif

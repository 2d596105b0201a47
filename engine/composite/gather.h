/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an index is made of, as a store has it: the measures of its regions, and
 * the groups of these.
 */
#ifndef LOCIQ_COMPOSITE_GATHER_H
#define LOCIQ_COMPOSITE_GATHER_H

#include <lociq/store.h>

#include "composite/spec.h"

typedef struct lociq_gathered {
  size_t first_year, years, units; /* a range of the store's years, and all of its regions */
  lociq_table_of_units raw;        /* of the design's columns */
  double **denominators;           /* by column: years × units, NULL where there is none */
  size_t columns;
  size_t *group;      /* of the units; LOCIQ_NONE, or a position in group_codes */
  char **group_codes; /* sorted */
  size_t group_count;
  const char **year_names, **unit_names; /* borrowed from the store's axes; the years of the range */
  char *groups_path;                     /* of the file that says them; NULL: none was read */
} lociq_gathered;

/* Reads it; the caller clears. A region's value of a measure by industry is its
 * published total, or the sum where all of its industries are known. LOCIQ_INVALID names line and key: a
 * measure that the store has not or that is no region's, years that it has not; LOCIQ_BAD_INPUT for the groups' file.
 */
lociq_status lociq_gather(const lociq_store *store, const lociq_specification *specification, lociq_gathered *gathered,
                          lociq_error *error);
/* The file that says the groups, its name counted from the specification's folder; NULL
 * where none does. The caller frees. */
lociq_status lociq_groups_path(const lociq_specification *specification, char **path, lociq_error *error);
/* Of that the groups alone: group, group_codes, groups_path. */
lociq_status lociq_gather_groups(const lociq_axis *regions, const lociq_specification *specification,
                                 lociq_gathered *made, lociq_error *error);
void lociq_gathered_clear(lociq_gathered *gathered);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is ranked and among whom: regions, clusters, organisations.
 */
#ifndef LOCIQ_PARTNERS_UNITS_H
#define LOCIQ_PARTNERS_UNITS_H

#include "partners/linkage.h"
#include "partners/statistics.h"

/* units: those asked for and all that may be partners, in the order of their region, industry and organisation,
 * those without a region behind. Borrowed: axes; owned: the rest. */
typedef struct lociq_units {
  const lociq_axis *regions, *industries;
  lociq_organisations *organisations;
  size_t *organisation_regions, *organisation_industries; /* of each: the member that is what it declares or contains
                                                             it, DE21 for DE212; LOCIQ_NONE: there is none */
  lociq_linkage *linkage;                                 /* NULL: none was given */
  size_t cluster;                                         /* position of the cluster; LOCIQ_NONE: whole regions */
  lociq_unit *items;
  size_t count;
  size_t *asked; /* positions of those whose partners are sought, ascending */
  size_t asked_count;
} lociq_units;

/* Whole regions: all of the axis, each once. A cluster: the parts of it, and of those that it is linked to, of a size
 * other than 0 or unknown, or with organisations, then one for each of these; organisations of these industries, or of
 * none, which are no part of a region follow alone. LOCIQ_INVALID where there is no such region, cluster or
 * organisation. The caller clears. */
lociq_status lociq_units_choose(const lociq_statistics *statistics, const lociq_partner_options *options,
                                lociq_units *units, lociq_error *error);
void lociq_partner_units_clear(lociq_units *units);

/* Finds the regions and industries of the organisations. */
lociq_status lociq_units_locate(lociq_units *units, lociq_error *error);

#endif
